import type { ImportView } from '#contracts/imports';
import type { Sql } from '#platform/database';

/** A row of a file that was sent to mend another import's: the line of that one that it stands for. */
export interface MendedRow {
  line: number;
  of: number;
}

/** How many lines of an import are named that landed with one other; the rest is counted. */
const NAMED = 100;

/**
 * Notes which refused rows of import `mends` the rows of this one stand for. A row that was mended before and refused
 * again is the same row in every import that tried: when it lands it has landed for all of them.
 */
export async function noteMended(
  sql: Sql,
  importId: string,
  mends: string,
  rows: readonly MendedRow[],
): Promise<void> {
  await sql(
    `WITH sent AS (
       SELECT r.line AS by_line, r.of AS line FROM jsonb_to_recordset($3::jsonb) AS r(line bigint, of bigint)
        WHERE EXISTS (SELECT FROM import_finding f WHERE f.import_id = $2 AND f.severity = 'refused' AND f.line = r.of)
     ), origin AS (
       SELECT by_line, $2::bigint AS import_id, line FROM sent
       UNION SELECT s.by_line, m.import_id, m.line FROM sent s JOIN import_mended m ON m.by_import_id = $2 AND m.by_line = s.line
     )
     INSERT INTO import_mended (import_id, line, by_import_id, by_line)
     SELECT import_id, line, $1::bigint, by_line FROM origin
     UNION SELECT m.by_import_id, m.by_line, $1::bigint, o.by_line FROM origin o
       JOIN import_mended m ON m.import_id = o.import_id AND m.line = o.line AND NOT m.landed AND m.by_import_id <> $1
     ON CONFLICT DO NOTHING`,
    [importId, mends, JSON.stringify(rows)],
  );
}

/** When an import ends: those of its rows that were not refused have landed. */
export async function landMended(sql: Sql, importId: string): Promise<void> {
  await sql(
    `UPDATE import_mended m SET landed = true WHERE by_import_id = $1
        AND NOT EXISTS (SELECT FROM import_finding f WHERE f.import_id = $1 AND f.severity = 'refused' AND f.line = m.by_line)`,
    [importId],
  );
}

/** Over a finding f: whether its row has landed since, with another import. */
export const LANDED_SINCE =
  'EXISTS (SELECT FROM import_mended m WHERE m.import_id = f.import_id AND m.line = f.line AND m.landed)';

/** Which refused rows of an import landed since, by the import that brought them, oldest first. */
export async function mendedSince(sql: Sql, importId: string): Promise<ImportView['mended']> {
  return sql<ImportView['mended'][number]>(
    `SELECT by_import_id AS "importId", count(*)::int AS rows, (array_agg(line::int ORDER BY line))[1:${NAMED}] AS lines
       FROM (SELECT DISTINCT ON (line) line, by_import_id FROM import_mended WHERE import_id = $1 AND landed ORDER BY line, by_import_id) m
      GROUP BY 1 ORDER BY by_import_id`,
    [importId],
  );
}
