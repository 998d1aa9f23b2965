import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  client,
  createCoverage,
  createDevices,
  createLocation,
  createTeam,
  createUser,
  redisUrl,
  sqlClient,
  startApp,
  waitFor,
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

  it('says what was waited for in vain', async () => {
    await expect(waitFor(() => undefined, { what: 'rain', timeoutMs: 50 })).rejects.toThrow(
      /0\.05 s in vain for rain/,
    );
  });

  it('starts a private Redis where one is installed', async () => {
    expect(String(await redisUrl())).toMatch(/^(redis:|undefined)/);
  });
});
