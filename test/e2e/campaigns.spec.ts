import { createHash } from 'node:crypto';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevice,
  createDevices,
  createSite,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  PASSWORD,
  sendReplies,
  passDays,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

/** The task, or a problem document with its current state. */
interface TaskAnswer extends TaskView {
  code: string;
  task: TaskView;
}

let app: App;
let sql: TestSql;
let manager: Client;
let technician: Client;
let lead: Client;
let ward: Ward;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql);
  const risk = await createUser(sql, { role: 'risk-manager' });
  manager = await client(app, risk);
  technician = await client(app, ward.technician);
  lead = await client(app, ward.lead);
});
afterAll(async () => {
  await app?.stop();
});

let serials = 100_000;
/** Pumps of one product code that no other test has. */
async function pumps(code: string, n: number, more: Record<string, unknown> = {}) {
  const made = [];
  for (let i = 0; i < n; i += 1) {
    made.push(
      await createDevice(sql, {
        siteId: ward.siteId,
        locationId: ward.locationId,
        productCode: code,
        serialNumber: String((serials += 1)),
        ...more,
      }),
    );
  }
  return made;
}
const tasksOf = (who: Client, campaign: string, more: Record<string, string> = {}): Promise<TaskView[]> =>
  who.all<TaskView>('tasks', { campaign, ...more } as never);
const oneTask = async (who: Client, campaign: string, step: string, more: Record<string, string> = {}) => {
  const [task] = await tasksOf(who, campaign, { step, status: 'open', ...more });
  if (task === undefined) throw new Error(`no open task of ${step}`);
  return task;
};
const complete = (who: Client, task: TaskView, body: Record<string, unknown>, key?: string) =>
  who.post<TaskAnswer>(
    `tasks/${task.id}/complete`,
    { version: task.version, ...body },
    key === undefined ? {} : { idempotencyKey: key },
  );

describe('the corrosion plan', () => {
  let campaign: string;
  let devices: Awaited<ReturnType<typeof pumps>>;

  beforeAll(async () => {
    devices = await pumps('COR100', 4);
    campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['COR100'] }));
  });

  test('shows before opening what is affected, and where', async () => {
    const { status, body } = await manager.get(`campaigns/${campaign}/preview`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ affected: 4, possiblyAffected: 0, gaps: [] });
    expect(body['bySite']).toMatchObject([{ siteId: ward.siteId, affected: 4, possiblyAffected: 0 }]);
  });

  test('gives each pump its task, and the site its own', async () => {
    await openCampaign(manager, campaign);
    const tasks = await tasksOf(manager, campaign);
    const count = (step: string) => tasks.filter((task) => task.stepKey === step).length;
    expect({
      inspect: count('inspect-contacts'),
      backups: count('confirm-backups'),
      reply: count('return-reply-form'),
      forward: count('forward-notice'),
      all: tasks.length,
    }).toEqual({ inspect: 4, backups: 1, reply: 1, forward: 1, all: 7 });
    expect(
      tasks.filter((task) => task.stepKey === 'inspect-contacts').map((task) => task.assignee.id),
    ).toEqual(Array(4).fill(ward.technician.id));
    expect(tasks.find((task) => task.stepKey === 'return-reply-form')?.assignee.id).toBe(ward.lead.id);
    const { body } = await manager.get(`campaigns/${campaign}/progress`);
    expect(body).toMatchObject({
      status: 'open',
      devices: 4,
      tasks: { total: 7, open: 7, closed: 0, late: 0 },
    });
  });

  test('opens once', async () => {
    const again = await manager.post(`campaigns/${campaign}/open`);
    expect([again.status, again.body['code']]).toEqual([409, 'campaign.not-draft']);
  });

  test('a technician sees own work under assignee=me, by pages', async () => {
    const first = await technician.get<{ items: TaskView[]; nextCursor: string }>('tasks', {
      query: { assignee: 'me', campaign, limit: 3 },
    });
    expect(first.body.items).toHaveLength(3);
    const second = await technician.get<{ items: TaskView[]; nextCursor: null }>('tasks', {
      query: { assignee: 'me', campaign, limit: 3, cursor: first.body.nextCursor },
    });
    expect(second.body.items).toHaveLength(1);
    expect(second.body.nextCursor).toBeNull();
    expect(first.body.items[0]).toMatchObject({
      stepKey: 'inspect-contacts',
      status: 'open',
      outcomes: ['clean', 'residue', 'corrosion-found'],
      device: { serialNumber: expect.any(String) },
    });
  });

  test('closing a clean pump is one completion however often it is sent', async () => {
    const task = await oneTask(technician, campaign, 'inspect-contacts', { device: devices[0]!.id });
    const [once, twice] = await Promise.all([
      complete(technician, task, { outcome: 'clean', note: 'spotless' }, 'key-1'),
      complete(technician, task, { outcome: 'clean', note: 'spotless' }, 'key-1'),
    ]);
    expect([once.status, twice.status]).toEqual([200, 200]);
    expect(twice.body).toEqual(once.body);
    expect(once.body).toMatchObject({ status: 'closed', outcome: 'clean', version: task.version + 1 });
    const history = await technician.get<{ items: unknown[] }>(`tasks/${task.id}/history`);
    expect(history.body.items).toHaveLength(1);
    const other = await complete(technician, task, { outcome: 'residue' }, 'key-1');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.key-reused']);
  });

  test('a stale version is answered with the current state', async () => {
    const task = await oneTask(technician, campaign, 'inspect-contacts', { device: devices[1]!.id });
    const stale = await complete(technician, { ...task, version: 99 }, { outcome: 'clean' });
    expect([stale.status, stale.body.code]).toEqual([409, 'task.stale']);
    expect(stale.body.task).toMatchObject({ id: task.id, version: task.version, status: 'open' });
  });

  test('an outcome of another step is refused, and so is leaving without a reason', async () => {
    const task = await oneTask(technician, campaign, 'inspect-contacts', { device: devices[1]!.id });
    const wrong = await complete(technician, task, { outcome: 'returned' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'task.outcome-not-allowed']);
    const silent = await complete(technician, task, { outcome: 'cannot-locate' });
    expect([silent.status, silent.body.code]).toEqual([422, 'task.reason-missing']);
  });

  test('what is not clean is photographed: the picture is kept with its hash, and seen with the task', async () => {
    const task = await oneTask(technician, campaign, 'inspect-contacts', { device: devices[1]!.id });
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const send = (who: Client, body: Buffer, type = 'image/png') =>
      who.raw('POST', `tasks/${task.id}/photos`, { body, headers: { 'content-type': type } });
    const kept = await send(technician, png);
    expect(kept.status).toBe(201);
    const photo = (await kept.json()) as { id: string; sha256: string };
    expect(photo).toMatchObject({
      mediaType: 'image/png',
      bytes: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
    });
    const seen = await technician.raw('GET', `tasks/${task.id}/photos/${photo.id}`);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await seen.arrayBuffer()).equals(png)).toBe(true);
    const script = await send(technician, Buffer.from('<script>alert(1)</script>'));
    expect([script.status, ((await script.json()) as { code: string }).code]).toEqual([
      422,
      'photo.not-a-picture',
    ]);
    const other = await client(app, (await createWard(sql)).technician);
    expect((await send(other, png)).status).toBe(404);
    expect((await other.get(`tasks/${task.id}/photos/${photo.id}`)).status).toBe(404);
  });

  test('corrosion leads to isolation, then to service, and the device record follows', async () => {
    const pump = devices[1]!;
    const task = await oneTask(technician, campaign, 'inspect-contacts', { device: pump.id });
    expect((await complete(technician, task, { outcome: 'corrosion-found' })).status).toBe(200);
    const isolate = await oneTask(technician, campaign, 'isolate', { device: pump.id });
    expect((await complete(technician, isolate, { outcome: 'isolated' })).status).toBe(200);
    const device = await technician.get(`devices/${pump.id}`);
    expect(device.body['status']).toBe('isolated');
    const service = await oneTask(technician, campaign, 'contact-service', { device: pump.id });
    expect(service.assignee.id).toBe(ward.technician.id);
    expect(
      (await complete(technician, service, { outcome: 'service-arranged', fields: { reference: 'S-1' } }))
        .status,
    ).toBe(200);
  });

  test('reopening keeps the history and withdraws what the outcome had started', async () => {
    const pump = devices[2]!;
    const task = await oneTask(technician, campaign, 'inspect-contacts', { device: pump.id });
    const closed = await complete(technician, task, { outcome: 'residue' });
    const follow = await oneTask(technician, campaign, 'isolate', { device: pump.id });
    const refused = await technician.post(`tasks/${task.id}/reopen`, {
      version: closed.body.version,
      reason: 'wrong pump',
    });
    expect(refused.status).toBe(403);
    const reopened = await lead.post<TaskView>(`tasks/${task.id}/reopen`, {
      version: closed.body.version,
      reason: 'wrong pump',
    });
    expect(reopened.body).toMatchObject({ status: 'open', outcome: null });
    expect((await lead.get<TaskView>(`tasks/${follow.id}`)).body.status).toBe('withdrawn');
    const history = await lead.get<{ items: Array<Record<string, unknown>> }>(`tasks/${task.id}/history`);
    expect(history.body.items).toMatchObject([{ outcome: 'residue', reopenReason: 'wrong pump' }]);
    // the same outcome again brings the same task back: a device has each step once
    expect((await complete(technician, reopened.body, { outcome: 'residue' })).status).toBe(200);
    expect((await oneTask(technician, campaign, 'isolate', { device: pump.id })).id).toBe(follow.id);
  });

  test('many are closed at once, with an answer for each', async () => {
    const open = await tasksOf(manager, campaign, { status: 'open' });
    const good = open.find((task) => task.stepKey === 'inspect-contacts')!;
    const bad = open.find((task) => task.stepKey === 'isolate')!;
    const answer = await technician.post<{
      completed: number;
      refused: number;
      results: Array<{ id: string; ok: boolean; code: string | null; status: number }>;
    }>('tasks/complete', {
      tasks: [
        { id: good.id, version: good.version, outcome: 'clean' },
        { id: bad.id, version: bad.version, outcome: 'clean' },
        { id: '999999', version: 1, outcome: 'clean' },
        { id: good.id, version: good.version, outcome: 'clean' },
      ],
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ completed: 1, refused: 3 });
    expect(answer.body.results.map(({ ok, code, status }) => [ok, code, status])).toEqual([
      [true, null, 200],
      [false, 'task.outcome-not-allowed', 422],
      [false, 'task.not-found', 404],
      [false, 'task.asked-twice', 422],
    ]);
  });

  test('late tasks are counted and listed', async () => {
    await passDays(app, manager, 30);
    const { body } = await manager.get<{ tasks: { late: number; open: number } }>(
      `campaigns/${campaign}/progress`,
    );
    expect(body.tasks.late).toBe(body.tasks.open);
    expect(await tasksOf(manager, campaign, { due: 'late' })).toHaveLength(body.tasks.open);
  });

  test('a campaign with open tasks does not close; with none it does, and then takes no completions', async () => {
    const early = await manager.post(`campaigns/${campaign}/close`);
    expect([early.status, early.body['code']]).toEqual([409, 'campaign.gates-open']);
    for (let left = await tasksOf(manager, campaign, { status: 'open' }); left.length > 0;) {
      for (const task of left) {
        expect((await complete(manager, task, { outcome: task.outcomes[0]! })).status).toBe(200);
      }
      left = await tasksOf(manager, campaign, { status: 'open' });
    }
    const progress = await manager.get(`campaigns/${campaign}/progress`);
    expect(progress.body).toMatchObject({ percentClosed: 100, tasks: { open: 0, late: 0 } });
    await sendReplies(manager, campaign);
    const [task] = await tasksOf(manager, campaign);
    const closed = await manager.post(`campaigns/${campaign}/close`, {
      note: 'all inspected',
      password: PASSWORD,
    });
    expect(closed.body).toMatchObject({ status: 'closed', closeNote: 'all inspected' });
    const late = await complete(manager, task!, { outcome: task!.outcomes[0]! });
    expect([late.status, late.body.code]).toEqual([409, 'campaign.not-open']);
    const reopen = await manager.post(`tasks/${task!.id}/reopen`, {
      version: task!.version,
      reason: 'too late',
    });
    expect([reopen.status, reopen.body['code']]).toEqual([409, 'campaign.not-open']);
  });
});

describe('the mismatched-software plan', () => {
  let campaign: string;
  let six: { id: string };
  let eight: { id: string };

  beforeAll(async () => {
    six = (await pumps('35700BAX', 1, { softwareVersion: '6.02.06' }))[0]!;
    eight = (await pumps('35700BAX', 1, { softwareVersion: null }))[0]!;
    campaign = await draftCampaign(
      manager,
      'mismatched-software',
      noticeBody({ class: null, action: 'removal' }, { productCodes: ['35700BAX'] }),
    );
    await openCampaign(manager, campaign);
  });

  test('holds the version check back until the pump is isolated', async () => {
    const [waiting] = await tasksOf(technician, campaign, {
      device: six.id,
      step: 'verify-software-version',
    });
    expect(waiting).toMatchObject({ status: 'waiting' });
    const early = await complete(technician, waiting!, {
      outcome: 'matches',
      fields: { softwareVersion: '6.02.06' },
    });
    expect([early.status, early.body.code]).toEqual([409, 'task.waiting']);
    const isolate = await oneTask(technician, campaign, 'isolate', { device: six.id });
    await complete(technician, isolate, { outcome: 'isolated' });
    expect(await oneTask(technician, campaign, 'verify-software-version', { device: six.id })).toMatchObject({
      status: 'open',
    });
  });

  test('lets a version that matches its platform out of isolation', async () => {
    const task = await oneTask(technician, campaign, 'verify-software-version', { device: six.id });
    const wrong = await complete(technician, task, {
      outcome: 'mismatch',
      fields: { softwareVersion: '6.02.07' },
    });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'task.outcome-contradicts-fields']);
    const right = await complete(technician, task, { fields: { softwareVersion: '6.02.07' } });
    expect(right.body).toMatchObject({
      outcome: 'matches',
      device: { softwareVersion: '6.02.07', status: 'isolated' },
    });
    const release = await oneTask(technician, campaign, 'release-from-isolation', { device: six.id });
    const released = await complete(technician, release, { outcome: 'released' });
    expect(released.body.device).toMatchObject({ status: 'in-service' });
  });

  test('sends a mismatch back to the firm', async () => {
    await complete(technician, await oneTask(technician, campaign, 'isolate', { device: eight.id }), {
      outcome: 'isolated',
    });
    const task = await oneTask(technician, campaign, 'verify-software-version', { device: eight.id });
    const done = await complete(technician, task, {
      outcome: 'mismatch',
      fields: { softwareVersion: '8.01.01' },
    });
    expect(done.body.outcome).toBe('mismatch');
    const giveBack = await oneTask(technician, campaign, 'return-device', { device: eight.id });
    const returned = await complete(technician, giveBack, {
      outcome: 'returned',
      fields: { remedy: 'replacement' },
    });
    expect(returned.body.device).toMatchObject({ status: 'returned', softwareVersion: '8.01.01' });
  });
});

describe('a possibly affected pump', () => {
  let campaign: string;
  const undated = { manufacturedOn: null };

  beforeAll(async () => {
    await pumps('VER100', 1, { manufacturedOn: '2015-01-01' });
    await pumps('VER100', 3, undated);
    campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: ['VER100'], manufactured: { from: '2014-07-01', to: '2016-01-01' } }),
    );
    await openCampaign(manager, campaign);
  });

  test('first gets a task to verify its record', async () => {
    expect(await tasksOf(manager, campaign, { step: 'verify-record' })).toHaveLength(3);
    expect(await tasksOf(manager, campaign, { step: 'inspect-contacts' })).toHaveLength(1);
    const { body } = await manager.get(`campaigns/${campaign}/progress`);
    expect(body).toMatchObject({ devices: 4, affected: 1, possiblyAffected: 3, removed: 0 });
  });

  test('is confirmed by the fact it lacked, and gets the steps of the campaign', async () => {
    const task = await oneTask(technician, campaign, 'verify-record');
    const no = await complete(technician, task, {
      outcome: 'not-affected',
      fields: { manufacturedOn: '2015-05-05' },
    });
    expect([no.status, no.body.code]).toEqual([422, 'task.outcome-contradicts-record']);
    const yes = await complete(technician, task, {
      outcome: 'affected',
      fields: { manufacturedOn: '2015-05-05' },
    });
    expect(yes.status).toBe(200);
    await waitFor(
      async () =>
        (await tasksOf(manager, campaign, { step: 'inspect-contacts', device: task.device!.id }))[0],
      { what: 'the inspection of the confirmed pump' },
    );
    const device = await manager.get(`devices/${task.device!.id}`);
    expect(device.body['manufacturedOn']).toBe('2015-05-05');
  });

  test('is not taken out of scope by a bare tap', async () => {
    const task = await oneTask(technician, campaign, 'verify-record');
    expect(task.missing).toEqual(['manufacturedOn']);
    const bare = await complete(technician, task, { outcome: 'not-affected' });
    expect([bare.status, bare.body.code]).toEqual([422, 'task.reason-missing']);
  });

  test('is possibly affected again when its verification is reopened', async () => {
    const task = await oneTask(technician, campaign, 'verify-record');
    const closed = await complete(technician, task, {
      outcome: 'not-affected',
      reason: 'bought in 2020, says the invoice',
    });
    const counts = (possiblyAffected: number, removed: number) => async () => {
      const { body } = await manager.get<{ possiblyAffected: number; removed: number }>(
        `campaigns/${campaign}/progress`,
      );
      return body.possiblyAffected === possiblyAffected && body.removed === removed ? true : undefined;
    };
    await waitFor(counts(1, 1), { what: 'the pump to be taken out' });
    await lead.post(`tasks/${task.id}/reopen`, { version: closed.body.version, reason: 'wrong invoice' });
    await waitFor(counts(2, 0), { what: 'the pump to be possibly affected again' });
  });

  test('is taken out of scope by a fact that says so, and stays visible', async () => {
    const task = await oneTask(technician, campaign, 'verify-record');
    await complete(technician, task, { outcome: 'not-affected', fields: { manufacturedOn: '2019-05-05' } });
    await waitFor(
      async () =>
        (await manager.get<{ removed: number }>(`campaigns/${campaign}/progress`)).body.removed === 1
          ? true
          : undefined,
      { what: 'the pump to be taken out' },
    );
    const progress = await manager.get(`campaigns/${campaign}/progress`);
    expect(progress.body).toMatchObject({ devices: 3, affected: 2, possiblyAffected: 1, removed: 1 });
    const page = await manager.get<{ items: Array<{ id: string }> }>(`campaigns/${campaign}/devices`, {
      query: { verdict: 'not-affected', limit: 1000 },
    });
    expect(page.body.items.map((device) => device.id)).toContain(task.device!.id);
    const why = await manager.get<{
      verdict: string;
      clauses: Array<{ criterion: string; result: boolean | null }>;
    }>(`campaigns/${campaign}/devices/${task.device!.id}/explanation`);
    expect(why.body.verdict).toBe('not-affected');
    expect(why.body.clauses.filter((clause) => clause.result === false)).toMatchObject([
      { criterion: 'manufactured' },
    ]);
  });

  test('that cannot be found stays in scope, as not located', async () => {
    const task = await oneTask(technician, campaign, 'verify-record');
    const done = await complete(technician, task, {
      outcome: 'cannot-locate',
      reason: 'searched both wards',
    });
    expect(done.body.device).toMatchObject({ status: 'not-located' });
    const { body } = await manager.get(`campaigns/${campaign}/progress`);
    expect(body).toMatchObject({ possiblyAffected: 1 });
  });
});

describe('who may do what', () => {
  test('a campaign that nobody would work on says so before it opens', async () => {
    const empty = await createSite(sql);
    await createDevices(sql, 2, { siteId: empty.id, productCode: 'GAP100' });
    const campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['GAP100'] }));
    const preview = await manager.get<{ gaps: Array<{ stepKey: string; siteId: string; tasks: number }> }>(
      `campaigns/${campaign}/preview`,
    );
    expect(preview.body.gaps).toContainEqual(
      expect.objectContaining({ stepKey: 'inspect-contacts', siteId: empty.id, tasks: 2 }),
    );
    const refused = await manager.post(`campaigns/${campaign}/open`);
    expect([refused.status, refused.body['code']]).toEqual([422, 'campaign.nobody-to-do-it']);
    expect((await manager.get(`campaigns/${campaign}`)).body['status']).toBe('draft');
  });

  test('a campaign that affects nothing is cancelled, not opened', async () => {
    const campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: ['NOBODYHASIT'] }),
    );
    // pumps without any code could be anything, and other tests may have left some
    const preview = await manager.get<{ affected: number; possiblyAffected: number }>(
      `campaigns/${campaign}/preview`,
    );
    expect(preview.body).toMatchObject({ affected: 0, possiblyAffected: 0 });
    const refused = await manager.post(`campaigns/${campaign}/open`);
    expect([refused.status, refused.body['code']]).toEqual([422, 'campaign.nothing-affected']);
    const cancelled = await manager.post(`campaigns/${campaign}/cancel`, { reason: 'we have none' });
    expect(cancelled.body).toMatchObject({ status: 'cancelled' });
  });

  test('another site’s people neither see nor touch its tasks; an auditor only reads', async () => {
    const other = await createWard(sql);
    const stranger = await client(app, other.technician);
    const auditor = await client(app, await createUser(sql, { role: 'auditor' }));
    await pumps('WHO100', 1);
    const campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['WHO100'] }));
    await openCampaign(manager, campaign);
    const task = await oneTask(technician, campaign, 'inspect-contacts');
    expect(await tasksOf(stranger, campaign, { step: 'inspect-contacts' })).toEqual([]);
    expect((await stranger.get(`tasks/${task.id}`)).status).toBe(404);
    expect((await complete(stranger, task, { outcome: 'clean' })).status).toBe(404);
    expect((await auditor.get(`tasks/${task.id}`)).status).toBe(200);
    expect((await complete(auditor, task, { outcome: 'clean' })).status).toBe(403);
    expect((await technician.post(`campaigns/${campaign}/close`, {})).status).toBe(403);
  });

  test('a pump in two campaigns shows one list', async () => {
    const [pump] = await pumps('TWO100', 1);
    for (const plan of ['corrosion', 'mismatched-software']) {
      await openCampaign(
        manager,
        await draftCampaign(manager, plan, noticeBody({}, { productCodes: ['TWO100'] })),
      );
    }
    const { body } = await technician.get<{ openTasks: Array<{ stepKey: string; status: string }> }>(
      `devices/${pump!.id}`,
    );
    expect(body.openTasks.map((task) => `${task.stepKey} ${task.status}`).toSorted()).toEqual([
      'inspect-contacts open',
      'isolate open',
      'verify-software-version waiting',
    ]);
  });
});

describe('lists', () => {
  let campaign: string;
  beforeAll(async () => {
    await pumps('LIST100', 2);
    campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({ title: 'Wheels of carts squeak', class: 'III' }, { productCodes: ['LIST100'] }),
      { title: 'Carts of 2026' },
    );
    await openCampaign(manager, campaign);
  });

  test('find campaigns by words of their own or of the notice, by class and by owner', async () => {
    const found = async (query: Record<string, string>) =>
      (await manager.all<{ id: string }>('campaigns', query)).map(({ id }) => id);
    expect(await found({ q: 'squeak' })).toEqual([campaign]);
    expect(await found({ q: 'CARTS OF' })).toEqual([campaign]);
    expect(await found({ q: '%' })).toEqual([]);
    expect(await found({ class: 'III' })).toEqual([campaign]);
    expect(await found({ class: 'none' })).not.toContain(campaign);
    const { owner } = (await manager.get<{ owner: { id: string } }>(`campaigns/${campaign}`)).body;
    expect(await found({ owner: owner.id, q: 'squeak' })).toEqual([campaign]);
    expect(await found({ owner: ward.technician.id })).toEqual([]);
    expect((await manager.get('campaigns', { query: { class: 'IV' } })).status).toBe(422);
  });

  test('tell what is to do: open or waiting, as all counts do', async () => {
    const all = await tasksOf(manager, campaign);
    await complete(manager, await oneTask(manager, campaign, 'inspect-contacts'), { outcome: 'clean' });
    const todo = await tasksOf(manager, campaign, { status: 'todo' });
    expect(todo.length).toBe(all.length - 1);
    const { open } = (await manager.get<{ tasks: { open: number } }>(`campaigns/${campaign}/progress`)).body
      .tasks;
    expect(todo.length).toBe(open);
  });
});

describe('a campaign is refused', () => {
  test('to a manager without any site, with a sentence', async () => {
    const siteless = await client(app, await createUser(sql, { role: 'risk-manager', sites: [] }));
    const notice = await manager.post<{ id: string }>('notices', noticeBody());
    const answer = await siteless.post('campaigns', { noticeId: notice.body.id, planKey: 'corrosion' });
    expect([answer.status, answer.body['code']]).toEqual([403, 'access.no-site']);
  });

  test('a title of blanks or of broken characters', async () => {
    const id = await draftCampaign(manager, 'corrosion');
    for (const title of ['   ', 'a\ud800b', 'a\0b']) {
      const answer = await manager.patch(`campaigns/${id}`, { version: 1, title });
      expect([answer.status, answer.body['code']]).toEqual([422, 'request.invalid']);
      expect(answer.body['errors']).toEqual([{ path: 'title', message: expect.any(String) }]);
    }
  });
});

describe('two campaigns over one notice', () => {
  interface Refusal {
    code: string;
    campaign: { id: string; title: string; status: string };
    sameNotice: Array<{ id: string; status: string }>;
  }
  let elsewhere: Ward;
  let noticeId: string;
  const draft = async (siteIds?: string[]): Promise<string> =>
    (await manager.post<{ id: string }>('campaigns', { noticeId, planKey: 'corrosion', siteIds })).body.id;
  const open = (id: string, who = manager) => who.post<Refusal>(`campaigns/${id}/open`);

  beforeAll(async () => {
    elsewhere = await createWard(sql);
  });
  beforeEach(async () => {
    const code = `TWICE${(serials += 1)}`;
    await pumps(code, 1);
    await pumps(code, 1, { siteId: elsewhere.siteId, locationId: elsewhere.locationId });
    noticeId = (await manager.post<{ id: string }>('notices', noticeBody({}, { productCodes: [code] }))).body
      .id;
  });

  test('the second is refused where they share a site, and names the first', async () => {
    const first = await draft([ward.siteId]);
    await openCampaign(manager, first);
    for (const siteIds of [undefined, [ward.siteId], [elsewhere.siteId, ward.siteId]]) {
      const second = await draft(siteIds);
      expect((await manager.get<Refusal>(`campaigns/${second}/preview`)).body.sameNotice).toContainEqual(
        expect.objectContaining({ id: first, status: 'open' }),
      );
      const { status, body } = await open(second);
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'campaign.notice-already-open' });
      expect(body.campaign).toMatchObject({ id: first, status: 'open' });
      expect((await manager.get(`campaigns/${second}`)).body['status']).toBe('draft');
    }
    // other sites are another matter
    const other = await draft([elsewhere.siteId]);
    expect((await manager.get<Refusal>(`campaigns/${other}/preview`)).body.sameNotice).not.toContainEqual(
      expect.objectContaining({ id: first }),
    );
    await openCampaign(manager, other);
  });

  test('of several opened at the same moment one is', async () => {
    const drafts = await Promise.all([draft(), draft([ward.siteId]), draft([ward.siteId]), draft()]);
    const answers = await Promise.all(drafts.map((id) => open(id)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409, 409]);
  });

  test('a notice that was answered may be answered again, with a warning', async () => {
    const first = await draft([ward.siteId]);
    await openCampaign(manager, first);
    for (const task of await tasksOf(manager, first, { status: 'open' })) {
      expect((await complete(manager, task, { outcome: task.outcomes[0]! })).status).toBe(200);
    }
    await sendReplies(manager, first);
    expect((await manager.post(`campaigns/${first}/close`, { password: PASSWORD })).status).toBe(200);
    const second = await draft([ward.siteId]);
    expect((await manager.get<Refusal>(`campaigns/${second}/preview`)).body.sameNotice).toEqual([
      { id: first, title: expect.any(String), status: 'closed' },
    ]);
    await openCampaign(manager, second);
  });
});
