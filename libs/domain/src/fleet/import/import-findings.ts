import type { Page } from '#contracts/common';
import type { ImportFinding } from '#contracts/imports';
import { badCursor, cutPage, decodeCursor, type Sql } from '#platform/database';

/**
 * One keyset page of what was found in an import's rows, in the order of the file.
 * @throws ExpectedError request.bad-cursor
 */
export async function findingPage(
  sql: Sql,
  of: { importId: string; severity: 'refused' | 'warning' },
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<ImportFinding>> {
  const after = decodeCursor<{ line: number; id: string }>(query.cursor) ?? { line: 0, id: '0' };
  if (!Number.isSafeInteger(after.line) || !/^\d{1,18}$/.test(String(after.id))) throw badCursor();
  const rows = await sql<{
    id: string;
    line: string;
    column_name: string | null;
    value: string | null;
    reason: string;
  }>(
    `SELECT id, line, column_name, value, reason FROM import_finding
      WHERE import_id = $1 AND severity = $2 AND (line, id) > ($3::bigint, $4::bigint) ORDER BY line, id LIMIT $5`,
    [of.importId, of.severity, after.line, after.id, query.limit + 1],
  );
  const page = cutPage(rows, query.limit, ({ line, id }) => ({ line: Number(line), id }));
  return {
    ...page,
    items: page.items.map((row) => ({
      line: Number(row.line),
      column: row.column_name,
      value: row.value,
      reason: row.reason,
    })),
  };
}
