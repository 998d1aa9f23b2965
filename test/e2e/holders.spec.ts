import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceDetail } from '#contracts/fleet';
import type { ForwardingView } from '#contracts/forwardings';
import type { TaskConsequences, TaskView } from '#contracts/tasks';
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
  passDays,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// Pumps that are away and who has them; a remedy that is another recall's problem; tasks that wait for the firm.

let app: App;
let sql: TestSql;
let manager: Client;
let tech: Client;
let north: Ward;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  north = await createWard(sql, { name: 'North' });
  // at whatever hour and on whatever day this runs
  await sql(`UPDATE site SET digest_hour = 0, weekly_days_off = '{}'`);
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  tech = await client(app, north.technician);
});
afterAll(() => app.stop());

const pump = (code: string, more: Record<string, unknown> = {}) =>
  createDevice(sql, { siteId: north.siteId, locationId: north.locationId, productCode: code, ...more });
const open = async (
  code: string,
  more: Record<string, unknown> = {},
  product: Record<string, unknown> = {},
  plan = 'corrosion',
) => {
  const id = await draftCampaign(manager, plan, noticeBody(more, { productCodes: [code], ...product }));
  await openCampaign(manager, id);
  return id;
};
const lend = async (id: string, more: Record<string, unknown> = {}) => {
  const { version } = (await tech.get<DeviceDetail>(`devices/${id}`)).body;
  return tech.post<DeviceDetail>(`devices/${id}/holder`, {
    version,
    status: 'loaned',
    organisation: 'Hill Hospice',
    name: 'Nurse on duty',
    email: 'pumps@example.org',
    ...more,
  });
};
const forwardings = (campaign: string, n: number, state?: string) =>
  waitFor(
    async () => {
      const items = await manager.all<ForwardingView>('forwardings', {
        campaign,
        ...(state === undefined ? {} : { state }),
      });
      return items.length === n && items.every(({ sent }) => sent > 0) ? items : undefined;
    },
    { what: `${n} holders to be told` },
  );
const letters = async (to: string) =>
  (await manager.all<{ id: string; to: string[]; subject: string }>('mailbox')).filter((one) =>
    one.to.includes(to),
  );

describe('a pump that is away', () => {
  it('has a holder, who is kept with it until it is back', async () => {
    const { id } = await pump('H0');
    const refused = await lend(id, { status: undefined });
    expect([refused.status, refused.body]).toMatchObject([422, { code: 'holder.not-away' }]);
    const lent = await lend(id, { expectedBack: '2030-01-01' });
    expect([lent.status, lent.body]).toMatchObject([
      200,
      {
        status: 'loaned',
        holder: {
          organisation: 'Hill Hospice',
          expectedBack: '2030-01-01',
          recordedBy: { id: north.technician.id },
          told: [],
        },
      },
    ]);
    expect((await tech.post(`devices/${id}/holder`, { version: 1, organisation: 'x' })).status).toBe(409);
    await tech.patch(`devices/${id}`, { version: lent.body.version, status: 'in-service' });
    expect((await tech.get<DeviceDetail>(`devices/${id}`)).body.holder).toBeNull();
    // lent again, nobody knows to whom
    const { version } = (await tech.get<DeviceDetail>(`devices/${id}`)).body;
    await tech.patch(`devices/${id}`, { version, status: 'loaned' });
    const again = (await tech.get<DeviceDetail>(`devices/${id}`)).body;
    expect([again.holder, again.warnings.join()]).toEqual([
      null,
      expect.stringContaining('record the holder'),
    ]);
  });

  it('its holder is told once for all pumps they have, reminded until they acknowledge, and the task shows it', async () => {
    const two = [await pump('H1', { assetTag: 'H1-A' }), await pump('H1', { assetTag: 'H1-B' })];
    for (const { id } of two) await lend(id, { email: 'hospice-1@example.org' });
    const campaign = await open('H1');
    const [told] = await forwardings(campaign, 1);
    expect(told?.devices.map(({ assetTag }) => assetTag)).toEqual(['H1-A', 'H1-B']);
    const task = async () =>
      (await manager.all<TaskView>('tasks', { campaign, device: two[0]?.id ?? '' }))[0] as TaskView;
    expect((await task()).assignee.id).toBe(north.technician.id);
    expect((await task()).device?.holder?.told).toMatchObject([
      { forwardingId: told?.id, state: 'waiting', acknowledgedAt: null },
    ]);

    // a third pump is told of by itself, the others not again
    const third = await pump('H1', { assetTag: 'H1-C' });
    await lend(third.id, { email: 'hospice-1@example.org' });
    await sql(`UPDATE device SET updated_at = updated_at WHERE id = $1`, [third.id]);
    const { version } = (await tech.get<DeviceDetail>(`devices/${third.id}`)).body;
    await tech.patch(`devices/${third.id}`, { version, serialNumber: 'H1-C-SN' });
    const both = await forwardings(campaign, 2);
    expect(both.map(({ devices }) => devices.length).toSorted((a, b) => a - b)).toEqual([1, 2]);

    await passDays(app, manager, 3);
    await waitFor(
      async () =>
        (await letters('hospice-1@example.org')).filter(({ subject }) => subject.startsWith('Reminder'))
          .length === 2,
      {
        what: 'two reminders',
      },
    );
    const mail = (await letters('hospice-1@example.org')).find(
      ({ subject }) => !subject.startsWith('Reminder'),
    );
    const body = JSON.stringify((await manager.get(`mailbox/${mail?.id}`)).body);
    const token = /\/ack\/([\w-]{43})/.exec(body)?.[1];
    const answer = await fetch(`${app.baseUrl}/ack/${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: app.baseUrl },
      body: 'name=Nurse+Example',
    });
    expect(answer.status).toBe(200);
    const acknowledged = await forwardings(campaign, 1, 'acknowledged');
    expect(acknowledged[0]).toMatchObject({ acknowledgedBy: 'Nurse Example' });
    const device = acknowledged[0]?.devices[0]?.id ?? '';
    expect((await tech.get<DeviceDetail>(`devices/${device}`)).body.holder?.told).toMatchObject([
      {
        campaignId: campaign,
        state: 'acknowledged',
        acknowledgedBy: 'Nurse Example',
        acknowledgedAt: expect.any(String),
      },
    ]);
  });

  it('is asked about no more once it is back', async () => {
    const { id } = await pump('H2');
    await lend(id, { email: 'hospice-2@example.org' });
    const campaign = await open('H2');
    await forwardings(campaign, 1, 'waiting');
    const { version } = (await tech.get<DeviceDetail>(`devices/${id}`)).body;
    await tech.patch(`devices/${id}`, { version, status: 'in-storage' });
    await passDays(app, manager, 1);
    await forwardings(campaign, 1, 'ended');
  });
});

describe('overlapping recalls', () => {
  it('a remedy that is another recall’s problem is said before it is done, and then matched', async () => {
    const device = await pump('35700BAX', { udiDi: null, softwareVersion: '8.01.01' });
    // what the second recall is about now
    await pump('35700BAX', { udiDi: null, softwareVersion: '6.05.14' });
    const first = await open(
      '35700BAX',
      {},
      { softwareVersions: { include: ['8.x'] } },
      'mismatched-software',
    );
    const second = await open(
      '35700BAX',
      { title: 'Second recall' },
      { softwareVersions: { include: ['6.05.14'] } },
    );
    const step = (campaign: string, key: string) =>
      waitFor(
        async () =>
          (await manager.all<TaskView>('tasks', { campaign, device: device.id, status: 'open' })).find(
            ({ stepKey }) => stepKey === key,
          ),
        { what: key },
      );
    const isolate = await step(first, 'isolate');
    await tech.post(`tasks/${isolate.id}/complete`, {
      version: isolate.version,
      outcome: isolate.outcomes[0],
    });
    const verify = await step(first, 'verify-software-version');
    expect(verify.derives?.field).toBe('softwareVersion');
    const fields = { softwareVersion: '6.05.14' };
    const said = await tech.post<TaskConsequences>(`tasks/${verify.id}/consequences`, { fields });
    expect([said.status, said.body]).toMatchObject([
      200,
      {
        warnings: [
          { code: 'remedy-in-scope-of', campaign: { id: second, title: 'Second recall' }, facts: fields },
        ],
      },
    ]);
    const none = async (body: Record<string, unknown>) =>
      (await tech.post<TaskConsequences>(`tasks/${verify.id}/consequences`, body)).body.warnings;
    expect(await none({ fields: { softwareVersion: '6.02' } })).toEqual([]);
    expect(await none({ outcome: 'cannot-locate', fields })).toEqual([]);
    expect(await manager.all('tasks', { campaign: second, device: device.id })).toEqual([]);
    expect((await tech.post(`tasks/${verify.id}/complete`, { version: verify.version, fields })).status).toBe(
      200,
    );
    await step(second, 'inspect-contacts');
  });
});

describe('a task that waits for the firm', () => {
  it('shows it, and is in nobody’s digest until the firm has done its part', async () => {
    const device = await pump('W1');
    const campaign = await open('W1');
    const task = async () =>
      (await manager.all<TaskView>('tasks', { campaign, device: device.id }))[0] as TaskView;
    const before = await task();
    expect(before.firmWait).toBeNull();
    await manager.post(`tasks/${before.id}/wait`, {
      version: before.version,
      for: 'parts',
      promisedOn: '2035-01-01',
    });
    expect((await task()).firmWait).toMatchObject({
      waitsFor: 'parts',
      promisedOn: '2035-01-01',
      chaser: { id: expect.any(String) },
    });
    const digests = () =>
      sql<{ campaign_ids: string[]; body_text: string }>(
        `SELECT campaign_ids::text[] AS campaign_ids, body_text FROM reminder WHERE kind = 'digest' AND person_id = $1 AND state = 'sent' ORDER BY id`,
        [north.technician.id],
      );
    const old = (await digests()).length;
    await passDays(app, manager, 2);
    await passDays(app, manager, 1);
    const fresh = await waitFor(
      async () => ((await digests()).length > old ? (await digests()).slice(old) : undefined),
      {
        what: 'a digest',
      },
    );
    expect(fresh.flatMap(({ campaign_ids }) => campaign_ids)).not.toContain(campaign);
    expect((await manager.post(`tasks/${before.id}/wait/end`)).status).toBe(200);
    await passDays(app, manager, 2);
    await waitFor(async () => (await digests()).some(({ campaign_ids }) => campaign_ids.includes(campaign)), {
      what: 'the task to be in a digest again',
    });
  });
});
