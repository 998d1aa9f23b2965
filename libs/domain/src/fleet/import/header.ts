import { importColumns, type ImportColumn } from '#contracts/fleet';
import { ImportFault } from './import-fault.js';

/** Columns that the file of refused rows has besides; an import passes them over. */
export const refusalColumns = ['refused_line', 'refused_column', 'refused_reason'];

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

/**
 * Finds our columns in the header of a file, in any order, among others, however they are capitalised or spaced, and
 * by the names that other inventories give them. Beside a column of our own name one that could mean the same
 * ("location" and "Department") is one more that we do not know.
 * @throws ImportFault naming the column that is missing, or the two that mean the same
 */
export function readHeader(cells: string[]): Header {
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
