import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceDetail } from '#contracts/fleet';
import type { ImportView } from '#contracts/imports';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevice,
  createDevices,
  createLocation,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
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
let northern: Client;
let southern: Client;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  north = await createWard(sql, { name: 'North' });
  south = await createWard(sql, { name: 'South' });
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  northern = await client(app, north.technician);
  southern = await client(app, south.technician);
});
afterAll(() => app.stop());

async function open(
  code: string,
  planKey = 'corrosion',
  more: Record<string, unknown> = {},
): Promise<string> {
  const id = await draftCampaign(manager, planKey, noticeBody({}, { productCodes: [code] }), more);
  await openCampaign(manager, id);
  return id;
}
const tasks = (who: Client, campaign: string, more: Record<string, string> = {}) =>
  who.all<TaskView>('tasks', { campaign, step: 'inspect-contacts', ...more });
const move = async (id: string, change: Record<string, unknown>) => {
  const { version } = (await manager.get<DeviceDetail>(`devices/${id}`)).body;
  const answer = await manager.patch<DeviceDetail>(`devices/${id}`, { version, ...change });
  expect(answer.status).toBe(200);
};
/** Until no event waits and none is being worked on: nothing of this spec leaves any other. */
const settled = (campaign: string, siteId: string, count: number) =>
  waitFor(
    async () => {
      const [row] = await sql<{ n: number }>(
        'SELECT count(*)::int AS n FROM task WHERE campaign_id = $1 AND site_id = $2 AND device_id IS NOT NULL',
        [campaign, siteId],
      );
      return row?.n === count ? true : undefined;
    },
    { what: `${count} tasks at site ${siteId}` },
  );
const counts = (campaign: string) =>
  sql(
    `SELECT s.name, c.affected::int AS scope, coalesce((SELECT sum(open)::int FROM task_rollup r WHERE r.campaign_id = $1 AND r.site_id = s.id AND step_key = 'inspect-contacts'), 0) AS open
       FROM campaign_site c JOIN site s ON s.id = c.site_id WHERE c.campaign_id = $1 ORDER BY s.name`,
    [campaign],
  );

describe('a pump that moves', () => {
  it('takes its open tasks along: the new site does them, the old one sees them no more', async () => {
    const pump = await createDevice(sql, {
      siteId: north.siteId,
      locationId: north.locationId,
      productCode: 'MV1',
    });
    await createDevice(sql, { siteId: north.siteId, productCode: 'MV1' });
    const campaign = await open('MV1');
    await move(pump.id, { siteId: south.siteId, locationId: south.locationId });
    await settled(campaign, south.siteId, 1);
    expect(await counts(campaign)).toEqual([
      { name: 'North', scope: 1, open: 1 },
      { name: 'South', scope: 1, open: 1 },
    ]);
    expect(await tasks(northern, campaign, { device: pump.id })).toEqual([]);
    const [task] = await tasks(southern, campaign, { device: pump.id });
    expect(task).toMatchObject({
      site: { name: 'South' },
      assignee: { id: south.technician.id },
      status: 'open',
    });
    const [entry] = await sql<{ chain: string; payload: string }>(
      `SELECT chain, payload FROM audit_entry WHERE subject_type = 'task' AND subject_id = $1`,
      [task?.id],
    );
    expect(entry?.chain).toBe(south.siteId);
    expect(JSON.parse(entry?.payload ?? '')).toMatchObject({
      action: 'task.move',
      old: { siteId: north.siteId, locationId: north.locationId, assigneeId: north.technician.id },
      new: { siteId: south.siteId, locationId: south.locationId, assigneeId: south.technician.id },
    });
    const done = await southern.post<TaskView>(`tasks/${task?.id}/complete`, {
      version: task?.version,
      outcome: 'clean',
    });
    expect(done.status).toBe(200);

    // what is done stays where it was done; the pump is counted where it stands
    await move(pump.id, { siteId: north.siteId, locationId: null });
    await waitFor(async () => (await counts(campaign)).some((row) => row['scope'] === 2), {
      what: 'the scope to follow',
    });
    expect(await tasks(southern, campaign, { device: pump.id })).toMatchObject([
      { status: 'closed', site: { name: 'South' } },
    ]);
    // unless it is done again
    const reopened = await manager.post(`tasks/${task?.id}/reopen`, {
      version: done.body.version,
      reason: 'look again',
    });
    expect(reopened.status).toBe(200);
    await settled(campaign, north.siteId, 2);
    expect(await tasks(northern, campaign, { device: pump.id })).toMatchObject([
      { status: 'open', assignee: { id: north.technician.id } },
    ]);
  });

  it('has a step that comes back where it stands now', async () => {
    const pump = await createDevice(sql, { siteId: north.siteId, productCode: 'MV6' });
    const campaign = await open('MV6');
    const inspect = async (outcome: string) => {
      const [task] = await tasks(manager, campaign);
      const answer = await manager.post<TaskView>(`tasks/${task?.id}/complete`, {
        version: task?.version,
        outcome,
      });
      return answer.body;
    };
    const closed = await inspect('residue');
    await manager.post(`tasks/${closed.id}/reopen`, { version: closed.version, reason: 'look again' });
    await move(pump.id, { siteId: south.siteId });
    await waitFor(async () => (await tasks(southern, campaign)).length === 1, { what: 'the task to follow' });
    await inspect('residue');
    const isolate = await southern.all<TaskView>('tasks', { campaign, step: 'isolate' });
    expect(isolate).toMatchObject([{ status: 'open', site: { name: 'South' } }]);
  });

  it('keeps its assignee where that person has been given the new site, and follows to another location', async () => {
    const roving = await createUser(sql, { role: 'technician', sites: 'all' });
    const pump = await createDevice(sql, { siteId: north.siteId, productCode: 'MV2' });
    const campaign = await open('MV2');
    const [task] = await tasks(manager, campaign);
    await manager.post(`tasks/${task?.id}/assign`, { version: task?.version, assigneeId: roving.id });
    const ward = await createLocation(sql, { siteId: south.siteId });
    await move(pump.id, { siteId: south.siteId });
    await settled(campaign, south.siteId, 1);
    expect(await tasks(manager, campaign)).toMatchObject([{ assignee: { id: roving.id } }]);
    await move(pump.id, { locationId: ward.id });
    await waitFor(
      async () => {
        const [row] = await sql('SELECT location_id FROM task WHERE id = $1', [task?.id]);
        return row?.['location_id'] === ward.id ? true : undefined;
      },
      { what: 'the location to follow' },
    );
  });

  it('out of the sites of a campaign stays in it', async () => {
    const pump = await createDevice(sql, { siteId: north.siteId, productCode: 'MV3' });
    const campaign = await open('MV3', 'corrosion', { siteIds: [north.siteId] });
    await move(pump.id, { siteId: south.siteId });
    await settled(campaign, south.siteId, 1);
    const devices = await manager.all<{ id: string; site: string }>(`campaigns/${campaign}/devices`, {
      verdict: 'affected',
    });
    expect(devices).toMatchObject([{ id: pump.id, site: 'South' }]);
    expect(await tasks(southern, campaign)).toMatchObject([{ site: { name: 'South' } }]);
  });

  it('leaves nothing waiting for it at the site that it left', async () => {
    const step = (key: string, scope: string, prerequisites: string[]) => ({
      key,
      title: key,
      scope,
      startsOn: 'opening',
      instructions: key,
      fields: [],
      outcomes: [{ key: 'done', label: 'Done', starts: [] }],
      prerequisites,
      dueDays: 3,
      assignTo: scope === 'site' ? 'site-lead' : 'coverage',
    });
    const [shipped] = (await manager.get<{ items: Array<{ definition: { steps: object[] } }> }>('plans')).body
      .items;
    const verify = shipped?.definition.steps.find((one) => (one as { key: string }).key === 'verify-record');
    const made = await manager.post('plans', {
      ...shipped?.definition,
      key: 'look-then-report',
      title: 'Look, then report',
      steps: [verify, step('look', 'device', []), step('report', 'site', ['look'])],
    });
    expect([made.status, made.body]).toMatchObject([201, {}]);
    const pump = await createDevice(sql, { siteId: north.siteId, productCode: 'MV4' });
    const campaign = await open('MV4', 'look-then-report');
    const report = () => manager.all<TaskView>('tasks', { campaign, step: 'report', site: north.siteId });
    expect(await report()).toMatchObject([{ status: 'waiting' }]);
    await move(pump.id, { siteId: south.siteId });
    await settled(campaign, south.siteId, 1);
    expect(await report()).toMatchObject([{ status: 'open' }]);
  });
});

describe('an import that moves pumps', () => {
  it('leaves one event, and their tasks follow; the event again changes nothing', async () => {
    const pumps = await createDevices(sql, 120, { siteId: north.siteId, productCode: 'MV5' }, (n) => ({
      assetTag: `MV5-${n}`,
    }));
    const campaign = await open('MV5');
    const rows = pumps.map(({ assetTag }) => `${assetTag},South`);
    const response = await manager.raw('POST', 'devices/import', {
      headers: { 'content-type': 'text/csv' },
      body: ['asset_tag,site', ...rows].join('\n'),
    });
    const { importId } = (await response.json()) as { importId: string };
    await settled(campaign, south.siteId, 120);
    expect((await manager.get<ImportView>(`imports/${importId}`)).body).toMatchObject({ updated: 120 });
    expect(await counts(campaign)).toEqual([
      { name: 'North', scope: 0, open: 0 },
      { name: 'South', scope: 120, open: 120 },
    ]);
    const moved = await tasks(southern, campaign);
    expect(new Set(moved.map(({ assignee }) => assignee.id))).toEqual(new Set([south.technician.id]));
    const entries = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE action = 'campaign.tasks-moved' AND subject_id = $1`,
      [campaign],
    );
    expect(entries.map(({ payload }) => JSON.parse(payload).new)).toEqual([
      { tasks: 120, reassigned: 120, tasksSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    const events = await sql<{ payload: object }>(
      `SELECT payload FROM outbox WHERE topic = 'campaigns.devices-changed' AND payload->>'importId' = $1`,
      [importId],
    );
    expect(events).toHaveLength(1);
    const [again] = await sql<{ id: string }>(
      `INSERT INTO outbox (topic, payload) VALUES ('campaigns.devices-changed', $1) RETURNING id`,
      [events[0]?.payload],
    );
    await waitFor(
      async () => {
        const [row] = await sql<{ done: boolean }>(
          'SELECT relayed_at IS NOT NULL AS done FROM outbox WHERE id = $1',
          [again?.id],
        );
        return row?.done ? true : undefined;
      },
      { what: 'the event to be relayed' },
    );
    expect(await tasks(southern, campaign)).toEqual(moved);
    expect((await manager.get('audit/verify')).body).toMatchObject({ ok: true });
  });
});
