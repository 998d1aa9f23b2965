import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { NoticeView } from '#contracts/notices';
import { everySize, openBrowser, sound, visit } from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  sqlClient,
  startApp,
  type Ward,
} from '../support/index.js';

let app: App;
let browser: Browser;
let ward: Ward;
let manager: { email: string };
let api: Client;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ worker: false }), openBrowser()]);
  const sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql);
  manager = await createUser(sql, { role: 'risk-manager' });
  api = await client(app, manager);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

describe.each(everySize)('notices, %s', (size) => {
  it('are found by a word and read whole', async () => {
    const title = `A notice for the ${size}`;
    const made = await api.post<NoticeView>(
      'notices',
      noticeBody({ title }, { serialNumbers: { list: ['1001', '1002'], ranges: [['5000', '6000']] } }),
    );
    await draftCampaign(api, 'corrosion', noticeBody({ title: `Another for the ${size}` }));
    const { page, complaints, close } = await visit(browser, app, { size, as: manager });
    await page.goto('/notices');
    await page.getByRole('link', { name: title }).waitFor();
    await sound(page, `notices-${size}`);
    await page.getByRole('searchbox', { name: 'Search notices' }).fill('nothing like it');
    await page.getByText('No notice matches').waitFor();
    await sound(page, `notices-no-match-${size}`);
    await page.getByRole('searchbox', { name: 'Search notices' }).fill(title);
    await page.getByRole('link', { name: title }).click();
    await page.waitForURL(`**/notices/${made.body.id}`);
    await page.getByText('2 listed; 5000 – 6000').waitFor();
    await sound(page, `notice-${size}`);
    await page.getByRole('button', { name: 'Look through them' }).click();
    await page.getByRole('table', { name: 'Serial numbers' }).getByText('1002').waitFor();
    await sound(page, `notice-serials-${size}`);
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('an import', () => {
  it('takes what is in the documented shape and says what it did not take', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto('/notices');
    await page.getByRole('button', { name: 'Import' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Or its text').fill('{"notices": [');
    await dialog.getByRole('button', { name: 'Import' }).click();
    await dialog.getByText('This is not JSON').waitFor();
    const body = { notices: [noticeBody({ title: 'Imported by paste' }), { title: 'Half a notice' }] };
    await dialog.getByLabel('Or its text').fill(JSON.stringify(body));
    await dialog.getByRole('button', { name: 'Import' }).click();
    await dialog.getByText('1 notice imported').waitFor();
    await dialog
      .getByText(/entr(y was|ies were) not taken/)
      .first()
      .waitFor();
    await sound(page, 'notices-import-desktop');
    await dialog.getByRole('link', { name: 'Start a campaign' }).click();
    await page.waitForURL('**/campaigns/new?notice=*');
    await page.getByRole('heading', { name: 'Imported by paste' }).waitFor();
    await sound(page, 'new-campaign-picked-desktop');
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await page.waitForURL(/\/campaigns\/\d+\/setup\?step=preview/);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is for those who may write notices', async () => {
    const { page, close } = await visit(browser, app, { as: ward.technician });
    await page.goto('/notices');
    await page.getByRole('link', { name: 'Imported by paste' }).waitFor();
    expect(await page.getByRole('button', { name: 'Import' }).count()).toBe(0);
    await page.goto('/campaigns/new');
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
    await close();
  });
});
