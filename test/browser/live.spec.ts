import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { CampaignProgress } from '#contracts/campaigns';
import type { TaskView } from '#contracts/tasks';
import { everySize, openBrowser, type Page, sound, visit } from '../support/browser.js';
import { type Cable, cableTo } from '../support/cable.js';
import {
  type App,
  type Client,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type UserRow,
  type Ward,
} from '../support/index.js';

// What moves by itself, by server-sent events: a campaign's page on a wall and Home on a desk, while work is done elsewhere.

const TITLE = 'Contacts of pumps corrode';

let app: App;
let browser: Browser;
let ward: Ward;
let risk: UserRow;
let technician: Client;
let campaign: string;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  const sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  risk = await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' });
  await createDevices(sql, 12, { siteId: ward.siteId, locationId: ward.locationId, productCode: 'LIVE1' });
  const manager = await client(app, risk);
  campaign = await draftCampaign(
    manager,
    'corrosion',
    noticeBody({ title: TITLE, class: 'I' }, { productCodes: ['LIVE1'] }),
  );
  await openCampaign(manager, campaign);
  technician = await client(app, ward.technician);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A task that is still to be done. */
async function toDo(): Promise<TaskView> {
  const query = { campaign, step: 'inspect-contacts', status: 'open', limit: 1 };
  const { body } = await technician.get<{ items: TaskView[] }>('tasks', { query });
  const [task] = body.items;
  if (task === undefined) throw new Error('every inspection is done; give the ward more pumps');
  return task;
}

async function closeOne(): Promise<void> {
  const { id, version } = await toDo();
  const answer = await technician.post(`tasks/${id}/complete`, { version, outcome: 'clean' });
  expect(answer.status).toBe(200);
}

/** "3 of 15 tasks closed", as it is now and as it is once so many more are closed. */
async function said(more = 0): Promise<string> {
  const { tasks } = (await technician.get<CampaignProgress>(`campaigns/${campaign}/progress`)).body;
  return `${tasks.closed + more} of ${tasks.total} tasks closed`;
}

const live = (page: Page): Locator => page.getByText('Live', { exact: true });
const notLive = (page: Page): Locator => page.getByText(/^Not live/);
const bar = (within: Page | Locator): Locator => within.getByRole('progressbar', { name: 'Tasks closed' });
const filled = async (of: Locator): Promise<number> => Number(await of.getAttribute('aria-valuenow'));
const card = (page: Page): Locator => page.getByRole('article', { name: TITLE });

/** From here on a page that is loaded again, or that asks for the campaign's progress, is found out. */
async function watch(page: Page): Promise<{ asked: string[]; isSameVisit: () => Promise<boolean> }> {
  await page.evaluate('window.sameVisit = true');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/\/(?:progress|overview)$/.test(new URL(request.url()).pathname)) asked.push(request.url());
  });
  return { asked, isSameVisit: async () => (await page.evaluate('window.sameVisit')) === true };
}

describe('a campaign that is worked on elsewhere', () => {
  it('moves its bar on its page and on Home at once, when a technician closes a task on a phone', async () => {
    const wall = await visit(browser, app, { as: risk });
    const desk = await visit(browser, app, { as: risk });
    const phone = await visit(browser, app, { size: 'phone', as: ward.technician });
    const [before, after] = [await said(), await said(1)];
    await wall.page.goto(`/campaigns/${campaign}/progress`);
    await desk.page.goto('/');
    await live(wall.page).waitFor();
    await live(desk.page).waitFor();
    await wall.page.getByRole('link', { name: before }).waitFor();
    await card(desk.page).getByText(before).waitFor();
    const cell = wall.page.getByRole('link', { name: /closed: North Hospital, Inspect/ });
    await cell.filter({ hasText: /0\s*\/\s*12/ }).waitFor();
    const bars = [bar(wall.page), bar(card(desk.page))] as const;
    const filledBefore = await Promise.all(bars.map(filled));
    const [onWall, onDesk] = [await watch(wall.page), await watch(desk.page)];

    await phone.page.goto(`/tasks/${(await toDo()).id}`);
    await phone.page.getByRole('radio', { name: 'Clean' }).tap();
    await phone.page.getByRole('button', { name: 'Close as: Clean' }).tap();

    await wall.page.getByRole('link', { name: after }).waitFor();
    await card(desk.page).getByText(after).waitFor();
    const filledAfter = await Promise.all(bars.map(filled));
    expect(filledAfter[0]).toBeGreaterThan(filledBefore[0] as number);
    expect(filledAfter[1]).toBeGreaterThan(filledBefore[1] as number);
    await cell.filter({ hasText: /1\s*\/\s*12/ }).waitFor();
    // the campaign's page was told, and did not ask; Home is told that something changed, and asks then
    expect(onWall.asked).toEqual([]);
    expect(onDesk.asked).not.toEqual([]);
    expect([await onWall.isSameVisit(), await onDesk.isSameVisit()]).toEqual([true, true]);
    expect([wall.complaints, desk.complaints, phone.complaints]).toEqual([[], [], []]);
    for (const { close } of [wall, desk, phone]) await close();
  });
});

describe('without a stream', () => {
  it('both pages say so, and ask every 15 seconds', async () => {
    for (const address of [`/campaigns/${campaign}/progress`, '/']) {
      const { page, context, close } = await visit(browser, app, { as: risk });
      await page.clock.install();
      await context.route('**/events', (route) => route.abort());
      // the page's clock runs on only once it has asked in vain, or the wait would be a real one
      const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/events'));
      await page.goto(address);
      await refused;
      await page.clock.fastForward(8000);
      await notLive(page).waitFor();
      const after = await said(1);
      await closeOne();
      await page.clock.fastForward(16_000);
      await page.getByText(after).first().waitFor();
      await close();
    }
  });
});

describe.each(everySize)('a connection that breaks, on a %s', (size) => {
  let cable: Cable;
  beforeAll(async () => {
    cable = await cableTo(app);
  });
  afterAll(async () => {
    await cable.pull();
  });

  it('is said on both pages, which come back by themselves with what happened meanwhile', async () => {
    for (const address of [`/campaigns/${campaign}/progress`, '/']) {
      const { page, close } = await visit(browser, cable, { size, as: risk });
      await page.clock.install();
      await page.goto(address);
      await live(page).waitFor();
      await page
        .getByText(await said())
        .first()
        .waitFor();
      const { isSameVisit } = await watch(page);
      const broken = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/events'));
      await cable.pull();
      await broken;
      await page.clock.fastForward(8000);
      await notLive(page).waitFor();
      await sound(page, `not-live-${address === '/' ? 'home' : 'campaign'}-${size}`);

      const after = await said(1);
      await closeOne();
      await cable.plugIn();
      // after an answer that it does not repeat by itself, the page opens the stream again after ten seconds
      await page.clock.fastForward(12_000);
      await live(page).waitFor();
      await page.getByText(after).first().waitFor();
      expect(await isSameVisit()).toBe(true);
      await close();
    }
  });
});
