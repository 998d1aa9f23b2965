import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bwipjs from 'bwip-js/node';
import type { Browser } from 'playwright-core';
import {
  everySize,
  openBrowser,
  type Page,
  screenshot,
  sound,
  violations,
  visit,
} from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createDevice,
  createWard,
  type DeviceRow,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type TestSql,
  createUser,
  type Ward,
  waitFor,
} from '../support/index.js';
import { wedge } from '../support/phone.js';

const UDI = '00085412498683';
let app: App;
let browser: Browser;
let sql: TestSql;
let ward: Ward;
let lead: Client;
/** one pump a test, and one that two campaigns are about */
let pumps: DeviceRow[];
let both: DeviceRow;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  const place = { siteId: ward.siteId, locationId: ward.locationId };
  pumps = [];
  for (let n = 1; n <= 9; n += 1) {
    pumps.push(
      await createDevice(sql, { ...place, assetTag: `PUMP-0${n}`, serialNumber: `SN7700${n}`, udiDi: UDI }),
    );
  }
  both = await createDevice(sql, { ...place, assetTag: 'PUMP-99', serialNumber: 'SN99', udiDi: UDI });
  const manager = await client(app, await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' }));
  lead = await client(app, ward.lead);
  await openCampaign(manager, await draftCampaign(manager, 'corrosion'));
  const second = noticeBody(
    { title: 'Software that does not fit', class: 'II' },
    { serialNumbers: { list: ['SN99'] } },
  );
  await openCampaign(manager, await draftCampaign(manager, 'mismatched-software', second));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const phone = (more: object = {}) => visit(browser, app, { size: 'phone', as: ward.technician, ...more });
const pump = (n: number): DeviceRow => pumps[n - 1] as DeviceRow;

async function taskOf(device: DeviceRow, step = 'inspect-contacts') {
  const [row] = await sql<{ id: string; status: string; outcome: string | null; version: number }>(
    'SELECT id, status, outcome, version FROM task WHERE device_id = $1 AND step_key = $2',
    [device.id, step],
  );
  return row as { id: string; status: string; outcome: string | null; version: number };
}
const closed = (device: DeviceRow) =>
  waitFor(async () => ((await taskOf(device)).status === 'closed' ? taskOf(device) : undefined), {
    what: `the task of ${device.assetTag} to be closed`,
  });
const closeAs = (page: Page, outcome: string) => page.getByRole('button', { name: `Close as: ${outcome}` });

describe.each(everySize)('my work on a %s', (size) => {
  it('has one entry a pump with the tasks of all its campaigns, and a filter in the address', async () => {
    const { page, complaints, context } = await visit(browser, app, { size, as: ward.technician });
    await page.goto('/tasks?assignee=me');
    await page.waitForURL('**/work');
    const entry = page.getByRole('link', { name: /PUMP-99/ });
    await entry.waitFor();
    expect(await entry.innerText()).toMatch(/Locate and isolate[\s\S]*Inspect the contacts/);
    await sound(page);
    await screenshot(page, `work-${size}`);
    await page.getByLabel('Pump, place, step or campaign').fill('pump-03');
    await page.waitForURL(/q=pump-03/);
    await entry.waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: /PUMP-0/ }).count()).toBe(1);
    await page.getByRole('radiogroup', { name: 'Due' }).getByText('Late').click();
    await page.getByRole('heading', { name: 'Nothing fits this filter' }).waitFor();
    await sound(page);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows a pump with everything that is to be done on it, and each task by itself', async () => {
    const { page, complaints, context } = await visit(browser, app, {
      size,
      as: ward.technician,
      scheme: 'dark',
    });
    await page.goto(`/work/${both.id}`);
    await page.getByRole('radio', { name: 'Isolated' }).waitFor();
    await page.getByRole('button', { name: /Inspect the contacts/ }).click();
    await page.getByRole('radio', { name: 'Residue' }).click();
    await page.getByRole('button', { name: /Photograph of what was found/ }).waitFor();
    await sound(page);
    await screenshot(page, `pump-${size}`);
    await page.goto(`/tasks/${(await taskOf(both, 'verify-software-version')).id}`);
    await page.getByText('It waits for an earlier step').waitFor();
    await page.getByText('Nothing has been recorded yet.').waitFor();
    await sound(page);
    await screenshot(page, `task-${size}`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('lists all tasks by filters that are in the address', async () => {
    const { page, context } = await visit(browser, app, { size, as: ward.lead });
    await page.goto(`/tasks?site=${ward.siteId}&status=open&q=PUMP-99`);
    await page
      .getByRole('link', { name: /Isolate|Locate/ })
      .first()
      .waitFor();
    await sound(page);
    await screenshot(page, `tasks-${size}`);
    if (size === 'phone') await page.getByRole('button', { name: /^Filters/ }).click();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.waitForURL(/\/tasks$/);
    const outcome = page.getByRole('combobox', { name: 'Outcome' });
    await outcome.click();
    await page.getByRole('option', { name: 'Corrosion found' }).click();
    await page.waitForURL(/outcome=corrosion-found/);
    await page.getByRole('heading', { name: 'No task fits' }).waitFor();
    await context.close();
  });

  it('says what stands in the way of the camera, and that a pump is none of the fleet', async () => {
    const { page, context } = await visit(browser, app, { size, as: ward.technician });
    await page.goto('/scan');
    const camera = page.getByRole('button', { name: 'Use the camera' });
    await camera.waitFor();
    await sound(page);
    await camera.click();
    await page.getByText(/No camera was found|may not use the camera/).waitFor();
    await page.getByLabel('Asset tag, serial number or barcode').fill(`(01)${UDI}(21)NEW-${size}`);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Not in the fleet' }).waitFor();
    await sound(page);
    await page.getByRole('button', { name: 'Not in the fleet: report it' }).click();
    expect(await page.getByLabel('Serial number', { exact: true }).inputValue()).toBe(`NEW-${size}`);
    expect(await page.getByLabel('UDI-DI').inputValue()).toBe(UDI);
    await sound(page);
    await screenshot(page, `report-${size}`);
    await page.getByRole('button', { name: 'Report this pump' }).click();
    await page.getByText('It has a record now').waitFor();
    const [row] = await sql<{ status: string; reported_by: string }>(
      'SELECT status, reported_by FROM device WHERE serial_number = $1',
      [`NEW-${size}`],
    );
    expect(row).toEqual({ status: 'unknown', reported_by: ward.technician.id });
    await context.close();
  });
});

describe('a number typed without the letters before it', () => {
  it('leads to the asset tag that ends so, and stays in the field', async () => {
    const place = { siteId: ward.siteId, locationId: ward.locationId };
    await createDevice(sql, { ...place, assetTag: 'CE-90108', serialNumber: 'CLOSE-1' });
    const { page, complaints, context } = await phone();
    await page.goto('/scan');
    const field = page.getByLabel('Asset tag, serial number or barcode');
    await field.fill('90108');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Not in the fleet' }).waitFor();
    expect(await field.inputValue()).toBe('90108');
    await page.getByRole('button', { name: 'Did you mean CE-90108?' }).waitFor();
    await sound(page, 'scan-close-tag-phone');
    await page.getByRole('button', { name: 'Did you mean CE-90108?' }).tap();
    await page.getByRole('heading', { name: 'CE-90108' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('from a scan to a closed task', () => {
  it('takes two taps with a plugged-in scanner, and a third to the next pump', async () => {
    const { page, complaints, context } = await phone();
    await page.goto('/scan');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await wedge(page, `]d201${UDI}21SN77001`);
    await page.getByRole('heading', { name: 'PUMP-01' }).waitFor();
    await screenshot(page, 'pump-scanned-phone');
    await page.getByRole('radio', { name: 'Clean' }).tap();
    await closeAs(page, 'Clean').tap();
    await page.getByText('Closed as: Clean.').waitFor();
    expect(await closed(pump(1))).toMatchObject({ outcome: 'clean' });
    await screenshot(page, 'next-phone');
    await sound(page);
    // the pump of two campaigns is due first
    await page.getByRole('link', { name: /^Next: PUMP-99/ }).tap();
    await page.getByRole('radio', { name: 'Isolated' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('works with a picture of the label, and says loudly that it is the wrong pump', async () => {
    const { page, complaints, context } = await phone();
    const label = (serial: string) =>
      bwipjs.toBuffer({
        bcid: 'gs1datamatrix',
        text: `(01)${UDI}(21)${serial}`,
        scale: 4,
        padding: 12,
        backgroundcolor: 'FFFFFF',
      });
    await page.goto(`/scan?task=${(await taskOf(pump(2))).id}`);
    await page.getByText('For “Inspect the contacts” on PUMP-02').waitFor();
    const picture = page.locator('input[type=file]');
    await picture.setInputFiles({ name: 'label.png', mimeType: 'image/png', buffer: await label('SN77003') });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/Wrong pump[\s\S]*PUMP-03[\s\S]*PUMP-02/);
    expect(await alert.getAttribute('aria-live')).toBe('assertive');
    await sound(page);
    await screenshot(page, 'wrong-pump-phone');
    await page.getByRole('button', { name: 'Scan again' }).click();
    await picture.setInputFiles({ name: 'label.png', mimeType: 'image/png', buffer: await label('SN77002') });
    await page.getByText('This is the right pump').waitFor();
    await page.getByRole('radio', { name: 'Residue' }).tap();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'photo.png',
        mimeType: 'image/png',
        buffer: await bwipjs.toBuffer({ bcid: 'datamatrix', text: 'large', scale: 200 }),
      });
    await page.getByRole('img', { name: 'Photograph of what was found' }).waitFor();
    await closeAs(page, 'Residue').tap();
    // residue starts the next task of the same pump; it is somebody's, the technician's own
    expect(await closed(pump(2))).toMatchObject({ outcome: 'residue' });
    const [photo] = await sql<{ media_type: string; bytes: string; fields: { photo: string } }>(
      'SELECT p.media_type, p.bytes, t.fields FROM task_photo p JOIN task t ON t.id = p.task_id WHERE t.device_id = $1',
      [pump(2).id],
    );
    expect(photo).toMatchObject({ media_type: 'image/jpeg', fields: { photo: expect.any(String) } });
    expect(Number(photo?.bytes)).toBeLessThan(400_000);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('asks once, in place, before it closes without the photograph, and says that a report of harm is made', async () => {
    const { page, complaints, context } = await phone();
    await page.goto(`/work/${pump(9).id}`);
    await page.getByRole('radio', { name: 'Corrosion found' }).tap();
    await page.getByLabel('A patient was or could have been harmed').first().tap();
    await page.getByLabel(/^What happened/).fill('The infusion stopped.');
    await closeAs(page, 'Corrosion found').tap();
    const question = page.getByRole('group', { name: 'No photograph yet. Close without one?' });
    await question.waitFor();
    await sound(page, 'close-without-photo-phone');
    const image = { name: 'photo.png', mimeType: 'image/png' };
    const buffer = await bwipjs.toBuffer({ bcid: 'datamatrix', text: 'corroded', scale: 20 });
    // a photograph answers it
    await question.locator('input[type=file]').setInputFiles({ ...image, buffer });
    await page.getByRole('img', { name: 'Photograph of what was found' }).waitFor();
    await closeAs(page, 'Corrosion found').waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).tap();
    await question.getByRole('button', { name: 'Close without' }).tap();
    await page.getByText('Closed as: Corrosion found.').waitFor();
    await page.getByText('The report of harm is made.').waitFor();
    await page.getByText('Rita Risk, who answers for the campaign, is told by e-mail at once').waitFor();
    await sound(page, 'closed-with-harm-phone');
    expect(await closed(pump(9))).toMatchObject({ outcome: 'corrosion-found' });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('keeps where a pump was looked for', async () => {
    const { page, context } = await phone();
    await page.goto(`/work/${pump(4).id}`);
    await page.getByRole('radio', { name: 'Cannot locate' }).tap();
    await closeAs(page, 'Cannot locate').tap();
    await page.getByText('Name a place where you looked').waitFor();
    await page.getByLabel('Place', { exact: true }).fill('Store room 2');
    await page.getByRole('button', { name: 'Add this place' }).tap();
    await sound(page);
    await screenshot(page, 'cannot-locate-phone');
    await closeAs(page, 'Cannot locate').tap();
    await page.getByText('Closed as: Cannot locate.').waitFor();
    const [row] = await sql<{ searched: Array<{ place: string }> }>(
      'SELECT searched FROM task WHERE device_id = $1',
      [pump(4).id],
    );
    expect(row?.searched.map(({ place }) => place)).toEqual(['Store room 2']);
    await context.close();
  });

  it('goes by keyboard alone, from my work to the next pump', async () => {
    const { page, context } = await visit(browser, app, { as: ward.technician });
    await page.goto('/work?q=pump-05');
    const tabTo = async (name: string | RegExp): Promise<void> => {
      for (let n = 0; n < 80; n += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(
          "(document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || document.activeElement?.value || '') + ''",
        );
        if (typeof name === 'string' ? focused === name : name.test(String(focused))) return;
      }
      throw new Error(`The keyboard does not reach ${String(name)}.`);
    };
    await page.getByRole('link', { name: /PUMP-05/ }).waitFor();
    await tabTo(/PUMP-05/);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Clean' }).waitFor();
    await tabTo('Clean');
    await page.keyboard.press('Space');
    await tabTo('Close as: Clean');
    await page.keyboard.press('Enter');
    await page.getByText('Closed as: Clean.').waitFor();
    expect(await closed(pump(5))).toMatchObject({ outcome: 'clean' });
    await tabTo(/^Next: PUMP/);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Isolated' }).waitFor();
    await context.close();
  });
});

describe('a conflict and what a lead does', () => {
  it('shows both versions of what two people did, and keeps mine until I decide', async () => {
    const { page, context } = await phone();
    await page.goto(`/work/${pump(6).id}`);
    await page.getByRole('radio', { name: 'Residue' }).tap();
    const { id, version } = await taskOf(pump(6));
    await lead.post(`tasks/${id}/complete`, { version, outcome: 'clean', note: 'done on the ward' });
    await closeAs(page, 'Residue').tap();
    await page.getByRole('button', { name: 'Close without' }).tap();
    const alert = page.getByRole('alert').filter({ hasText: 'The server did not take this' });
    await alert.waitFor();
    expect(await alert.getByRole('row', { name: /Outcome/ }).innerText()).toMatch(/Residue\s+Clean/);
    expect(await alert.innerText()).toMatch(/done on the ward/);
    await sound(page);
    await screenshot(page, 'conflict-phone');
    await page.getByRole('link', { name: '1 needs you' }).click();
    await page.getByRole('heading', { name: 'Needs your decision' }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Outcome/ }).waitFor();
    await sound(page);
    await screenshot(page, 'outbox-phone');
    await lead.post(`tasks/${id}/reopen`, {
      version: (await taskOf(pump(6))).version,
      reason: 'there is residue',
    });
    await page.getByRole('button', { name: 'Send mine on the current state' }).click();
    await page.getByRole('heading', { name: 'Needs your decision' }).waitFor({ state: 'detached' });
    expect(await closed(pump(6))).toMatchObject({ outcome: 'residue' });
    await context.close();
  });

  it('is discarded only after a question', async () => {
    const { page, context } = await phone();
    await page.goto(`/work/${pump(7).id}`);
    await page.getByRole('radio', { name: 'Residue' }).tap();
    const { id, version } = await taskOf(pump(7));
    await lead.post(`tasks/${id}/complete`, { version, outcome: 'clean' });
    await closeAs(page, 'Residue').tap();
    await page.getByRole('button', { name: 'Close without' }).tap();
    await page.getByRole('button', { name: 'Discard mine' }).tap();
    const dialog = page.getByRole('dialog', { name: 'Discard what you recorded?' });
    await dialog.waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Discard', exact: true }).tap();
    await page.getByRole('link', { name: /needs you/ }).waitFor({ state: 'detached' });
    expect(await taskOf(pump(7))).toMatchObject({ status: 'closed', outcome: 'clean' });
    await context.close();
  });

  it('a lead reopens a task, with its history, and gives one to somebody else', async () => {
    const { id, version } = await taskOf(pump(8));
    await lead.post(`tasks/${id}/complete`, { version, outcome: 'clean', note: 'all dry' });
    const { page, context } = await visit(browser, app, { as: ward.lead });
    await page.goto(`/tasks/${id}`);
    await page.getByText('all dry').first().waitFor();
    await page.getByRole('button', { name: 'Reopen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Reason/).fill('Looked at the wrong pump');
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Reopen' }).click();
    await page.getByText('Looked at the wrong pump').waitFor();
    await screenshot(page, 'task-reopened-desktop');
    await page.getByRole('button', { name: 'Give to somebody else' }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: /technician/ }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Give it to them' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const [row] = await sql<{ assignee_id: string }>('SELECT assignee_id FROM task WHERE id = $1', [id]);
    expect(row?.assignee_id).toBe(ward.nurseEducator.id);
    await context.close();
  });
});
