import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  type App,
  client,
  type Client,
  createCampaignRow,
  createDevice,
  createLocation,
  createSite,
  createTaskRow,
  createTeam,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

type Problem = { code: string; errors: Array<{ path: string }>; device?: { id: string } };

let app: App;
let sql: TestSql;
let admin: Client;
let siteId: string;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  siteId = (await createSite(sql, { name: 'North' })).id;
  admin = await client(app, await createUser(sql, { role: 'administrator' }));
});
afterAll(() => app.stop());

/** Sends the request while somebody else has written the same thing and not yet committed it. */
async function lateTo(statement: string, request: () => Promise<{ status: number; body: Problem }>) {
  const other = new pg.Client({ connectionString: app.databaseUrl });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query(statement);
    const answer = request();
    await waitFor(
      async () => {
        const waiting = await sql(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0 ? true : undefined;
      },
      { what: 'the request to wait for the other transaction', everyMs: 5 },
    );
    await other.query('COMMIT');
    return await answer;
  } finally {
    await other.end();
  }
}

describe('whoever comes second to a name or a number is told so', () => {
  it('sites, made and renamed', async () => {
    const insert = (name: string) =>
      `INSERT INTO site (name, created_at) VALUES ('${name}', clock_timestamp())`;
    const made = await lateTo(insert('Twin'), () =>
      admin.post<Problem>('sites', { name: 'twin', timeZone: 'UTC' }),
    );
    expect([made.status, made.body.code, made.body.errors[0]?.path]).toEqual([
      409,
      'site.name-taken',
      'name',
    ]);
    const named = await lateTo(insert('Triplet'), () =>
      admin.patch<Problem>(`sites/${siteId}`, { version: 1, name: 'TRIPLET' }),
    );
    expect([named.status, named.body.code]).toEqual([409, 'site.name-taken']);
  });

  it('locations, made and renamed', async () => {
    const insert = (name: string) => `INSERT INTO location (site_id, name) VALUES (${siteId}, '${name}')`;
    const made = await lateTo(insert('Bay 1'), () =>
      admin.post<Problem>('locations', { siteId, name: 'bay 1' }),
    );
    expect([made.status, made.body.code]).toEqual([409, 'location.name-taken']);
    const ward = await createLocation(sql, { siteId });
    const named = await lateTo(insert('Bay 2'), () =>
      admin.patch<Problem>(`locations/${ward.id}`, { name: 'bay 2' }),
    );
    expect([named.status, named.body.code]).toEqual([409, 'location.name-taken']);
  });

  it('teams, made and renamed', async () => {
    const made = await lateTo(`INSERT INTO team (name) VALUES ('Night')`, () =>
      admin.post<Problem>('teams', { name: 'Night', memberIds: [] }),
    );
    expect([made.status, made.body.code]).toEqual([409, 'team.name-taken']);
    const team = await createTeam(sql);
    const named = await lateTo(`INSERT INTO team (name) VALUES ('Day')`, () =>
      admin.patch<Problem>(`teams/${team.id}`, { name: 'Day' }),
    );
    expect([named.status, named.body.code]).toEqual([409, 'team.name-taken']);
  });

  it('people, made and with another address', async () => {
    const insert = (email: string) =>
      `INSERT INTO app_user (email, name, role, created_at, updated_at)
       VALUES ('${email}', 'Twin', 'technician', clock_timestamp(), clock_timestamp())`;
    const person = { name: 'Twin', role: 'technician', siteIds: [siteId] };
    const made = await lateTo(insert('twin@example.org'), () =>
      admin.post<Problem>('users', { ...person, email: 'Twin@example.org' }),
    );
    expect([made.status, made.body.code]).toEqual([409, 'user.email-taken']);
    const user = await createUser(sql, { sites: [siteId] });
    const moved = await lateTo(insert('other@example.org'), () =>
      admin.patch<Problem>(`users/${user.id}`, { version: 1, email: 'other@example.org' }),
    );
    expect([moved.status, moved.body.code]).toEqual([409, 'user.email-taken']);
  });

  it('devices, made and with another asset tag, with the device that has it', async () => {
    const insert = (tag: string) =>
      `INSERT INTO device (asset_tag, site_id, created_at, updated_at)
       VALUES ('${tag}', ${siteId}, clock_timestamp(), clock_timestamp())`;
    const made = await lateTo(insert('TWIN-1'), () =>
      admin.post<Problem>('devices', { siteId, assetTag: 'twin 1' }),
    );
    const [first] = await sql<{ id: string }>(`SELECT id FROM device WHERE asset_tag = 'TWIN-1'`);
    expect([made.status, made.body.code, made.body.device]).toEqual([409, 'device.known-already', first]);
    expect(made.body.errors[0]?.path).toBe('assetTag');
    const device = await createDevice(sql, { siteId });
    const tagged = await lateTo(insert('TWIN-2'), () =>
      admin.patch<Problem>(`devices/${device.id}`, { version: 1, assetTag: 'TWIN-2' }),
    );
    expect([tagged.status, tagged.body.code]).toEqual([409, 'device.known-already']);
  });

  it('of many at once, one is made', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => admin.post<Problem>('devices', { siteId, assetTag: 'MANY' })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect([made.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 11]);
  });

  it('versions of a plan are numbered one after the other', async () => {
    const [plan] = (await admin.get<{ items: Array<{ key: string; definition: object }> }>('plans')).body
      .items;
    const insert = `INSERT INTO plan (key, version, title, definition, created_at)
      SELECT key, 2, title, definition, clock_timestamp() FROM plan WHERE key = '${plan?.key}'`;
    const made = await lateTo(insert, () => admin.post('plans', plan?.definition) as never);
    expect([made.status, (made.body as unknown as { version: number }).version]).toEqual([201, 3]);
  });
});

describe('a campaign that is cancelled while its tasks are being closed, assigned or reopened', () => {
  it.each([
    ['closed', (id: string) => ['complete', { version: 1, outcome: 'clean' }, id] as const],
    ['assigned', (id: string, to: string) => ['assign', { version: 1, assigneeId: to }, id] as const],
  ])('goes first or second, and neither waits for the other for ever: %s', async (_what, request) => {
    const owner = await createUser(sql, { role: 'administrator' });
    const device = await createDevice(sql, { siteId });
    const campaign = await createCampaignRow(sql, { ownerId: owner.id });
    const task = await createTaskRow(sql, {
      campaignId: campaign.id,
      assigneeId: owner.id,
      siteId,
      deviceId: device.id,
      dueOn: '2030-01-01',
    });
    const [verb, body] = request(task, owner.id);
    const other = new pg.Client({ connectionString: app.databaseUrl });
    await other.connect();
    try {
      // as the cancelling does it: the campaign, then its tasks
      await other.query('BEGIN');
      await other.query(`SELECT 1 FROM campaign WHERE id = ${campaign.id} FOR UPDATE`);
      const answer = admin.post<Problem>(`tasks/${task}/${verb}`, body);
      await waitFor(
        async () => {
          const waiting = await sql(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return waiting.length > 0 ? true : undefined;
        },
        { what: 'the request to wait for the cancelling', everyMs: 5 },
      );
      const [blocked] = await sql<{ query: string }>(
        `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(blocked?.query).toMatch(/FROM campaign/);
      await other.query(
        `UPDATE task SET status = 'withdrawn', version = version + 1 WHERE campaign_id = ${campaign.id}`,
      );
      await other.query(`UPDATE campaign SET status = 'cancelled' WHERE id = ${campaign.id}`);
      await other.query('COMMIT');
      expect((await answer).status).toBe(409);
    } finally {
      await other.end();
    }
  });
});
