import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  openBrowser,
  overflow,
  type Page,
  screenshot,
  sizes,
  violations,
  visit,
} from '../support/browser.js';
import {
  type App,
  client,
  type Client,
  createDevice,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type Ward,
} from '../support/index.js';

let app: App;
let browser: Browser;
let sql: ReturnType<typeof sqlClient>;
let ward: Ward;
let manager: { email: string };
let risk: Client;
let pump: { id: string };

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North' });
  manager = await createUser(sql, { role: 'risk-manager', name: 'Ruth Risk' });
  risk = await client(app, manager);
  pump = await createDevice(sql, {
    siteId: ward.siteId,
    locationId: ward.locationId,
    assetTag: 'PUMP-77',
    serialNumber: '3141592',
    udiDi: '00085412498683',
    productCode: '35700BAX2',
  });
  await createDevices(sql, 150, { siteId: ward.siteId, productCode: '3570009', udiDi: null }, (n) => ({
    assetTag: `MANY-${String(n).padStart(4, '0')}`,
  }));
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const everySize = Object.keys(sizes) as Array<keyof typeof sizes>;

async function flawless(page: Page): Promise<void> {
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
}

describe.each(everySize)('the fleet on a %s', (size) => {
  it('finds a pump by each identifier and by its barcode', async () => {
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto('/devices');
    await page.getByText('MANY-0000').waitFor();
    await flawless(page);
    await screenshot(page, `devices-${size}`);
    for (const q of [
      'PUMP-7',
      '31415',
      '00085412498683',
      '35700bax2',
      '(01)00085412498683(21)3141592',
      ']d20100085412498683213141592',
    ]) {
      await page.getByLabel('Search', { exact: true }).fill(q);
      await page.waitForURL((url) => url.searchParams.get('q') === q);
      await page.getByText('1 pump').waitFor();
      expect(await page.getByRole('link', { name: 'PUMP-77' }).count()).toBe(1);
    }
    await flawless(page);
    await screenshot(page, `devices-scan-${size}`);
    await page.getByLabel('Search', { exact: true }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'PUMP-77' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'PUMP-77' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
