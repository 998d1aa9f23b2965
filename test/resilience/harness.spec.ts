import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  client,
  createCampaignRow,
  createCoverage,
  createDevices,
  createTestDatabase,
  createLocation,
  createTaskRow,
  createTeam,
  createUser,
  redisUrl,
  sqlClient,
  startApp,
  waitFor,
  wholeAtTheEnd,
} from '../support/index.js';

describe('the test harness', () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  it('runs the programs on a database of their own and fills it through the factories', async () => {
    const sql = sqlClient(app.databaseUrl);
    const location = await createLocation(sql);
    await createTeam(sql, { siteId: location.siteId });
    await createUser(sql, { role: 'auditor' });
    await createCoverage(sql, { siteId: location.siteId, locationId: location.id });
    const devices = await createDevices(sql, 3, { siteId: location.siteId, locationId: location.id });
    expect(new Set(devices.map((device) => device.id)).size).toBe(3);
    expect(await sql('SELECT count(*)::int AS n FROM device')).toEqual([{ n: 3 }]);
  });

  it('kills the worker and starts another', async () => {
    const before = app.worker?.pid;
    await app.killWorker();
    expect(app.worker).toBeUndefined();
    await app.startWorker();
    expect(app.worker?.pid).not.toBe(before);
  });

  it('gives answers of every status to a caller who is nobody', async () => {
    const nobody = await client(app, 'nobody');
    expect((await nobody.get('no-such-thing')).status).toBeGreaterThanOrEqual(400);
  });

  it('fails a spec that leaves an audit chain broken, and one that says so and leaves none', async () => {
    const spoilt = async () => {
      const database = await createTestDatabase();
      await sqlClient(database.url)(
        `SET session_replication_role = replica; INSERT INTO audit_chain (chain, last_seq, last_hash) VALUES (0, 1, 'x')`,
      );
      return database;
    };
    await expect((await spoilt()).drop()).rejects.toThrow(/chain 0 is broken .*head-mismatch/);
    await (await spoilt()).drop({ spoilt: true });
    await expect((await createTestDatabase()).drop({ spoilt: true })).rejects.toThrow('every chain verifies');
  });

  it('fails a spec that leaves what can never be', async () => {
    const database = await createTestDatabase();
    const sql = sqlClient(database.url);
    const { id: ownerId } = await createUser(sql);
    const { id: campaignId } = await createCampaignRow(sql, { ownerId });
    await createTaskRow(sql, { campaignId, assigneeId: ownerId, dueOn: '2026-01-05' });
    await wholeAtTheEnd(sql, { killed: false });
    await sql(`UPDATE task_rollup SET open = 2`);
    for (const hour of ['', ' again'])
      await sql(
        `INSERT INTO reminder (kind, person_id, moment, state, created_at) VALUES ('digest', $1, '2026-01-05' || $2, 'sent', now())`,
        [ownerId, hour],
      );
    await expect(wholeAtTheEnd(sql, { killed: false })).rejects.toThrow(
      '1 campaigns with a count of their own, 1 second digests of a day',
    );
    await database.drop();
  });

  it('says what was waited for in vain', async () => {
    await expect(waitFor(() => undefined, { what: 'rain', timeoutMs: 50 })).rejects.toThrow(
      /0\.05 s in vain for rain/,
    );
  });

  it('starts a private Redis where one is installed', async () => {
    expect(String(await redisUrl())).toMatch(/^(redis:|undefined)/);
  });
});
