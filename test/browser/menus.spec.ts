import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { everySize, openBrowser, overflow, type Page, screenshot, visit } from '../support/browser.js';
import {
  type App,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
} from '../support/index.js';

// Each role once, on a phone: whatever the menu and a campaign's tabs offer opens, and nothing behind it is refused.

const roles = ['risk-manager', 'site-lead', 'technician', 'auditor'] as const;
/** The pages that are not for everybody, and the action without which they are refused. */
const guarded = {
  '/work': 'task.complete',
  '/scan': 'task.complete',
  '/outbox': 'task.complete',
  '/campaigns/new': 'campaign.manage',
  '/imports': 'device.import',
  '/imports/new': 'device.import',
  '/harms': 'harm.read',
  '/plans/new': 'plan.write',
  '/audit': 'audit.read',
} as const;

let app: App;
let browser: Browser;
let campaign: string;
const people = new Map<string, { email: string }>();

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  const sql = sqlClient(app.databaseUrl);
  const ward = await createWard(sql, { name: 'North Hospital' });
  for (const role of roles)
    people.set(
      role,
      role === 'technician'
        ? ward.technician
        : await createUser(sql, { role, ...(role === 'site-lead' ? { sites: [ward.siteId] } : {}) }),
    );
  people.set('administrator', await createUser(sql, { role: 'administrator' }));
  const manager = await client(app, people.get('risk-manager')!);
  await createDevices(sql, 2, {
    siteId: ward.siteId,
    locationId: ward.locationId,
    productCode: 'MENU',
    status: 'loaned',
  });
  campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['MENU'] }));
  await openCampaign(manager, campaign);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Loaded whole, and no dead end. */
async function settled(page: Page, what: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
  expect([what, await page.getByRole('heading', { level: 1 }).innerText()]).not.toEqual([
    what,
    'Not for your role',
  ]);
  expect([what, await overflow(page)]).toEqual([what, 0]);
}

describe.each(roles)('as %s', (role) => {
  it('is offered nothing that is refused', async () => {
    const { page, complaints, close } = await visit(browser, app, { size: 'phone', as: people.get(role) });
    const refused: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() === 403) refused.push(`${page.url()}: ${answer.url()}`);
    });
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await screenshot(page, `menu-${role}-home`);
    await page.getByRole('button', { name: 'More' }).click();
    const menu = page.getByRole('navigation', { name: 'Main' });
    await menu.getByRole('link').first().waitFor();
    await screenshot(page, `menu-${role}`);
    const links = await menu.getByRole('link').all();
    const offered = await Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
    expect(offered).toContain('/not-located');
    expect(offered.includes('/harms')).toBe(!['technician', 'site-lead'].includes(role));
    // where one is already, too, the menu gives way to the page
    await menu.getByRole('link', { name: 'Home' }).click();
    await menu.waitFor({ state: 'hidden' });
    for (const address of offered) {
      await page.goto(address, { waitUntil: 'commit' });
      await settled(page, address);
      await screenshot(page, `menu-${role}${address.replaceAll('/', '_')}`);
    }
    await page.goto(`/campaigns/${campaign}/progress`);
    await page.getByRole('tab').first().waitFor();
    const tabs = await page.getByRole('tab').allInnerTexts();
    for (const name of tabs) {
      await page.getByRole('tab', { name, exact: true }).click();
      await page.getByRole('tab', { name, exact: true, selected: true }).waitFor();
      await settled(page, name);
      await screenshot(page, `menu-${role}-tab-${name}`);
    }
    expect({ refused, complaints }).toEqual({ refused: [], complaints: [] });
    await close();
  }, 120_000);
});

describe.each([...roles, 'administrator'])('an address that is not for %s', (role) => {
  it.each(everySize)('says so and leads on, and the others open, on a %s', async (size) => {
    const { page, complaints, close } = await visit(browser, app, { size, as: people.get(role) });
    const me = (await (await page.request.get('/api/v1/me')).json()) as { actions: string[] };
    const shown: Record<string, boolean> = {};
    for (const address of Object.keys(guarded)) {
      await page.goto(address, { waitUntil: 'commit' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      shown[address] = (await page.getByRole('heading', { name: 'Not for your role' }).count()) === 0;
      if (!shown[address]) await page.getByRole('link', { name: 'To the start' }).waitFor();
    }
    expect(shown).toEqual(
      Object.fromEntries(
        Object.entries(guarded).map(([address, action]) => [address, me.actions.includes(action)]),
      ),
    );
    if (!['risk-manager', 'administrator'].includes(role)) expect(Object.values(shown)).toContain(false);
    // the router writes down what it refused
    expect(complaints.filter((said) => !said.includes('ForbiddenError'))).toEqual([]);
    await close();
  });
});
