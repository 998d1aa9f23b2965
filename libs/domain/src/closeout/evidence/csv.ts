/** A spreadsheet takes what begins so for a formula, and would run what somebody typed into a note. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8. Values are as they are kept, but
 * that a text which would be a formula has an apostrophe before it; the audit trail in the same pack has it without.
 */
export async function* csvOf(
  columns: readonly string[],
  rows: AsyncIterable<Record<string, unknown>>,
): AsyncGenerator<string> {
  yield `\ufeff${columns.map(cell).join(',')}\r\n`;
  let lines = '';
  for await (const row of rows) {
    lines += `${columns.map((column) => cell(row[column])).join(',')}\r\n`;
    if (lines.length > 64_000) {
      yield lines;
      lines = '';
    }
  }
  yield lines;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value as string | number | boolean | bigint);
  return quoted(typeof value === 'string' && FORMULA.test(text) ? `'${text}` : text);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One JSON value a line. */
export async function* jsonLines(rows: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<string> {
  let lines = '';
  for await (const row of rows) {
    lines += `${JSON.stringify(row)}\n`;
    if (lines.length > 64_000) {
      yield lines;
      lines = '';
    }
  }
  yield lines;
}
