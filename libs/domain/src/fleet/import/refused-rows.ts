import type { Readable } from 'node:stream';
import type { ImportColumn, ImportFinding } from '#contracts/imports';
import type { ImportMapping, RefusedRow, RefusedRowPage, RefusedRowsQuery } from '#contracts/import-mapping';
import { decodeCursor, encodeCursor, type Sql } from '#platform/database';
import type { Encoding } from './encoding.js';
import { rowsOf } from './import-staging.js';
import { LANDED_SINCE } from './mended-rows.js';

/**
 * One page of the rows that did not land, as they stand in the file, each with what was found in it. The file is read
 * from its beginning up to the last row of the page: pages far down a large file take as long as an import's reading.
 */
export async function refusedPage(
  sql: Sql,
  file: { importId: string; content: Readable; encoding: Encoding; mapping: ImportMapping | null },
  query: RefusedRowsQuery,
): Promise<RefusedRowPage> {
  const after = decodeCursor<{ line: number }>(query.cursor);
  const findings = await findingsByLine(sql, file.importId, after?.line ?? 0, query);
  const lines = [...findings.keys()].slice(0, query.limit);
  const wanted = new Set(lines);
  const items: RefusedRow[] = [];
  let header: string[] = [];
  let columns: ImportColumn[] = [];
  for await (const piece of rowsOf(file.content, file.encoding, file.mapping)) {
    header = piece.headerCells;
    const places = (Object.entries(piece.header.at) as Array<[ImportColumn, number]>).toSorted(
      ([, a], [, b]) => a - b,
    );
    columns = places.map(([column]) => column);
    for (const { line, cells } of piece.rows) {
      if (!wanted.delete(line)) continue;
      const values = Object.fromEntries(places.map(([column, at]) => [column, cells[at] ?? '']));
      items.push({ line, values, cells, findings: findings.get(line) ?? [] });
    }
    if (wanted.size === 0) break;
  }
  return {
    items,
    header,
    columns,
    nextCursor: findings.size > query.limit ? encodeCursor({ line: lines.at(-1) }) : null,
  };
}

/** What was found in each of the next refused lines (one more than the page has), in the order of the file. */
async function findingsByLine(
  sql: Sql,
  importId: string,
  afterLine: number,
  query: RefusedRowsQuery,
): Promise<Map<number, ImportFinding[]>> {
  const rows = await sql<{ line: string; column_name: string | null; value: string | null; reason: string }>(
    `SELECT f.line, f.column_name, f.value, f.reason FROM import_finding f
       JOIN (SELECT DISTINCT line FROM import_finding f WHERE import_id = $1 AND severity = 'refused' AND line > $2::bigint
                AND NOT ($4 AND ${LANDED_SINCE}) ORDER BY line LIMIT $3) next ON next.line = f.line
      WHERE f.import_id = $1 AND f.severity = 'refused' ORDER BY f.line, f.id`,
    [importId, afterLine, query.limit + 1, query.left === 'true'],
  );
  const found = new Map<number, ImportFinding[]>();
  for (const row of rows) {
    const line = Number(row.line);
    const list = found.get(line) ?? [];
    list.push({ line, column: row.column_name, value: row.value, reason: row.reason });
    found.set(line, list);
  }
  return found;
}
