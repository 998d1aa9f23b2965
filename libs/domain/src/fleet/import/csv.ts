import { CsvError, type Options, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { pipeline, Readable } from 'node:stream';
import { ImportFault } from './import-fault.js';

/** One row of a CSV file. `line` is the line on which it begins; the header is line 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** A row longer than this is an unclosed quotation mark, and would otherwise be held in memory whole. */
export const MAX_ROW_BYTES = 1_000_000;
/** Rows given at a time. */
const BATCH = 500;

type Dialect = { delimiter: string; newline: '\n' | '\r' };

/**
 * The rows of a CSV file from pieces of text as they come: RFC 4180 with commas, semicolons or tabs; CRLF, LF or CR. What
 * spreadsheets and people write besides is read as it stands: a quotation mark within a cell (5" tubing), blanks before
 * an opening one, rows of unequal length. Rows of one blank cell are passed over. Memory is bounded by piece and row.
 * @throws ImportFault naming the line of a quotation mark that is never closed
 */
export async function* csvRows(pieces: AsyncIterable<string>): AsyncGenerator<CsvRow[]> {
  const { dialect, text } = await withDialect(pieces);
  let line = 1;
  const options: Options<CsvRow, string[]> = {
    ...optionsOf(dialect),
    // within the parser, since the rows before a fault are not given any more; csv-parse itself counts a CRLF within
    // quotation marks twice
    on_record: (cells) => {
      const row = { line, cells };
      line += linesOf(cells, dialect.newline);
      return cells.length > 1 || (cells[0] as string).trim() !== '' ? row : null;
    },
  };
  // parse's own signature leaves no room for a record of another type
  const parser = parse(options as unknown as Options);
  // whoever fails or is left, the other ends with it; the parser tells the error itself
  pipeline(Readable.from(text), parser, () => undefined);
  let rows: CsvRow[] = [];
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      rows.push(row);
      if (rows.length < BATCH) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    throw error instanceof CsvError ? neverClosed(line) : error;
  }
  yield rows;
}

/**
 * The rows of the beginning of a file, with its delimiter; the last row may be cut off, also within quotation marks.
 * @throws ImportFault when not even the first row ends
 */
export function rowsOfBeginning(text: string): { delimiter: string; rows: string[][] } {
  const dialect = dialectOf(text);
  const rows: string[][] = [];
  const keep = (cells: string[]) => {
    if (cells.length > 1 || (cells[0] as string).trim() !== '') rows.push(cells);
    return null;
  };
  try {
    parseNow(text, { ...optionsOf(dialect), on_record: keep });
  } catch (error) {
    // a cell that is cut off has its closing quotation mark further on in the file
    if (!(error instanceof CsvError)) throw error;
    if (rows.length === 0) throw neverClosed(1);
  }
  return { delimiter: dialect.delimiter, rows };
}

const optionsOf = ({ delimiter, newline }: Dialect) => ({
  delimiter,
  record_delimiter: newline === '\n' ? ['\r\n', '\n'] : ['\r'],
  relax_column_count: true,
  relax_quotes: true,
  ltrim: true,
  max_record_size: MAX_ROW_BYTES,
});

function linesOf(cells: string[], newline: string): number {
  let lines = 1;
  for (const cell of cells) {
    for (let at = cell.indexOf(newline); at !== -1; at = cell.indexOf(newline, at + 1)) lines += 1;
  }
  return lines;
}

const neverClosed = (line: number): ImportFault =>
  new ImportFault(
    `A quotation mark in the row that begins on line ${line} is never closed, or the row is longer than a million characters. Close the mark, or double it where it stands for itself, and send the file again.`,
  );

/** Looks at the first line, and gives its pieces back with the others. */
async function withDialect(
  pieces: AsyncIterable<string>,
): Promise<{ dialect: Dialect; text: AsyncIterable<string> }> {
  const iterator = pieces[Symbol.asyncIterator]();
  let beginning = '';
  while (!/[\r\n]./s.test(beginning) && beginning.length < MAX_ROW_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    beginning += next.value;
  }
  async function* text(): AsyncGenerator<string> {
    try {
      if (beginning !== '') yield beginning;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { dialect: dialectOf(beginning), text: text() };
}

/** The delimiter and the newline of a file, by its beginning: whichever stands most often in its first line. */
export function dialectOf(beginning: string): Dialect {
  const newline = beginning.includes('\n') || !beginning.includes('\r') ? '\n' : '\r';
  const header = (beginning.split(newline)[0] as string).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => header.split(delimiter).length);
  return { delimiter: [',', ';', '\t'][counts.indexOf(Math.max(...counts))] as string, newline };
}

/** A row as it is written in a file for spreadsheets, with its newline. */
export const csvLine = (cells: string[]): string =>
  stringify([cells], { record_delimiter: '\r\n', quoted_match: /[;\t\r\n]|^\s|\s$/ });
