import type { DataSource } from 'typeorm';
import { type Sql, sqlOf } from '#platform/database';

/** Rows of a cursor that are in memory at a time. */
const BATCH = 1000;

/** Everything of a pack is read in one snapshot: its figures fit each other, whatever is written meanwhile. */
export interface Snapshot {
  sql: Sql;
  /** the rows of a query one batch at a time, by a cursor of the server */
  rows: <T>(query: string, parameters: unknown[]) => AsyncGenerator<T>;
}

/** Runs the work in a read-only snapshot of the database, which it gives back in any case. */
export async function inSnapshot<T>(
  database: DataSource,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const runner = database.createQueryRunner();
  await runner.connect();
  try {
    await runner.startTransaction('REPEATABLE READ');
    const sql = sqlOf(runner.manager);
    await sql('SET TRANSACTION READ ONLY');
    let cursors = 0;
    return await work({
      sql,
      async *rows<R>(query: string, parameters: unknown[]) {
        const name = `pack_${(cursors += 1)}`;
        await sql(`DECLARE ${name} NO SCROLL CURSOR FOR ${query}`, parameters);
        for (;;) {
          const batch = await sql<R>(`FETCH ${BATCH} FROM ${name}`);
          yield* batch;
          if (batch.length < BATCH) break;
        }
        await sql(`CLOSE ${name}`);
      },
    });
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
  }
}
