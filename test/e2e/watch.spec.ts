import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WatchFinding } from '#contracts/campaign-changes';
import type { DeviceDetail } from '#contracts/fleet';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevice,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  PASSWORD,
  sendReplies,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

let app: App;
let sql: TestSql;
let manager: Client;
let north: Ward;
let south: Ward;
let riskManager: { id: string; email: string };

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  north = await createWard(sql, { name: 'North' });
  south = await createWard(sql, { name: 'South' });
  riskManager = await createUser(sql, { role: 'risk-manager' });
  manager = await client(app, riskManager);
});
afterAll(() => app.stop());

const open = async (
  code: string,
  more: Record<string, unknown> = {},
  product: Record<string, unknown> = {},
) => {
  const id = await draftCampaign(
    manager,
    'corrosion',
    noticeBody(more, { productCodes: [code], ...product }),
  );
  await openCampaign(manager, id);
  return id;
};
const create = async (code: string, more: Record<string, unknown> = {}) => {
  const answer = await manager.post<DeviceDetail>('devices', {
    assetTag: `${code}-${Math.floor(performance.now() * 1000)}`,
    productCode: code,
    siteId: north.siteId,
    ...more,
  });
  expect([answer.status, answer.body]).toMatchObject([201, {}]);
  return answer.body;
};
const patch = async (id: string, change: Record<string, unknown>) => {
  const { version } = (await manager.get<DeviceDetail>(`devices/${id}`)).body;
  expect((await manager.patch(`devices/${id}`, { version, ...change })).status).toBe(200);
};
const tasksOf = (campaign: string, device: string) => manager.all<TaskView>('tasks', { campaign, device });
const until = (campaign: string, device: string, wanted: Array<[string, string]>) =>
  waitFor(
    async () => {
      const found = (await tasksOf(campaign, device)).map(({ stepKey, status }) => `${stepKey} ${status}`);
      const same = found.length === wanted.length && wanted.every((one) => found.includes(one.join(' ')));
      return same ? true : undefined;
    },
    { what: `tasks ${JSON.stringify(wanted)}` },
  );
const mails = (kind: string, personId: string, campaign: string) =>
  sql<{ subject: string; body_text: string; state: string }>(
    `SELECT subject, body_text, state FROM reminder WHERE kind = $1 AND person_id = $2 AND campaign_id = $3 ORDER BY id`,
    [kind, personId, campaign],
  );
const sent = (kind: string, personId: string, campaign: string, n: number) =>
  waitFor(
    async () => {
      const rows = await mails(kind, personId, campaign);
      return rows.length === n && rows.every(({ state }) => state === 'sent') ? rows : undefined;
    },
    { what: `${n} e-mails ${kind}` },
  );

/** Until the watch has followed every change of a pump, and what its sweep owed has been sent. */
const watched = (deviceId: string) =>
  waitFor(
    async () => {
      const [left] = await sql<{ n: number }>(
        `SELECT (SELECT count(*)::int FROM outbox o LEFT JOIN bullmq.job j ON j.id = 'outbox-' || o.id AND j.finished_at_ms IS NOT NULL
                  WHERE j.id IS NULL AND ((o.topic = 'campaigns.devices-changed' AND o.payload->'deviceIds' ? $1) OR o.topic = 'reminders.sweep'))
              + (SELECT count(*)::int FROM reminder WHERE state IN ('pending', 'sending', 'failed')) AS n`,
        [deviceId],
      );
      return left?.n === 0;
    },
    { what: `the watch to follow pump ${deviceId}` },
  );

describe('a pump that turns up', () => {
  it('has its tasks, its site has the tasks of a site, and in Class I its people are told at once', async () => {
    await createDevice(sql, { siteId: north.siteId, productCode: 'TU1' });
    const campaign = await open('TU1');
    await sent('assignment', north.technician.id, campaign, 1);
    const pump = await create('TU1');
    await until(campaign, pump.id, [['inspect-contacts', 'open']]);
    const [mail] = await sent('scope-changed', north.technician.id, campaign, 1);
    expect(mail?.body_text).toContain(
      '1 new task. The pump turned up, or its record changed: the notice names it.',
    );
    const body = mail?.body_text ?? '';
    const [own] = await manager.all<TaskView>('tasks', { campaign, device: pump.id });
    expect(body.indexOf('NEW OR CHANGED')).toBeGreaterThan(0);
    expect(body.indexOf(`/tasks/${own?.id}\n`)).toBeGreaterThan(body.indexOf('NEW OR CHANGED'));
    expect(body.indexOf('TO DO, AS BEFORE')).toBeGreaterThan(body.indexOf(`/tasks/${own?.id}\n`));

    // the first pump of a site
    expect(await manager.all('tasks', { campaign, site: south.siteId })).toEqual([]);
    const other = await create('TU1', { siteId: south.siteId });
    await until(campaign, other.id, [['inspect-contacts', 'open']]);
    const site = await waitFor(
      async () => {
        const items = await manager.all<TaskView>('tasks', { campaign, site: south.siteId });
        return items.length === 4 ? items : undefined;
      },
      { what: 'the tasks of the site' },
    );
    expect(new Set(site.map(({ stepKey }) => stepKey))).toEqual(
      new Set(['inspect-contacts', 'confirm-backups', 'return-reply-form', 'forward-notice']),
    );
  });

  it('while a campaign opens, behind the chunk that it belongs to, has its tasks when the campaign is open', async () => {
    await createDevice(sql, { siteId: north.siteId, productCode: 'TU0' });
    const pump = await create('TU0-MISREAD');
    const campaign = await open('TU0');
    // as it stands when its last chunk went by; what turns up now was begun before, and is committed after
    await sql(
      `UPDATE campaign SET status = 'opening', opened_at = opened_at + interval '1 hour' WHERE id = $1`,
      [campaign],
    );
    await patch(pump.id, { productCode: 'TU0' });
    await watched(pump.id);
    expect(await tasksOf(campaign, pump.id)).toEqual([]);
    await sql(
      `INSERT INTO outbox (topic, payload) VALUES ('campaigns.open', jsonb_build_object('campaignId', $1::text))`,
      [campaign],
    );
    await until(campaign, pump.id, [['inspect-contacts', 'open']]);
    expect(await sql('SELECT FROM campaign_waiting_change')).toEqual([]);
  });

  it('is told of in the next digest in Class II: no e-mail of its own', async () => {
    await createDevice(sql, { siteId: north.siteId, productCode: 'TU2' });
    const campaign = await open('TU2', { class: 'II' });
    await sent('assignment', north.technician.id, campaign, 1);
    const pump = await create('TU2');
    await until(campaign, pump.id, [['inspect-contacts', 'open']]);
    const [change] = await sql(
      'SELECT told_at IS NOT NULL AS told FROM campaign_change WHERE campaign_id = $1',
      [campaign],
    );
    expect(change).toEqual({ told: true });
    expect(await mails('scope-changed', north.technician.id, campaign)).toEqual([]);
  });

  it('leaves the scope by a correction and comes back: open work is withdrawn and returns, finished work stays', async () => {
    const pump = await createDevice(sql, { siteId: north.siteId, productCode: 'TU3' });
    const campaign = await open('TU3', { class: 'II' });
    const [inspect] = await tasksOf(campaign, pump.id);
    await manager.post(`tasks/${inspect?.id}/complete`, { version: inspect?.version, outcome: 'residue' });
    await patch(pump.id, { productCode: 'OTHER' });
    await until(campaign, pump.id, [
      ['inspect-contacts', 'closed'],
      ['isolate', 'withdrawn'],
    ]);
    const gone = (await tasksOf(campaign, pump.id)).find(({ stepKey }) => stepKey === 'isolate');
    expect(gone?.reason).toBe('By its record as it is now the notice does not name this pump.');
    await patch(pump.id, { productCode: 'TU3' });
    await until(campaign, pump.id, [
      ['inspect-contacts', 'closed'],
      ['isolate', 'open'],
    ]);
    expect(
      await sql(
        'SELECT kind FROM task_change x JOIN task t ON t.id = x.task_id WHERE t.device_id = $1 ORDER BY change_id',
        [pump.id],
      ),
    ).toEqual([{ kind: 'withdrawn' }, { kind: 'returned' }]);
    expect((await manager.get('audit/verify')).body).toMatchObject({ ok: true });
  });

  it('whose missing fact comes with an import needs no verification any more', async () => {
    const pump = await createDevice(sql, {
      siteId: north.siteId,
      productCode: 'TU4',
      manufacturedOn: null,
      assetTag: 'TU4-A',
    });
    const campaign = await open('TU4', {}, { manufactured: { from: '2014-07-01', to: null } });
    await until(campaign, pump.id, [['verify-record', 'open']]);
    const answer = await manager.raw('POST', 'devices/import', {
      headers: { 'content-type': 'text/csv' },
      body: 'asset_tag,site,product_code,manufactured_on\nTU4-A,North,TU4,2016-01-01\nTU4-B,North,TU4,2016-01-01',
    });
    expect(answer.status).toBe(202);
    await until(campaign, pump.id, [
      ['inspect-contacts', 'open'],
      ['verify-record', 'withdrawn'],
    ]);
    const [other] = await sql<{ id: string }>(`SELECT id FROM device WHERE asset_tag = 'TU4-B'`);
    await until(campaign, other?.id ?? '', [['inspect-contacts', 'open']]);
  });

  it('does not leave a campaign by its own remedy', async () => {
    const pump = await createDevice(sql, {
      siteId: north.siteId,
      productCode: '35700BAX',
      udiDi: null,
      softwareVersion: '8.01.01',
    });
    const id = await draftCampaign(
      manager,
      'mismatched-software',
      noticeBody({}, { productCodes: ['35700BAX'], softwareVersions: { include: ['8.x'] } }),
    );
    await openCampaign(manager, id);
    const task = async (step: string) => {
      const items = await waitFor(
        async () => {
          const found = (await tasksOf(id, pump.id)).filter(
            ({ stepKey, status }) => stepKey === step && status === 'open',
          );
          return found.length > 0 ? found : undefined;
        },
        { what: step },
      );
      return items[0] as TaskView;
    };
    const isolate = await task('isolate');
    await manager.post(`tasks/${isolate.id}/complete`, {
      version: isolate.version,
      outcome: isolate.outcomes[0],
    });
    const verify = await task('verify-software-version');
    const answer = await manager.post(`tasks/${verify.id}/complete`, {
      version: verify.version,
      fields: { softwareVersion: '6.05.14' },
    });
    expect(answer.status).toBe(200);
    await waitFor(
      async () =>
        (await sql('SELECT 1 FROM campaign_device WHERE campaign_id = $1 AND remedied_at IS NOT NULL', [id]))
          .length === 1
          ? true
          : undefined,
      { what: 'the remedy to be seen' },
    );
    expect((await task('release-from-isolation')).status).toBe('open');
    // nor by a later look
    await patch(pump.id, { serialNumber: 'REM-1' });
    await watched(pump.id);
    expect((await task('release-from-isolation')).status).toBe('open');
  });
});

describe('a pump that turns up after the campaign was over', () => {
  it('is told to the risk manager once, and the campaign is reopened for it alone', async () => {
    const old = await createDevice(sql, { siteId: north.siteId, productCode: 'TC1' });
    const campaign = await open('TC1');
    for (const task of await manager.all<TaskView>('tasks', { campaign })) {
      const answer = await manager.post(`tasks/${task.id}/complete`, {
        version: task.version,
        outcome: task.outcomes[0],
      });
      expect([answer.status, answer.body]).toMatchObject([200, {}]);
    }
    await sendReplies(manager, campaign);
    const closed = await manager.post(`campaigns/${campaign}/close`, { password: PASSWORD });
    expect([closed.status, closed.body]).toMatchObject([200, { status: 'closed' }]);
    const pump = await create('TC1', { assetTag: 'TC1-NEW' });
    const [mail] = await sent('scope-changed', riskManager.id, campaign, 1);
    expect(mail?.body_text).toContain('TC1-NEW (North)');
    expect(await tasksOf(campaign, pump.id)).toEqual([]);
    await patch(pump.id, { serialNumber: 'TC1-77' });
    await watched(pump.id);
    expect(await mails('scope-changed', riskManager.id, campaign)).toHaveLength(1);
    const found = await manager.all<WatchFinding>(`campaigns/${campaign}/findings`);
    expect(found).toMatchObject([{ device: { id: pump.id }, verdict: 'affected', reopenedAt: null }]);

    const stranger = await createDevice(sql, { siteId: north.siteId, productCode: 'NO' });
    const refused = await manager.post(`campaigns/${campaign}/reopen`, {
      deviceIds: [stranger.id],
      reason: 'x',
      password: PASSWORD,
    });
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: 'campaign.device-not-in-scope', deviceIds: [stranger.id] },
    ]);
    const reopened = await manager.post(`campaigns/${campaign}/reopen`, {
      deviceIds: [pump.id],
      reason: 'It came from a store room.',
      password: PASSWORD,
    });
    expect([reopened.status, reopened.body]).toMatchObject([200, { status: 'open' }]);
    expect(await tasksOf(campaign, pump.id)).toMatchObject([{ stepKey: 'inspect-contacts', status: 'open' }]);
    expect(await tasksOf(campaign, old.id)).toMatchObject([{ status: 'closed', outcome: 'clean' }]);
    expect(await manager.all<WatchFinding>(`campaigns/${campaign}/findings`, { state: 'new' })).toEqual([]);
    await sent('scope-changed', north.technician.id, campaign, 1);
  });
});
