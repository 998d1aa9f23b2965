import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { everySize, openBrowser, type Page, press, screenshot, sound, visit } from '../support/browser.js';
import {
  type App,
  type Client,
  client,
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
  waitFor,
  type Ward,
} from '../support/index.js';
import { wedge } from '../support/phone.js';

// A technician with a phone in one hand: taps are counted, and the pump in the hand decides, not the screen.

const UDI = '00085412498683';
let app: App;
let browser: Browser;
let sql: TestSql;
let ward: Ward;
let technician: Client;
let pumps: DeviceRow[];

beforeAll(async () => {
  [app, browser] = await Promise.all([
    startApp(),
    openBrowser(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']),
  ]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  const place = { siteId: ward.siteId, locationId: ward.locationId };
  pumps = [];
  for (let n = 1; n <= 7; n += 1) {
    pumps.push(
      await createDevice(sql, { ...place, assetTag: `PUMP-0${n}`, serialNumber: `SN7700${n}`, udiDi: UDI }),
    );
  }
  await createDevice(sql, { ...place, assetTag: 'HIBC-1', serialNumber: '4012', udiDi: 'J123AQ3451' });
  const manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  technician = await client(app, ward.technician);
  const contacts = noticeBody(
    {},
    { udiDis: [UDI], serialNumbers: { list: ['SN77007'], ranges: [['SN77001', 'SN77004']] } },
  );
  await openCampaign(manager, await draftCampaign(manager, 'corrosion', contacts));
  const software = noticeBody(
    { title: 'Software that does not fit', class: 'II' },
    { udiDis: [UDI], serialNumbers: { ranges: [['SN77005', 'SN77006']] } },
  );
  await openCampaign(manager, await draftCampaign(manager, 'mismatched-software', software));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const phone = (more: object = {}) => visit(browser, app, { size: 'phone', as: ward.technician, ...more });
const pump = (n: number): DeviceRow => pumps[n - 1] as DeviceRow;

async function taskOf(device: DeviceRow, step: string) {
  const [row] = await sql<{
    id: string;
    version: number;
    status: string;
    outcome: string | null;
    fields: Record<string, unknown> | null;
  }>('SELECT id, version, status, outcome, fields FROM task WHERE device_id = $1 AND step_key = $2', [
    device.id,
    step,
  ]);
  return row as NonNullable<typeof row>;
}
const closed = (device: DeviceRow, step = 'inspect-contacts') =>
  waitFor(
    async () => {
      const task = await taskOf(device, step);
      return task.status === 'closed' ? task : undefined;
    },
    { what: `${step} of ${device.assetTag} to be closed` },
  );
const closeAs = (page: Page, outcome: string) => page.getByRole('button', { name: `Close as: ${outcome}` });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

describe.each(everySize)('on a %s, from my work to a closed clean inspection', (size) => {
  it('takes no more than three taps after the scan, and offers the next pump', async () => {
    const n = size === 'phone' ? 1 : 7;
    const { page, complaints, close } = await phone({ size });
    await page.goto('/work');
    await page.getByRole('link', { name: `PUMP-0${n}` }).waitFor();
    await wedge(page, `]d201${UDI}21SN7700${n}`);
    await heading(page, `PUMP-0${n}`).waitFor();
    await page.evaluate(
      "window.taps = 0; window.addEventListener('pointerdown', () => { window.taps += 1; }, { capture: true })",
    );
    await press(size, page.getByRole('radio', { name: 'Clean' }));
    await press(size, closeAs(page, 'Clean'));
    await page.getByText('Closed as: Clean.').waitFor();
    const next = page.getByRole('link', { name: /^Next: PUMP-0/ });
    await next.waitFor();
    expect(await page.evaluate('window.taps')).toBeLessThanOrEqual(3);
    expect(await closed(pump(n))).toMatchObject({ outcome: 'clean' });
    await press(size, next);
    await page.getByRole('radio').first().waitFor();
    expect(await page.evaluate('window.taps')).toBe(3);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('the software version', () => {
  it('says while it is typed what follows, a mismatch loudly, and closes as it says', async () => {
    const isolate = await taskOf(pump(5), 'isolate');
    await technician.post(`tasks/${isolate.id}/complete`, { version: isolate.version, outcome: 'isolated' });
    const { page, complaints, close } = await phone({ scheme: 'dark' });
    await page.goto(`/work/${pump(5).id}`);
    const version = page.getByLabel(/Software version on the start-up screen/);
    const follows = page.getByRole('status', { name: 'What follows from the version' });
    await version.fill('8.00.01');
    await follows.getByText('Matches the platform').waitFor();
    expect(await page.getByRole('radio', { name: 'Matches the platform' }).isChecked()).toBe(true);
    await closeAs(page, 'Matches the platform').waitFor();
    await sound(page);
    await version.fill('see label');
    await follows.getByText('it cannot be told whether it fits').waitFor();
    await page.getByRole('button', { name: 'Close the task' }).waitFor();
    await version.fill('6.02.07');
    await follows.getByText('Does not match the platform').waitFor();
    expect(await follows.innerText()).toMatch(
      /This is a V8 pump; its software is 8\.x[\s\S]*must not be used/,
    );
    expect(await page.getByRole('radio', { name: 'Matches the platform' }).isDisabled()).toBe(true);
    await sound(page);
    await screenshot(page, 'mismatch-phone');
    await closeAs(page, 'Does not match the platform').tap();
    expect(await closed(pump(5), 'verify-software-version')).toMatchObject({
      outcome: 'mismatch',
      fields: { softwareVersion: '6.02.07' },
    });
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a scan', () => {
  it('reads GS, HIBCC and quick keystrokes of a plugged-in scanner, also into the field', async () => {
    const { page, complaints, close } = await phone();
    const gs = `]d201${UDI}10LOT7\u001d21SN77002`;
    await page.goto('/work');
    await page.getByRole('link', { name: /PUMP-02/ }).waitFor();
    await wedge(page, gs);
    await heading(page, 'PUMP-02').waitFor();
    await wedge(page, '+J123AQ3451/25330BC34567/S4012X');
    await heading(page, 'HIBC-1').waitFor();
    await page.goto('/scan');
    // into the field, which takes the keys itself
    await page.getByLabel('Asset tag, serial number or barcode').focus();
    for (const [n, part] of gs.split('\u001d').entries()) {
      if (n > 0) await page.keyboard.press('Control+]');
      await page.keyboard.type(part);
    }
    await page.keyboard.press('Enter');
    await heading(page, 'PUMP-02').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('lets choose where several pumps fit', async () => {
    const { page, close } = await phone();
    await page.goto('/scan');
    await heading(page, 'Scan a pump').waitFor();
    await wedge(page, `01${UDI}`);
    await heading(page, '7 pumps fit').waitFor();
    await sound(page);
    await screenshot(page, 'several-phone');
    await page.getByRole('link', { name: /PUMP-03: SN77003, North Hospital/ }).tap();
    await heading(page, 'PUMP-03').waitFor();
    await close();
  });

  it('of the wrong pump for a task says so loudly and buzzes, also where a device cannot buzz', async () => {
    const { id } = await taskOf(pump(3), 'inspect-contacts');
    for (const can of [true, false]) {
      const { page, context, complaints, close } = await phone();
      await context.addInitScript(
        can
          ? 'window.buzzed = []; Navigator.prototype.vibrate = (pattern) => { window.buzzed.push(pattern); return true; }'
          : 'delete Navigator.prototype.vibrate',
      );
      await page.goto(`/tasks/${id}`);
      await page.getByRole('radio', { name: 'Clean' }).waitFor();
      await wedge(page, `]d201${UDI}21SN77004`);
      const alert = page.getByRole('alert').filter({ hasText: 'Wrong pump' });
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/You scanned PUMP-04\. This task is for PUMP-03/);
      if (can) expect(await page.evaluate('window.buzzed')).toEqual([[300, 100, 300, 100, 300]]);
      await page.getByRole('button', { name: 'Scan again' }).tap();
      await wedge(page, 'SN77003');
      await page.getByText('This is the right pump').waitFor();
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('goes through the device’s own reader where it has one, the UDI before any other code', async () => {
    const { page, context, complaints, close } = await phone();
    await context.addInitScript(`window.BarcodeDetector = class {
      static getSupportedFormats() { return Promise.resolve(['qr_code', 'data_matrix', 'code_128', 'ean_13']); }
      detect(picture) {
        if (!(picture instanceof HTMLCanvasElement)) throw new Error('No picture was given.');
        return Promise.resolve([{ rawValue: 'INVOICE-7' }, { rawValue: '01${UDI}21SN77003' }]);
      }
    }`);
    const readers: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('.wasm')) readers.push(request.url());
    });
    await page.goto('/scan');
    await page.getByRole('button', { name: 'Use the camera' }).tap();
    await heading(page, 'PUMP-03').waitFor();
    expect(readers).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('brings its own reader where the device’s one does not know all formats of a UDI', async () => {
    const { page, context, close } = await phone();
    await context.addInitScript(
      "window.BarcodeDetector = class { static getSupportedFormats() { return Promise.resolve(['qr_code']); } }",
    );
    await page.goto('/scan');
    const reader = page.waitForRequest(/\.wasm$/);
    await page.getByRole('button', { name: 'Use the camera' }).tap();
    await reader;
    await close();
  });

  it('has a light where the camera has a lamp, and does without where the lamp fails', async () => {
    const { page, context, complaints, close } = await phone();
    await context.addInitScript(`
      window.lamp = [];
      const known = MediaStreamTrack.prototype.getCapabilities;
      MediaStreamTrack.prototype.getCapabilities = function () { return { ...known.call(this), torch: true }; };
      MediaStreamTrack.prototype.applyConstraints = ({ advanced }) => {
        window.lamp.push(advanced[0].torch);
        return window.lamp.length < 3 ? Promise.resolve() : Promise.reject(new Error('too hot'));
      };`);
    await page.goto('/scan');
    expect(await page.getByRole('button', { name: 'Light' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Use the camera' }).tap();
    const light = page.getByRole('button', { name: 'Light' });
    for (const on of [true, false]) {
      await light.tap();
      await page.getByRole('button', { name: 'Light', pressed: on }).waitFor();
    }
    await sound(page);
    await screenshot(page, 'camera-phone');
    await light.tap();
    await light.waitFor({ state: 'detached' });
    expect(await page.evaluate('window.lamp')).toEqual([true, false, true]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a pump that nobody finds', () => {
  it('stays in sight as not located, with where it was looked for, when and by whom', async () => {
    const { page, complaints, close } = await phone();
    await page.goto(`/work/${pump(4).id}`);
    await page.getByRole('radio', { name: 'Cannot locate' }).tap();
    await page.getByLabel('Place', { exact: true }).fill('Store room 2');
    await page.getByLabel('When').fill('2026-03-01T14:05');
    await page.getByRole('button', { name: 'Add this place' }).tap();
    // what is typed and not added yet counts as well
    await page.getByLabel('Place', { exact: true }).fill('Ward 3, under the bed');
    await closeAs(page, 'Cannot locate').tap();
    await page.getByText('Closed as: Cannot locate.').waitFor();
    await closed(pump(4));
    await page.goto(`/work/${pump(4).id}`);
    const told = page.getByRole('status').filter({ hasText: 'Nobody has found this pump yet' });
    await told.getByText('Ward 3, under the bed').waitFor();
    expect(await told.innerText()).toMatch(/not located[\s\S]*Store room 2, Mar 1, 2026, 2:05/);
    await sound(page);
    await screenshot(page, 'not-located-phone');
    await page.goto('/devices?q=PUMP-04');
    const listed = page.getByRole('main').getByRole('link', { name: /PUMP-04/ });
    await listed.waitFor();
    await listed.tap();
    await page.getByRole('main').getByText('Not located').first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('by keyboard alone', () => {
  it('a technician goes from my work over a scan to the next pump, and always sees where the focus is', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: ward.technician });
    const tabTo = async (name: RegExp): Promise<void> => {
      for (let n = 0; n < 80; n += 1) {
        await page.keyboard.press('Tab');
        const { text, seen } = (await page.evaluate(`(() => {
          const at = document.activeElement;
          const style = getComputedStyle(at);
          // the end of the page: the browser's own controls come next
          if (at === document.body) return { text: '', seen: true };
          const field = at.matches('input, textarea, select');
          return {
            text: at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || '',
            seen: field || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
          };
        })()`)) as { text: string; seen: boolean };
        if (!seen) throw new Error(`The focus is not seen on ${text}.`);
        if (name.test(text)) return;
      }
      throw new Error(`The keyboard does not reach ${String(name)}.`);
    };
    await page.goto('/work');
    await page.getByRole('link', { name: /PUMP-02/ }).waitFor();
    await tabTo(/^Scan a pump$/);
    await page.keyboard.press('Enter');
    await tabTo(/^Asset tag, serial number or barcode/);
    await page.keyboard.type('SN77002', { delay: 90 });
    await page.keyboard.press('Enter');
    await heading(page, 'PUMP-02').waitFor();
    await tabTo(/^Clean$/);
    await page.keyboard.press('Space');
    await tabTo(/^Close as: Clean$/);
    await page.keyboard.press('Enter');
    await page.getByText('Closed as: Clean.').waitFor();
    expect(await closed(pump(2))).toMatchObject({ outcome: 'clean' });
    await tabTo(/^Next: PUMP-0/);
    await page.keyboard.press('Enter');
    await page.getByRole('radio').first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('while somebody is on leave', () => {
  it('their work is in the list of who stands in, marked as theirs', async () => {
    const today = new Date();
    const day = (offset: number): string =>
      new Date(today.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    const leave = { from: day(-1), to: day(7), standInId: ward.nurseEducator.id };
    expect((await technician.patch('me', { leave })).status).toBe(200);
    const { page, complaints, close } = await phone({ as: ward.nurseEducator });
    await page.goto('/work');
    const entry = page.getByRole('link', { name: /PUMP-06/ });
    await entry.waitFor();
    expect(await entry.innerText()).toMatch(/for technician[^,]*, who is away/i);
    await sound(page);
    await screenshot(page, 'standing-in-phone');
    await entry.tap();
    await page.getByRole('button', { name: /Locate and isolate.*who is away/ }).waitFor();
    await page.getByRole('radio', { name: 'Isolated' }).tap();
    await closeAs(page, 'Isolated').tap();
    await closed(pump(6), 'isolate');
    const [row] = await sql<{ completed_by: string }>(
      "SELECT completed_by FROM task WHERE device_id = $1 AND step_key = 'isolate'",
      [pump(6).id],
    );
    expect(row?.completed_by).toBe(ward.nurseEducator.id);
    expect(complaints).toEqual([]);
    await close();
  });
});
