import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceHistoryEntry } from '#contracts/device-history';
import type { DeviceDetail } from '#contracts/fleet';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  client,
  type Client,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  passDays,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// A pump's story as it really comes about: made by a file, moved, in a campaign, worked on, reopened.

let app: App;
let sql: TestSql;
let risk: Client;
let tech: Client;
let first: Ward;
let second: Ward;
let device: DeviceDetail;

const importFile = async (rows: string): Promise<void> => {
  const answer = await risk.raw('POST', 'devices/import', {
    headers: { 'content-type': 'text/csv' },
    body: `asset_tag,product_code,serial_number,software_version,site\n${rows}\n`,
  });
  const { importId } = (await answer.json()) as { importId: string };
  await waitFor(
    async () => (await risk.get<{ status: string }>(`imports/${importId}`)).body.status === 'done',
    {
      what: 'the import',
    },
  );
};
const history = (who: Client = risk, query: Record<string, string | number> = {}) =>
  who.all<DeviceHistoryEntry>(`devices/${device.id}/history`, query);

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  risk = await client(app, await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' }));
  [first, second] = [await createWard(sql, { name: 'First' }), await createWard(sql, { name: 'Second' })];
  tech = await client(app, second.technician);
  await importFile('H-1,STORY1,4711,8.00.01,First');
  device = (await risk.get<{ items: DeviceDetail[] }>('devices', { query: { q: 'H-1' } })).body
    .items[0] as DeviceDetail;
  await importFile('H-1,STORY1,4711,8.00.02,First');
  const version = (await risk.get<DeviceDetail>(`devices/${device.id}`)).body.version;
  await risk.patch(`devices/${device.id}`, { version, siteId: second.siteId, locationId: second.locationId });
  const campaign = await draftCampaign(
    risk,
    'corrosion',
    noticeBody({ title: 'Pins' }, { productCodes: ['STORY1'] }),
  );
  await openCampaign(risk, campaign);
  const task = async () =>
    (await tech.all<TaskView>('tasks', { device: device.id, step: 'inspect-contacts' }))[0] as TaskView;
  const lead = await client(app, second.lead);
  await passDays(app, risk, 1);
  const searched = [{ place: 'Store room', at: '2026-01-05T10:00:00Z' }];
  let now = await task();
  await tech.post(`tasks/${now.id}/complete`, { version: now.version, outcome: 'cannot-locate', searched });
  now = await task();
  await passDays(app, risk, 1);
  await lead.post(`tasks/${now.id}/reopen`, { version: now.version, reason: 'it is in the lift' });
  now = await task();
  await lead.post(`tasks/${now.id}/assign`, { version: now.version, assigneeId: second.nurseEducator.id });
  now = await task();
  await tech.post(`tasks/${now.id}/complete`, { version: now.version, outcome: 'clean', note: 'looks new' });
});
/** set by the test that spoils an audit entry, for good */
let spoilt = false;
afterAll(() => app?.stop({ spoilt }));

describe("a pump's history", () => {
  it('tells everything, newest first, with who did it and in words', async () => {
    const story = await history();
    const told = story.map(({ kind, title, detail, actor }) => [kind, title, detail, actor?.name ?? null]);
    expect(told).toContainEqual(['recorded', 'Record made', 'an import', 'Rita Risk']);
    expect(told).toContainEqual(['imported', 'Software version changed', null, 'Rita Risk']);
    expect(story.find(({ kind }) => kind === 'imported')?.changes).toEqual([
      { field: 'softwareVersion', old: '8.00.01', new: '8.00.02' },
    ]);
    const move = story.find(({ changes }) => changes.some(({ field }) => field === 'siteId'));
    expect(move?.changes).toContainEqual({ field: 'siteId', old: 'First', new: 'Second' });
    expect(move?.changes.find(({ field }) => field === 'locationId')?.new).toMatch(/Ward/);
    expect(told.map(([kind, title]) => `${kind}: ${title}`)).toEqual(
      expect.arrayContaining([
        'verdict: In the campaign as affected',
        expect.stringMatching(/^task-opened: /),
        expect.stringMatching(/^task-completed: .*Could not be located$/),
        expect.stringMatching(/^task-reopened: /),
        expect.stringMatching(/^task-assigned: .*given to technician/),
        'changed: Status changed',
      ]),
    );
    const [newest] = story.filter(({ kind }) => kind === 'task-completed') as [DeviceHistoryEntry];
    expect(newest).toMatchObject({
      detail: 'looks new',
      campaign: { title: 'Pins' },
      task: { stepKey: 'inspect-contacts', status: 'closed' },
      completion: { outcome: 'clean', reopened: false },
    });
    const located = story.find(({ completion }) => completion?.outcome === 'cannot-locate');
    expect(located?.completion).toMatchObject({ searched: [{ place: 'Store room' }], reopened: true });
    const verdict = story.find(({ kind }) => kind === 'verdict')?.verdict;
    expect(verdict).toMatchObject({ decided: 'affected', now: 'affected', missing: [] });
    expect(verdict?.reasonNow).toContain('product code is named');
    const times = story.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('comes page by page without a gap, and by kind and campaign', async () => {
    const whole = await history();
    expect((await history(risk, { limit: 1 })).map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    const done = await history(risk, { kind: 'task-completed' });
    expect(done).toHaveLength(2);
    const campaign = whole.find((one) => one.campaign !== null)?.campaign?.id as string;
    expect((await history(risk, { campaign })).every((one) => one.campaign?.id === campaign)).toBe(true);
    expect((await history(risk, { campaign: '99999' })).length).toBe(0);
  });

  it('shows the record as it is now beside the verdict of then', async () => {
    const { body } = await risk.get<DeviceDetail>(`devices/${device.id}`);
    await risk.patch(`devices/${device.id}`, { version: body.version, productCode: 'OTHER9' });
    const [verdict] = await history(risk, { kind: 'verdict' });
    expect(verdict?.verdict).toMatchObject({ decided: 'affected', now: 'not-affected' });
    expect(verdict?.verdict?.reasonNow).toContain('not named');
  });

  it('tells whoever has the new site alone nothing of the time before, and nobody else anything', async () => {
    const story = await history(tech);
    expect(story.length).toBeGreaterThan(5);
    expect(JSON.stringify(story)).not.toContain('First');
    expect(JSON.stringify(story)).not.toContain('8.00.01');
    expect(story.map(({ kind }) => kind)).not.toContain('recorded');
    const outsider = await client(app, first.technician);
    expect((await outsider.get(`devices/${device.id}/history`)).status).toBe(404);
    const elsewhere = await draftCampaign(risk, 'corrosion', noticeBody({ title: 'Elsewhere' }), {
      siteIds: [first.siteId],
    });
    await sql(
      `INSERT INTO campaign_device (campaign_id, device_id, site_id, product_id, verdict, decided_at)
       SELECT $1, $2, $3, p.id, 'affected', clock_timestamp() FROM campaign c JOIN affected_product p ON p.notice_id = c.notice_id WHERE c.id = $1`,
      [elsewhere, device.id, first.siteId],
    );
    expect(JSON.stringify(await history())).toContain('Elsewhere');
    expect(JSON.stringify(await history(tech))).not.toContain('Elsewhere');
  });

  it('is shown also where somebody has spoilt an audit entry', async () => {
    spoilt = true;
    await sql(`ALTER TABLE audit_entry DISABLE TRIGGER USER`);
    await sql(`UPDATE audit_entry SET payload = 'spoilt' WHERE action = 'device.patch'`);
    expect((await history()).length).toBeGreaterThan(5);
  });
});
