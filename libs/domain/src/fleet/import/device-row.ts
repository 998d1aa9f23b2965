import { codeKey } from '#contracts/codes';
import { type DeviceStatus } from '#contracts/fleet';
import { type ImportColumn, importColumns } from '#contracts/imports';
import { readLabel, udiDiWarning } from '#contracts/udi';
import { readDay } from './day.js';
import type { Header } from './header.js';

/** One column of one row that a person should look at. */
export interface Finding {
  line: number;
  /** ours, or on line 1 that of the file */
  column: string | null;
  value: string | null;
  reason: string;
}

/** A row that can land: texts are trimmed, what is absent is null, days are YYYY-MM-DD. */
export type DeviceRecord = Record<Exclude<ImportColumn, 'status' | 'site'>, string | null> & {
  site: string;
  /** null: the file does not say */
  status: DeviceStatus | null;
  /** the words of the file where they are none of the known states */
  statusAsPrinted: string | null;
};

export interface ReadRow {
  /** null: the row is refused, `refused` says why */
  record: DeviceRecord | null;
  refused: Finding[];
  warnings: Finding[];
}

const MAX_LENGTH: Record<ImportColumn, number> = {
  asset_tag: 100,
  udi_di: 100,
  product_code: 100,
  serial_number: 100,
  manufacturer: 200,
  model: 200,
  software_version: 100,
  manufactured_on: 40,
  received_on: 40,
  supply_channel: 200,
  site: 200,
  location: 200,
  status: 200,
};

/** Half a million rows say the same few things: each is worked out once, and the memory of it is bounded. */
function remembered<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const answer = work(text);
    // a copy: the text itself is a piece of the file's text and would keep all of that in memory
    if (known.size < 20_000) known.set(Buffer.from(text).toString(), answer);
    return answer;
  };
}

const ABSENT = new Set(['', 'n/a', 'na', 'n.a.', '-', '--', 'none', 'unknown', 'null']);

const STATUS: Record<string, DeviceStatus> = {
  'in service': 'in-service',
  'in use': 'in-service',
  active: 'in-service',
  deployed: 'in-service',
  available: 'in-service',
  'in storage': 'in-storage',
  storage: 'in-storage',
  stored: 'in-storage',
  spare: 'in-storage',
  stock: 'in-storage',
  isolated: 'isolated',
  quarantine: 'isolated',
  quarantined: 'isolated',
  'in repair': 'in-repair',
  repair: 'in-repair',
  'out for repair': 'in-repair',
  'under repair': 'in-repair',
  'rented out': 'rented-out',
  rented: 'rented-out',
  loaned: 'loaned',
  'on loan': 'loaned',
  'at home': 'at-home',
  'home care': 'at-home',
  'not located': 'not-located',
  missing: 'not-located',
  lost: 'not-located',
  'cannot locate': 'not-located',
  transferred: 'transferred',
  returned: 'returned',
  retired: 'retired',
  disposed: 'retired',
  inactive: 'retired',
  decommissioned: 'retired',
  scrapped: 'retired',
  unknown: 'unknown',
};

// What needs a closer look: anything but printable characters with single blanks between them.
const ODD = /[^ -~\u00a1-\ud7ff\ue000-\ufffc]| {2}/;

const NOTHING: Record<ImportColumn, string | null> = {
  asset_tag: null,
  udi_di: null,
  product_code: null,
  serial_number: null,
  manufacturer: null,
  model: null,
  software_version: null,
  manufactured_on: null,
  received_on: null,
  supply_channel: null,
  site: null,
  location: null,
  status: null,
};

/** All words for "nothing" begin with a hyphen, an n or a u. */
function isAbsent(value: string): boolean {
  const first = value.charCodeAt(0) | 32;
  const maybe = first === 45 || first === 110 || first === 117;
  return maybe && value.length <= 7 && ABSENT.has(value.toLowerCase());
}

/**
 * Reads one row of the file. Pure: the same cells give the same answer.
 * @param today YYYY-MM-DD; a later day is a warning
 */
export function readDeviceRow(line: number, cells: string[], header: Header, today: string): ReadRow {
  const refused: Finding[] = [];
  const warnings: Finding[] = [];
  const printed = (column: ImportColumn): string | null => {
    const at = header.at[column];
    return at === undefined ? null : (cells[at] ?? '').trim();
  };
  const note = (list: Finding[], column: ImportColumn | null, reason: string): void => {
    list.push({ line, column, value: column === null ? null : printed(column), reason });
  };

  checkWidth(cells, header, note, refused, warnings);
  // with all its fields from the beginning: objects of one form are what the engine is quick with
  const values = { ...NOTHING };
  for (const column of importColumns) {
    let value = printed(column);
    if (value === null || value === '') continue;
    if (ODD.test(value)) {
      if (value.includes('\0')) note(refused, column, 'This cell has a character that cannot be kept.');
      value = value.replace(/\s+/g, ' ');
    }
    if (isAbsent(value)) continue;
    if (value.length > MAX_LENGTH[column]) {
      note(refused, column, `This is longer than the ${MAX_LENGTH[column]} characters that are kept.`);
      continue;
    }
    values[column] = value;
  }

  for (const column of ['manufactured_on', 'received_on'] as const) {
    const value = values[column];
    if (value === null) continue;
    const day = dayIn(value);
    if (day.problem !== null) note(refused, column, day.problem);
    values[column] = day.value;
    if (day.value !== null && day.value > today) note(warnings, column, 'This day is still to come.');
  }
  readIdentity(values, note, refused, warnings);
  if (
    values.manufactured_on !== null &&
    values.received_on !== null &&
    values.received_on < values.manufactured_on
  ) {
    note(
      warnings,
      'received_on',
      `This is before the day of manufacture, ${values.manufactured_on}. One of them is wrong.`,
    );
  }
  if (values.site === null) note(refused, 'site', 'The site is missing.');
  const { status, statusAsPrinted } = statusOf(printed('status') ?? '');
  if (statusAsPrinted !== null) {
    note(
      warnings,
      'status',
      'This is none of the known states; it is kept as printed, with the state "unknown".',
    );
  }
  if (refused.length > 0 || values.site === null) return { record: null, refused, warnings: [] };
  return { record: { ...values, site: values.site, status, statusAsPrinted }, refused, warnings };
}

type Note = (list: Finding[], column: ImportColumn | null, reason: string) => void;

/** More cells than the header: an unquoted delimiter has shifted them. Fewer: spreadsheets leave out empty ones at the end. */
function checkWidth(
  cells: string[],
  header: Header,
  note: Note,
  refused: Finding[],
  warnings: Finding[],
): void {
  if (cells.length > header.width && cells.slice(header.width).some((cell) => cell.trim() !== '')) {
    note(
      refused,
      null,
      `The row has ${cells.length} cells, the header ${header.width}: a cell that holds the delimiter needs quotation marks.`,
    );
  } else if (cells.length < header.width) {
    note(
      warnings,
      null,
      `The row has ${cells.length} cells, the header ${header.width}: those missing count as empty.`,
    );
  }
}

function readIdentity(
  values: Record<ImportColumn, string | null>,
  note: Note,
  refused: Finding[],
  warnings: Finding[],
): void {
  for (const column of ['asset_tag', 'serial_number', 'udi_di', 'product_code'] as const) {
    if (values[column] === null || codeKey(values[column]) !== null) continue;
    note(refused, column, 'This has no letter and no digit, so nothing can be compared with it.');
  }
  if (values.udi_di !== null) readUdi(values, note, warnings);
  if (values.asset_tag === null && values.serial_number === null) {
    note(
      refused,
      'serial_number',
      'The row has neither an asset tag nor a serial number, so nobody could find the device.',
    );
  }
}

const LABEL_COLUMN = { serialNumber: 'serial_number', manufacturedOn: 'manufactured_on' } as const;

/** A whole UDI in the place of its device identifier is taken apart; a wrong check digit is a warning, never a refusal. */
function readUdi(values: Record<ImportColumn, string | null>, note: Note, warnings: Finding[]): void {
  const { facts, whole, contradictions } = readLabel({
    udiDi: values.udi_di,
    serialNumber: values.serial_number,
    manufacturedOn: values.manufactured_on,
  });
  if (whole) note(warnings, 'udi_di', `This is a whole UDI; its device identifier ${facts.udiDi} was taken.`);
  for (const { fact, onLabel } of contradictions) {
    note(
      warnings,
      LABEL_COLUMN[fact],
      `The UDI of this row says ${onLabel}. What stands here was taken; one of them is wrong.`,
    );
  }
  values.udi_di = facts.udiDi;
  values.serial_number = facts.serialNumber;
  values.manufactured_on = facts.manufacturedOn;
  const { text } = warningOf(values.udi_di as string);
  if (text !== null) note(warnings, 'udi_di', text);
}

function readStatus(printed: string): Pick<DeviceRecord, 'status' | 'statusAsPrinted'> {
  const words = (printed ?? '')
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
  if (words !== 'unknown' && ABSENT.has(words)) return { status: null, statusAsPrinted: null };
  const status = Object.hasOwn(STATUS, words) ? STATUS[words] : undefined;
  return status === undefined
    ? { status: 'unknown', statusAsPrinted: printed.replace(/\s+/g, ' ') }
    : { status, statusAsPrinted: null };
}

const dayIn = remembered((value) => readDay(value));
const statusOf = remembered((printed) => readStatus(printed));
const warningOf = remembered((udiDi) => ({ text: udiDiWarning(udiDi) }));
