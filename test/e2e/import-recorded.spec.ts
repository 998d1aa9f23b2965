import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeviceDetail } from '#contracts/fleet';
import type { ImportView } from '#contracts/imports';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// What people recorded in Closeout, and the file of the inventory that knows nothing of it.

const HEADER =
  'asset_tag,udi_di,product_code,serial_number,software_version,manufactured_on,received_on,site,location,status';

let app: App;
let sql: TestSql;
let manager: Client;
let technician: Client;
let ward: Ward;
let today: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North' });
  await createWard(sql, { name: 'South' });
  await createWard(sql, { name: 'East' });
  await sql(`UPDATE location SET name = 'Ward 1' WHERE id = $1`, [ward.locationId]);
  await sql(`INSERT INTO location (site_id, name) VALUES ($1, 'Ward 2'), ($1, 'Ward 3')`, [ward.siteId]);
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  technician = await client(app, ward.technician);
  today = (await manager.get<{ now: string }>('clock')).body.now.slice(0, 10);
});
afterAll(() => app.stop());

async function bring(rows: string[], dryRun = false): Promise<ImportView> {
  const response = await manager.raw('POST', `devices/import?dryRun=${dryRun}`, {
    headers: { 'content-type': 'text/csv' },
    body: [HEADER, ...rows].join('\n'),
  });
  const { importId } = (await response.json()) as { importId: string };
  return waitFor(
    async () => {
      const { body } = await manager.get<ImportView>(`imports/${importId}`);
      return body.status === 'running' ? undefined : body;
    },
    { what: `import ${importId}` },
  );
}
async function find(tag: string): Promise<DeviceDetail> {
  const { body } = await manager.get<{ items: DeviceDetail[] }>('devices', { query: { q: tag } });
  return body.items[0] as DeviceDetail;
}
async function patch(tag: string, change: Record<string, unknown>): Promise<void> {
  const { id, version } = await find(tag);
  expect((await manager.patch(`devices/${id}`, { version, ...change })).status).toBe(200);
}
async function complete(campaign: string, step: string, tag: string, body: object): Promise<void> {
  const device = (await find(tag)).id;
  const [task] = await technician.all<TaskView>('tasks', { campaign, step, device, status: 'open' });
  const answer = await technician.post(`tasks/${task?.id}/complete`, { version: task?.version, ...body });
  expect([step, answer.status]).toEqual([step, 200]);
}

describe('an old file', () => {
  const FILE = [
    'R-1,,35700BAX,5001,6.02.06,2016-01-01,2016-02-01,North,Ward 1,in use',
    'R-2,,35700BAX,5002,6.02.06,2016-01-01,2016-02-01,North,Ward 1,in use',
  ];
  let campaign: string;

  beforeAll(async () => {
    await bring(FILE);
    const notice = noticeBody({}, { productCodes: ['35700BAX'] });
    campaign = await draftCampaign(manager, 'mismatched-software', notice);
    await openCampaign(manager, campaign);
  });

  it('does not take back what a task recorded: software, and that a pump was not found', async () => {
    await complete(campaign, 'isolate', 'R-1', { outcome: 'isolated' });
    await complete(campaign, 'verify-software-version', 'R-1', { fields: { softwareVersion: '6.05.14' } });
    await complete(campaign, 'release-from-isolation', 'R-1', { outcome: 'released' });
    await complete(campaign, 'isolate', 'R-2', { outcome: 'cannot-locate', reason: 'not on the ward' });
    const before = await Promise.all(['R-1', 'R-2'].map(find));
    expect(before).toMatchObject([{ softwareVersion: '6.05.14' }, { status: 'not-located' }]);
    for (const dryRun of [true, false]) {
      const view = await bring(FILE, dryRun);
      expect(view).toMatchObject({ updated: 0, unchanged: 2, refusedCount: 0, warningCount: 2 });
      expect(view.warnings).toEqual([
        {
          line: 2,
          column: 'software_version',
          value: '6.02.06',
          reason: `This contradicts what was recorded on ${today} by a task (6.05.14), and that is kept. If the file is right, correct the device by hand.`,
        },
        {
          line: 3,
          column: 'status',
          value: 'in-service',
          reason: expect.stringContaining(`recorded on ${today} by a task (not-located)`),
        },
      ]);
    }
    expect(await Promise.all(['R-1', 'R-2'].map(find))).toEqual(before);
    // the rest of such a row lands
    expect(await bring([FILE[0]?.replace('Ward 1', 'Ward 2') ?? ''])).toMatchObject({ updated: 1 });
    expect(await find('R-1')).toMatchObject({ softwareVersion: '6.05.14', location: { name: 'Ward 2' } });
  });

  it('has news where it says something new, and what was recorded in between stays until then', async () => {
    const row = (status: string) => [FILE[0]?.replace('in use', status).replace('Ward 1', 'Ward 2') ?? ''];
    await bring(row('in repair'));
    expect(await find('R-1')).toMatchObject({ status: 'in-repair' });
    await bring(row('in use'));
    expect(await find('R-1')).toMatchObject({ status: 'in-service' });
    // found again, by hand
    await patch('R-2', { status: 'in-storage' });
    expect((await bring([FILE[1] ?? ''])).warnings).toMatchObject([
      { column: 'status', reason: expect.stringContaining(`recorded on ${today} by hand (in-storage)`) },
    ]);
    expect(await find('R-2')).toMatchObject({ status: 'in-storage' });
  });

  it('does not take back what was recorded by hand, nor move a pump back', async () => {
    const PUMP = 'R-3,,OTHER,5003,1.0,2016-01-01,2016-02-01,North,Ward 1,in use';
    await bring([PUMP]);
    const ward3 = (await manager.all<{ id: string; name: string }>('locations')).find(
      ({ name }) => name === 'Ward 3',
    );
    await patch('R-3', { softwareVersion: '2.0', locationId: ward3?.id });
    expect((await bring([PUMP])).warnings.map(({ column }) => column)).toEqual([
      'location',
      'software_version',
    ]);
    expect(await find('R-3')).toMatchObject({ softwareVersion: '2.0', location: { name: 'Ward 3' } });
    const south = (await manager.all<{ id: string; name: string }>('sites')).find(
      ({ name }) => name === 'South',
    );
    await patch('R-3', { siteId: south?.id });
    const view = await bring([PUMP]);
    expect(view).toMatchObject({ updated: 0, unchanged: 1 });
    expect(view.warnings).toMatchObject([
      {
        column: 'site',
        value: 'North',
        reason: expect.stringContaining(`moved away from here on ${today} by hand`),
      },
      { column: 'software_version' },
    ]);
    expect(await find('R-3')).toMatchObject({ site: { name: 'South' }, location: null });
    // a place where it has not been is news
    expect(await bring([PUMP.replace('North,Ward 1', 'East,')])).toMatchObject({ updated: 1 });
    expect(await find('R-3')).toMatchObject({ site: { name: 'East' } });
  });
});

describe('rows that contradict the device they name', () => {
  it('are shown: dates are taken over with a warning, an unreadable UDI-DI is not', async () => {
    const row = (udi: string, made: string, received: string) => [
      `C-1,${udi},,6001,,${made},${received},North,,`,
    ];
    await bring(row('00085412498683', '2016-01-01', '2016-02-01'));
    const view = await bring(row('8.54125E+12', '2016-01-02', '2016-02-02'));
    expect(view).toMatchObject({ updated: 1, refusedCount: 0 });
    expect(view.warnings.map(({ column, value, reason }) => [column, value, reason])).toEqual([
      ['udi_di', '8.54125E+12', expect.stringContaining('no UDI-DI that can be compared')],
      ['manufactured_on', '2016-01-02', expect.stringContaining('The record said 2016-01-01.')],
      ['received_on', '2016-02-02', expect.stringContaining('The record said 2016-02-01.')],
      ['udi_di', '8.54125E+12', expect.stringContaining('The record has the UDI-DI 00085412498683.')],
    ]);
    expect(await find('C-1')).toMatchObject({
      udiDi: '00085412498683',
      manufacturedOn: '2016-01-02',
      receivedOn: '2016-02-02',
    });
  });

  it.each([
    ['udi_di', 'C-2,00085412091570,X1,6002,,,,North,,'],
    ['product_code', 'C-2,00085412498683,X2,6002,,,,North,,'],
    ['serial_number', 'C-2,00085412498683,X1,6003,,,,North,,'],
  ])('are refused for another %s', async (column, other) => {
    await bring(['C-2,00085412498683,X1,6002,,,,North,,']);
    const view = await bring([other]);
    expect(view).toMatchObject({ updated: 0, refusedCount: 1, refused: [{ column }] });
  });

  it('a location that is made by the file is that of its devices, also where they had none', async () => {
    await bring(['C-4,,X1,6004,,,,North,,']);
    expect(await bring(['C-4,,X1,6004,,,,North,New ward,'])).toMatchObject({
      updated: 1,
      locationsCreated: 1,
    });
    expect(await find('C-4')).toMatchObject({ location: { name: 'New ward' } });
  });
});
