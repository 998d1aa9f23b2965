import { importColumns, type ImportColumn, REFUSED_LINE } from '#contracts/imports';
import type { ImportMapping } from '#contracts/import-mapping';
import { ImportFault } from './import-fault.js';

/** Columns that the file of refused rows has besides; an import passes them over. */
export const refusalColumns = [REFUSED_LINE, 'refused_column', 'refused_reason'];

/** Where each column stands in the file; undefined: the file does not have it. */
export interface Header {
  at: Partial<Record<ImportColumn, number>>;
  /** columns of the file, ours and others */
  width: number;
  /** names of the columns that mean nothing to us, as printed */
  unknown: string[];
  /** where the columns without a name stand */
  nameless: number[];
}

/**
 * What other inventories call our columns, without blanks and signs ("Serial #" is serial, "S/N" is sn). Left out is
 * what may mean more than one of them: "product" and "code" may be a name as well as a catalogue number.
 */
const ALIASES: Record<ImportColumn, string> = {
  asset_tag: 'asset assetno assetnumber assetid tag tagno tagnumber equipmentid equipmentno equipmentnumber',
  udi_di: 'udi di gtin deviceidentifier',
  product_code:
    'catalognumber cataloguenumber catalogno catalogueno catalog catalogue catno ref refno refnumber referencenumber ' +
    'productnumber productno modelnumber modelno',
  serial_number: 'serial serialno sn serialnum',
  manufacturer: 'make mfr manufacturername',
  model: 'modelname',
  software_version: 'software softwarever swversion swver firmware firmwareversion',
  manufactured_on:
    'manufactured manufacturedate manufacturingdate dateofmanufacture datemanufactured mfgdate mfdate',
  received_on: 'received datereceived receiveddate receiptdate dateofreceipt',
  supply_channel: 'channel',
  site: 'sitename facility facilityname hospital hospitalname',
  location: 'locationname department dept ward unit',
  status: 'state devicestatus',
};

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');
const known = new Map<string, ImportColumn>(
  importColumns.flatMap((column) =>
    [plain(column), ...ALIASES[column].split(' ')].map((name): [string, ImportColumn] => [name, column]),
  ),
);
const own = new Set(refusalColumns.map(plain));
const ours = new Set(importColumns.map(plain));

/** Where a mended file says which line of the first one each row stands for. @throws ImportFault when it does not */
export function refusedLineAt(cells: readonly string[]): number {
  const at = cells.findIndex((cell) => plain(cell) === plain(REFUSED_LINE));
  if (at !== -1) return at;
  throw new ImportFault(
    `The file mends rows of another import, and has no column ${REFUSED_LINE} that says which. Add it, or send the file as an import of its own.`,
  );
}

/**
 * Finds our columns in the header of a file, in any order, among others, however they are capitalised or spaced, and
 * by the names that other inventories give them. Beside a column of our own name one that could mean the same
 * ("location" and "Department") is one more that we do not know.
 * @param mapping what somebody chose instead: then it alone decides, and what they left out is no surprise
 * @throws ImportFault naming the column that is missing, or the two that mean the same
 */
export function readHeader(cells: string[], mapping: ImportMapping | null = null): Header {
  if (mapping !== null) {
    const header = mappedHeader(cells, mapping);
    if ('problem' in header) throw new ImportFault(header.problem);
    return header;
  }
  const at: Header['at'] = {};
  const unknown: string[] = [];
  const nameless: number[] = [];
  const named = new Set(cells.map(plain).filter((name) => ours.has(name)));
  for (const [index, cell] of cells.entries()) {
    const column = known.get(plain(cell));
    const other = column !== undefined && named.has(plain(column)) && !ours.has(plain(cell));
    if (column === undefined || other) {
      if (printed(cell) === '') nameless.push(index);
      else if (!own.has(plain(cell))) unknown.push(printed(cell));
      continue;
    }
    const before = at[column];
    if (before !== undefined) {
      throw new ImportFault(
        `The header has the column "${column}" twice, as "${printed(cells[before] as string)}" and as "${printed(cell)}". Keep one of them, or name the other otherwise, and send the file again.`,
      );
    }
    at[column] = index;
  }
  if (at.site === undefined) throw missing('"site"', cells);
  if (at.asset_tag === undefined && at.serial_number === undefined) {
    throw missing('"asset_tag" or "serial_number"', cells);
  }
  return { at, width: cells.length, unknown, nameless };
}

/** The header by a mapping, or a sentence about the column that the file does not have, or has twice. */
export function mappedHeader(cells: string[], mapping: ImportMapping): Header | { problem: string } {
  const names = cells.map(printed);
  const at: Header['at'] = {};
  for (const [column, name] of Object.entries(mapping) as Array<[ImportColumn, string]>) {
    const places = names.flatMap((one, index) => (one === printed(name) ? [index] : []));
    if (places.length !== 1) {
      const stands = places.length === 0 ? 'does not stand in line 1.' : 'stands in line 1 more than once.';
      return { problem: `The column "${printed(name)}", chosen for ${column}, ${stands}` };
    }
    at[column] = places[0] as number;
  }
  return { at, width: cells.length, unknown: [], nameless: [] };
}

/** Where each of our columns seems to stand, also in a header that cannot be imported by itself; of two the first. */
export function suggestedColumns(cells: string[]): Header['at'] {
  const at: Header['at'] = {};
  const byName = (name: string): ImportColumn | undefined => (ours.has(name) ? known.get(name) : undefined);
  // our own names first: beside "location" a "Department" is something else
  for (const find of [byName, (name: string) => known.get(name)]) {
    for (const [index, cell] of cells.entries()) {
      const column = find(plain(cell));
      if (column !== undefined && at[column] === undefined && !Object.values(at).includes(index))
        at[column] = index;
    }
  }
  return at;
}

/** The name of a column as a report can keep it. */
const printed = (cell: string): string =>
  cell
    .replaceAll('\0', '\ufffd')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
    .replace(/\p{Surrogate}$/u, '');

function missing(column: string, cells: string[]): ImportFault {
  const seen = cells.map(printed).join(', ').slice(0, 200);
  return new ImportFault(
    `The header has no column ${column}. Line 1 must name the columns; it says: ${seen || '(nothing)'}.`,
  );
}
