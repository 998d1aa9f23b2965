import type { CampaignOverview, OverviewEvent } from '#contracts/campaign-overview';
import type { CampaignPeoplePage, CampaignPerson } from '#contracts/campaign-people';
import type { CampaignBurndown, CampaignMatrix } from '#contracts/campaign-progress';
import type { CampaignProgress } from '#contracts/campaigns';
import type { CampaignDevice } from '#contracts/matching';
import type { TaskView } from '#contracts/tasks';
import { BurndownAndPeople1795600200000 } from '../../migrations/schema/1795600200000-burndown-and-people.js';
import {
  type App,
  type Client,
  client,
  createCampaignRow,
  createDevice,
  createDevices,
  createTaskRow,
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

let app: App;
let sql: TestSql;
let manager: Client;
let technician: Client;
let north: Ward;
let south: Ward;
let southLead: Client;
/** five pumps in the north, three in the south; one of the north is not located */
let campaign: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  [north, south] = [await createWard(sql, { name: 'North' }), await createWard(sql, { name: 'South' })];
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  technician = await client(app, north.technician);
  southLead = await client(app, south.lead);
  const pump = { productCode: 'PRO100' };
  await createDevices(sql, 4, { ...pump, siteId: north.siteId, locationId: north.locationId });
  await createDevice(sql, {
    ...pump,
    siteId: north.siteId,
    locationId: north.locationId,
    status: 'not-located',
  });
  await createDevices(sql, 3, { ...pump, siteId: south.siteId, locationId: south.locationId });
  campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['PRO100'] }));
  await openCampaign(manager, campaign);
});
afterAll(async () => {
  await app?.stop();
});

const tasksOf = (who: Client, query: Record<string, string> = {}): Promise<TaskView[]> =>
  who.all<TaskView>('tasks', { campaign, ...query } as never);
const close = async (who: Client, task: TaskView, body: Record<string, unknown> = {}) => {
  const answer = await who.post<TaskView>(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome: 'clean',
    ...body,
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};
const inspections = (siteId: string) =>
  tasksOf(manager, { step: 'inspect-contacts', status: 'open', site: siteId });
const matrixOf = async (who: Client, sort = 'worst') =>
  (await who.get<CampaignMatrix>(`campaigns/${campaign}/matrix`, { query: { sort } })).body;
const burndownOf = async (who: Client) =>
  (await who.get<CampaignBurndown>(`campaigns/${campaign}/burndown`)).body;
const overviewOf = async (who: Client) =>
  (await who.get<CampaignOverview>('campaigns/overview')).body.items.find(({ id }) => id === campaign);

/** The rollups against the tasks themselves: nothing may be lost whatever was done. */
async function expectRollupsTrue(): Promise<void> {
  const people = await sql(
    `SELECT campaign_id, person_id, site_id, due_on, open, closed FROM task_person_rollup WHERE open + closed > 0
     EXCEPT SELECT campaign_id, assignee_id, coalesce(site_id, 0), due_on, count(*) FILTER (WHERE status IN ('open', 'waiting')),
                   count(*) FILTER (WHERE status = 'closed') FROM task GROUP BY 1, 2, 3, 4`,
  );
  expect(people).toEqual([]);
  const [counted] = await sql(
    `SELECT (SELECT sum(open + closed) FROM task_person_rollup) = (SELECT count(*) FROM task WHERE status <> 'withdrawn') AS same`,
  );
  expect(counted).toEqual({ same: true });
  const days = await sql(
    `SELECT campaign_id, site_id, step_key, sum(begun - closed + reopened - withdrawn) AS open FROM task_day_rollup GROUP BY 1, 2, 3
     EXCEPT SELECT campaign_id, coalesce(site_id, 0), step_key, count(*) FILTER (WHERE status IN ('open', 'waiting')) FROM task GROUP BY 1, 2, 3`,
  );
  expect(days).toEqual([]);
}

describe('the matrix', () => {
  test('counts each step at each site, in the order of the plan', async () => {
    const matrix = await matrixOf(manager, 'name');
    expect(matrix.steps.map(({ stepKey }) => stepKey)).toEqual([
      'inspect-contacts',
      'confirm-backups',
      'return-reply-form',
      'forward-notice',
    ]);
    expect(matrix.sites.map(({ site, devices }) => [site, devices])).toEqual([
      ['North', 5],
      ['South', 3],
    ]);
    expect(matrix.sites.map(({ cells }) => cells.map((cell) => cell?.open))).toEqual([
      [5, 1, 1, 1],
      [3, 1, 1, 1],
    ]);
    expect(matrix).toMatchObject({ own: null, tasks: { total: 14, open: 14, closed: 0, late: 0 } });
  });

  test('is another one, by its revision, when a cell is; the events say the same', async () => {
    const before = await matrixOf(manager);
    const progress = await manager.get<CampaignProgress>(`campaigns/${campaign}/progress`);
    expect(progress.body.revision).toBe(before.revision);
    const [task] = await inspections(north.siteId);
    await close(technician, task!);
    const after = await matrixOf(manager);
    expect(after.revision).not.toBe(before.revision);
    expect(after.sites.find(({ site }) => site === 'North')?.cells[0]).toEqual({
      total: 5,
      open: 4,
      closed: 1,
      late: 0,
    });
  });

  test('shows the caller’s sites alone, and refuses another order', async () => {
    const own = await matrixOf(southLead);
    expect(own.sites.map(({ site }) => site)).toEqual(['South']);
    expect(own.tasks.total).toBe(6);
    expect((await manager.get(`campaigns/${campaign}/matrix`, { query: { sort: 'size' } })).status).toBe(422);
  });
});

describe('the burn-down', () => {
  test('follows closing, reopening and work that was done before it was sent', async () => {
    const opened = await burndownOf(manager);
    expect(opened.points[0]).toMatchObject({ day: opened.openedOn, begun: 14, closed: 1, open: 13 });
    expect(opened.points.at(-1)).toMatchObject({ day: opened.lastDueOn, planned: 0, open: null });
    await passDays(app, manager, 2);
    const [first, second] = await inspections(north.siteId);
    const done = await close(technician, first!);
    const yesterday = new Date(
      Date.parse((await manager.get<{ now: string }>('clock')).body.now) - 86_400_000,
    ).toISOString();
    await close(technician, second!, { completedAt: yesterday });
    const answer = await manager.post(`tasks/${done.id}/reopen`, {
      version: done.version,
      reason: 'the wrong pump',
    });
    expect(answer.status).toBe(200);

    const { points, today } = await burndownOf(manager);
    const at = points.findIndex(({ day }) => day === today);
    expect(points[at - 1]).toMatchObject({ closed: 1, open: 12 });
    expect(points[at]).toMatchObject({ reopened: 1 });
    const { body } = await manager.get<CampaignProgress>(`campaigns/${campaign}/progress`);
    expect(points[at]?.open).toBe(body.tasks.open);
    expect(points[at + 1]?.open ?? null).toBeNull();
    await expectRollupsTrue();
  });

  test('counts what an outcome begins, what its reopening withdraws, and what begins again', async () => {
    await createDevice(sql, { siteId: north.siteId, locationId: north.locationId, productCode: 'PRO150' });
    const other = await draftCampaign(
      manager,
      'mismatched-software',
      noticeBody({}, { productCodes: ['PRO150'] }),
    );
    await openCampaign(manager, other);
    const of = async (step: string, status = 'open') =>
      (await manager.all<TaskView>('tasks', { campaign: other, step, status }))[0] as TaskView;
    const today = async () => {
      const { body } = await manager.get<CampaignBurndown>(`campaigns/${other}/burndown`);
      return body.points.find(({ day }) => day === body.today);
    };
    const begun = (await today())?.begun ?? 0;
    await close(manager, await of('isolate'), { outcome: 'isolated' });
    const verify = await of('verify-software-version');
    const mismatch = { outcome: 'mismatch', fields: { softwareVersion: '1.02.03' } };
    const closed = await close(manager, verify, mismatch);
    expect(await today()).toMatchObject({ begun: begun + 1, closed: 2, withdrawn: 0 });
    await manager.post(`tasks/${closed.id}/reopen`, { version: closed.version, reason: 'misread' });
    expect(await today()).toMatchObject({ begun: begun + 1, reopened: 1, withdrawn: 1 });
    await close(manager, await of('verify-software-version'), mismatch);
    expect(await today()).toMatchObject({ begun: begun + 2, closed: 3, reopened: 1, withdrawn: 1 });
    await expectRollupsTrue();
    await manager.post(`campaigns/${other}/cancel`, { reason: 'only to try' });
    expect(await today()).toMatchObject({ open: 0 });
    await expectRollupsTrue();
  });

  test('plans by due day what the tasks say', async () => {
    const { points } = await burndownOf(manager);
    const tasks = (await tasksOf(manager)).filter(({ status }) => status !== 'withdrawn');
    for (const { day, planned } of points) {
      expect([day, planned]).toEqual([day, tasks.filter(({ dueOn }) => dueOn > day).length]);
    }
  });

  test('is cut to the caller’s sites; a draft has none', async () => {
    const own = await burndownOf(southLead);
    expect(own.points[0]).toMatchObject({ begun: 6, closed: 0, open: 6 });
    const draft = await draftCampaign(manager, 'corrosion');
    const empty = await manager.get<CampaignBurndown>(`campaigns/${draft}/burndown`);
    expect(empty.body).toEqual({ openedOn: null, today: null, lastDueOn: null, points: [] });
  });
});

describe('Home and the people', () => {
  beforeAll(async () => {
    await passDays(app, manager, 20);
    await manager.post(`campaigns/${campaign}/remind`, { personIds: [north.technician.id] });
    await waitFor(
      async () =>
        (await sql(`SELECT 1 FROM reminder WHERE kind = 'manual' AND state = 'sent'`)).length > 0
          ? true
          : undefined,
      { what: 'the reminder to be sent' },
    );
  });

  test('Home shows what is late, where nobody knows where a pump is, and with whom it is stuck', async () => {
    const item = await overviewOf(manager);
    const { body } = await manager.get<CampaignProgress>(`campaigns/${campaign}/progress`);
    expect(item).toMatchObject({
      status: 'open',
      class: 'I',
      ageDays: 22,
      devices: 8,
      notLocated: 1,
      lateTasks: body.tasks.late,
      tasks: body.tasks,
      percentClosed: body.percentClosed,
    });
    expect(item?.lateTasks).toBeGreaterThan(5);
    const late = await tasksOf(manager, { due: 'late' });
    const byPerson = new Map<string, TaskView[]>();
    for (const task of late)
      byPerson.set(task.assignee.id, [...(byPerson.get(task.assignee.id) ?? []), task]);
    expect(item?.stuck).toHaveLength(3);
    for (const { person, late: n, oldestDueOn } of item?.stuck ?? []) {
      expect([person.id, n]).toEqual([person.id, byPerson.get(person.id)?.length]);
      expect(oldestDueOn).toBe(byPerson.get(person.id)?.[0]?.dueOn);
    }
    const counts = (item?.stuck ?? []).map(({ late: n }) => n);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    const reminded = item?.stuck.find(({ person }) => person.id === north.technician.id);
    expect(reminded?.lastReminder).toMatchObject({ state: 'sent', at: expect.stringMatching(/Z$/) });
  });

  test('a lead sees the own site there, a technician no colleague’s lateness', async () => {
    const own = await overviewOf(southLead);
    expect(own).toMatchObject({ devices: 3, notLocated: 0 });
    expect(own?.stuck.map(({ person }) => person.id)).not.toContain(north.technician.id);
    expect(own?.stuck.length).toBeGreaterThan(0);
    expect((await overviewOf(technician))?.stuck).toEqual([]);
  });

  test('Class I with late work stands before a graver number of a lower class, and drafts nowhere', async () => {
    await createDevices(sql, 12, {
      siteId: north.siteId,
      locationId: north.locationId,
      productCode: 'PRO200',
    });
    const minor = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({ class: 'III' }, { productCodes: ['PRO200'] }),
    );
    await openCampaign(manager, minor);
    const fresh = (await manager.get<CampaignOverview>('campaigns/overview')).body;
    expect(fresh.items.map(({ id }) => id)).toEqual([campaign, minor]);
    await passDays(app, manager, 30);
    const later = (await manager.get<CampaignOverview>('campaigns/overview')).body;
    expect(later.items.map(({ id }) => id)).toEqual([campaign, minor]);
    expect(later.items[1]!.lateTasks).toBeGreaterThan(later.items[0]!.lateTasks);
    expect(later.total).toBe(2);
  });

  test('everybody with tasks is listed, most late first, by pages, with counts that add up', async () => {
    const people = await manager.all<CampaignPerson>(`campaigns/${campaign}/people`, { limit: 2 });
    const tasks = (await tasksOf(manager)).filter(({ status }) => status !== 'withdrawn');
    expect(new Set(people.map(({ person }) => person.id)).size).toBe(people.length);
    expect(new Set(people.map(({ person }) => person.id))).toEqual(
      new Set(tasks.map(({ assignee }) => assignee.id)),
    );
    for (const { person, open, late, closed } of people) {
      const own = tasks.filter(({ assignee }) => assignee.id === person.id);
      expect([person.id, open, late, closed]).toEqual([
        person.id,
        own.filter(({ status }) => status === 'open' || status === 'waiting').length,
        own.filter((task) => task.late).length,
        own.filter(({ status }) => status === 'closed').length,
      ]);
    }
    const order = people.map(({ late, open }) => late * 1000 + open);
    expect(order).toEqual(order.toSorted((a, b) => b - a));
    expect(people.find(({ person }) => person.id === north.technician.id)).toMatchObject({
      sites: [{ id: north.siteId, name: 'North' }],
      siteCount: 1,
      mailRefused: false,
      active: true,
      lastReminder: { id: expect.stringMatching(/^\d+$/), state: expect.any(String) },
    });
  });

  test('a page goes on where the last one ended, also where late and open do not go together', async () => {
    const owner = await createUser(sql, { role: 'risk-manager' });
    // closed, so that no sweep writes to these people meanwhile
    const { id } = await createCampaignRow(sql, { ownerId: owner.id, status: 'closed' });
    let made = 0;
    const give = async (name: string, ...dueOn: string[]) => {
      const person = await createUser(sql, { name });
      for (const due of dueOn) {
        made += 1;
        await createTaskRow(sql, {
          campaignId: id,
          assigneeId: person.id,
          dueOn: due,
          stepKey: `step-${made}`,
        });
      }
    };
    const [past, ahead] = ['2020-01-01', '2099-01-01'];
    await give('many ahead', ahead, ahead, ahead, ahead, ahead);
    await give('one late', past);
    await give('one late, one ahead', past, ahead);
    await give('one late as well', past);
    const people = await manager.all<CampaignPerson>(`campaigns/${id}/people`, { limit: 1 });
    expect(people.map(({ person }) => person.name)).toEqual([
      'one late, one ahead',
      'one late',
      'one late as well',
      'many ahead',
    ]);
    expect(people[3]).toMatchObject({
      open: 5,
      late: 0,
      siteCount: 0,
      sites: [],
      oldestDueOn: ahead,
      lastReminder: null,
    });
  });

  test('by site, and to a lead of one site only theirs', async () => {
    const list = async (who: Client, query: Record<string, string> = {}) =>
      (await who.get<CampaignPeoplePage>(`campaigns/${campaign}/people`, { query })).body.items;
    const ofSouth = await list(manager, { site: south.siteId });
    expect(ofSouth.map(({ person }) => person.id)).toContain(south.technician.id);
    expect(ofSouth.map(({ person }) => person.id)).not.toContain(north.technician.id);
    expect((await list(southLead)).map(({ person }) => person.id)).toEqual(
      ofSouth.map(({ person }) => person.id),
    );
    const foreign = await southLead.get(`campaigns/${campaign}/people`, { query: { site: north.siteId } });
    expect(foreign.status).toBe(403);
    expect((await technician.get(`campaigns/${campaign}/people`)).status).toBe(403);
    const nonsense = await manager.get(`campaigns/${campaign}/people`, {
      query: { cursor: 'eyJpZCI6IngifQ' },
    });
    expect([nonsense.status, nonsense.body['code']]).toEqual([422, 'request.bad-cursor']);
  });

  test('a task that is given to another counts for the other', async () => {
    const [task] = await inspections(south.siteId);
    const answer = await manager.post(`tasks/${task!.id}/assign`, {
      version: task!.version,
      assigneeId: south.lead.id,
    });
    expect(answer.status).toBe(200);
    await expectRollupsTrue();
  });

  test('devices are found by what is left to do on them', async () => {
    const list = (query: Record<string, string | number>) =>
      manager.all<CampaignDevice>(`campaigns/${campaign}/devices`, query);
    const todo = await list({ state: 'todo', limit: 2 });
    const done = await list({ state: 'done' });
    expect(todo.length + done.length).toBe(8);
    expect(done.length).toBeGreaterThan(0);
    expect(done.map(({ openTasks }) => openTasks)).toEqual(done.map(() => 0));
    expect(todo.every(({ openTasks, lateTasks }) => openTasks > 0 && lateTasks <= openTasks)).toBe(true);
    const devices = (await tasksOf(manager, { status: 'open' })).flatMap(({ device }) => device?.id ?? []);
    expect(new Set(todo.map(({ id }) => id))).toEqual(new Set(devices));
    expect(new Set(devices).size).toBe(todo.length);
    expect(await list({ status: 'not-located' })).toMatchObject([
      { deviceStatus: 'not-located', productName: 'Pump' },
    ]);
    const [some] = todo;
    expect((await list({ q: some!.assetTag!.toLowerCase() })).map(({ id }) => id)).toContain(some!.id);
  });
});

describe('the stream for Home', () => {
  test('tells the counts at once, and again when one has changed; to each by their sites', async () => {
    const listen = async (who: Client, stop: AbortSignal) => {
      const response = await who.raw('GET', 'campaigns/events', { signal: stop });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const events: OverviewEvent[] = [];
      void (async () => {
        let text = '';
        for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
          text += Buffer.from(chunk).toString();
          const parts = text.split('\n\n');
          text = parts.pop() ?? '';
          for (const part of parts) {
            const data = /^data: (.*)$/m.exec(part)?.[1];
            if (/^event: overview$/m.test(part) && data) events.push(JSON.parse(data) as OverviewEvent);
          }
        }
      })().catch(() => undefined);
      return events;
    };
    const stop = new AbortController();
    const all = await listen(manager, stop.signal);
    const own = await listen(southLead, stop.signal);
    const first = await waitFor(async () => (own.length > 0 ? all[0] : undefined), {
      what: 'the first events',
    });
    const before = first.items.find(({ id }) => id === campaign);
    const [task] = await inspections(north.siteId);
    await close(manager, task!);
    const next = await waitFor(async () => all[1], { what: 'the event after a completion' });
    expect(next.items.find(({ id }) => id === campaign)?.tasks.closed).toBe((before?.tasks.closed ?? 0) + 1);
    expect(own).toHaveLength(1);
    expect(own[0]?.items.find(({ id }) => id === campaign)?.tasks.total).toBe(6);
    stop.abort();
  });
});

describe('the time of work', () => {
  test('knows no work before its task began, or began again: the time is put right, said, and kept as claimed', async () => {
    const tasks = await inspections(south.siteId);
    const task = tasks[0] as TaskView;
    const { now } = (await manager.get<{ now: string }>('clock')).body;
    const ago = (ms: number) => new Date(Date.parse(now) - ms).toISOString();
    const yearAgo = ago(365 * 86_400_000);
    const [row] = await sql<{ created_at: Date }>('SELECT created_at FROM task WHERE id = $1', [task.id]);
    const capped = await close(southLead, task, { completedAt: yearAgo });
    expect(capped.completedAt).toBe(row?.created_at.toISOString());
    expect(capped.notes).toEqual([expect.stringMatching(/before its task began.*put it right/)]);
    const [entry] = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE action = 'task.complete' AND subject_id = $1`,
      [task.id],
    );
    expect(JSON.parse(entry?.payload ?? '{}').new).toMatchObject({
      claimedAt: yearAgo,
      completedAt: capped.completedAt,
    });
    const reopened = await manager.post<TaskView>(`tasks/${task.id}/reopen`, {
      version: capped.version,
      reason: 'look again',
    });
    const [completion] = await sql<{ reopened_at: Date }>(
      'SELECT reopened_at FROM task_completion WHERE task_id = $1',
      [task.id],
    );
    const again = await close(southLead, reopened.body, { completedAt: ago(3_600_000) });
    expect(again.completedAt).toBe(completion?.reopened_at.toISOString());

    // a phone that says what its clock shows, a year behind: two hours ago by it is two hours ago
    const awareAt = ago(365 * 86_400_000 + 7_500_000);
    const sent = await southLead.post<TaskView>(
      `tasks/${tasks[1]?.id}/complete`,
      {
        version: tasks[1]?.version,
        outcome: 'clean',
        completedAt: ago(365 * 86_400_000 + 7_200_000),
        harm: { awareAt, what: 'an infusion stopped' },
      },
      { headers: { 'closeout-clock': yearAgo } },
    );
    expect(Math.abs(Date.parse(sent.body.completedAt ?? '') - Date.parse(ago(7_200_000)))).toBeLessThan(
      60_000,
    );
    expect(sent.body.notes).toEqual([expect.stringMatching(/clock of your device is wrong/)]);
    const [harm] = await sql<{ aware_at: string; payload: string }>(
      `SELECT c.harm->>'awareAt' AS aware_at, a.payload FROM task_completion c
         JOIN audit_entry a ON a.action = 'task.complete' AND a.subject_id = c.task_id::text
        WHERE c.task_id::text = $1`,
      [tasks[1]?.id],
    );
    expect(Math.abs(Date.parse(harm?.aware_at ?? '') - Date.parse(ago(7_500_000)))).toBeLessThan(60_000);
    expect(JSON.parse(harm?.payload ?? '{}').new).toMatchObject({ claimedAwareAt: awareAt });

    const { points, openedOn } = await burndownOf(manager);
    expect(points[0]?.day).toBe(openedOn);
    expect(points.filter(({ open }) => open !== null && open < 0)).toEqual([]);
    await expectRollupsTrue();
  });
});

describe('rollups filled from tasks that were there before', () => {
  test('are those that the triggers keep', async () => {
    await manager.post(`campaigns/${campaign}/cancel`, { reason: 'enough of it' });
    await expectRollupsTrue();
    const read = async () => ({
      people: await sql('SELECT * FROM task_person_rollup WHERE open + closed > 0 ORDER BY 1, 2, 3, 4'),
      // of this campaign: a task keeps no moment of a withdrawal but its campaign's end
      days: await sql('SELECT * FROM task_day_rollup WHERE campaign_id = $1 ORDER BY 1, 2, 3, 4', [campaign]),
    });
    const kept = await read();
    await sql('DROP TABLE task_person_rollup; DROP TABLE task_day_rollup; DROP FUNCTION clock_now()');
    await new BurndownAndPeople1795600200000().up({ query: (statement: string) => sql(statement) } as never);
    const filled = await read();
    expect(filled.people).toEqual(kept.people);
    expect(filled.days).toEqual(kept.days);
    await expectRollupsTrue();
  });
});
