/** One row of a CSV file. `line` is the line on which it begins; the header is line 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** The file is no CSV from `line` on. */
export class CsvError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** A row longer than this is an unclosed quotation mark, and would otherwise be held in memory whole. */
export const MAX_ROW_CHARACTERS = 1_000_000;

/**
 * Reads CSV (RFC 4180) from pieces of text as they come: quoted cells with doubled quotation marks, delimiters and
 * newlines, CRLF or LF. A quotation mark inside an unquoted cell (5" tubing) is a character like others; blanks before
 * an opening one do not matter. Rows of blank cells alone are passed over. Written for the import's own pace: rows
 * without a quotation mark, nearly all of them, are found and cut by the engine's string search.
 */
export class CsvReader {
  private rest = '';
  private line = 1;

  constructor(
    private readonly delimiter: string,
    private readonly newline: '\n' | '\r' = '\n',
  ) {}

  /** The rows that are complete with this piece. @throws CsvError */
  push(piece: string): CsvRow[] {
    this.rest = this.rest === '' ? piece : this.rest + piece;
    return this.take(false);
  }

  /** The last row, if the file does not end with a newline. @throws CsvError when a quotation mark is still open */
  end(): CsvRow[] {
    return this.take(true);
  }

  private take(final: boolean): CsvRow[] {
    const text = this.rest;
    const rows: CsvRow[] = [];
    let at = 0;
    let quote = text.indexOf('"');
    for (;;) {
      let end = text.indexOf(this.newline, at);
      if (end === -1) {
        if (!final || at >= text.length) break;
        end = text.length;
      }
      if (quote !== -1 && quote < at) quote = text.indexOf('"', at);
      if (quote === -1 || quote > end) {
        const stop = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end;
        this.add(rows, text.slice(at, stop).split(this.delimiter), 1);
        at = end + 1;
        continue;
      }
      const row = this.quoted(text, at, final);
      if (row === null) break;
      this.add(rows, row.cells, row.lines);
      at = row.next;
    }
    this.rest = text.slice(at);
    if (this.rest.length > MAX_ROW_CHARACTERS) throw this.unclosed();
    return rows;
  }

  private add(rows: CsvRow[], cells: string[], lines: number): void {
    if (cells.length > 1 || (cells[0] as string).trim() !== '') rows.push({ line: this.line, cells });
    this.line += lines;
  }

  /** A row with a quotation mark in it, cell by cell; null when it is not complete yet. */
  private quoted(
    text: string,
    from: number,
    final: boolean,
  ): { cells: string[]; lines: number; next: number } | null {
    const cells: string[] = [];
    let lines = 1;
    let at = from;
    for (;;) {
      let cell = '';
      let open = at;
      while (text[open] === ' ') open += 1;
      if (text[open] === '"') {
        let start = open + 1;
        for (;;) {
          const close = text.indexOf('"', start);
          if (close === -1 || (close === text.length - 1 && !final)) {
            if (final) throw this.unclosed();
            return null;
          }
          cell += text.slice(start, close);
          start = close + 1;
          if (text[start] !== '"') {
            at = start;
            break;
          }
          cell += '"';
          start += 1;
        }
        for (let n = cell.indexOf(this.newline); n !== -1; n = cell.indexOf(this.newline, n + 1)) lines += 1;
      }
      // the rest of the cell as it stands: all of an unquoted one, or what follows a closing quotation mark
      const newline = text.indexOf(this.newline, at);
      const delimiter = text.indexOf(this.delimiter, at);
      if (newline === -1 && delimiter === -1 && !final) return null;
      const stop = Math.min(
        newline === -1 ? text.length : newline,
        delimiter === -1 ? text.length : delimiter,
      );
      if (stop === newline || stop === text.length) {
        if (newline === -1 && !final) return null;
        const plain = text.slice(at, stop);
        cells.push(cell + (plain.endsWith('\r') ? plain.slice(0, -1) : plain));
        return { cells, lines, next: stop + 1 };
      }
      cells.push(cell + text.slice(at, stop));
      at = stop + 1;
    }
  }

  private unclosed(): CsvError {
    return new CsvError(
      this.line,
      `A quotation mark in the row that begins on line ${this.line} is never closed. Close it, or double it where it stands for itself, and send the file again.`,
    );
  }
}

/** The delimiter and the newline of a file, by its beginning: whichever stands most often in its first line. */
export function dialectOf(beginning: string): { delimiter: string; newline: '\n' | '\r' } {
  const newline = beginning.includes('\n') || !beginning.includes('\r') ? '\n' : '\r';
  const header = (beginning.split(newline)[0] as string).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((delimiter) => header.split(delimiter).length);
  return { delimiter: [',', ';', '\t'][counts.indexOf(Math.max(...counts))] as string, newline };
}

/** A cell as it is written in a file for spreadsheets. */
export const csvCell = (value: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
