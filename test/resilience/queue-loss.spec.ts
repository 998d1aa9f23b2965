import { afterAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { unheldImports } from '#domain/fleet';
import {
  type App,
  client,
  createSite,
  createUser,
  queueBackends,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

// The queue only carries what the database knows: when its storage is lost, nothing else is.

/** Empties the storage of the queue, as somebody who flushes it does; BullMQ's own schema stays. */
async function loseQueue(sql: TestSql, url: string | undefined): Promise<void> {
  if (url !== undefined) {
    const connection = new Redis(url);
    await connection.flushall();
    await connection.quit();
    return;
  }
  const tables = await sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'bullmq' AND tablename !~ 'migration'`,
  );
  expect(tables.length).toBeGreaterThan(0);
  await sql(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`);
}

describe.each(await queueBackends())('a queue on %s that loses its storage', (_, url) => {
  let app: App;
  afterAll(() => app?.stop());

  test('gets back what it was given: an import is done, once, and the sweep goes on', async () => {
    app = await startApp({ redisUrl: url });
    const sql = sqlClient(app.databaseUrl);
    await createSite(sql, { name: 'North' });
    const risk = await client(app, await createUser(sql, { role: 'risk-manager' }));
    const statusOf = async (id: string) => (await risk.get(`imports/${id}`)).body['status'];
    const upload = async (rows: string): Promise<string> => {
      const answer = await risk.raw('POST', 'devices/import', {
        headers: { 'content-type': 'text/csv' },
        body: `asset_tag,site\n${rows}`,
      });
      return ((await answer.json()) as { importId: string }).importId;
    };

    // a run is held at its beginning, so that its job is in the queue when that is lost
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    await holder.query(`SELECT pg_advisory_lock(hashtextextended('fleet.import 1', 0))`);
    const id = await upload('A-1,North\nA-2,North\n');
    expect(id).toBe('1');
    await waitFor(
      async () => (await sql(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).length > 0,
      { what: 'the worker to begin the import' },
    );
    expect(await unheldImports(sql)).toEqual([]);
    await app.killWorker();
    await loseQueue(sql, url);
    await holder.end();
    await waitFor(async () => (await unheldImports(sql)).length === 1, { what: 'nobody to hold the import' });
    await app.startWorker();
    await waitFor(async () => (await statusOf(id)) === 'done', { what: 'the import' });
    const [counted] = await sql(
      `SELECT (SELECT count(*)::int FROM device) AS devices,
              (SELECT count(*)::int FROM audit_entry WHERE action = 'device.import') AS imports`,
    );
    expect(counted).toEqual({ devices: 2, imports: 1 });

    // and under a worker that goes on
    await loseQueue(sql, url);
    const [lost] = await sql<{ at: Date }>('SELECT clock_timestamp() AS at');
    await waitFor(
      async () =>
        (await sql('SELECT FROM sweep WHERE finished_at > $1', [(lost as { at: Date }).at])).length > 0,
      { what: 'a sweep after the loss' },
    );
    const next = await upload('A-3,North\n');
    await waitFor(async () => (await statusOf(next)) === 'done', { what: 'the next import' });
  });
});
