import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CampaignChange, CampaignNews, Difference, DifferenceDevice } from '#contracts/campaign-changes';
import type { NoticeScopes, NoticeView } from '#contracts/notices';
import type { PlanDefinition } from '#contracts/plans';
import type { TaskHistory, TaskView } from '#contracts/tasks';
import { shippedNotices } from '#domain/notices';
import { shippedPlans } from '#domain/tasks';
import { readConfig } from '#platform/config';
import { createLogger } from '#platform/logging';
import { loadSampleHospital } from '../../apps/launcher/src/sample/load-sample.js';
import {
  type App,
  type Client,
  client,
  createTestDatabase,
  openCampaign,
  pdfText,
  sqlClient,
  startApp,
  type TestDatabase,
  type TestSql,
  waitFor,
} from '../support/index.js';

let database: TestDatabase;
let app: App;
let sql: TestSql;
let manager: Client;
let folder: string;

const notice2020 = shippedNotices.find(({ key }) => key === 'unplanned-shutdown-2020')!.notice;
const [v6, v8, iq] = notice2020.affectedProducts;
const corrosion = shippedPlans.find(({ key }) => key === 'corrosion') as PlanDefinition;
/** After the Safety Alert: look at the pumps, tell the staff. The Urgent Device Correction is answered by the shipped steps. */
const april: PlanDefinition = {
  ...corrosion,
  key: 'shutdown-2020',
  title: 'Clean by the manual',
  steps: [
    ...corrosion.steps
      .filter(({ key }) => !['return-reply-form', 'forward-notice'].includes(key))
      .map((step) =>
        step.key === 'inspect-contacts'
          ? { ...step, instructions: 'Clean it by the operator’s manual and look at it.' }
          : step,
      ),
    {
      key: 'tell-staff',
      title: 'Tell the staff how to clean',
      scope: 'site',
      startsOn: 'opening',
      instructions: 'By the manual only.',
      fields: [],
      outcomes: [{ key: 'told', label: 'Told', starts: [] }],
      prerequisites: [],
      dueDays: 7,
      assignTo: 'nurse-educator',
    },
  ],
};
const august: PlanDefinition = { ...corrosion, key: 'shutdown-2020' };

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'closeout-letters-'));
  await loadSampleHospital(
    readConfig({ DATABASE_URL: database.url, CLOSEOUT_MAIL_SINK_PORT: '1', CLOSEOUT_DATA_DIR: folder }),
    createLogger('test', 'silent'),
  );
  app = await startApp({ databaseUrl: database.url });
  sql = sqlClient(database.url);
  manager = await client(app, { email: 'risk@example.org', password: 'closeout-sample' });
});
afterAll(async () => {
  await app?.stop();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const counts = async (campaign: string) =>
  Object.fromEntries(
    (
      await sql<{ status: string; n: number }>(
        'SELECT status, count(*)::int AS n FROM task WHERE campaign_id = $1 GROUP BY 1 ORDER BY 1',
        [campaign],
      )
    ).map(({ status, n }) => [status, n]),
  );
const close = async (task: TaskView, outcome: string) => {
  const answer = await manager.post<TaskView>(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome,
  });
  expect([answer.status, answer.body]).toMatchObject([200, { status: 'closed' }]);
};
const settled = () =>
  waitFor(
    async () => {
      const [row] = await sql<{ n: number }>(
        `SELECT (SELECT count(*) FROM outbox WHERE relayed_at IS NULL)::int + (SELECT count(*) FROM campaign_change WHERE told_at IS NULL)::int
              + (SELECT count(*) FROM reminder WHERE state IN ('pending', 'sending', 'failed'))::int AS n`,
      );
      return row?.n === 0 ? true : undefined;
    },
    { what: 'every e-mail to be sent', timeoutMs: 30_000 },
  );

describe('the notice of 2020 with both of its letters', () => {
  let noticeId: string;
  let campaign: string;
  let letterId: string;
  let difference: Difference;
  let before: Record<string, number>;
  let done: Array<{ id: string; outcome: string; step_key: string }>;

  it('opens by the Safety Alert of April, over V6 and V8 without any limit', async () => {
    for (const plan of [april, august]) expect((await manager.post('plans', plan)).status).toBe(201);
    const wide = [v6, v8].map((product) => ({ ...product, manufactured: undefined, distributed: undefined }));
    const made = await manager.post<NoticeView>('notices', {
      ...notice2020,
      communications: notice2020.communications.slice(0, 1),
      affectedProducts: wide,
    });
    noticeId = made.body.id;
    const draft = await manager.post<{ id: string }>('campaigns', {
      noticeId,
      planKey: 'shutdown-2020',
      planVersion: 1,
    });
    campaign = draft.body.id;
    await openCampaign(manager, campaign);
    const none = await manager.get(`campaigns/${campaign}/difference`);
    expect([none.status, none.body]).toMatchObject([409, { code: 'campaign.no-letter' }]);

    // a third of the pumps is looked at, every tenth of them is not clean; one site tells its staff
    const inspect = await manager.all<TaskView>('tasks', {
      campaign,
      step: 'inspect-contacts',
      limit: '500',
    });
    for (const [n, task] of inspect.filter((_, at) => at % 3 === 0).entries())
      await close(task, n % 10 === 0 ? 'residue' : 'clean');
    const [told] = await manager.all<TaskView>('tasks', { campaign, step: 'tell-staff' });
    await close(told as TaskView, 'told');
    await settled();
    before = await counts(campaign);
    done = await sql(
      `SELECT id, outcome, step_key FROM task WHERE campaign_id = $1 AND status = 'closed' ORDER BY id`,
      [campaign],
    );
    expect(done.length).toBeGreaterThan(50);
  });

  it('shows the difference that the Urgent Device Correction of August makes, and changes nothing yet', async () => {
    const added = await manager.post<NoticeView>(`notices/${noticeId}/communications`, {
      ...notice2020.communications[1],
      affectedProducts: notice2020.affectedProducts,
      plan: { key: 'shutdown-2020', version: 2 },
    });
    expect([added.status, added.body]).toMatchObject([201, { scopeVersion: 2 }]);
    letterId = added.body.communications.at(-1)?.id ?? '';
    const answer = await manager.get<Difference>(`campaigns/${campaign}/difference`);
    expect([answer.status, answer.body]).toMatchObject([200, { empty: false }]);
    difference = answer.body;
    expect(difference).toMatchObject({
      communication: { id: letterId, date: '2020-08-28' },
      scope: { from: 1, to: 2, products: { added: [iq?.name], removed: [], changed: [v6?.name, v8?.name] } },
      plan: { from: { version: 1 }, to: { version: 2 } },
    });
    expect(difference.plan.steps.map(({ stepKey, change, reopens }) => [stepKey, change, reopens])).toEqual([
      ['inspect-contacts', 'changed', true],
      ['return-reply-form', 'added', false],
      ['forward-notice', 'added', false],
      ['tell-staff', 'dropped', false],
    ]);
    // 137 Spectrum IQ came in, or as many of them as the dates allow
    expect(difference.devices.added).toBeGreaterThan(50);
    expect(difference.devices.removed).toBeGreaterThan(0);
    for (const effect of ['new', 'reopened', 'withdrawn', 'instructions', 'goes-on', 'kept'] as const)
      expect([effect, difference.tasks[effect]]).not.toEqual([effect, 0]);
    expect(difference.tasks.reopened + difference.tasks.kept).toBe(done.length);
    for (const effect of ['new', 'reopened', 'withdrawn', 'kept'] as const) {
      const sum = (rows: Array<{ tasks: Difference['tasks'] }>) =>
        rows.reduce((n, row) => n + row.tasks[effect], 0);
      expect([effect, sum(difference.bySite), sum(difference.byStep)]).toEqual([
        effect,
        difference.tasks[effect],
        difference.tasks[effect],
      ]);
    }
    const devices = await manager.all<DifferenceDevice>(`campaigns/${campaign}/difference/devices`, {
      limit: '40',
    });
    const of = (change: string) => devices.filter((device) => device.change === change).length;
    const undecided = await manager.all<DifferenceDevice>(`campaigns/${campaign}/difference/devices`, {
      change: 'undecided',
    });
    expect(undecided.every(({ to }) => to === 'possibly-affected')).toBe(true);
    expect({
      added: of('added'),
      removed: of('removed'),
      verdictChanged: of('verdict-changed'),
      undecided: undecided.length,
    }).toEqual(difference.devices);
    const gone = await manager.all<DifferenceDevice>(`campaigns/${campaign}/difference/devices`, {
      change: 'removed',
    });
    expect(gone).toHaveLength(difference.devices.removed);
    // each count of pumps' tasks leads to the pumps: one task a pump and step
    for (const effect of ['new', 'reopened', 'withdrawn', 'kept', 'goes-on'] as const) {
      const step = difference.byStep.find(({ stepKey }) => stepKey === 'inspect-contacts');
      const affected = await manager.all<DifferenceDevice>(`campaigns/${campaign}/difference/devices`, {
        effect,
        step: 'inspect-contacts',
        limit: '50',
      });
      expect([effect, new Set(affected.map(({ id }) => id)).size]).toEqual([effect, step?.tasks[effect]]);
    }
    const news = await manager.get<CampaignNews>('campaigns/news');
    expect(news.body.letters).toMatchObject([
      { campaignId: campaign, status: 'open', letters: 1, newest: { id: letterId, date: '2020-08-28' } },
    ]);
    expect(await counts(campaign)).toEqual(before);
  });

  it('does when it is applied exactly what it showed, and loses no finished work', async () => {
    const assignments = await sql(`SELECT id FROM reminder WHERE kind = 'assignment' ORDER BY id`);
    const applied = await manager.post<{ changeId: string }>(`campaigns/${campaign}/apply`, {
      communicationId: letterId,
    });
    expect(applied.status).toBe(202);
    const change = await waitFor(
      async () => {
        const { body } = await manager.get<{ items: CampaignChange[] }>(`campaigns/${campaign}/changes`);
        return body.items.find(({ finishedAt }) => finishedAt !== null);
      },
      { what: 'the letter to be applied', timeoutMs: 30_000 },
    );
    expect(change).toMatchObject({
      id: applied.body.changeId,
      kind: 'letter',
      communicationId: letterId,
      devices: difference.devices,
      tasks: { ...difference.tasks, 'goes-on': 0, kept: 0 },
    });
    expect(
      (await manager.post(`campaigns/${campaign}/apply`, { communicationId: letterId })).body,
    ).toMatchObject({
      code: 'campaign.letter-in-force',
    });

    const after = await counts(campaign);
    const { tasks } = difference;
    const all = (of: Record<string, number>) => Object.values(of).reduce((sum, n) => sum + n, 0);
    expect(all(after)).toBe(all(before) + tasks.new);
    expect(after['closed']).toBe((before['closed'] ?? 0) - tasks.reopened);
    expect(after['withdrawn']).toBe((before['withdrawn'] ?? 0) + tasks.withdrawn);
    // everything that was recorded is there; what is open again says why
    const kept = await sql<{
      task_id: string;
      outcome: string;
      reopen_reason: string | null;
      status: string;
    }>(
      `SELECT h.task_id, h.outcome, h.reopen_reason, t.status FROM task_completion h JOIN task t ON t.id = h.task_id
        WHERE h.campaign_id = $1 ORDER BY h.task_id`,
      [campaign],
    );
    expect(kept.map(({ task_id: id, outcome }) => [id, outcome])).toEqual(
      done.map(({ id, outcome }) => [id, outcome]),
    );
    for (const one of kept) {
      expect([one.status, one.reopen_reason]).toEqual(
        one.status === 'closed'
          ? ['closed', null]
          : ['open', 'The letter of 2020-08-28 (Urgent Device Correction) changed the instruction.'],
      );
    }
    const again = kept.find(({ status }) => status === 'open');
    const history = await manager.get<TaskHistory>(`tasks/${again?.task_id}/history`);
    expect(history.body.items).toMatchObject([
      { outcome: again?.outcome, reopenReason: again?.reopen_reason },
    ]);
    // what was isolated goes on
    expect(
      (await manager.all<TaskView>('tasks', { campaign, step: 'isolate', status: 'open' })).length,
    ).toBeGreaterThan(0);
    expect(
      await sql('SELECT id FROM task WHERE campaign_id = $1 AND reason IS NULL AND status = $2', [
        campaign,
        'withdrawn',
      ]),
    ).toEqual([]);

    const [rollup] = await sql(
      `SELECT (SELECT sum(open)::int FROM task_rollup WHERE campaign_id = $1) AS open, (SELECT sum(closed)::int FROM task_rollup WHERE campaign_id = $1) AS closed`,
      [campaign],
    );
    expect(rollup).toEqual({ open: (after['open'] ?? 0) + (after['waiting'] ?? 0), closed: after['closed'] });
    const bySite = await sql(
      `SELECT s.site_id FROM campaign_site s CROSS JOIN LATERAL (
         SELECT count(*) FILTER (WHERE verdict = 'affected') AS a, count(*) FILTER (WHERE verdict = 'possibly-affected') AS p,
                count(*) FILTER (WHERE verdict = 'not-affected') AS n
           FROM campaign_device d WHERE d.campaign_id = s.campaign_id AND d.site_id = s.site_id) c
        WHERE s.campaign_id = $1 AND (s.affected, s.possibly_affected, s.not_affected) IS DISTINCT FROM (c.a, c.p, c.n)`,
      [campaign],
    );
    expect(bySite).toEqual([]);

    await settled();
    expect(await sql(`SELECT id FROM reminder WHERE kind = 'assignment' ORDER BY id`)).toEqual(assignments);
    expect((await manager.get('audit/verify')).body).toMatchObject({ ok: true });
  });

  it('tells everybody concerned once, what changed for them', async () => {
    const concerned = await sql<{ email: string }>(
      `SELECT DISTINCT u.email FROM app_user u WHERE u.id IN (SELECT person_id FROM task_change UNION SELECT owner_id FROM campaign WHERE id = $1) ORDER BY 1`,
      [campaign],
    );
    expect(concerned.length).toBeGreaterThan(3);
    const mails = (
      await manager.get<{ items: Array<{ subject: string; to: string[] }> }>('mailbox', {
        query: { limit: '500' },
      })
    ).body.items.filter(({ subject }) => subject.startsWith('A letter changed the recall'));
    expect(mails.flatMap(({ to }) => to).toSorted()).toEqual(concerned.map(({ email }) => email));
    const [row] = await sql<{ body_text: string; n: number }>(
      `SELECT r.body_text, (SELECT count(*)::int FROM task_change x WHERE x.person_id = r.person_id AND x.kind = 'reopened') AS n
         FROM reminder r JOIN app_user u ON u.id = r.person_id WHERE r.kind = 'scope-changed' AND u.email = 'tech@example.org'`,
    );
    expect(row?.body_text).toContain(
      `${row?.n} finished tasks are open again, and what was recorded is kept. The letter of Fri 28 Aug 2020`,
    );
    const raw = await sql(
      `SELECT body_text FROM reminder WHERE kind = 'scope-changed' AND body_text ~ '\\d{4}-\\d{2}-\\d{2}'`,
    );
    expect(raw).toEqual([]);
    expect(row?.body_text).toContain('Inspect the rear-case pins');
  });

  it('keeps every version readable, and each task by the one that it was done under', async () => {
    const scopes = (await manager.get<NoticeScopes>(`notices/${noticeId}/scopes`)).body.items;
    expect(
      scopes.map(({ version, communicationId, affectedProducts }) => [
        version,
        communicationId,
        affectedProducts.length,
      ]),
    ).toEqual([
      [1, null, 2],
      [2, letterId, 3],
    ]);
    const [told] = await manager.all<TaskView>('tasks', { campaign, step: 'tell-staff', status: 'closed' });
    expect(told).toMatchObject({ title: 'Tell the staff how to clean', outcome: 'told' });
    const inspect = await manager.all<TaskView>('tasks', {
      campaign,
      step: 'inspect-contacts',
      limit: '500',
    });
    const byStatus = (status: string) =>
      new Set(inspect.filter((task) => task.status === status).map(({ instructions }) => instructions));
    const [old, now] = [april, august].map(
      (plan) => plan.steps.find(({ key }) => key === 'inspect-contacts')?.instructions,
    );
    expect(byStatus('open')).toEqual(new Set([now]));
    // of pumps that are out of scope by now
    expect(byStatus('closed')).toEqual(new Set([old]));
    const versions = await sql('SELECT DISTINCT scope_version FROM campaign_device WHERE campaign_id = $1', [
      campaign,
    ]);
    expect(versions).toEqual([{ scope_version: 2 }]);
  });

  it('reports the scope in force, and before it the one that it took the place of', async () => {
    const answer = await manager.raw('GET', `reports/campaigns/${campaign}.pdf`);
    const report = pdfText(Buffer.from(await answer.arrayBuffer()));
    const part = (from: string, to: string) => report.slice(report.indexOf(from), report.indexOf(to));
    const now = part('In force: version 2, by the letter of 2020-08-28', 'Before that: version 1');
    const earlier = part('Before that: version 1, by the notice as it was entered', '3. What became');
    // limits in August, none in April, when Spectrum IQ was not named
    expect([now, earlier].map((text) => (text.match(/made\s+from/g) ?? []).length)).toEqual([3, 0]);
    expect([now, earlier].map((text) => /Spectrum\s+IQ/.test(text))).toEqual([true, false]);
    // every pump that was ever in scope stands by one row, of one of the versions
    const [all] = await sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM campaign_device WHERE campaign_id = $1`,
      [campaign],
    );
    expect(report).toContain(`each of the ${all?.n} pumps recorded in scope`);
    expect(report).toContain('In force here: Urgent Device Correction of 2020-08-28');
    // a step that the letter dropped keeps its name
    expect(report).toContain('Tell the staff how to clean');
  });
});

describe('notices of one event', () => {
  it('are recognised and attached; what is attached gets no campaign of its own', async () => {
    const body = {
      title: 'FDA: infusion pumps may stop',
      firm: 'Example Pumps, Inc.',
      class: 'I',
      action: 'correction',
      recallNumbers: ['Z-1234-2020'],
      eventNumber: '85555',
      affectedProducts: [{ name: 'Pump', productCodes: ['SE-1'] }],
    };
    const id = async (more: object) =>
      (await manager.post<NoticeView>('notices', { ...body, ...more })).body.id;
    const firm = await id({});
    const event = await id({ recallNumbers: [], firm: 'Agency' });
    const number = await id({ recallNumbers: ['Z 1234 2020'], eventNumber: null, firm: 'Distributor' });
    const codes = await id({ recallNumbers: [], eventNumber: null });
    await id({ recallNumbers: [], eventNumber: null, firm: 'Somebody else' });
    const same = await manager.get<{ items: object[] }>(`notices/${firm}/same-event`);
    expect(same.body.items).toMatchObject([
      { id: event, signs: ['event-number'] },
      { id: number, signs: ['recall-number'] },
      { id: codes, signs: ['firm-and-products'], sharedCodes: ['SE-1'] },
    ]);
    // one that only looks like it is told apart, from both sides and until it is asked again
    type Same = { items: Array<{ id: string }>; toldApart: Array<{ id: string }> };
    const sameAs = async (notice: string) => (await manager.get<Same>(`notices/${notice}/same-event`)).body;
    expect((await manager.post(`notices/${codes}/tell-apart`, { from: firm })).status).toBe(200);
    expect(await sameAs(firm)).toMatchObject({
      items: [{ id: event }, { id: number }],
      toldApart: [{ id: codes }],
    });
    expect(await sameAs(codes)).toMatchObject({ items: [], toldApart: [{ id: firm }] });
    expect(
      (await manager.post(`notices/${firm}/tell-apart`, { from: codes, apart: false })).body,
    ).toMatchObject({
      items: [{}, {}, { id: codes }],
      toldApart: [],
    });
    expect((await manager.post(`notices/${firm}/tell-apart`, { from: '999999' })).status).toBe(404);
    const said = await sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'notice.tell-apart' AND subject_id IN ($1, $2)`,
      [firm, codes],
    );
    expect(said).toEqual([{ n: 2 }]);
    // nothing is both told apart and attached: whoever attaches overrules it, and it is refused afterwards
    expect((await manager.post(`notices/${firm}/tell-apart`, { from: firm })).body).toMatchObject({
      status: 422,
      code: 'notice.apart-from-itself',
    });
    expect((await manager.post(`notices/${firm}/tell-apart`, { from: event })).status).toBe(200);
    expect((await manager.post(`notices/${event}/attach`, { to: firm })).body).toMatchObject({
      attachedTo: { id: firm },
    });
    expect((await sameAs(firm)).toldApart).toEqual([]);
    const overruled = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE action = 'notice.tell-apart' AND subject_id = $1`,
      [event],
    );
    expect(overruled.map(({ payload }) => JSON.parse(payload).new)).toEqual([{ from: firm, apart: false }]);
    for (const [one, other] of [
      [firm, event],
      [event, firm],
    ])
      expect((await manager.post(`notices/${one}/tell-apart`, { from: other })).body).toMatchObject({
        status: 409,
        code: 'notice.attached-together',
      });
    expect((await manager.get(`notices/${firm}`)).body).toMatchObject({ attached: [{ id: event }] });
    expect((await manager.post(`notices/${firm}/attach`, { to: event })).body).toMatchObject({
      code: 'notice.attached-already',
    });
    expect((await manager.post('campaigns', { noticeId: event, planKey: 'corrosion' })).body).toMatchObject({
      code: 'notice.attached',
    });
    await manager.post(`notices/${event}/attach`, { to: null });
    expect((await manager.post('campaigns', { noticeId: event, planKey: 'corrosion' })).status).toBe(201);
    expect((await manager.post(`notices/${event}/attach`, { to: firm })).body).toMatchObject({
      code: 'notice.has-campaign',
    });
  });
});
