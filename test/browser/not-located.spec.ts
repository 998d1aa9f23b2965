import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { DeviceDetail } from '#contracts/fleet';
import type { DeviceSearches } from '#contracts/searches';
import type { TaskView } from '#contracts/tasks';
import { everySize, openBrowser, screenshot, sound, visit } from '../support/browser.js';
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
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

let app: App;
let browser: Browser;
let sql: TestSql;
let manager: Client;
let ward: Ward;
let south: Ward;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  south = await createWard(sql, { name: 'South Hospital' });
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Two pumps of a campaign that a technician could not locate. */
async function lost(code: string): Promise<TaskView[]> {
  await createDevices(
    sql,
    2,
    { siteId: ward.siteId, locationId: ward.locationId, productCode: code },
    (n) => ({
      assetTag: `${code}-${n + 1}`,
    }),
  );
  const campaign = await draftCampaign(
    manager,
    'corrosion',
    noticeBody({ title: `Lost, ${code}` }, { productCodes: [code] }),
  );
  await openCampaign(manager, campaign);
  const technician = await client(app, ward.technician);
  const tasks = await technician.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
  for (const task of tasks) {
    const answer = await technician.post(`tasks/${task.id}/complete`, {
      version: task.version,
      outcome: 'cannot-locate',
      searched: [{ place: 'The ward', at: '2020-09-01T10:00:00.000Z' }],
    });
    expect([answer.status, answer.body]).toMatchObject([200, {}]);
  }
  for (const { device } of tasks)
    await waitFor(
      async () => {
        const { body } = await manager.get<DeviceDetail>(`devices/${device?.id}`);
        return body.search === null ? undefined : true;
      },
      { what: 'the search to begin' },
    );
  return tasks;
}

describe.each(everySize)('pumps that nobody finds, on a %s', (size) => {
  it('are looked for on a round, and found', async () => {
    const code = `LOST-${size}`;
    const tasks = await lost(code);
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto(`/not-located?site=${ward.siteId}`);
    const here = page.getByRole('listitem').filter({ hasText: `${code}-1` });
    // a task that ended as cannot-locate was the search of its location
    await here.getByText('Looked for: its site').waitFor();
    await sound(page, `not-located-${size}`);
    await here.getByRole('button', { name: `Looked here, not found: ${code}-1` }).click();
    await page.getByText(`${code}-1: kept that it was not found here.`).waitFor();
    const { body } = await manager.get<DeviceSearches>(
      `devices/${tasks.find(({ device }) => device?.assetTag === `${code}-1`)?.device?.id}/search`,
    );
    expect(body.items[0]?.attempts.some(({ how, found }) => how === 'search' && !found)).toBe(true);
    await here.getByRole('button', { name: `Say more: ${code}-1` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Where', { exact: true }).fill('Behind the lift');
    await dialog.getByRole('checkbox', { name: /The whole of it is searched/ }).check();
    await sound(page, `not-located-say-more-${size}`);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await here.getByText('Looked for: all sites').waitFor();
    await page.getByRole('button', { name: `Found: ${code}-1`, exact: true }).click();
    await sound(page, `not-located-found-${size}`);
    await dialog.getByRole('button', { name: 'It is here' }).click();
    await page.waitForURL(/\/work\/\d+/);
    await page.getByText('Inspect the contacts').first().waitFor();
    await page.goto(page.url().replace('/work/', '/devices/'));
    await page.getByRole('button', { name: 'Show how it was searched for' }).click();
    await page.getByText('Behind the lift').waitFor();
    await sound(page, `device-search-${size}`);
    expect(complaints).toEqual([]);
    await close();
  });
});

it('says on the page of the pump that its work begins again when it is found, not that nothing is owed', async () => {
  const [task] = await lost('LOST-page');
  const { page, complaints, close } = await visit(browser, app, { as: ward.technician });
  await page.goto(`/devices/${task?.device?.id}`);
  await page.getByText(/^Not located\. .* it is worked on when it is found\.$/).waitFor();
  await page
    .getByRole('region', { name: 'To do on this pump' })
    .getByText(/ended as “Cannot locate” open again when it is found/)
    .waitFor();
  expect(await page.getByText('Nothing is owed on this pump.').count()).toBe(0);
  await sound(page, 'device-not-located-todo');
  expect(complaints).toEqual([]);
  await close();
});

describe.each(everySize)('a pump that is away, on a %s', (size) => {
  it('has a holder, who is told', async () => {
    const [pump] = await createDevices(sql, 1, {
      siteId: ward.siteId,
      productCode: `AWAY-${size}`,
      status: 'loaned',
    });
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto(`/devices/${pump?.id}`);
    const card = page.getByRole('region', { name: 'Who has it' });
    await card.getByText('Not recorded. Whoever has it cannot be told.').waitFor();
    await card.getByRole('button', { name: 'Record who has it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.locator('[aria-invalid=true]').first().waitFor();
    await dialog.getByLabel(/^Organisation or person/).fill('Hospice of the Valley');
    await dialog.getByLabel('E-mail address').fill('hospice@example.org');
    await sound(page, `holder-form-${size}`);
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await card.getByText('Hospice of the Valley').waitFor();
    await sound(page, `holder-${size}`);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a pump of another site', () => {
  it('is looked for, and found, by whoever has only their own', async () => {
    const [task] = await lost('LOST-far');
    const id = task?.device?.id;
    const near = await client(app, ward.technician);
    const all = { found: false, place: 'All of it', circle: 'site', circleDone: true };
    expect((await near.post(`devices/${id}/search`, all)).status).toBe(201);
    const { page, complaints, close } = await visit(browser, app, { size: 'phone', as: south.technician });
    await page.goto('/not-located');
    const name = task?.device?.assetTag ?? '';
    const here = page.getByRole('listitem').filter({ hasText: name });
    await here.getByText('Looked for: all sites').waitFor();
    // its record is not theirs to open
    expect(await here.getByRole('link', { name }).count()).toBe(0);
    await here.getByRole('button', { name: `Looked here, not found: ${name}` }).click();
    await page.getByText(`${name}: kept that it was not found here.`).waitFor();
    await page.getByRole('button', { name: `Found: ${name}`, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Where', { exact: true }).fill('In the ambulance bay');
    await dialog.getByRole('button', { name: 'It is here' }).click();
    await page.waitForURL(new RegExp(`/work/${id}`));
    const { body } = await manager.get<DeviceDetail>(`devices/${id}`);
    expect(body.site.id).toBe(south.siteId);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe.each(everySize)('a round, on a %s', (size) => {
  it('is printed with a box for each pump, and without what only a screen has', async () => {
    await lost(`PAPER-${size}`);
    const { page, close } = await visit(browser, app, { size, as: ward.lead });
    await page.goto('/not-located');
    await page.getByRole('button', { name: 'Print the list' }).waitFor();
    await page.emulateMedia({ media: 'print' });
    await screenshot(page, `not-located-print-${size}`);
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.locator('li .print-only').first().isVisible()).toBe(true);
    await close();
  });
});

describe.each(everySize)('a remedy that is another recall’s problem, on a %s', (size) => {
  it('is said while it is typed in', async () => {
    const code = `OVER-${size}`;
    const [pump] = await createDevices(sql, 1, {
      siteId: ward.siteId,
      locationId: ward.locationId,
      productCode: code,
      softwareVersion: '8.01.01',
    });
    // what the second recall is about now
    await createDevices(sql, 1, {
      siteId: ward.siteId,
      locationId: ward.locationId,
      productCode: code,
      softwareVersion: '6.05.14',
    });
    const open = async (plan: string, title: string, include: string[]) => {
      const body = noticeBody({ title }, { productCodes: [code], softwareVersions: { include } });
      const campaign = await draftCampaign(manager, plan, body);
      await openCampaign(manager, campaign);
      return campaign;
    };
    const first = await open('mismatched-software', `First, ${size}`, ['8.x']);
    await open('corrosion', `Second, ${size}`, ['6.05.14']);
    const technician = await client(app, ward.technician);
    const step = (key: string) =>
      waitFor(
        async () =>
          (
            await technician.all<TaskView>('tasks', {
              campaign: first,
              device: pump?.id ?? '',
              status: 'open',
            })
          ).find(({ stepKey }) => stepKey === key),
        { what: key },
      );
    const isolate = await step('isolate');
    const isolated = await technician.post(`tasks/${isolate.id}/complete`, {
      version: isolate.version,
      outcome: isolate.outcomes[0],
    });
    expect(isolated.status).toBe(200);
    const verify = await step('verify-software-version');
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto(`/tasks/${verify.id}`);
    await page
      .getByRole('textbox', { name: /software version/i })

      .focus();
    await page.keyboard.type('6.05.14');
    await screenshot(page, `consequences-typed-${size}`);
    const said = page.getByRole('status').filter({ hasText: 'This touches another campaign' });
    await said.getByRole('link', { name: `Second, ${size}` }).waitFor();
    await said.scrollIntoViewIfNeeded();
    await sound(page, `consequences-${size}`);
    expect(complaints).toEqual([]);
    await close();
  });
});
