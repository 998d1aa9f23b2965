import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { TaskWait } from '#contracts/campaign-changes';
import type { TaskView } from '#contracts/tasks';
import { dayInWords } from '#platform/mail';
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
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

let app: App;
let sql: TestSql;
let manager: Client;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
});
afterAll(() => app.stop());

it('a task that waits for the firm reminds whoever chases it, once the promise is over and then weekly, until it ends', async () => {
  const ward = await createWard(sql);
  const chaser = await createUser(sql, { role: 'technician', sites: [ward.siteId], name: 'Chaser' });
  const pump = await createDevice(sql, { siteId: ward.siteId, productCode: 'WF1', assetTag: 'WF-1' });
  const campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['WF1'] }));
  await openCampaign(manager, campaign);
  const [task] = await manager.all<TaskView>('tasks', { campaign, device: pump.id });
  const technician = await client(app, ward.technician);
  const day = async (offset: number): Promise<string> => {
    const { now } = (await manager.get<{ now: string }>('clock')).body;
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(
      new Date(Date.parse(now) + offset * 86_400_000),
    );
    return local;
  };
  const body = {
    version: task?.version,
    for: 'parts',
    askedOn: await day(-1),
    promisedOn: await day(2),
    chaserId: chaser.id,
  };
  const backwards = await technician.post(`tasks/${task?.id}/wait`, { ...body, promisedOn: await day(-3) });
  expect(backwards.status).toBe(422);
  const made = await technician.post<TaskWait>(`tasks/${task?.id}/wait`, body);
  expect([made.status, made.body]).toMatchObject([
    200,
    { for: 'parts', ageDays: 1, overdue: false, chaser: { id: chaser.id }, device: { id: pump.id } },
  ]);
  expect(await manager.all<TaskWait>('waits', { campaign })).toMatchObject([{ id: made.body.id }]);
  const inList = await technician.all<TaskView>('tasks', { campaign, device: pump.id });
  expect(inList[0]?.firmWait).toEqual({
    waitsFor: 'parts',
    askedOn: body.askedOn,
    promisedOn: body.promisedOn,
    chaser: { id: chaser.id, name: 'Chaser' },
  });
  const stranger = await client(app, await createUser(sql, { role: 'technician' }));
  expect(await stranger.all('waits')).toEqual([]);
  expect((await stranger.post(`tasks/${task?.id}/wait`, body)).status).toBe(404);

  const mails = () =>
    sql<{ moment: string; body_text: string }>(
      `SELECT moment, body_text FROM reminder WHERE kind = 'waiting-for-firm' AND person_id = $1 AND state = 'sent' ORDER BY id`,
      [chaser.id],
    );
  const pass = async (days: number) => {
    const { now } = (await manager.get<{ now: string }>('clock')).body;
    // noon in Chicago, after the hour of the digest
    const to = `${new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10)}T18:00:00.000Z`;
    const moved = await manager.post('clock', { advanceTo: to });
    expect(moved.status).toBeLessThan(300);
    await waitFor(
      async () => {
        const [row] = await sql<{ done: boolean }>('SELECT swept_at >= $1::timestamptz AS done FROM sweep', [
          to,
        ]);
        return row?.done ? true : undefined;
      },
      { what: 'the sweep' },
    );
  };
  await pass(1);
  expect(await mails()).toEqual([]);
  await pass(3);
  const [mail] = await waitFor(
    async () => {
      const sent = await mails();
      return sent.length === 1 ? sent : undefined;
    },
    { what: 'the reminder' },
  );
  expect(mail?.body_text.replaceAll(/\s+/g, ' ')).toContain(
    `WF-1: parts, asked for on ${dayInWords(body.askedOn)} (5 days ago), promised for ${dayInWords(body.promisedOn)}, which is over.`,
  );
  await pass(3);
  expect(await mails()).toHaveLength(1);
  await pass(5);
  await waitFor(async () => ((await mails()).length === 2 ? true : undefined), {
    what: 'the second reminder',
  });
  expect((await technician.post(`tasks/${task?.id}/wait/end`)).body).toMatchObject({
    endedAt: expect.any(String),
  });
  expect((await technician.post(`tasks/${task?.id}/wait/end`)).body).toMatchObject({
    code: 'task.not-waiting',
  });
  await pass(10);
  expect(await mails()).toHaveLength(2);
});

it('lists broken promises first, then what was asked for longest ago, page by page', async () => {
  const ward = await createWard(sql);
  const { now } = (await manager.get<{ now: string }>('clock')).body;
  const day = (offset: number) => new Date(Date.parse(now) + offset * 86_400_000).toISOString().slice(0, 10);
  for (const assetTag of ['WO-1', 'WO-2', 'WO-3'])
    await createDevice(sql, { siteId: ward.siteId, productCode: 'WO1', assetTag });
  const campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['WO1'] }));
  await openCampaign(manager, campaign);
  const tasks = await manager.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
  const asked: Record<string, [number, number | null]> = {
    'WO-1': [-2, null],
    'WO-2': [-9, 20],
    'WO-3': [-5, -3],
  };
  for (const task of tasks) {
    const [askedOn, promisedOn] = asked[task.device?.assetTag ?? ''] as [number, number | null];
    const answer = await manager.post(`tasks/${task.id}/wait`, {
      version: task.version,
      for: 'software',
      askedOn: day(askedOn),
      promisedOn: promisedOn === null ? null : day(promisedOn),
    });
    expect(answer.status).toBe(200);
  }
  const listed = await manager.all<TaskWait>('waits', { campaign, limit: '1' });
  expect(listed.map(({ device, overdue }) => [device?.assetTag, overdue])).toEqual([
    ['WO-3', true],
    ['WO-2', false],
    ['WO-1', false],
  ]);
});
