import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceDetail } from '#contracts/fleet';
import type { TaskView } from '#contracts/tasks';
import { IsolationAndRecordedFacts1700000100000 } from '../../migrations/schema/1700000100000-isolation-and-recorded-facts.js';
import { createDataSource } from '#platform/database';
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
  type Ward,
} from '../support/index.js';

let app: App;
let sql: TestSql;
let manager: Client;
let technician: Client;
let ward: Ward;
let pump: { id: string };
let software: string;
let corrosion: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql);
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  technician = await client(app, ward.technician);
  pump = await createDevice(sql, {
    siteId: ward.siteId,
    locationId: ward.locationId,
    productCode: '35700BAX',
    softwareVersion: '6.02.06',
  });
  const open = async (planKey: string, title: string) => {
    const notice = noticeBody({ title }, { productCodes: ['35700BAX'] });
    const id = await draftCampaign(manager, planKey, notice, { title });
    await openCampaign(manager, id);
    return id;
  };
  software = await open('mismatched-software', 'Mismatched software');
  corrosion = await open('corrosion', 'Corroded contacts');
});
afterAll(() => app.stop());

async function complete(campaign: string, step: string, body: Record<string, unknown>): Promise<TaskView> {
  const [task] = await technician.all<TaskView>('tasks', { campaign, step, status: 'open' });
  const answer = await technician.post<TaskView>(`tasks/${task?.id}/complete`, {
    version: task?.version,
    ...body,
  });
  expect([step, answer.status]).toEqual([step, 200]);
  return answer.body;
}
const device = async () => (await technician.get<DeviceDetail>(`devices/${pump.id}`)).body;
const reopen = (task: TaskView) =>
  manager.post<TaskView>(`tasks/${task.id}/reopen`, { version: task.version, reason: 'not done yet' });

describe('a pump of two campaigns', () => {
  let released: TaskView;

  it('released in one stays isolated for the other, and whoever releases it is told', async () => {
    await complete(software, 'isolate', { outcome: 'isolated' });
    await complete(corrosion, 'inspect-contacts', { outcome: 'corrosion-found' });
    await complete(corrosion, 'isolate', { outcome: 'isolated' });
    const fields = { softwareVersion: '6.02.06' };
    expect(await complete(software, 'verify-software-version', { fields })).toMatchObject({ notes: [] });
    released = await complete(software, 'release-from-isolation', { outcome: 'released' });
    expect(released.notes).toEqual(['The pump stays isolated: "Corroded contacts" holds it isolated.']);
    const holder = { campaignId: corrosion, campaignTitle: 'Corroded contacts' };
    expect(await device()).toMatchObject({ status: 'isolated', isolatedBy: [holder] });
    const entries = await sql<{ action: string; payload: string }>(
      `SELECT action, payload FROM audit_entry WHERE chain = $1 ORDER BY seq DESC LIMIT 2`,
      [ward.siteId],
    );
    const said = Object.fromEntries(entries.map(({ action, payload }) => [action, JSON.parse(payload).new]));
    expect(said['task.complete']).toMatchObject({ outcome: 'released', notes: released.notes });
    expect(said['device.record']).toMatchObject({ staysIsolated: [holder] });
  });

  it('held by one campaign more when its release is reopened', async () => {
    released = (await reopen(released)).body;
    expect((await device()).isolatedBy.map(({ campaignId }) => campaignId)).toEqual([corrosion, software]);
    await complete(software, 'release-from-isolation', { outcome: 'released' });
    expect((await device()).isolatedBy.map(({ campaignId }) => campaignId)).toEqual([corrosion]);
  });

  it('has its holds back when they are worked out from the tasks anew', async () => {
    const byHand = await createDevice(sql, { siteId: ward.siteId, status: 'isolated' });
    const source = await createDataSource({ url: app.databaseUrl, entities: [] }).initialize();
    try {
      const runner = source.createQueryRunner();
      const migration = new IsolationAndRecordedFacts1700000100000();
      await migration.down(runner);
      await migration.up(runner);
      await runner.release();
    } finally {
      await source.destroy();
    }
    expect(await sql('SELECT device_id, campaign_id FROM device_isolation ORDER BY device_id')).toEqual([
      { device_id: pump.id, campaign_id: corrosion },
      { device_id: byHand.id, campaign_id: null },
    ]);
  });

  it('goes back into service by the word of a person, who ends all holds; isolated by hand, no task frees it', async () => {
    const patch = async (status: string) => {
      const { version } = await device();
      const answer = await technician.patch<DeviceDetail>(`devices/${pump.id}`, { version, status });
      return answer.body;
    };
    expect(await patch('in-service')).toMatchObject({ status: 'in-service', isolatedBy: [] });
    const [entry] = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE action = 'device.patch' ORDER BY seq DESC LIMIT 1`,
    );
    expect(JSON.parse(entry?.payload ?? '').new).toEqual({
      status: 'in-service',
      isolationEnded: [{ campaignId: corrosion, campaignTitle: 'Corroded contacts' }],
    });
    expect(await patch('isolated')).toMatchObject({
      isolatedBy: [{ campaignId: null, campaignTitle: null }],
    });
    const [task] = await technician.all<TaskView>('tasks', {
      campaign: software,
      step: 'release-from-isolation',
    });
    await reopen(task as TaskView);
    const again = await complete(software, 'release-from-isolation', { outcome: 'released' });
    expect(again.notes).toEqual(['The pump stays isolated: it was isolated by hand.']);
    expect(await device()).toMatchObject({ status: 'isolated' });
  });
});
