import { importColumns } from '#contracts/imports';
import type { CsvRow } from './csv.js';
import type { Finding } from './device-row.js';
import type { Header } from './header.js';

/** More columns than this are told of in one sentence together, and are not looked at one by one. */
const MOST = 100;

/** No fact of a file vanishes without a word: a warning for each column that is not taken over. Pure. */
export function unknownColumns(header: Header): Finding[] {
  const findings = header.unknown
    .slice(0, MOST)
    .map((name) =>
      onHeader(
        name,
        `"${name}" is not a column that Closeout knows, so it was passed over; known columns: ${importColumns.join(', ')}.`,
      ),
    );
  const more = header.unknown.length - findings.length;
  if (more > 0) findings.push(onHeader(null, `${more} more columns were passed over in the same way.`));
  return findings;
}

/**
 * Tells of columns whose name is blank, as soon as a row has something in them: spreadsheets leave empty ones at the
 * end of a file, of which there is nothing to tell. Give it the rows in the order of the file.
 */
export function namelessColumns(header: Header): (rows: CsvRow[]) => Finding[] {
  let waiting = header.nameless.slice(0, MOST);
  return (rows) => {
    const findings: Finding[] = [];
    for (const { line, cells } of waiting.length === 0 ? [] : rows) {
      const filled = waiting.filter((index) => (cells[index] ?? '').trim() !== '');
      if (filled.length === 0) continue;
      waiting = waiting.filter((index) => !filled.includes(index));
      for (const index of filled) {
        findings.push(
          onHeader(
            null,
            `Column ${index + 1} has no name, so it was passed over, and line ${line} says something in it. Name it in line 1; known columns: ${importColumns.join(', ')}.`,
          ),
        );
      }
    }
    return findings;
  };
}

const onHeader = (column: string | null, reason: string): Finding => ({
  line: 1,
  column,
  value: null,
  reason,
});
