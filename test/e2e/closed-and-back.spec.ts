import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { WatchFinding } from '#contracts/campaign-changes';
import type { CampaignGates } from '#contracts/closeout';
import type { DeviceDetail } from '#contracts/fleet';
import type { HarmView } from '#contracts/harms';
import type { ReplyView } from '#contracts/replies';
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

// Pumps that a campaign could forget: named by a letter that is not applied yet when it closes, away while it is open, put
// back to the version that is recalled, or turned up a second time.

let app: App;
let sql: TestSql;
let manager: Client;
let ward: Ward;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North' });
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
});
afterAll(() => app.stop());

const ok = (answer: { status: number; body: unknown }): void =>
  expect([answer.status < 300, answer.body]).toMatchObject([true, {}]);
const pumpOf = (code: string, more: Record<string, unknown> = {}) =>
  createDevice(sql, { siteId: ward.siteId, locationId: ward.locationId, productCode: code, ...more });
async function open(
  code: string,
  plan = 'corrosion',
  product = {},
): Promise<{ id: string; noticeId: string }> {
  const id = await draftCampaign(manager, plan, noticeBody({}, { productCodes: [code], ...product }));
  await openCampaign(manager, id);
  const { noticeId } = (await manager.get<{ noticeId: string }>(`campaigns/${id}`)).body;
  return { id, noticeId };
}
const tasksOf = (campaign: string, device: string) => manager.all<TaskView>('tasks', { campaign, device });
const complete = async (task: TaskView, more: Record<string, unknown> = {}) =>
  ok(
    await manager.post(`tasks/${task.id}/complete`, {
      version: task.version,
      outcome: task.outcomes[0],
      ...more,
    }),
  );
async function finish(campaign: string): Promise<void> {
  for (const task of await manager.all<TaskView>('tasks', { campaign, status: 'open' })) await complete(task);
  await sendReplies(manager, campaign);
}
const close = (id: string) =>
  manager.post<{ status: string; code: string; gates: CampaignGates['gates'] }>(`campaigns/${id}/close`, {
    password: PASSWORD,
  });
const reopen = async (id: string, deviceIds?: string[]) =>
  ok(await manager.post(`campaigns/${id}/reopen`, { reason: 'Look again.', password: PASSWORD, deviceIds }));
const patch = async (id: string, change: Record<string, unknown>) => {
  const { version } = (await manager.get<DeviceDetail>(`devices/${id}`)).body;
  ok(await manager.patch(`devices/${id}`, { version, ...change }));
};
const until = (campaign: string, device: string, step: string, status: string): Promise<TaskView> =>
  waitFor(
    async () =>
      (await tasksOf(campaign, device)).find((one) => one.stepKey === step && one.status === status),
    { what: `${step} to be ${status}` },
  );
const findings = (campaign: string, n: number) =>
  waitFor(
    async () => {
      const items = await manager.all<WatchFinding>(`campaigns/${campaign}/findings`, { state: 'new' });
      return items.length === n ? items : undefined;
    },
    { what: `${n} new findings` },
  );

describe('a campaign with a letter that is not applied', () => {
  it('does not close, nor while it is being applied', async () => {
    await pumpOf('LG1');
    const later = await pumpOf('LG2');
    const { id, noticeId } = await open('LG1');
    await finish(id);
    const letter = await manager.post<{ communications: Array<{ id: string; date: string }> }>(
      `notices/${noticeId}/communications`,
      {
        date: '2020-12-01',
        kind: 'Expansion',
        summary: 'More pumps.',
        affectedProducts: [{ name: 'Pump', productCodes: ['LG1', 'LG2'] }],
      },
    );
    ok(letter);
    const refused = await close(id);
    expect([refused.status, refused.body]).toMatchObject([409, { code: 'campaign.gates-open' }]);
    expect(refused.body.gates.find(({ key }) => key === 'letters-applied')).toMatchObject({
      met: false,
      figures: { notApplied: 1, beingApplied: 0 },
    });

    // the job waits for a lock that is held here, as it would for a large fleet
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`rescope ${id}`]);
    try {
      ok(
        await manager.post(`campaigns/${id}/apply`, {
          communicationId: letter.body.communications.find(({ date }) => date === '2020-12-01')?.id,
        }),
      );
      const meanwhile = await close(id);
      expect([meanwhile.status, meanwhile.body]).toMatchObject([409, { code: 'campaign.gates-open' }]);
      expect(meanwhile.body.gates.find(({ key }) => key === 'letters-applied')).toMatchObject({
        figures: { notApplied: 0, beingApplied: 1 },
      });
    } finally {
      await holder.end();
    }
    await until(id, later.id, 'inspect-contacts', 'open');
    await waitFor(
      async () =>
        (await close(id)).body.gates.find(({ key }) => key === 'letters-applied')?.met === true || undefined,
      { what: 'the letter to be applied' },
    );
  });
});

describe('a pump that turns up', () => {
  it('a second time, after the campaign was reopened for it and closed again, is told of again', async () => {
    const pump = await pumpOf('TT1');
    const { id } = await open('TT1');
    const endWithout = async (): Promise<void> => {
      const task = await until(id, pump.id, 'inspect-contacts', 'open');
      ok(
        await manager.post(`tasks/${task.id}/complete`, {
          version: task.version,
          outcome: 'cannot-locate',
          reason: 'Nowhere.',
          searched: [{ place: 'Store room', at: '2020-04-02T10:00:00Z' }],
        }),
      );
      ok(
        await manager.post(`campaigns/${id}/not-located-decision`, {
          deviceIds: [pump.id],
          reason: 'Looked for everywhere.',
          password: PASSWORD,
        }),
      );
      await finish(id);
      const closed = await close(id);
      expect([closed.status, closed.body]).toMatchObject([200, { status: 'closed' }]);
    };
    const find = () => patch(pump.id, { status: 'in-service' });
    await endWithout();
    await find();
    const [first] = await findings(id, 1);
    await reopen(id, [pump.id]);
    await findings(id, 0);
    await endWithout();
    await find();
    const [second] = await findings(id, 1);
    expect(second?.device.id).toBe(pump.id);
    expect(Date.parse(second?.foundAt ?? '')).toBeGreaterThan(Date.parse(first?.foundAt ?? ''));
  });

  it('while a campaign is closed has its tasks when that is open again as a whole', async () => {
    await pumpOf('TT2');
    const { id } = await open('TT2');
    await finish(id);
    expect((await close(id)).status).toBe(200);
    const { body: pump } = await manager.post<DeviceDetail>('devices', {
      assetTag: 'TT2-NEW',
      productCode: 'TT2',
      siteId: ward.siteId,
    });
    await findings(id, 1);
    await reopen(id);
    await until(id, pump.id, 'inspect-contacts', 'open');
    await findings(id, 0);
  });
});

describe('a pump that comes back', () => {
  it('after its work ended because it had left: it is asked for again, by hand and by a file', async () => {
    const [one, two] = [
      await pumpOf('CB1', { assetTag: 'CB1-A' }),
      await pumpOf('CB1', { assetTag: 'CB1-B' }),
    ];
    const done = await pumpOf('CB1', { assetTag: 'CB1-C' });
    const { id } = await open('CB1');
    const file = async (status: string): Promise<void> => {
      const answer = await manager.raw('POST', 'devices/import', {
        headers: { 'content-type': 'text/csv' },
        body: `asset_tag,site,product_code,status\nCB1-B,North,CB1,${status}\nCB1-C,North,CB1,${status}`,
      });
      expect(answer.status).toBe(202);
      await waitFor(
        async () => (await manager.get<DeviceDetail>(`devices/${done.id}`)).body.status === status,
        { what: `the file to say ${status}` },
      );
    };
    await patch(one.id, { status: 'returned' });
    await file('retired');
    for (const pump of [one, two])
      await complete(await until(id, pump.id, 'inspect-contacts', 'open'), {
        outcome: 'not-applicable',
        reason: 'It is not here any more.',
      });
    await complete(await until(id, done.id, 'inspect-contacts', 'open'));
    await patch(one.id, { status: 'in-service' });
    const again = await until(id, one.id, 'inspect-contacts', 'open');
    await file('in-service');
    const also = await until(id, two.id, 'inspect-contacts', 'open');
    // what was really done stays done
    expect((await tasksOf(id, done.id))[0]).toMatchObject({ status: 'closed', outcome: 'clean' });

    await complete(again);
    await complete(also);
    await finish(id);
    expect((await close(id)).status).toBe(200);
    await patch(done.id, { status: 'returned' });
    await patch(done.id, { status: 'in-service' });
    expect(await findings(id, 1)).toMatchObject([{ device: { id: done.id } }]);
  });

  it('to the version that is recalled, after it was put right, has its work again', async () => {
    const pump = await pumpOf('35700BAX', { udiDi: null, softwareVersion: '8.01.01' });
    const { id } = await open('35700BAX', 'mismatched-software', {
      softwareVersions: { include: ['8.x'] },
    });
    await complete(await until(id, pump.id, 'isolate', 'open'));
    const verify = await until(id, pump.id, 'verify-software-version', 'open');
    await complete(verify, { outcome: undefined, fields: { softwareVersion: '6.05.14' } });
    await complete(await until(id, pump.id, 'release-from-isolation', 'open'));
    await waitFor(
      async () =>
        (await sql('SELECT 1 FROM campaign_device WHERE campaign_id = $1 AND remedied_at IS NOT NULL', [id]))
          .length === 1
          ? true
          : undefined,
      { what: 'the remedy to be seen' },
    );
    await patch(pump.id, { softwareVersion: '8.01.01' });
    await until(id, pump.id, 'isolate', 'open');
    await until(id, pump.id, 'verify-software-version', 'open');
    await until(id, pump.id, 'release-from-isolation', 'withdrawn');
    expect((await manager.get<{ items: unknown[] }>(`tasks/${verify.id}/history`)).body.items).toMatchObject([
      { fields: { softwareVersion: '6.05.14' } },
    ]);
  });
});

describe('a closed campaign', () => {
  it('keeps what was decided on harm, what the firm has, and what waited, as it was signed', async () => {
    const pump = await pumpOf('KP1');
    const { id } = await open('KP1');
    const task = await until(id, pump.id, 'inspect-contacts', 'open');
    ok(await manager.post(`tasks/${task.id}/wait`, { version: task.version, for: 'parts' }));
    await complete((await manager.get<TaskView>(`tasks/${task.id}`)).body, {
      harm: { awareAt: (await manager.get<{ now: string }>('clock')).body.now, what: 'An infusion stopped.' },
    });
    const harm = await waitFor(async () => (await manager.all<HarmView>('harms', { campaign: id }))[0], {
      what: 'the record of harm',
    });
    ok(
      await manager.post(`harms/${harm.id}/decision`, {
        version: 1,
        event: 'not-reportable',
        reason: 'Nobody was hurt.',
      }),
    );
    await finish(id);
    expect((await close(id)).status).toBe(200);
    const [reply] = await manager.all<ReplyView>('replies', { campaign: id });
    const elsewhere = await createWard(sql);
    const contact = { name: 'Rosa Diaz', email: 'rosa@example.org' };
    const refused: Array<[string, string, object, string]> = [
      ['post', `harms/${harm.id}/decision`, { version: 2, event: 'death', reason: 'x' }, 'campaign.not-open'],
      ['patch', `harms/${harm.id}`, { version: 2, patientIdentifier: 'x' }, 'campaign.not-open'],
      ['post', `tasks/${task.id}/wait/end`, {}, 'campaign.not-open'],
      ['post', `replies/${reply?.id}/send`, { contact }, 'reply.already-sent'],
      ['post', `replies/${reply?.id}/send`, { contact, interim: true }, 'reply.already-sent'],
      ['post', `replies/${reply?.id}/portal`, { contact, referenceNumber: 'x' }, 'reply.already-sent'],
      ['post', 'replies', { campaignId: id, siteId: elsewhere.siteId }, 'campaign.not-open'],
    ];
    for (const [method, path, body, code] of refused) {
      const answer = await manager[method as 'post' | 'patch']<{ code: string }>(path, body);
      expect([path, answer.status, answer.body]).toMatchObject([path, 409, { code }]);
    }
    expect((await manager.get<CampaignGates>(`campaigns/${id}/gates`)).body.allMet).toBe(true);
  });
});
