import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HarmDataSheet, HarmPage, HarmView } from '#contracts/harms';
import type { CompleteTasksAnswer, TaskView } from '#contracts/tasks';
import { dayInWords } from '#platform/mail';
import {
  type App,
  type Client,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  passDays,
  pdfText,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// "A patient was or could have been harmed": from the technician's word to the report that 21 CFR 803.30 asks for.

const OWNER = 'owner@example.org';
const WHAT = 'The infusion stopped for ten minutes while the patient was alone.';

let app: App;
let sql: TestSql;
let owner: Client;
let technician: Client;
let ward: Ward;
let campaign: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  owner = await client(
    app,
    await createUser(sql, { role: 'risk-manager', email: OWNER, name: 'Olga Owner' }),
  );
  ward = await createWard(sql, { timeZone: 'America/Chicago' });
  technician = await client(app, ward.technician);
  await createDevices(sql, 8, { siteId: ward.siteId, locationId: ward.locationId, productCode: 'HARM1' });
  campaign = await draftCampaign(owner, 'corrosion', noticeBody({}, { productCodes: ['HARM1'] }), {
    siteIds: [ward.siteId],
  });
  await openCampaign(owner, campaign);
});
afterAll(() => app.stop());

const openTask = async (): Promise<TaskView> => {
  const [task] = await owner.all<TaskView>('tasks', { campaign, step: 'inspect-contacts', status: 'open' });
  return task as TaskView;
};
const now = async (): Promise<Date> => new Date((await owner.get<{ now: string }>('clock')).body.now);
const report = (task: TaskView, awareAt: string) =>
  technician.post<{ code?: string }>(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome: 'clean',
    harm: { awareAt, what: WHAT },
  });
const alerts = () =>
  sql<{ subject: string; body_text: string; recipients: string[] }>(
    `SELECT subject, body_text, recipients FROM mailbox_message WHERE headers->>'X-Closeout-Kind' = 'harm' ORDER BY id`,
  );
const recordOf = (task: TaskView): Promise<HarmView> =>
  waitFor(
    async () =>
      (await owner.get<HarmPage>('harms', { query: { campaign } })).body.items.find(
        ({ taskId }) => taskId === task.id,
      ),
    { what: 'the record' },
  );
async function passTo(workDaysLeft: number, id: string): Promise<HarmView> {
  for (let day = 0; day < 40; day += 1) {
    const { body } = await owner.get<HarmView>(`harms/${id}`);
    if (body.workDaysLeft <= workDaysLeft) return body;
    await passDays(app, owner, 1);
  }
  throw new Error('the days do not pass');
}

describe('a completion that reports harm', () => {
  let record: HarmView;

  it('is refused when it says that somebody became aware tomorrow, and changes nothing', async () => {
    const task = await openTask();
    const tomorrow = new Date((await now()).getTime() + 86_400_000).toISOString();
    expect(await report(task, tomorrow)).toMatchObject({
      status: 422,
      body: { code: 'task.harm-in-future', errors: [{ path: 'harm.awareAt' }] },
    });
    expect((await openTask()).id).toBe(task.id);
  });

  it('is refused when its year is a slip of the keyboard: no ten work days could be counted, and nobody would be told', async () => {
    const task = await openTask();
    for (const awareAt of ['0202-03-01T10:00:00Z', '0001-01-01T00:00:00Z']) {
      expect(await report(task, awareAt)).toMatchObject({
        status: 422,
        body: { code: 'task.harm-too-long-ago', errors: [{ path: 'harm.awareAt' }] },
      });
    }
    expect((await openTask()).id).toBe(task.id);
  });

  it('opens a record and tells the risk manager at once, without a word of what happened', async () => {
    const task = await openTask();
    expect((await report(task, (await now()).toISOString())).status).toBe(200);
    record = await recordOf(task);
    expect(record).toMatchObject({
      state: 'undecided',
      what: WHAT,
      workDaysLeft: 10,
      device: { id: task.device?.id },
      site: { id: ward.siteId },
    });
    const [alert] = await waitFor(
      async () => {
        const mails = await alerts();
        return mails.length > 0 ? mails : undefined;
      },
      { what: 'the alert' },
    );
    expect(alert?.recipients).toEqual([OWNER]);
    expect(alert?.subject).toMatch(/^Possible harm to a patient reported/);
    expect(alert?.body_text).toContain('10 work days are left');
    expect(alert?.body_text).not.toContain('infusion stopped');
    // it leads to where it is decided
    expect(alert?.body_text).toMatch(new RegExp(`^\\S+/harms/${record.id}$`, 'm'));
    const [entry] = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE action = 'task.complete' AND subject_id = $1`,
      [task.id],
    );
    expect(entry?.payload).toContain('"harm":{"awareAt"');
    expect(entry?.payload).not.toContain('infusion stopped');
  });

  it('is decided with a reason; a death is owed to the FDA and to the manufacturer', async () => {
    const decide = (version: number, body: Record<string, unknown>) =>
      owner.post<HarmView>(`harms/${record.id}/decision`, { version, ...body });
    expect((await decide(1, { event: 'death' })).status).toBe(422);
    const early = await owner.post(`harms/${record.id}/reported`, {
      version: 1,
      to: 'fda',
      sentOn: '2026-01-05',
      reference: 'x',
    });
    expect(early).toMatchObject({ status: 409, body: { code: 'harm.not-owed' } });
    const decided = await decide(1, { event: 'death', reason: 'The patient died.' });
    expect(decided.body).toMatchObject({
      state: 'reportable',
      owedTo: ['fda', 'manufacturer'],
      version: 2,
      decisions: [{ event: 'death', reason: 'The patient died.', decidedBy: { name: 'Olga Owner' } }],
    });
    expect(await decide(1, { event: 'not-reportable', reason: 'No.' })).toMatchObject({
      status: 409,
      body: { code: 'harm.stale' },
    });
  });

  it('has a data sheet for form 3500A, as data and on paper', async () => {
    const described = await owner.patch<HarmView>(`harms/${record.id}`, {
      version: 2,
      patientIdentifier: 'P-1',
      operator: 'Nurse',
    });
    expect(described.status).toBe(200);
    const { body } = await owner.get<HarmDataSheet>(`harms/${record.id}/3500a`);
    const items = new Map(
      body.blocks.flatMap(({ items: of }) => of.map(({ item, label, value }) => [`${item} ${label}`, value])),
    );
    expect(items.get('A1 Patient identifier (no name)')).toBe('P-1');
    expect(items.get('B5 Description')).toBe(WHAT);
    expect(items.get('D4 Serial number')).toBe(record.device?.serialNumber);
    expect(items.get('F11 Report sent to FDA')).toBeNull();
    const paper = await owner.raw('GET', `harms/${record.id}/3500a.pdf`);
    expect(paper.headers.get('content-type')).toBe('application/pdf');
    const words = pdfText(Buffer.from(await paper.arrayBuffer()));
    expect(words).toContain('F11 Report sent to FDA to be filled in');
    expect(words).toContain(`end on ${dayInWords(record.dueOn)}.`);
    // a day on paper is one of words, as in the e-mails; the data beside it keep theirs
    expect(words).not.toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it('reminds every work day from five before the end on until it is reported to both', async () => {
    await passTo(6, record.id);
    const before = (await alerts()).length;
    expect(before).toBe(1);
    await passTo(5, record.id);
    await waitFor(async () => (await alerts()).length === 2, { what: 'the first reminder' });
    const [, reminder] = await alerts();
    expect(reminder?.subject).toMatch(new RegExp(`^Due ${dayInWords(record.dueOn)}: .*not reported`));
    expect(reminder?.body_text).toContain(`end on ${dayInWords(record.dueOn)}: 5 work days are left`);
    await passTo(-1, record.id);
    await waitFor(async () => (await alerts()).at(-1)?.subject.startsWith('Overdue'), {
      what: 'the reminder that it is late',
    });
    for (const { subject, body_text: text } of await alerts())
      expect(`${subject} ${text}`).not.toMatch(/\d{4}-\d{2}-\d{2}/);

    const tell = (version: number, to: string) =>
      owner.post<HarmView>(`harms/${record.id}/reported`, {
        version,
        to,
        sentOn: '2026-01-05',
        reference: `${to}-1`,
      });
    const ahead = await owner.post(`harms/${record.id}/reported`, {
      version: 3,
      to: 'fda',
      sentOn: '2099-01-05',
      reference: 'x',
    });
    expect([ahead.status, ahead.body]).toMatchObject([422, { code: 'harm.sent-in-future' }]);
    expect((await tell(3, 'fda')).body).toMatchObject({ state: 'reportable', owedTo: ['manufacturer'] });
    expect((await tell(4, 'fda')).status).toBe(409);
    expect((await tell(4, 'manufacturer')).body).toMatchObject({ state: 'reported', owedTo: [] });
    const told = (await alerts()).length;
    await passDays(app, owner, 3);
    const [clock] = await sql<{ at: Date }>('SELECT clock_timestamp() AS at');
    await waitFor(
      async () => (await sql('SELECT 1 FROM sweep WHERE finished_at > $1', [clock?.at])).length > 0,
      { what: 'a sweep' },
    );
    expect((await alerts()).length).toBe(told);
  });
});

describe('what need not be reported', () => {
  it('is decided with its reason too, and can be decided anew', async () => {
    const task = await openTask();
    await report(task, (await now()).toISOString());
    const { id } = await recordOf(task);
    const no = await owner.post<HarmView>(`harms/${id}/decision`, {
      version: 1,
      event: 'not-reportable',
      reason: 'Nobody was connected.',
    });
    expect(no.body).toMatchObject({ state: 'not-reportable', owedTo: [] });
    const yes = await owner.post<HarmView>(`harms/${id}/decision`, {
      version: 2,
      event: 'serious-injury',
      reason: 'The record of the ward says otherwise.',
    });
    expect(yes.body).toMatchObject({ state: 'reportable', owedTo: ['manufacturer'] });
    expect(yes.body.decisions.map(({ event }) => event)).toEqual(['not-reportable', 'serious-injury']);
  });
});

describe('many completions at once', () => {
  it('open one record for each that tells of harm, and none for the others', async () => {
    const open = await owner.all<TaskView>('tasks', { campaign, step: 'inspect-contacts', status: 'open' });
    const [told, ahead, quiet, also] = open as [TaskView, TaskView, TaskView, TaskView];
    const at = await now();
    const what = 'The alarm stayed silent.';
    const harm = (awareAt: Date) => ({ harm: { awareAt: awareAt.toISOString(), what } });
    const one = ({ id, version }: TaskView, more = {}) => ({ id, version, outcome: 'clean', ...more });
    const { body } = await technician.post<CompleteTasksAnswer>('tasks/complete', {
      tasks: [
        one(told, harm(at)),
        one(ahead, harm(new Date(at.getTime() + 86_400_000))),
        one(quiet),
        one(also, harm(at)),
      ],
    });
    expect(body.results.map(({ status, code }) => [status, code])).toEqual([
      [200, null],
      [422, 'task.harm-in-future'],
      [200, null],
      [200, null],
    ]);
    expect(body.results[1]).toMatchObject({ errors: [{ path: 'harm.awareAt' }], task: { status: 'open' } });
    for (const task of [told, also])
      expect(await recordOf(task)).toMatchObject({
        what,
        state: 'undecided',
        device: { id: task.device?.id },
      });
    const all = (await owner.get<HarmPage>('harms', { query: { campaign } })).body.items;
    const here = all.filter((record) => record.what === what).map(({ taskId }) => taskId);
    expect(here).toHaveLength(2);
    expect(new Set(here)).toEqual(new Set([told.id, also.id]));
  });
});

describe('while the owner is away', () => {
  it('a stand-in who may not read it is not written to: the owner is, and another risk manager who may', async () => {
    const [mine] = await sql<{ id: string }>('SELECT id FROM app_user WHERE email = $1', [OWNER]);
    const other = await createUser(sql, { role: 'risk-manager', sites: [ward.siteId] });
    await createUser(sql, { role: 'risk-manager', sites: [] });
    await sql(
      `INSERT INTO person_leave (user_id, from_day, to_day, stand_in_id) VALUES ($1, $2::date - 1, $2::date + 1, $3)`,
      [mine?.id, (await now()).toISOString(), ward.technician.id],
    );
    const task = await openTask();
    // the time is told with the offset of the place, and kept in UTC
    const told = new Date(Math.floor((await now()).getTime() / 1000) * 1000 - 60_000);
    const there = new Date(told.getTime() - 5 * 3_600_000).toISOString().replace('.000Z', '-05:00');
    expect((await report(task, there)).status).toBe(200);
    const record = await recordOf(task);
    expect(record.awareAt).toBe(told.toISOString());
    const at = async (email: string) =>
      (await alerts()).some(
        ({ recipients, body_text }) => recipients[0] === email && body_text.includes(`/harms/${record.id}\n`),
      );
    await waitFor(async () => (await at(OWNER)) && (await at(other.email)), { what: 'the alerts' });
    const letters = await sql<{ to_address: string }>(
      `SELECT to_address FROM letter WHERE purpose = 'harm' AND subject_id = $1`,
      [record.id],
    );
    expect(letters.map(({ to_address }) => to_address).toSorted()).toEqual([OWNER, other.email].toSorted());

    await sql('DELETE FROM person_leave WHERE user_id = $1', [mine?.id]);
  });
});

describe('who may', () => {
  it('is not for technicians and leads, and only of the own sites', async () => {
    const { body } = await owner.get<HarmPage>('harms');
    const [first] = body.items;
    const lead = await client(app, ward.lead);
    for (const who of [technician, lead])
      for (const path of ['harms', `harms/${first?.id}`, `harms/${first?.id}/3500a`])
        expect((await who.get(path)).status).toBe(403);
    const elsewhere = await createWard(sql);
    const foreign = await client(
      app,
      await createUser(sql, { role: 'risk-manager', sites: [elsewhere.siteId] }),
    );
    expect((await foreign.get<HarmPage>('harms')).body.items).toEqual([]);
    for (const path of [`harms/${first?.id}`, `harms/${first?.id}/3500a.pdf`])
      expect((await foreign.get(path)).status).toBe(404);
    const decision = { version: 1, event: 'not-reportable', reason: 'x' };
    expect((await foreign.post(`harms/${first?.id}/decision`, decision)).status).toBe(404);
  });
});
