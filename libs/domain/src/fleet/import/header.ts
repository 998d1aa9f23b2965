import { ImportFault } from './import-fault.js';

export const importColumns = [
  'asset_tag',
  'udi_di',
  'product_code',
  'serial_number',
  'manufacturer',
  'model',
  'software_version',
  'manufactured_on',
  'received_on',
  'supply_channel',
  'site',
  'location',
  'status',
] as const;
export type ImportColumn = (typeof importColumns)[number];

/** Where each column stands in the file; undefined: the file does not have it. */
export interface Header {
  at: Partial<Record<ImportColumn, number>>;
  /** columns of the file, ours and others */
  width: number;
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const known = new Map(importColumns.map((column) => [plain(column), column]));

/**
 * Finds our columns in the header of a file, in any order, among others, however they are capitalised or spaced.
 * @throws ImportFault naming the column that is missing or stands twice
 */
export function readHeader(cells: string[]): Header {
  const at: Header['at'] = {};
  for (const [index, cell] of cells.entries()) {
    const column = known.get(plain(cell));
    if (column === undefined) continue;
    if (at[column] !== undefined) {
      throw new ImportFault(
        `The header has the column "${column}" twice. Keep one of them and send the file again.`,
      );
    }
    at[column] = index;
  }
  if (at.site === undefined) throw missing('"site"', cells);
  if (at.asset_tag === undefined && at.serial_number === undefined) {
    throw missing('"asset_tag" or "serial_number"', cells);
  }
  return { at, width: cells.length };
}

function missing(column: string, cells: string[]): ImportFault {
  const seen = cells
    .map((cell) => cell.trim())
    .join(', ')
    .slice(0, 200);
  return new ImportFault(
    `The header has no column ${column}. Line 1 must name the columns; it says: ${seen || '(nothing)'}.`,
  );
}
