import type { Sql } from '#platform/database';

/** The name of the advisory lock that a run of this import holds: one run at a time, and a dead one holds nothing. */
export const importLock = (importId: string): string => `fleet.import ${importId}`;

/** Imports that are under way and that nobody is working on: their job waits for its turn, or is lost. */
export function unheldImports(sql: Sql): Promise<Array<{ id: string; progress: string }>> {
  return sql(
    `SELECT i.id, i.rows::text AS progress FROM import i
      WHERE i.status = 'running' AND NOT EXISTS (
        SELECT FROM pg_locks l
         WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('${importLock('')}' || i.id, 0))`,
  );
}
