import type { ImportColumn, ImportFinding, REFUSED_LINE } from '#contracts/imports';
import type { RefusedRow } from '#contracts/import-mapping';

export type Cells = Partial<Record<ImportColumn, string>>;

/** What became of a mended row: it landed, or it was refused again, as it was sent, and why. */
export type Mended = { landed: true } | { landed: false; cells: Cells; findings: ImportFinding[] };

/** A cell of one line; a line break within it means no more than a blank (the import reads it so, too). */
function cell(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim();
  return /[",;\t]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

/** REFUSED_LINE of the contracts, which this page loads without their schemas. */
const OF_LINE: typeof REFUSED_LINE = 'refused_line';

/**
 * The mended rows as a CSV file whose line 1 has our own names: the first of them stands on line 2. Each says which line
 * of the first file it stands for.
 */
export function mendedCsv(
  columns: readonly ImportColumn[],
  rows: ReadonlyArray<{ line: number; cells: Cells }>,
): string {
  const lines = rows.map(({ line, cells }) =>
    [String(line), ...columns.map((column) => cell(cells[column] ?? ''))].join(','),
  );
  return `${[[OF_LINE, ...columns].join(','), ...lines].join('\r\n')}\r\n`;
}

/** What became of each row, by its line in the file it came from. `sent`: the rows in the order of the mended file. */
export function outcomesOf(
  sent: ReadonlyArray<{ line: number; cells: Cells }>,
  refused: readonly RefusedRow[],
): Map<number, Mended> {
  const again = new Map(refused.map(({ line, findings }) => [line - 2, findings]));
  return new Map(
    sent.map(({ line, cells }, at) => {
      const findings = again.get(at);
      return [line, findings === undefined ? { landed: true } : { landed: false, cells, findings }];
    }),
  );
}
