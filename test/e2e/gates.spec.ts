import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignGates } from '#contracts/closeout';
import type { ForwardingView } from '#contracts/forwardings';
import type { HarmPage, HarmView } from '#contracts/harms';
import type { ReplyDetail, ReplyPage, ReplyView } from '#contracts/replies';
import type { TaskView } from '#contracts/tasks';
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
  PASSWORD,
  sendReplies,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// What replies, passed-on notices, harm and waits say about whether a campaign may close.

const contact = { name: 'Rosa Diaz', email: 'rosa@example.org' };
let app: App;
let sql: TestSql;
let manager: Client;
let risk: { id: string; email: string };

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  risk = await createUser(sql, { role: 'risk-manager', name: 'Mira Manager' });
  manager = await client(app, risk);
});
afterAll(() => app.stop());

let scenes = 0;
async function scene(notice: Record<string, unknown> = {}): Promise<{ campaign: string; ward: Ward }> {
  const code = `GATE${(scenes += 1)}`;
  const ward = await createWard(sql, { name: `Site ${scenes}` });
  await createDevices(sql, 2, { siteId: ward.siteId, locationId: ward.locationId, productCode: code });
  const campaign = await draftCampaign(
    manager,
    'corrosion',
    noticeBody({ title: `Notice ${scenes}`, ...notice }, { productCodes: [code] }),
    { siteIds: [ward.siteId] },
  );
  await openCampaign(manager, campaign);
  return { campaign, ward };
}

const gate = async (campaign: string, key: string) => {
  const { body } = await manager.get<CampaignGates>(`campaigns/${campaign}/gates`);
  return body.gates.find((one) => one.key === key)!;
};
const close = (campaign: string) =>
  manager.post<{ code: string; status: string; gates: CampaignGates['gates'] }>(
    `campaigns/${campaign}/close`,
    { password: PASSWORD },
  );
const openGates = (answer: Awaited<ReturnType<typeof close>>): string[] =>
  answer.body.gates.filter(({ met }) => !met).map(({ key }) => key);

async function finish(task: TaskView, more: Record<string, unknown> = {}): Promise<void> {
  const answer = await manager.post(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome: task.outcomes[0],
    ...more,
  });
  expect([answer.status, answer.body]).toMatchObject([200, {}]);
}
async function finishAll(campaign: string, but: string[] = []): Promise<void> {
  for (const task of await manager.all<TaskView>('tasks', { campaign, status: 'open' }))
    if (!but.includes(task.stepKey)) await finish(task);
}
const replyOf = (campaign: string): Promise<ReplyView> =>
  waitFor(async () => (await manager.get<ReplyPage>('replies', { query: { campaign } })).body.items[0], {
    what: 'the reply to be due',
  });

describe('replies', () => {
  it('keep the gate open while due, ready, on their way or overtaken; the item says whose and until when', async () => {
    const { campaign, ward } = await scene();
    const reply = await replyOf(campaign);
    const due = await gate(campaign, 'replies-returned');
    expect(due).toMatchObject({ met: false, open: 1, figures: { due: 1, sent: 0 } });
    expect(due.items).toEqual([
      expect.objectContaining({
        kind: 'reply',
        id: reply.id,
        siteId: ward.siteId,
        person: expect.objectContaining({ id: ward.lead.id }),
        dueOn: reply.dueOn,
      }),
    ]);
    await finishAll(campaign, ['return-reply-form']);
    expect(await gate(campaign, 'replies-returned')).toMatchObject({ met: false, figures: { ready: 1 } });
    await manager.post(`replies/${reply.id}/send`, { contact });
    await sendReplies(manager, campaign);
    expect(await gate(campaign, 'replies-returned')).toMatchObject({
      met: true,
      open: 0,
      figures: { sent: 1, ready: 0 },
    });
    // a record that changes afterwards opens it again, also while every task is closed
    const [pump] = await sql<{ id: string; version: number }>(
      `SELECT d.id, d.version FROM device d JOIN campaign_device cd ON cd.device_id = d.id WHERE cd.campaign_id = $1 LIMIT 1`,
      [campaign],
    );
    await manager.patch(`devices/${pump?.id}`, { version: pump?.version, status: 'returned' });
    const refused = await close(campaign);
    expect(refused.body.code).toBe('campaign.gates-open');
    expect(openGates(refused)).toContain('replies-returned');
    expect((await gate(campaign, 'replies-returned')).figures).toMatchObject({ 'correction-due': 1 });
    await sendReplies(manager, campaign);
    expect((await close(campaign)).body.status).toBe('closed');
  });

  it('closing the step by hand is no reply while the count has a hole', async () => {
    const { campaign } = await scene();
    const [step] = await manager.all<TaskView>('tasks', { campaign, step: 'return-reply-form' });
    await finish(step as TaskView);
    await finishAll(campaign);
    const { id } = await replyOf(campaign);
    await waitFor(
      async () =>
        (await manager.get<ReplyDetail>(`replies/${id}`)).body.versions.length > 0 ? true : undefined,
      { what: 'the closed step to be taken over' },
    );
    const refused = await close(campaign);
    expect(refused.body.code).toBe('campaign.gates-open');
    // a sweep between two pumps opens the step again, since the count changes after it
    expect(openGates(refused).filter((key) => key !== 'tasks-closed')).toEqual(['replies-returned']);
    await sendReplies(manager, campaign);
    expect((await close(campaign)).status).toBe(200);
  });

  it('a notice that asks for none has its gate met', async () => {
    const { campaign } = await scene({ replyRoute: { kind: 'none' } });
    await finishAll(campaign);
    expect(await gate(campaign, 'replies-returned')).toMatchObject({
      met: true,
      detail: 'The notice asks for no reply.',
    });
    expect((await close(campaign)).status).toBe(200);
  });
});

describe('notices passed on', () => {
  it('keep a gate open until acknowledged, or ended with a reason', async () => {
    const { campaign, ward } = await scene();
    await finishAll(campaign);
    await sendReplies(manager, campaign);
    // the step was closed as forwarded, and nothing says to whom: that is said, and keeps nothing open
    const [site] = await sql<{ name: string }>('SELECT name FROM site WHERE id = $1', [ward.siteId]);
    const warning = `Nothing says to whom, though the step was closed as forwarded: ${site?.name}.`;
    const unnamed = await gate(campaign, 'forwardings-acknowledged');
    expect(unnamed).toMatchObject({ met: true, figures: { unrecorded: 1 } });
    expect(unnamed?.detail).toContain(warning);
    const { body } = await manager.post<{ items: ForwardingView[] }>('forwardings', {
      campaignId: campaign,
      siteId: ward.siteId,
      recipients: [
        { organisation: 'Home care', name: 'Hana Home', email: 'hana@example.org' },
        { organisation: 'Clinic', name: 'Carl Clinic', email: 'carl@example.org' },
      ],
    });
    const [first, second] = body.items as [ForwardingView, ForwardingView];
    const refused = await close(campaign);
    expect(openGates(refused)).toEqual(['forwardings-acknowledged']);
    expect(await gate(campaign, 'forwardings-acknowledged')).toMatchObject({
      open: 2,
      figures: { waiting: 2 },
      items: [{ kind: 'forwarding', id: first.id, siteId: ward.siteId, person: { id: risk.id } }, {}],
    });
    await manager.post(`forwardings/${first.id}/settle`, {
      as: 'acknowledged',
      name: 'Hana',
      reason: 'By telephone.',
    });
    expect((await close(campaign)).status).toBe(409);
    expect((await gate(campaign, 'forwardings-acknowledged'))?.detail).not.toContain('Nothing says to whom');
    await manager.post(`forwardings/${second.id}/settle`, { as: 'ended', reason: 'The clinic is no more.' });
    expect((await close(campaign)).status).toBe(200);
  });
});

describe('harm', () => {
  it('keeps its gate open from the completion on, until it is decided and, if reportable, reported', async () => {
    const { campaign } = await scene();
    const [task] = await manager.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
    const { now } = (await manager.get<{ now: string }>('clock')).body;
    await finish(task as TaskView, { harm: { awareAt: now, what: 'The infusion stopped.' } });
    // at once, whether or not the job has made the record
    expect(await gate(campaign, 'harm-decided')).toMatchObject({
      met: false,
      open: 1,
      figures: { undecided: 1 },
      title: 'Reports of harm',
      detail: expect.stringMatching(/^1 report of harm is not decided on yet\. The first, at /),
    });
    await finishAll(campaign);
    await sendReplies(manager, campaign);
    expect(openGates(await close(campaign))).toEqual(['harm-decided']);
    const { id, version } = await waitFor(
      async () => (await manager.get<HarmPage>('harms', { query: { campaign } })).body.items[0],
      { what: 'the record' },
    );
    const decided = await manager.post<HarmView>(`harms/${id}/decision`, {
      version,
      event: 'serious-injury',
      reason: 'Intensive care was needed.',
    });
    expect(decided.body.state).toBe('reportable');
    expect(await gate(campaign, 'harm-decided')).toMatchObject({
      met: false,
      figures: { reportable: 1 },
      detail: expect.stringMatching(/^1 report of harm is not reported yet\. The first, at /),
      items: [{ kind: 'harm', id, person: { id: risk.id }, dueOn: decided.body.dueOn }],
    });
    const reported = await manager.post<HarmView>(`harms/${id}/reported`, {
      version: decided.body.version,
      to: 'manufacturer',
      sentOn: now.slice(0, 10),
      reference: 'MFR-1',
    });
    expect(reported.body.state).toBe('reported');
    expect(await gate(campaign, 'harm-decided')).toMatchObject({
      met: true,
      detail: 'Every report of harm is decided on: 1 reported, 0 not reportable.',
    });
    expect((await close(campaign)).status).toBe(200);
  });
});

describe('waits for the firm', () => {
  it('are named with whoever chases it', async () => {
    const { campaign } = await scene();
    const [task] = await manager.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
    await manager.post(`tasks/${task?.id}/wait`, { version: task?.version, for: 'parts' });
    expect(await gate(campaign, 'waiting-ended')).toMatchObject({
      met: false,
      figures: { forTheFirm: 1 },
      items: [{ kind: 'waiting', id: task?.id, deviceId: task?.device?.id, person: { id: risk.id } }],
    });
    await manager.post(`tasks/${task?.id}/wait/end`);
    expect(await gate(campaign, 'waiting-ended')).toMatchObject({ met: true, figures: { forTheFirm: 0 } });
  });
});

describe('nothing affected', () => {
  it('is a response with a no-stock reply and no gates', async () => {
    const ward = await createWard(sql);
    const campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: ['NONE-OF-OURS'] }),
      {
        siteIds: [ward.siteId],
      },
    );
    const cancelled = await manager.post(`campaigns/${campaign}/cancel`, {
      reason: 'We have none.',
      nothingAffected: true,
    });
    expect(cancelled.body['status']).toBe('cancelled');
    const { body } = await manager.post<ReplyDetail>('replies', {
      campaignId: campaign,
      siteId: ward.siteId,
    });
    expect(body).toMatchObject({ state: 'ready', figures: { noStock: true } });
    await sendReplies(manager, campaign);
  });
});
