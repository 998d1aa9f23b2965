import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import bwipjs from 'bwip-js/node';
import type { BrowserContext } from 'playwright-core';
import { holds, openPhone, type Page, screenshot, sound } from '../support/browser.js';
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
  type UserRow,
  type Ward,
  waitFor,
} from '../support/index.js';
import { fillIn, installedPhone, signIn, untilKept } from '../support/phone.js';

// What a phone goes through on a ward: a session that ends, a lift without a network, two tabs at once.

const UDI = '00085412498683';
let app: App;
let sql: TestSql;
let ward: Ward;
let other: UserRow;
let pumps: DeviceRow[];
let manager: Client;
let softwareCampaign: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  other = await createUser(sql, { role: 'technician', sites: [ward.siteId], name: 'Second Technician' });
  pumps = [];
  for (let n = 1; n <= 10; n += 1) {
    pumps.push(
      await createDevice(sql, {
        siteId: ward.siteId,
        locationId: ward.locationId,
        assetTag: `PUMP-0${n}`,
        serialNumber: `SN7700${n}`,
        udiDi: UDI,
      }),
    );
  }
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  const contacts = noticeBody(
    {},
    {
      udiDis: [UDI],
      serialNumbers: { ranges: [['SN77001', 'SN77006']], list: ['SN77008', 'SN77009', 'SN770010'] },
    },
  );
  await openCampaign(manager, await draftCampaign(manager, 'corrosion', contacts));
  const software = noticeBody(
    { title: 'Software that does not fit', class: 'II' },
    { udiDis: [UDI], serialNumbers: { list: ['SN77007'] } },
  );
  softwareCampaign = await draftCampaign(manager, 'mismatched-software', software);
  await openCampaign(manager, softwareCampaign);
});
afterAll(async () => {
  await app?.stop();
});

const pump = (n: number): DeviceRow => pumps[n - 1] as DeviceRow;

async function taskOf(device: DeviceRow, step = 'inspect-contacts') {
  const [row] = await sql<{
    id: string;
    status: string;
    outcome: string | null;
    completed_by: string | null;
    completions: number;
    photos: number;
  }>(
    `SELECT t.id, t.status, t.outcome, t.completed_by,
            (SELECT count(*)::int FROM task_completion c WHERE c.task_id = t.id) AS completions,
            (SELECT count(*)::int FROM task_photo p WHERE p.task_id = t.id) AS photos
       FROM task t WHERE t.device_id = $1 AND t.step_key = $2`,
    [device.id, step],
  );
  return row as NonNullable<typeof row>;
}
const closed = (device: DeviceRow) =>
  waitFor(async () => ((await taskOf(device)).status === 'closed' ? taskOf(device) : undefined), {
    what: `the task of ${device.assetTag} to be closed`,
    timeoutMs: 20_000,
  });

async function choose(page: Page, device: DeviceRow, outcome: string): Promise<void> {
  await page.goto(`/work/${device.id}`);
  await page.getByRole('radio', { name: outcome }).tap();
}
const close = (page: Page, outcome: string) =>
  page.getByRole('button', { name: `Close as: ${outcome}` }).tap();

/** Does something with what the phone keeps, as a function of the open database and of `done`. */
const inStore = (page: Page, deed: string) =>
  page.evaluate(
    `new Promise((done, fail) => {
       const open = indexedDB.open('closeout');
       open.onerror = fail;
       open.onsuccess = () => (${deed})(open.result, (found) => { open.result.close(); done(found); });
     })`,
  );

/** Every try to close something or to send a photo: which, and with which Idempotency-Key. */
function tries(context: BrowserContext): Array<{ what: string; key: string }> {
  const seen: Array<{ what: string; key: string }> = [];
  context.on('request', (request) => {
    const what = /\/api\/v1\/tasks\/\d+\/(complete|photos)$/.exec(request.url())?.[1];
    if (what !== undefined && request.method() === 'POST')
      seen.push({ what, key: request.headers()['idempotency-key'] ?? '' });
  });
  return seen;
}

describe('what waits for an earlier step', () => {
  it('is on the phone too, and is there after the browser was closed, still without a network', async () => {
    const folder = await installedPhone(app);
    let context = await openPhone(app, folder);
    await untilKept(await signIn(context, ward.technician));
    await context.close();
    context = await openPhone(app, folder);
    await context.setOffline(true);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto('/work');
    const entry = page.getByRole('link', { name: /PUMP-07/ });
    await entry.waitFor();
    expect(await entry.innerText()).toMatch(/Verify the software version[\s\S]*waits for an earlier step/);
    await sound(page);
    await screenshot(page, 'work-waiting-offline-phone');
    await entry.tap();
    await page.getByRole('button', { name: /Verify the software version.*waits/ }).waitFor();
    await page.getByRole('radio', { name: 'Isolated' }).waitFor();
    await context.close();
  });
});

describe('a session that ended', () => {
  const ended = () => sql('DELETE FROM session WHERE user_id = $1', [ward.technician.id]);

  it('keeps what was closed, says so, and sends it once its person has signed in again', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await choose(page, pump(1), 'Clean');
    await ended();
    await close(page, 'Clean');
    await page.getByRole('link', { name: '1: sign in to send' }).tap();
    await page.getByText('You are no longer signed in. Everything is kept').waitFor();
    await sound(page);
    await screenshot(page, 'outbox-signed-out-phone');
    expect(await taskOf(pump(1))).toMatchObject({ status: 'open', completions: 0 });
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).tap();
    await fillIn(page, ward.technician);
    await page.waitForURL('**/outbox');
    expect(await closed(pump(1))).toMatchObject({ completions: 1, completed_by: ward.technician.id });
    await page.getByRole('heading', { name: 'Sent in the last seven days' }).waitFor();
    await context.close();
  });

  it('is never sent under the name of somebody else who signs in on the same phone, who is told of it', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await choose(page, pump(2), 'Clean');
    await ended();
    await close(page, 'Clean');
    await page.getByRole('link', { name: '1: sign in to send' }).waitFor();
    await page.goto('/sign-in');
    const seen = tries(context);
    await fillIn(page, other);
    await page.waitForURL('**/work');
    await page.getByRole('link', { name: '1 of others' }).tap();
    await page.getByText('1 piece of work of somebody else waits').waitFor();
    // a piece of their own goes, that of the other stays where it is
    await page.goto(`/work/${pump(3).id}`);
    await page.getByRole('button', { name: /Inspect the contacts/ }).waitFor();
    await page.getByRole('radio', { name: 'Clean' }).tap();
    await close(page, 'Clean');
    expect(await closed(pump(3))).toMatchObject({ completed_by: other.id });
    expect(seen).toHaveLength(1);
    expect(await taskOf(pump(2))).toMatchObject({ status: 'open', completions: 0 });
    await signIn(context, ward.technician);
    expect(await closed(pump(2))).toMatchObject({ completions: 1, completed_by: ward.technician.id });
    await context.close();
  });
});

describe('the network', () => {
  it('goes away between the photo and the completion: both arrive once', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    const seen = tries(context);
    await choose(page, pump(4), 'Residue');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name: 'photo.png',
        mimeType: 'image/png',
        buffer: await bwipjs.toBuffer({ bcid: 'datamatrix', text: 'photo', scale: 20 }),
      });
    await page.getByRole('img', { name: 'Photograph of what was found' }).waitFor();
    let cut = 0;
    await context.route('**/api/v1/tasks/*/complete', async (route) => {
      if (cut === 0) await context.setOffline(true);
      cut += 1;
      await route.continue();
    });
    await close(page, 'Residue');
    await page.getByText('Kept on this device.').waitFor();
    await page.getByRole('link', { name: '1 waiting' }).waitFor();
    expect(await taskOf(pump(4))).toMatchObject({ status: 'open', photos: 1, completions: 0 });
    await context.setOffline(false);
    expect(await closed(pump(4))).toMatchObject({ outcome: 'residue', photos: 1, completions: 1 });
    await page.getByRole('link', { name: /waiting|sending/ }).waitFor({ state: 'detached' });
    const of = (what: string) => seen.filter((request) => request.what === what);
    expect(of('photos')).toHaveLength(1);
    expect(of('complete').length).toBeGreaterThan(1);
    expect(new Set(of('complete').map(({ key }) => key)).size).toBe(1);
    await context.close();
  });

  it('comes back while two tabs are open: each piece of work happens once, though the tab that sends is closed', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    const second = await context.newPage();
    await second.goto('/work');
    await second
      .getByRole('link', { name: /PUMP-0/ })
      .first()
      .waitFor();
    await context.setOffline(true);
    for (const n of [5, 6]) {
      await choose(page, pump(n), 'Clean');
      await close(page, 'Clean');
      await page.getByText('Kept on this device.').waitFor();
    }
    await second.getByRole('link', { name: '2 waiting' }).waitFor();
    const seen = tries(context);
    let third: Page | undefined;
    await context.route('**/api/v1/tasks/*/complete', async (route) => {
      // a further tab is opened while one is sending: what is on its way is not taken for left behind
      if (third === undefined) {
        third = await context.newPage();
        await third.goto('/work');
        await third.getByRole('link', { name: /sending/ }).waitFor();
        await third.reload();
        await third.getByRole('link', { name: /sending/ }).waitFor();
        expect(seen).toHaveLength(1);
        // and it goes away before it has an answer: another tab takes up what it left
        await route.request().frame().page().close();
        return;
      }
      await route.continue();
    });
    await context.setOffline(false);
    for (const n of [5, 6]) expect(await closed(pump(n))).toMatchObject({ completions: 1 });
    const open = context.pages().filter((tab) => tab.url().startsWith('http'));
    expect(open.length).toBeGreaterThan(1);
    for (const tab of open)
      await tab.getByRole('link', { name: /waiting|sending/ }).waitFor({ state: 'detached' });
    expect(seen.map(({ what }) => what)).toEqual(['complete', 'complete', 'complete']);
    expect(new Set(seen.map(({ key }) => key)).size).toBe(2);
    await context.close();
  });
});

describe('a campaign that ends meanwhile', () => {
  it('drops nothing of what was closed without a network: both versions are shown until its person decides', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await context.setOffline(true);
    await choose(page, pump(7), 'Isolated');
    await page.getByLabel('Where it stands now').fill('Store room 2, top shelf');
    await close(page, 'Isolated');
    await page.getByText('Kept on this device.').waitFor();
    const ended = await manager.post(`campaigns/${softwareCampaign}/cancel`, {
      reason: 'The firm withdrew the notice.',
    });
    expect(ended.status).toBeLessThan(300);
    await context.setOffline(false);
    await page.getByRole('link', { name: '1 needs you' }).tap();
    const decision = page.getByRole('region', { name: 'Needs your decision' });
    await decision.waitFor();
    const status = await decision.getByRole('row', { name: /^Status/ }).innerText();
    expect(status).toMatch(/open\s+withdrawn/);
    expect(await decision.innerText()).toContain('Store room 2, top shelf');
    await sound(page);
    await screenshot(page, 'outbox-campaign-over-phone');
    await page.reload();
    await decision.getByText('Store room 2, top shelf').waitFor();
    expect(await taskOf(pump(7), 'isolate')).toMatchObject({ status: 'withdrawn', completions: 0 });
    await context.close();
  });
});

describe('work that another version of Closeout recorded', () => {
  it('is set aside and holds nothing up; its person is told, can take it along, and decides', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    // before anything else of this person, about the same pump
    const strange = {
      id: 'from-tomorrow',
      personId: ward.technician.id,
      personName: 'A technician',
      key: 'key',
      at: '2026-03-01T10:00:00.000Z',
      state: 'waiting',
      work: { kind: 'handover', words: 'to the night shift', photos: [{ localId: 'picture' }] },
    };
    await inStore(
      page,
      `(db, done) => {
         const writing = db.transaction(['items', 'photos'], 'readwrite');
         writing.objectStore('items').add(${JSON.stringify(strange)});
         writing.objectStore('photos').add({ localId: 'picture', content: new Blob(['seen'], { type: 'image/jpeg' }) });
         writing.oncomplete = done;
       }`,
    );
    await page.goto('/work');
    await page.getByRole('link', { name: '1 needs you' }).waitFor();
    await page
      .getByRole('link', { name: /PUMP-08/ })
      .first()
      .waitFor();
    await choose(page, pump(8), 'Clean');
    await close(page, 'Clean');
    expect(await closed(pump(8))).toMatchObject({ completions: 1, completed_by: ward.technician.id });

    await page.getByRole('button', { name: /technician$/ }).tap();
    await page.getByRole('menuitem', { name: 'Sign out' }).tap();
    const question = page.getByRole('dialog', { name: 'Not everything has been sent' });
    await question.getByRole('button', { name: 'Stay' }).last().tap();
    await page.getByRole('link', { name: '1 needs you' }).tap();
    const unread = page.getByRole('region', { name: 'Cannot be read by this version' });
    expect(await unread.innerText()).toMatch(/Done .*2026[\s\S]*Recorded by A technician/);
    await sound(page, 'outbox-unread-phone');
    const coming = page.waitForEvent('download');
    await unread.getByRole('button', { name: 'Download it' }).tap();
    const file = JSON.parse(await readFile(await (await coming).path(), 'utf8')) as object;
    expect(file).toMatchObject({
      stored: strange,
      pictures: { picture: `data:image/jpeg;base64,${Buffer.from('seen').toString('base64')}` },
    });
    await unread.getByRole('button', { name: 'Discard it' }).tap();
    await page.getByRole('dialog', { name: 'Discard what cannot be read?' }).waitFor();
    await sound(page, 'outbox-unread-discard-phone');
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).tap();
    await unread.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '1 needs you' }).waitFor({ state: 'detached' });
    await context.close();
  });
});

describe('a photograph that cannot be sent', () => {
  const picture = async (text: string) => ({
    name: 'photo.png',
    mimeType: 'image/png',
    buffer: await bwipjs.toBuffer({ bcid: 'datamatrix', text, scale: 20 }),
  });

  it('because it is too large, or gone from the phone, is said; the rest is sent without it, or with another', async () => {
    const context = await openPhone(app, await installedPhone(app));
    const page = await signIn(context, ward.technician);
    await untilKept(page);
    await context.setOffline(true);
    for (const n of [9, 10]) {
      await choose(page, pump(n), 'Residue');
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles(await picture('field'));
      await page.getByRole('img', { name: 'Photograph of what was found' }).waitFor();
      if (n === 9) {
        await page.getByText('Note or photo').tap();
        await page
          .locator('input[type=file]')
          .last()
          .setInputFiles(await picture('extra'));
        await page.getByRole('img', { name: 'Photo 1' }).waitFor();
      }
      await close(page, 'Residue');
      await page.getByText('Kept on this device.').waitFor();
    }
    // the first of each is of a kind that no camera here makes; the second of pump 9 was cleared away by the browser
    await inStore(
      page,
      `(db, done) => {
         const writing = db.transaction(['items', 'photos'], 'readwrite');
         const photos = writing.objectStore('photos');
         const all = writing.objectStore('items').getAll();
         all.onsuccess = () => {
           for (const { work } of all.result) {
             const [first, second] = work.photos;
             photos.put({ localId: first.localId, content: new Blob([new Uint8Array(60e6)], { type: 'image/jpeg' }) });
             if (second) photos.delete(second.localId);
           }
         };
         writing.oncomplete = done;
       }`,
    );
    await context.setOffline(false);
    await page.getByRole('link', { name: '2 need you' }).tap();
    const item = (tag: string) => page.getByRole('group', { name: new RegExp(tag) });
    await item('PUMP-09')
      .getByText(/does not take one of the photographs/)
      .waitFor();
    await sound(page, 'outbox-photo-refused-phone');
    await item('PUMP-09').getByRole('button', { name: 'Send it without this photograph' }).tap();
    await item('PUMP-09')
      .getByText(/no longer on this device/)
      .waitFor();
    await item('PUMP-09').getByRole('button', { name: 'Send mine on the current state' }).tap();
    expect(await closed(pump(9))).toMatchObject({ outcome: 'residue', photos: 0, completions: 1 });

    await item('PUMP-010')
      .getByRole('link', { name: /PUMP-010/ })
      .tap();
    await page.getByText(/does not take one of the photographs/).waitFor();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(await picture('another'));
    // the one before was no picture that a browser can show
    await holds(page, `document.querySelector('img[alt="Photograph of what was found"]')?.naturalWidth > 0`);
    await close(page, 'Residue');
    expect(await closed(pump(10))).toMatchObject({ outcome: 'residue', photos: 1, completions: 1 });
    await page.getByRole('link', { name: /need|waiting|sending/ }).waitFor({ state: 'detached' });
    await context.close();
  });
});
