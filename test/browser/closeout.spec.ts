import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { CampaignView } from '#contracts/campaigns';
import type { SignatureList } from '#contracts/closeout';
import type { TaskView } from '#contracts/tasks';
import { openBrowser, overflow, type Page, screenshot, violations, visit } from '../support/browser.js';
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
  PASSWORD,
  sqlClient,
  startApp,
  type TestSql,
  type Ward,
} from '../support/index.js';

let app: App;
let browser: Browser;
let sql: TestSql;
let manager: Client;
let technician: Client;
let risk: { id: string; email: string };
let ward: Ward;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  risk = await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' });
  [manager, technician] = await Promise.all([client(app, risk), client(app, ward.technician)]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

let codes = 0;
/** An open campaign over so many pumps of the site that no other test has. */
async function campaignOf(title: string, pumps: number): Promise<{ id: string; devices: string[] }> {
  const code = `CLOSE${(codes += 1)}B`;
  const devices: string[] = [];
  for (let n = 1; n <= pumps; n += 1) {
    const device = await createDevice(sql, {
      siteId: ward.siteId,
      locationId: ward.locationId,
      productCode: code,
      serialNumber: `${code}-${n}`,
      assetTag: `TAG-${codes}-${n}`,
    });
    devices.push(device.id);
  }
  const id = await draftCampaign(manager, 'corrosion', noticeBody({ title }, { productCodes: [code] }));
  await openCampaign(manager, id);
  return { id, devices };
}

async function finish(who: Client, task: TaskView, more: Record<string, unknown> = {}): Promise<void> {
  const body = { version: task.version, outcome: task.outcomes[0], ...more };
  const answer = await who.post(`tasks/${task.id}/complete`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

/** The technician does the pumps; the manager does what is left of the sites and the campaign. */
async function finishAll(campaign: string): Promise<void> {
  const open = () => manager.all<TaskView>('tasks', { campaign, status: 'open' });
  for (let left = await open(); left.length > 0; left = await open()) {
    for (const task of left) await finish(task.device === null ? manager : technician, task);
  }
}

async function barrierFree(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  expect({ name, found: await violations(page) }).toEqual({ name, found: [] });
  expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 });
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, wanted: Locator, key = 'Tab'): Promise<void> {
  const focused = wanted.and(page.locator(':focus'));
  for (let n = 0; n < 80; n += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error('The keyboard does not come there.');
}

describe('a campaign', () => {
  it('is closed by signature, with the keyboard alone; a wrong password closes nothing and loses nothing', async () => {
    const { id } = await campaignOf('Closed by keyboard', 1);
    await finishAll(id);
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${id}/progress`);
    const button = page.getByRole('button', { name: 'Close campaign' });
    await button.waitFor();
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    const note = dialog.getByLabel(/^Note/);
    await note.waitFor();
    await dialog.getByText('You sign as Rita Risk, risk manager.').waitFor();
    await dialog.getByText(/I approve that it is closed/).waitFor();
    await barrierFree(page, 'closeout-sign-desktop');
    await tabTo(page, note);
    await page.keyboard.type('All inspected.');
    const password = dialog.getByLabel(/^Your password/);
    await tabTo(page, password);
    await page.keyboard.type('a-guess');
    await page.keyboard.press('Enter');
    await dialog.getByText(/password is (wrong|not)/i).waitFor();
    expect((await manager.get<CampaignView>(`campaigns/${id}`)).body.status).toBe('open');
    expect(await note.inputValue()).toBe('All inspected.');
    await barrierFree(page, 'closeout-sign-refused-desktop');
    await tabTo(page, password);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText('The campaign is closed and signed.').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    const { items } = (await manager.get<SignatureList>(`campaigns/${id}/signatures`)).body;
    expect(items).toMatchObject([{ act: 'close', signer: { id: risk.id }, reason: 'All inspected.' }]);
    expect(complaints).toEqual([]);
    await close();
  });
});
