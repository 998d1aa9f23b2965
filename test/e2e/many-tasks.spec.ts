import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeView, UserView } from '#contracts/identity';
import type {
  AssignTasksAnswer,
  OfflineStep,
  OfflineTask,
  OfflineWork,
  TaskHistory,
  TaskView,
} from '#contracts/tasks';
import {
  type App,
  client,
  type Client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type TestSql,
  type UserRow,
  type Ward,
} from '../support/index.js';

// Tasks in numbers: given to somebody by id and by filter, found and ordered, taken along without a network.

let app: App;
let sql: TestSql;
let risk: Client;
let lead: Client;
let tech: Client;
let own: Ward;
let other: Ward;
let helper: UserRow;
let everywhere: UserRow;
let campaign: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  risk = await client(app, await createUser(sql, { role: 'risk-manager' }));
  [own, other] = [await createWard(sql, { name: 'Own' }), await createWard(sql, { name: 'Other' })];
  const product = { productCode: 'MANY1' };
  await createDevices(sql, 6, { ...product, siteId: own.siteId, locationId: own.locationId }, (n) => ({
    assetTag: `M-${6 - n}`,
    serialNumber: `90${n}`,
  }));
  await createDevices(sql, 4, { ...product, siteId: other.siteId, locationId: other.locationId });
  helper = await createUser(sql, { name: 'Helper', sites: [own.siteId] });
  everywhere = await createUser(sql, { name: 'Everywhere', sites: 'all' });
  campaign = await draftCampaign(risk, 'corrosion', noticeBody({ class: 'II' }, { productCodes: ['MANY1'] }));
  await openCampaign(risk, campaign);
  lead = await client(app, own.lead);
  tech = await client(app, own.technician);
});
afterAll(() => app?.stop());

const tasksOf = (ward: Ward, step = 'inspect-contacts') =>
  risk.all<TaskView>('tasks', { campaign, site: ward.siteId, step });

describe('POST tasks/assign by id', () => {
  it('answers each task: given, stale, twice, not there, not theirs to do', async () => {
    const [a, b, c] = (await tasksOf(own)) as [TaskView, TaskView, TaskView];
    const [foreign] = (await tasksOf(other)) as [TaskView];
    const { status, body } = await lead.post<AssignTasksAnswer>('tasks/assign', {
      assigneeId: helper.id,
      tasks: [
        { id: a.id, version: a.version },
        { id: b.id, version: b.version + 1 },
        { id: a.id, version: a.version },
        { id: foreign.id, version: foreign.version },
        { id: c.id, version: c.version },
      ],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ assigned: 2, refused: 3, bySite: [] });
    expect(body.results.map((one) => [one.status, one.code])).toEqual([
      [200, null],
      [409, 'task.stale'],
      [422, 'task.asked-twice'],
      [404, 'task.not-found'],
      [200, null],
    ]);
    expect(body.results[0]?.task).toMatchObject({ assignee: { id: helper.id }, version: a.version + 1 });
    expect(body.results[3]?.task).toBeNull();
    const unfit = await risk.post<AssignTasksAnswer>('tasks/assign', {
      assigneeId: helper.id,
      tasks: [{ id: foreign.id, version: foreign.version }],
    });
    expect(unfit.body.results[0]).toMatchObject({ status: 422, code: 'task.assignee-cannot' });
    const audited = await sql(`SELECT subject_id FROM audit_entry WHERE action = 'task.assign' ORDER BY seq`);
    expect(audited.map((row) => row['subject_id'])).toEqual([a.id, c.id]);
    expect(
      (await tech.post('tasks/assign', { assigneeId: helper.id, tasks: [{ id: b.id, version: 1 }] })).status,
    ).toBe(403);
    for (const wrong of [{}, { tasks: [{ id: b.id, version: 1 }], filter: { campaign } }, { tasks: [] }]) {
      expect((await risk.post('tasks/assign', { assigneeId: helper.id, ...wrong })).status).toBe(422);
    }
  });
});

describe('POST tasks/assign by filter', () => {
  interface Refusal {
    code: string;
    detail: string;
  }
  it('refuses the whole where the person lacks a site of it, and names the site', async () => {
    const before = await risk.all<TaskView>('tasks', { campaign });
    const refused = await risk.post<Refusal>('tasks/assign', { assigneeId: helper.id, filter: { campaign } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'task.assignee-cannot' } });
    expect(refused.body.detail).toContain('Other');
    expect(await risk.all<TaskView>('tasks', { campaign })).toEqual(before);
    const elsewhere = await lead.post<Refusal>('tasks/assign', {
      assigneeId: helper.id,
      filter: { campaign, site: other.siteId },
    });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'access.other-site']);
    const nothing = await risk.post<Refusal>('tasks/assign', {
      assigneeId: helper.id,
      filter: { campaign: '99999' },
    });
    expect([nothing.status, nothing.body.code]).toEqual([404, 'campaign.not-found']);
  });

  it('gives what fits at the sites of the caller, with one audit entry a site that binds every task', async () => {
    const step = 'inspect-contacts';
    const mine = await lead.post<AssignTasksAnswer>('tasks/assign', {
      assigneeId: helper.id,
      filter: { campaign, step },
    });
    // two of six were with the helper before
    expect(mine).toMatchObject({
      status: 200,
      body: { assigned: 4, bySite: [{ siteId: own.siteId, assigned: 4 }] },
    });
    expect(new Set((await tasksOf(own)).map(({ assignee }) => assignee.id))).toEqual(new Set([helper.id]));
    expect((await tasksOf(other)).map(({ assignee }) => assignee.id)).not.toContain(helper.id);

    const counts = await sql<{ site_id: string | null; n: string }>(
      `SELECT site_id, count(*) AS n FROM task WHERE campaign_id = $1 AND status IN ('open', 'waiting') GROUP BY 1`,
      [campaign],
    );
    const before = (
      await sql<{ id: string; assignee_id: string }>(
        `SELECT id, assignee_id FROM task WHERE campaign_id = $1 AND site_id = $2 AND status IN ('open', 'waiting') ORDER BY id`,
        [campaign, other.siteId],
      )
    ).map((row) => `${row.id}:${row.assignee_id}`);
    const all = await risk.post<AssignTasksAnswer>('tasks/assign', {
      assigneeId: everywhere.id,
      filter: { campaign },
    });
    const bySite = new Map(all.body.bySite.map(({ siteId, assigned }) => [siteId, assigned]));
    expect(bySite).toEqual(new Map(counts.map(({ site_id: id, n }) => [id, Number(n)])));
    const entries = await sql<{ chain: string; payload: string }>(
      `SELECT chain, payload FROM audit_entry WHERE action = 'task.assign-many' ORDER BY at DESC, chain LIMIT $1`,
      [all.body.bySite.length],
    );
    expect(new Set(entries.map(({ chain }) => chain))).toEqual(
      new Set(all.body.bySite.map(({ siteId }) => siteId ?? '0')),
    );
    const entry = entries.find(({ chain }) => chain === other.siteId);
    const written = (JSON.parse(entry?.payload ?? '{}') as { new: unknown }).new;
    expect(written).toMatchObject({
      filter: { campaign },
      assigneeId: everywhere.id,
      tasks: before.length,
      tasksSha256: createHash('sha256').update(before.join(',')).digest('hex'),
    });
    const again = await risk.post<AssignTasksAnswer>('tasks/assign', {
      assigneeId: everywhere.id,
      filter: { campaign },
    });
    expect(again.body).toMatchObject({ assigned: 0, bySite: [] });
    const back = await risk.post<AssignTasksAnswer>('tasks/assign', {
      assigneeId: own.technician.id,
      filter: { campaign, site: own.siteId, step, assignee: everywhere.id },
    });
    expect(back.body.assigned).toBe(6);
    expect((await risk.get<{ ok: boolean }>('audit/verify')).body.ok).toBe(true);
  });
});

describe('GET tasks', () => {
  it('finds by the beginning of an asset tag or serial number', async () => {
    const found = async (q: string) =>
      (await risk.all<TaskView>('tasks', { campaign, q, step: 'inspect-contacts' })).map(
        (task) => task.device?.assetTag,
      );
    expect(await found('m-3')).toEqual(['M-3']);
    expect(await found('904')).toEqual(['M-2']);
    expect(await found('nothing')).toEqual([]);
  });

  it('comes by device and by place, page by page without a gap', async () => {
    for (const sort of ['device', 'place', 'due']) {
      const query = { campaign, site: own.siteId, sort, limit: 2 };
      const paged = await risk.all<TaskView>('tasks', query);
      const whole = await risk.get<{ items: TaskView[] }>('tasks', { query: { ...query, limit: 500 } });
      expect(paged.map(({ id }) => id)).toEqual(whole.body.items.map(({ id }) => id));
      expect(new Set(paged.map(({ id }) => id)).size).toBe(paged.length);
    }
    const tags = (
      await risk.all<TaskView>('tasks', { site: own.siteId, step: 'inspect-contacts', sort: 'device' })
    ).map((task) => task.device?.assetTag);
    expect(tags).toEqual(['M-1', 'M-2', 'M-3', 'M-4', 'M-5', 'M-6']);
    const wide = await risk.get('tasks', { query: { campaign, sort: 'device' } });
    expect(wide).toMatchObject({ status: 422, body: { code: 'task.sort-too-wide' } });
    const first = await risk.get<{ nextCursor: string }>('tasks', {
      query: { site: own.siteId, sort: 'device', limit: 1 },
    });
    const mixed = await risk.get('tasks', {
      query: { site: own.siteId, limit: 1, cursor: first.body.nextCursor },
    });
    expect(mixed).toMatchObject({ status: 422, body: { code: 'request.bad-cursor' } });
  });

  it('says where the corrosion is: by outcome, page by page, at the sites of the caller alone', async () => {
    const ended: Record<string, string> = {};
    for (const ward of [own, other]) {
      const open = (await tasksOf(ward)).filter(({ status }) => status === 'open').slice(0, 3);
      for (const [n, task] of open.entries()) {
        const outcome = n === 1 ? 'clean' : 'corrosion-found';
        const { status } = await risk.post(`tasks/${task.id}/complete`, { version: task.version, outcome });
        expect(status).toBe(200);
        ended[task.id] = `${ward.siteId} ${outcome}`;
      }
    }
    const expected = (end: string) => Object.keys(ended).filter((id) => ended[id]?.endsWith(end));
    const found = async (who: Client, query: object) =>
      (await who.all<TaskView>('tasks', { outcome: 'corrosion-found', ...query })).map(({ id }) => id);
    const ids = (list: string[]) => list.toSorted((a, b) => Number(a) - Number(b));

    const corroded = expected('corrosion-found');
    expect(corroded).toHaveLength(4);
    // all are due on one day, so that the pages go on by id
    expect(await found(risk, { campaign, limit: 1 })).toEqual(ids(corroded));
    expect(await found(risk, { limit: 3 })).toEqual(ids(corroded));
    expect(await found(risk, { campaign, outcome: 'clean' })).toEqual(ids(expected(' clean')));
    expect(await found(risk, { campaign, step: 'isolate' })).toEqual([]);
    expect(await found(risk, { campaign, status: 'open' })).toEqual([]);
    const mine = ids(expected(`${own.siteId} corrosion-found`));
    expect(mine).toHaveLength(2);
    expect(await found(lead, {})).toEqual(mine);
    expect(await found(lead, { site: other.siteId })).toEqual([]);
    for (const outcome of ['Corrosion found', `x${'y'.repeat(60)}`]) {
      const answer = await risk.get<{ errors: Array<{ path: string }> }>('tasks', { query: { outcome } });
      expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, 'outcome']);
    }
  });

  it('says of which class the campaign is, and where the pump stands', async () => {
    const [task] = await tasksOf(own);
    expect(task).toMatchObject({
      campaignClass: 'II',
      standingInFor: null,
      searched: null,
      site: { id: own.siteId, name: 'Own' },
      device: { locationId: own.locationId },
    });
  });
});

describe('GET tasks/mine/offline', () => {
  it('has everything of the open and waiting tasks, and a tag that changes with them', async () => {
    const second = noticeBody({ class: 'II' }, { productCodes: ['MANY1'], serialNumbers: { list: ['901'] } });
    await openCampaign(risk, await draftCampaign(risk, 'mismatched-software', second));
    const first = await tech.get<OfflineWork>('tasks/mine/offline');
    const list = await tech.all<TaskView>('tasks', { assignee: 'me', status: 'todo' });
    expect(list.find(({ status }) => status === 'waiting')).toMatchObject({
      stepKey: 'verify-software-version',
      outcomeFrom: 'softwareVersion',
    });
    const { tasks, steps, devices } = first.body;
    const stepOf = ({ campaignId, stepKey }: OfflineTask): OfflineStep =>
      steps.find((step) => step.campaignId === campaignId && step.stepKey === stepKey) as OfflineStep;
    expect(tasks.map((task) => ({ ...stepOf(task), ...task }))).toEqual(list);
    expect(new Set(devices.map(({ id }) => id))).toEqual(new Set(list.map(({ device }) => device?.id)));
    expect(devices[0]).toMatchObject({ productCode: 'MANY1', location: { id: own.locationId } });
    const etag = first.headers.get('etag') as string;
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const same = await tech.get('tasks/mine/offline', { headers: { 'if-none-match': etag } });
    expect([same.status, same.body]).toEqual([304, '']);

    const pages = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await tech.get<OfflineWork>('tasks/mine/offline', { query: { limit: 2, cursor } });
      pages.push(...body.tasks.map(({ id }) => id));
      expect(body.devices.length).toBeLessThanOrEqual(2);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
    }
    expect(pages).toEqual(list.map(({ id }) => id));

    const task = list.find(({ stepKey }) => stepKey === 'inspect-contacts') as TaskView;
    await tech.post(`tasks/${task.id}/complete`, { version: task.version, outcome: 'clean' });
    const later = await tech.get<OfflineWork>('tasks/mine/offline', { headers: { 'if-none-match': etag } });
    expect(later.status).toBe(200);
    expect(later.body.tasks.map(({ id }) => id)).not.toContain(task.id);
  });
});

describe('a pump that cannot be located', () => {
  it('needs a reason or the places that were searched, and keeps them through a reopening', async () => {
    const [task] = (await tasksOf(own)).filter(({ status }) => status === 'open') as [TaskView];
    const complete = (more: object) =>
      tech.post<{ version: number; code: string }>(`tasks/${task.id}/complete`, {
        version: task.version,
        ...more,
      });
    const searched = [
      { place: 'Ward 3, store room', at: '2026-01-05T10:00:00.000Z' },
      { place: 'Loading dock', at: '2026-01-05T10:20:00.000Z' },
    ];
    expect((await complete({ outcome: 'cannot-locate' })).body.code).toBe('task.reason-missing');
    expect((await complete({ outcome: 'not-applicable', searched })).body.code).toBe(
      'task.searched-not-asked',
    );
    expect(
      (await complete({ outcome: 'cannot-locate', searched: [{ place: ' ', at: searched[0]?.at }] })).status,
    ).toBe(422);
    const done = await complete({ outcome: 'cannot-locate', searched });
    expect(done).toMatchObject({ status: 200, body: { outcome: 'cannot-locate', reason: null, searched } });
    const reopened = await lead.post<TaskView>(`tasks/${task.id}/reopen`, {
      version: done.body.version,
      reason: 'seen in the lift',
    });
    expect(reopened.body.searched).toBeNull();
    const history = await lead.get<TaskHistory>(`tasks/${task.id}/history`);
    expect(history.body.items).toMatchObject([
      { outcome: 'cannot-locate', searched, reopenReason: 'seen in the lift' },
    ]);
    const old = await tech.post<TaskView>(`tasks/${task.id}/complete`, {
      version: reopened.body.version,
      outcome: 'cannot-locate',
      reason: 'gone',
    });
    expect(old.body).toMatchObject({ reason: 'gone', searched: null });
  });
});

describe('GET users?withLoad=true', () => {
  it('says how much each has open at the sites of the caller, and nothing without being asked', async () => {
    const [mine] = (await lead.all<UserView>('users', { q: own.technician.email, withLoad: true })) as [
      UserView,
    ];
    const open = await lead.all<TaskView>('tasks', { assignee: own.technician.id, status: 'open' });
    expect(mine.load).toEqual({ open: open.length, late: 0 });
    const plain = (await lead.all<UserView>('users', { q: own.technician.email }))[0];
    expect(plain?.load).toBeNull();
    const shared = await risk.get<UserView>(`users/${everywhere.id}`);
    expect(shared.body).toMatchObject({ load: null, canSignIn: true, leave: null });
    const seen = (await lead.all<UserView>('users', { q: everywhere.email, withLoad: true }))[0];
    const all = (await risk.all<UserView>('users', { q: everywhere.email, withLoad: true }))[0];
    expect(seen?.load?.open).toBeLessThan(all?.load?.open as number);
    expect((await tech.get<MeView>('me')).body.standingInFor).toEqual([]);
  });
});
