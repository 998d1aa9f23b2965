import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceDetail } from '#contracts/fleet';
import type { ScanAnswer } from '#contracts/scan';
import {
  type App,
  client,
  type Client,
  createCampaignRow,
  createDevice,
  createSite,
  createTaskRow,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
} from '../support/index.js';

// A technician stands before a pump: is it the one of the task, and what if nobody has a record of it?

const UDI = '00085412091570';
const barcode = (serial: string): string => `(01)${UDI}(11)190501(21)${serial}`;

let app: App;
let sql: TestSql;
let risk: Client;
let tech: Client;
let site: string;
let other: string;
let task: { of: string; forSite: string };
let pumps: Record<'mine' | 'likeMine' | 'bare', { id: string }>;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  [site, other] = [(await createSite(sql)).id, (await createSite(sql)).id];
  const manager = await createUser(sql, { role: 'risk-manager' });
  const worker = await createUser(sql, { name: 'Tess', sites: [site] });
  risk = await client(app, manager);
  tech = await client(app, worker);
  const pump = {
    siteId: site,
    udiDi: UDI,
    productCode: '35700BAX',
    manufacturer: 'Baxter',
    model: 'Spectrum',
  };
  pumps = {
    mine: await createDevice(sql, { ...pump, assetTag: 'R-1', serialNumber: '5001' }),
    likeMine: await createDevice(sql, { ...pump, assetTag: '5001', serialNumber: '5002' }),
    bare: await createDevice(sql, { siteId: site, assetTag: 'R-3', serialNumber: '5003', productCode: null }),
  };
  await createDevice(sql, {
    siteId: other,
    udiDi: '00085412610900',
    model: 'Secret model',
    serialNumber: '7',
  });
  const campaign = await createCampaignRow(sql, { ownerId: manager.id });
  const row = { campaignId: campaign.id, assigneeId: worker.id, siteId: site, dueOn: '2026-01-01' };
  task = {
    of: await createTaskRow(sql, { ...row, deviceId: pumps.mine.id }),
    forSite: await createTaskRow(sql, { ...row, stepKey: 'verify-software' }),
  };
});
afterAll(() => app?.stop());

const scan = async (code: string, taskId?: string) =>
  (await tech.post<ScanAnswer>('scan', { code, ...(taskId === undefined ? {} : { taskId }) })).body;

describe('a scan for a task', () => {
  it.each([
    ['its barcode', barcode('5001'), true],
    ['its asset tag', 'r-1', true],
    ['the barcode of the pump beside it', barcode('5002'), false],
    ['the asset tag of another', 'R-3', false],
    ['a pump without a record', barcode('9999'), false],
    ['another make with the same serial number', '(01)00300000000014(21)5001', false],
    ['a serial number that is the asset tag of another', '5001', null],
    ['a barcode that tells the product alone', `(01)${UDI}`, null],
  ])('%s: %s is %s', async (_, code, expected) => {
    expect((await scan(code, task.of)).expected).toBe(expected);
  });

  it('says nothing without a task, or of one that is not about a pump, and knows no task of others', async () => {
    expect((await scan(barcode('5001'))).expected).toBeNull();
    expect((await scan(barcode('5001'), task.forSite)).expected).toBeNull();
    const none = await tech.post('scan', { code: 'R-1', taskId: '99999' });
    expect(none).toMatchObject({ status: 404, body: { code: 'task.not-found' } });
  });
});

describe('a pump without a record', () => {
  it('comes with what its barcode and pumps of its kind at the own sites say', async () => {
    expect(await scan(barcode('9001'))).toMatchObject({
      devices: [],
      suggestion: {
        udiDi: UDI,
        serialNumber: '9001',
        productCode: '35700BAX',
        manufacturer: 'Baxter',
        model: 'Spectrum',
        manufacturedOn: '2019-05-01',
      },
    });
    expect((await scan('(01)00085412610900(21)1')).suggestion).toMatchObject({
      model: null,
      serialNumber: '1',
    });
    expect((await scan('ZZ-9')).suggestion).toMatchObject({ udiDi: null, serialNumber: 'ZZ-9' });
    expect((await scan(barcode('5001'))).suggestion).toBeNull();
    expect((await scan(barcode('5003'))).suggestion).toBeNull();
    // found by the serial number alone, and of another product
    expect(await scan('(01)00300000000014(21)5001')).toMatchObject({
      matchedBy: 'serial-number',
      suggestion: { udiDi: '00300000000014', serialNumber: '5001' },
    });
  });

  it('is reported by a technician, listed for the risk manager, and settled when its status is set', async () => {
    const report = { siteId: site, udiDi: UDI, serialNumber: '9001', reported: true, status: 'in-service' };
    const made = await tech.post<DeviceDetail>('devices', report);
    expect(made).toMatchObject({
      status: 201,
      body: { status: 'unknown', report: { by: { name: 'Tess' } } },
    });
    const reports = () => risk.all<DeviceDetail>('devices', { reported: true });
    expect((await reports()).map(({ id }) => id)).toEqual([made.body.id]);
    const [entry] = await sql<{ chain: string }>(
      `SELECT chain FROM audit_entry WHERE action = 'device.report' AND subject_id = $1`,
      [made.body.id],
    );
    expect(entry?.chain).toBe(site);
    const named = await risk.patch<DeviceDetail>(`devices/${made.body.id}`, {
      version: 1,
      model: 'Spectrum',
    });
    expect(named.body.report).not.toBeNull();
    await risk.patch(`devices/${made.body.id}`, { version: 2, status: 'in-service' });
    expect(await reports()).toEqual([]);
    expect((await tech.post('devices', report)).status).toBe(409);
    const plain = await tech.post<DeviceDetail>('devices', { siteId: site, serialNumber: '9002' });
    expect(plain.body).toMatchObject({ status: 'in-service', report: null });
    const story = await risk.all<{ kind: string; title: string }>(`devices/${made.body.id}/history`);
    expect(story.at(-1)).toMatchObject({ kind: 'reported', title: 'Found without a record and reported' });
  });
});
