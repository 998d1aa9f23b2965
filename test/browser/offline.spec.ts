import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bwipjs from 'bwip-js/node';
import {
  everySize,
  openPhone,
  type Page,
  press,
  screenshot,
  type Size,
  sound,
  violations,
} from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createCoverage,
  createDevice,
  createUser,
  createWard,
  type DeviceRow,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type TestSql,
  type UserRow,
  type Ward,
  waitFor,
} from '../support/index.js';
import { installedPhone, signIn, untilKept, wedge } from '../support/phone.js';

let app: App;
let sql: TestSql;
let ward: Ward;
let lead: Client;
let other: UserRow;
let pumps: DeviceRow[];

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  other = await createUser(sql, { role: 'technician', sites: [ward.siteId], name: 'Second Technician' });
  await createCoverage(sql, { siteId: ward.siteId, locationId: ward.locationId, userId: ward.technician.id });
  pumps = [];
  for (let n = 1; n <= 8; n += 1) {
    pumps.push(
      await createDevice(sql, {
        siteId: ward.siteId,
        locationId: ward.locationId,
        assetTag: `PUMP-0${n}`,
        serialNumber: `SN7700${n}`,
        udiDi: '00085412498683',
      }),
    );
  }
  const manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  lead = await client(app, ward.lead);
  const only = (numbers: object) => ({ udiDis: ['00085412498683'], serialNumbers: numbers });
  const contacts = noticeBody({}, only({ ranges: [['SN77001', 'SN77007']] }));
  await openCampaign(manager, await draftCampaign(manager, 'corrosion', contacts));
  const software = noticeBody({ title: 'Software that does not fit' }, only({ list: ['SN77008'] }));
  await openCampaign(manager, await draftCampaign(manager, 'mismatched-software', software));
});
afterAll(async () => {
  await app?.stop();
});

const pump = (n: number): DeviceRow => pumps[n - 1] as DeviceRow;
async function taskOf(device: DeviceRow) {
  const [row] = await sql<{
    id: string;
    version: number;
    status: string;
    outcome: string | null;
    completed_at: Date | null;
    completed_by: string | null;
    note: string | null;
    completions: number;
    photos: number;
  }>(
    `SELECT t.id, t.version, t.status, t.outcome, t.completed_at, t.completed_by, t.note,
            (SELECT count(*)::int FROM task_completion c WHERE c.task_id = t.id) AS completions,
            (SELECT count(*)::int FROM task_photo p WHERE p.task_id = t.id) AS photos
       FROM task t WHERE t.device_id = $1 AND t.step_key = 'inspect-contacts'`,
    [device.id],
  );
  return row as NonNullable<typeof row>;
}
const closed = (device: DeviceRow) =>
  waitFor(async () => ((await taskOf(device)).status === 'closed' ? taskOf(device) : undefined), {
    what: `the task of ${device.assetTag} to be closed`,
    timeoutMs: 20_000,
  });

async function closeHere(
  page: Page,
  device: DeviceRow,
  outcome: string,
  { note, size = 'phone' }: { note?: string; size?: Size } = {},
): Promise<void> {
  await page.goto(`/work/${device.id}`);
  await press(size, page.getByRole('radio', { name: outcome }));
  if (note !== undefined) {
    await press(size, page.getByText('Note or photo'));
    await page.getByLabel('Note', { exact: true }).fill(note);
  }
  await press(size, page.getByRole('button', { name: `Close as: ${outcome}` }));
  // it asks for a photograph, once
  if (outcome === 'Corrosion found') await press(size, page.getByRole('button', { name: 'Close without' }));
}

describe.each(everySize)('work without a network, on a %s', (size) => {
  it('is kept over a reload and a closed browser, and arrives once, with its photo and its own time', async () => {
    const device = pump(size === 'phone' ? 1 : 6);
    const folder = await installedPhone(app);
    let context = await openPhone(app, folder, size);
    let page = await signIn(context, ward.technician);
    await untilKept(page);
    await context.setOffline(true);

    await page.goto(`/work/${device.id}`);
    await page.getByText('No network: this is what the phone kept.').waitFor();
    await press(size, page.getByRole('radio', { name: 'Residue' }));
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'photo.png',
        mimeType: 'image/png',
        buffer: await bwipjs.toBuffer({ bcid: 'datamatrix', text: 'photo', scale: 20 }),
      });
    await page.getByRole('img', { name: 'Photograph of what was found' }).waitFor();
    const before = new Date();
    await press(size, page.getByRole('button', { name: 'Close as: Residue' }));
    await page.getByText('Kept on this device.').waitFor();
    const after = new Date();
    await page.getByRole('link', { name: '1 waiting' }).waitFor();
    await sound(page);
    await screenshot(page, `offline-kept-${size}`);

    await page.reload();
    await press(size, page.getByRole('link', { name: '1 waiting' }));
    await page.getByRole('heading', { name: 'Waiting to be sent' }).waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(
      new RegExp(`${device.assetTag}[\\s\\S]*Residue[\\s\\S]*1 photo`),
    );
    await sound(page);
    await screenshot(page, `outbox-waiting-${size}`);
    await page.goto('/work');
    await page.getByText('No network. This is your work as of').waitFor();
    await page.getByText('closed here, not sent yet').waitFor();
    await sound(page);
    await screenshot(page, `work-offline-${size}`);

    await context.close();
    expect(await taskOf(device)).toMatchObject({ status: 'open', completions: 0, photos: 0 });

    context = await openPhone(app, folder, size);
    page = context.pages()[0] ?? (await context.newPage());
    await page.goto('/work');
    const task = await closed(device);
    expect(task).toMatchObject({ outcome: 'residue', completions: 1, photos: 1 });
    expect(task.completed_by).toBe(ward.technician.id);
    expect(task.completed_at?.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(task.completed_at?.getTime()).toBeLessThanOrEqual(after.getTime());
    await page.getByRole('link', { name: /waiting|sending/ }).waitFor({ state: 'detached' });
    await context.close();
  });

  it('shows what somebody else did meanwhile beside it, and drops neither', async () => {
    const device = pump(size === 'phone' ? 3 : 7);
    const context = await openPhone(app, await installedPhone(app), size);
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await context.setOffline(true);
    await closeHere(page, device, 'Corrosion found', { note: 'green on pin 2', size });
    await page.getByText('Kept on this device.').waitFor();
    const { id, version } = await taskOf(device);
    await lead.post(`tasks/${id}/complete`, { version, outcome: 'clean', note: 'looked fine' });
    await context.setOffline(false);
    await press(size, page.getByRole('link', { name: '1 needs you' }));
    await page.getByRole('heading', { name: 'Needs your decision' }).waitFor();
    const main = await page.getByRole('main').innerText();
    for (const words of ['Corrosion found', 'Clean', 'green on pin 2', 'looked fine'])
      expect(main).toContain(words);
    await sound(page);
    await screenshot(page, `offline-conflict-${size}`);
    await page.reload();
    await page.getByText('green on pin 2').waitFor();
    expect(await taskOf(device)).toMatchObject({ outcome: 'clean', completions: 1 });
    await context.close();
  });
});

describe('work without a network', () => {
  it('opens the next step of a pump as soon as the one before is closed here: a pump is touched once', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await context.setOffline(true);
    await page.goto(`/work/${pump(8).id}`);
    await page
      .getByRole('button', { name: /^Verify the software version.*waits for an earlier step/i })
      .waitFor();
    await page.getByRole('radio', { name: 'Isolated' }).tap();
    await page.getByRole('button', { name: 'Close as: Isolated' }).tap();
    await page.getByText('Kept on this device.').waitFor();
    await page.reload();
    await page.getByLabel(/Software version on the start-up screen/).fill('8.00.01');
    await page.getByRole('button', { name: 'Close as: Matches the platform' }).tap();
    await page.getByRole('link', { name: '2 waiting' }).waitFor();
    await sound(page);
    await context.setOffline(false);
    await page.getByRole('link', { name: '2 waiting' }).waitFor({ state: 'detached' });
    expect(
      await sql(
        `SELECT t.step_key, t.status, t.outcome, (SELECT count(*)::int FROM task_completion c WHERE c.task_id = t.id) AS completions
           FROM task t WHERE t.device_id = $1 AND t.step_key IN ('isolate', 'verify-software-version') ORDER BY t.id`,
        [pump(8).id],
      ),
    ).toEqual([
      { step_key: 'isolate', status: 'closed', outcome: 'isolated', completions: 1 },
      { step_key: 'verify-software-version', status: 'closed', outcome: 'matches', completions: 1 },
    ]);
    await page.getByRole('link', { name: /needs you/ }).waitFor({ state: 'detached' });
    await context.close();
  });

  it('finds a pump by scan, and keeps the scan of one that is not on the phone', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await context.setOffline(true);
    await page.goto('/scan');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await wedge(page, ']d2010008541249868321SN77002');
    await page.getByRole('heading', { name: 'PUMP-02' }).waitFor();
    await page.goto('/scan?code=SN-NOWHERE');
    await page.getByRole('heading', { name: 'Not among your pumps on this phone' }).waitFor();
    await sound(page);
    await page.getByRole('button', { name: 'Keep the scan' }).tap();
    await page.getByText('Kept. You find the answer').waitFor();
    await context.setOffline(false);
    await page.getByRole('link', { name: '1 needs you' }).tap();
    await page.getByText('No pump with this code is in the fleet.').waitFor();
    await sound(page);
    await context.close();
  });

  it('asks before signing out, stays with its person, and is never sent under another name', async () => {
    const context = await openPhone(app, await installedPhone(app));
    let page = await signIn(context, ward.technician);
    await untilKept(page);
    // the network is there, but what is sent does not get through
    await context.route('**/api/v1/tasks/*/complete', (route) => route.abort());
    await closeHere(page, pump(4), 'Clean');
    await page.getByText('Kept on this device.').waitFor();
    const leave = async (): Promise<void> => {
      await page.getByRole('button', { name: /technician$/ }).tap();
      await page.getByRole('menuitem', { name: 'Sign out' }).tap();
    };
    await leave();
    const dialog = page.getByRole('dialog', { name: 'Not everything has been sent' });
    await dialog.waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'leaving-phone');
    await dialog.getByRole('button', { name: 'Stay' }).last().tap();
    await dialog.waitFor({ state: 'detached' });
    await leave();
    await dialog.getByRole('button', { name: 'Sign out' }).tap();
    await page.waitForURL('**/sign-in');
    await context.unroute('**/api/v1/tasks/*/complete');

    page = await signIn(context, other);
    await page.getByRole('link', { name: '1 of others' }).tap();
    await page.getByText('1 piece of work of somebody else waits').waitFor();
    await sound(page);
    await page.getByText('PUMP-04').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Nothing waits' }).waitFor();
    expect(await taskOf(pump(4))).toMatchObject({ status: 'open', completions: 0 });
    await page.getByRole('button', { name: /technician$/ }).tap();
    await page.getByRole('menuitem', { name: 'Sign out' }).tap();
    await page.waitForURL('**/sign-in');

    await signIn(context, ward.technician);
    expect(await closed(pump(4))).toMatchObject({
      outcome: 'clean',
      completed_by: ward.technician.id,
      completions: 1,
    });
    await context.close();
  });

  it('survives a lost answer: the server has it, the phone did not hear so, and it happens once', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    let lost = 0;
    await context.route('**/api/v1/tasks/*/complete', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await closeHere(page, pump(5), 'Clean');
    await page.getByText(/Kept on this device|Closed as: Clean/).waitFor();
    expect(await taskOf(pump(5))).toMatchObject({ status: 'closed', completions: 1 });
    await page.getByRole('link', { name: '1 waiting' }).waitFor();
    await page.getByRole('link', { name: '1 waiting' }).waitFor({ state: 'detached' });
    expect(lost).toBe(1);
    expect(await taskOf(pump(5))).toMatchObject({ status: 'closed', completions: 1 });
    await context.close();
  });
});

describe('the API', () => {
  it('refuses work that says it is another person’s', async () => {
    const technician = await client(app, other);
    const { id, version } = await taskOf(pump(2));
    const answer = await technician.post<{ code: string }>(
      `tasks/${id}/complete`,
      { version, outcome: 'clean' },
      { headers: { 'closeout-person': ward.technician.id } },
    );
    expect([answer.status, answer.body.code]).toEqual([409, 'session.other-person']);
    expect(await taskOf(pump(2))).toMatchObject({ status: 'open' });
  });
});
