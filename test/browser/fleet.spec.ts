import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { everySize, holds, openBrowser, type Page, screenshot, sound, visit } from '../support/browser.js';
import {
  type App,
  client,
  type Client,
  createDevice,
  createDevices,
  createUser,
  createSite,
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
const campaigns: string[] = [];

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
    softwareVersion: null,
  });
  await createDevices(sql, 150, { siteId: ward.siteId, productCode: '3570009', udiDi: null }, (n) => ({
    assetTag: `MANY-${String(n).padStart(4, '0')}`,
  }));
  await tellStory();
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Two campaigns over the pump, one of which asks for a fact that its record lacks; and some work done on it. */
async function tellStory(): Promise<void> {
  const other = await createSite(sql, { name: 'South' });
  const one = async (plan: string, title: string, product: object) => {
    const id = await draftCampaign(
      risk,
      plan,
      noticeBody({ title }, { productCodes: ['35700BAX2'], ...product }),
      {
        siteIds: [ward.siteId],
      },
    );
    await openCampaign(risk, id);
    campaigns.push(id);
  };
  await one('corrosion', 'Residue on the contacts', {});
  await one('mismatched-software', 'Mismatched software', { softwareVersions: { include: ['9.x'] } });
  const technician = await client(app, ward.technician);
  const tasks = await technician.all<{ id: string; version: number; stepKey: string }>('tasks', {
    device: pump.id,
    campaign: campaigns[0],
    status: 'open',
  });
  const inspect = tasks.find(({ stepKey }) => stepKey === 'inspect-contacts');
  const done = await technician.post<{ version: number }>(`tasks/${inspect?.id}/complete`, {
    version: inspect?.version,
    outcome: 'clean',
    note: 'Contacts are clean.',
  });
  expect(done.status).toBe(200);
  const reopened = await risk.post(`tasks/${inspect?.id}/reopen`, {
    version: done.body.version,
    reason: 'The wrong pump was looked at.',
  });
  expect(reopened.status).toBe(200);
  const there = await version();
  await risk.patch(`devices/${pump.id}`, { version: there, siteId: other.id });
  await risk.patch(`devices/${pump.id}`, {
    version: there + 1,
    siteId: ward.siteId,
    locationId: ward.locationId,
  });
}
const version = async (): Promise<number> =>
  (await risk.get<{ version: number }>(`devices/${pump.id}`)).body.version;

describe.each(everySize)('the fleet on a %s', (size) => {
  it('finds a pump by each identifier and by its barcode', async () => {
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto('/devices');
    await page.getByText('MANY-0000').waitFor();
    await sound(page);
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
    await sound(page);
    await screenshot(page, `devices-scan-${size}`);
    await page.getByLabel('Search', { exact: true }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'PUMP-77' }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'PUMP-77' }).waitFor();
    await page.getByLabel('Search', { exact: true }).fill('NOBODY-HAS-THIS');
    await page.getByRole('heading', { name: 'No pump fits' }).waitFor();
    await sound(page);
    await screenshot(page, `devices-none-${size}`);
    expect(complaints).toEqual([]);
    await close();
  });

  it('tells the story of a pump in two campaigns, and why it is in them', async () => {
    const { page, complaints, close } = await visit(browser, app, { size, as: manager });
    await page.goto(`/devices/${pump.id}`);
    const todo = page.getByRole('region', { name: 'To do on this pump' });
    await todo.getByText('of 2 campaigns').waitFor();
    expect(await todo.getByRole('link', { name: 'Residue on the contacts' }).count()).toBeGreaterThan(0);
    expect(await todo.getByRole('link', { name: 'Mismatched software' }).count()).toBeGreaterThan(0);
    const verdicts = page.getByRole('region', { name: 'Campaigns' });
    await verdicts.getByText('Affected', { exact: true }).waitFor();
    await verdicts.getByText('Possibly affected', { exact: true }).waitFor();
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('The wrong pump was looked at.').waitFor();
    await history.getByText('South').first().waitFor();
    await sound(page);
    await screenshot(page, `device-${size}`);
    await page.getByRole('button', { name: 'Why: Mismatched software' }).press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('listitem').filter({ hasText: 'Software version' }).waitFor();
    await drawer.getByText('not known').first().waitFor();
    await sound(page);
    await screenshot(page, `device-why-${size}`);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.getByLabel('Show').selectOption({ label: 'Task reopened' });
    await page.waitForURL(/kind=task-reopened/);
    await history.getByText('The wrong pump was looked at.').waitFor();
    expect(await history.getByRole('listitem').count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it('loses nothing when two people change one record', async () => {
    const before = await version();
    await risk.patch(`devices/${pump.id}`, { version: before, softwareVersion: null, model: 'Spectrum IQ' });
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto(`/devices/${pump.id}`);
    await page.getByRole('button', { name: 'Change' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Software version').fill('8.00.05');
    await dialog.getByLabel('Supply channel').fill('direct');
    await sound(page);
    await screenshot(page, `device-edit-${size}`);
    const theirs = { version: await version(), softwareVersion: '8.00.02', model: `Spectrum IQ ${size}` };
    expect((await risk.patch(`devices/${pump.id}`, theirs)).status).toBe(200);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Somebody changed this pump in between').waitFor();
    await dialog.getByRole('cell', { name: `Spectrum IQ ${size}` }).waitFor();
    await sound(page);
    await screenshot(page, `device-stale-${size}`);
    const theirVersion = dialog.getByRole('radio', { name: /8\.00\.02/ });
    expect(await dialog.getByRole('radio', { name: /8\.00\.05/ }).isChecked()).toBe(true);
    await theirVersion.press('Space');
    await dialog.getByRole('button', { name: 'Save what I chose' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const { body } = await risk.get(`devices/${pump.id}`);
    expect(body).toMatchObject({
      softwareVersion: '8.00.02',
      model: `Spectrum IQ ${size}`,
      supplyChannel: 'direct',
    });
    await page.getByText('8.00.02').first().waitFor();
    await risk.patch(`devices/${pump.id}`, {
      version: body['version'],
      supplyChannel: null,
      softwareVersion: null,
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('adds a pump, and leads to the one that is there already', async () => {
    const { page, complaints, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto('/devices?q=PUMP-99');
    await page.getByRole('button', { name: 'Add a pump' }).first().click();
    const dialog = page.getByRole('dialog');
    const tag = dialog.getByLabel('Asset tag');
    expect(await tag.inputValue()).toBe('PUMP-99');
    await tag.fill('PUMP-77');
    await dialog.getByLabel('Manufactured', { exact: true }).fill('2019-05-01');
    await dialog.getByRole('button', { name: 'Add a pump' }).click();
    await dialog.getByRole('link', { name: 'Open that pump' }).waitFor();
    await sound(page);
    await screenshot(page, `device-add-${size}`);
    await tag.fill(`NEW-${size}`);
    await dialog.getByRole('button', { name: 'Add a pump' }).click();
    await page.getByRole('heading', { level: 1, name: `NEW-${size}` }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('imports a file with columns of its own, and mends the rows that were refused', async () => {
    const { page, complaints, close } = await visit(browser, app, { size, as: manager });
    await page.goto('/imports/new');
    await page.getByRole('heading', { name: 'Which file?' }).waitFor();
    await sound(page);
    await screenshot(page, `import-file-${size}`);
    const file = page.locator('input[type=file]');
    await file.setInputFiles({ name: 'fleet.xlsx', mimeType: 'text/csv', buffer: Buffer.from('PK') });
    await page.getByRole('alert').filter({ hasText: 'fleet.xlsx' }).waitFor();
    await sound(page, `import-no-csv-${size}`);
    const rows = [
      'Inventarnummer;Serien-Nr.;Artikel;Hersteller;Hergestellt am;Haus;Bemerkung',
      `IMP-${size}-1;${size}1;35700BAX2;Größe & Söhne;1.5.2019;North;ok`,
      `IMP-${size}-2;${size}2;35700BAX2;Größe & Söhne;31.2.2019;North;`,
      `;;35700BAX2;Größe & Söhne;1.5.2019;North;"ohne ""Nummer"""`,
      `IMP-${size}-4;${size}4;35700BAX2;Größe & Söhne;1.5.2031;North;`,
    ];
    await file.setInputFiles({
      name: 'bestand.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(rows.join('\r\n'), 'latin1'),
    });
    await page.getByText('Read as Windows-1252, separated by semicolons.').waitFor();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('alert').getByText('say which column is the site').waitFor();
    await sound(page, `import-columns-faults-${size}`);
    await page.getByLabel('Column of your file for: Site').selectOption('Haus');
    await page.getByLabel('Column of your file for: Asset tag').selectOption('Inventarnummer');
    await page.getByLabel('Column of your file for: Serial number').selectOption('Serien-Nr.');
    await page.getByLabel('Column of your file for: Product code').selectOption('Artikel');
    await page.getByLabel('Column of your file for: Manufacturer').selectOption('Hersteller');
    await page.getByLabel('Column of your file for: Manufactured').selectOption('Hergestellt am');
    await page.getByText('Not taken over: “Bemerkung”.').waitFor();
    await sound(page);
    await screenshot(page, `import-columns-${size}`);
    await page.getByRole('button', { name: 'Try it out' }).press('Enter');
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    const figure = async (label: string) =>
      page
        .locator('dl > div', { has: page.getByText(label, { exact: true }) })
        .locator('dd')
        .innerText();
    expect(await figure('would be created')).toBe('2');
    expect(await figure('would be refused')).toBe('2');
    expect((await risk.get<{ items: object[] }>(`devices?q=IMP-${size}`)).body.items).toEqual([]);
    await page.getByRole('button', { name: /1 row, Manufactured.*no such day/ }).press('Enter');
    await page.getByRole('cell', { name: '31.2.2019' }).waitFor();
    await sound(page);
    await screenshot(page, `import-trial-${size}`);

    await page.getByRole('button', { name: 'Import 2 rows now' }).click();
    await page.waitForURL(/\/imports\/\d+$/);
    await page.getByRole('heading', { name: 'Mend the refused rows' }).waitFor();
    expect(await figure('created')).toBe('2');
    const cell = (line: number, column: string) =>
      page.getByRole('group', { name: `Line ${line}` }).getByLabel(column, { exact: true });
    await cell(3, 'Manufactured').fill('2019-02-28');
    await cell(4, 'Manufacturer').fill('Größe');
    await sound(page);
    await screenshot(page, `import-mend-${size}`);
    await page.getByRole('button', { name: 'Send 2 mended rows again' }).press('Enter');
    await page.getByText('1 mended row landed, 1 was refused again').waitFor();
    await sound(page, `import-mend-again-${size}`);
    await cell(4, 'Asset tag').fill(`IMP-${size}-3`);
    await page.getByRole('button', { name: 'Send 1 mended row again' }).click();
    await page.getByText('1 mended row landed.').waitFor();
    // nothing is left to mend: neither rows nor a button for none of them
    expect(await page.getByRole('group', { name: /^Line/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Send/ }).count()).toBe(0);
    await sound(page);
    const landed = await risk.get<{ items: object[] }>(`devices?q=IMP-${size}`);
    expect(landed.body.items).toHaveLength(4);
    expect(landed.body.items).toContainEqual(
      expect.objectContaining({
        assetTag: `IMP-${size}-2`,
        manufacturedOn: '2019-02-28',
        manufacturer: 'Größe & Söhne',
      }),
    );

    // opened again, by a colleague too: what landed is said, and not offered once more
    const first = new URL(page.url()).pathname;
    await page.goto(`${first}?show=refused`);
    await page.getByText('Every refused row has landed since. There is nothing left to mend.').waitFor();
    await page.getByText(/^Landed since: line 3, with/).waitFor();
    await page.getByText(/^Landed since: line 4, with/).waitFor();
    await page.getByText('Done, refused rows landed since').waitFor();
    expect(await page.getByRole('button', { name: /^Send/ }).count()).toBe(0);
    expect(await page.getByRole('textbox').count()).toBe(0);
    await sound(page, `import-landed-since-${size}`);
    await page
      .getByRole('link', { name: /^import \d+$/ })
      .first()
      .click();
    await page.getByText(/^Mended rows of/).waitFor();
    await page.getByText(/^Landed since: line 3, with/).waitFor();
    await page.goto(first);
    await page.getByRole('tab', { name: /Warnings/ }).press('Enter');
    await page.waitForURL(/show=warnings/);
    await page.getByText('This day is still to come.').first().waitFor();
    await sound(page);
    await page.goto('/imports');
    await page
      .getByText(/mended rows of import/)
      .first()
      .waitFor();
    await sound(page);
    await screenshot(page, `imports-${size}`);
    expect(complaints).toEqual([]);
    await close();
  });
});

it('leads by keyboard alone from anywhere to a pump, its verdict and its record', async () => {
  const { page, close } = await visit(browser, app, { as: manager });
  await page.goto('/settings');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('PUMP-77');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'PUMP-77' }).waitFor();
  await tabTo(page, 'PUMP-77');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'PUMP-77' }).waitFor();
  await page.getByRole('button', { name: /^Why: Residue/ }).waitFor();
  await tabTo(page, 'Why: Residue on the contacts');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('The notice says').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await tabTo(page, 'Change');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Asset tag').waitFor();
  await holds(page, `document.activeElement?.closest('[role=dialog]') !== null`);
  // while it fades in, the dialog may still take the focus to its beginning
  await holds(page, `document.getAnimations().every(({ playState }) => playState !== 'running')`);
  await tabTo(page, 'Save');
  // a page that is busy for a moment gets several keys at once, and each of them counts
  const day = page.getByRole('dialog').getByLabel('Received', { exact: true });
  const parts: string[] = [];
  for (await day.focus(); (await page.evaluate('document.activeElement.type')) === 'date'; parts.push('Tab'))
    await page.keyboard.press('Tab');
  await day.focus();
  for (const part of parts.slice(1)) await page.keyboard.press(part);
  const busy = page.evaluate('for (const until = performance.now() + 500; performance.now() < until; );');
  await Promise.all([busy, page.keyboard.press('Tab'), page.keyboard.press('Tab')]);
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 50))');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Save');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing was changed.').waitFor();
  await close();
});

/** Tab, until what has this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = `(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()`;
  for (let n = 0; n < 80; n++) {
    if ((await page.evaluate(focused)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to “${name}”.`);
}

it('warns of an isolated pump, in the dark and on paper too', async () => {
  const held = await createDevice(sql, { siteId: ward.siteId, assetTag: 'HELD-77', udiDi: '00085412498684' });
  expect((await risk.patch(`devices/${held.id}`, { version: 1, status: 'isolated' })).status).toBe(200);
  const { page, close } = await visit(browser, app, { as: manager, scheme: 'dark' });
  await page.goto(`/devices/${held.id}`);
  await page.getByText(/Isolated since .* It must not be used\./).waitFor();
  await page.getByText(/check digit of this UDI-DI is wrong/).waitFor();
  await page.getByRole('region', { name: 'History' }).getByRole('listitem').first().waitFor();
  await sound(page);
  await screenshot(page, 'device-dark');
  for (const address of ['/devices', '/imports', '/imports/new']) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await sound(page);
  }
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await page.goto(`/devices/${pump.id}`);
  await page.getByRole('region', { name: 'History' }).getByRole('listitem').first().waitFor();
  expect(await page.getByRole('button', { name: 'Change' }).isVisible()).toBe(false);
  expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
  await screenshot(page, 'device-print');
  await close();
});

it('shows a pump that was reported without a record until somebody looks at it', async () => {
  const technician = await client(app, ward.technician);
  const found = await technician.post<{ id: string }>('devices', {
    siteId: ward.siteId,
    serialNumber: '2718281',
    reported: true,
  });
  expect(found.status).toBe(201);
  const { page, close } = await visit(browser, app, { as: manager });
  await page.goto('/devices');
  await page.getByLabel('Reported, not looked at yet').check();
  await page.waitForURL(/reported=true/);
  await page.getByText('1 pump').waitFor();
  await page.getByRole('link', { name: '2718281' }).click();
  await page.getByText(/had no record. Complete the record and set its status/).waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Status').selectOption({ label: 'In storage' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/had no record/).waitFor({ state: 'detached' });
  await close();
});

it.each(everySize)(
  'asks before the page of a file that is still being sent is left, on a %s',
  async (size) => {
    const { page, complaints, close } = await visit(browser, app, { size, as: manager });
    let free = (): void => undefined;
    const held = new Promise<void>((resolve) => (free = resolve));
    await page.route('**/api/v1/devices/import?*', async (route) => {
      await held;
      // whoever stops the sending has taken the request back
      await route.continue().catch(() => undefined);
    });
    await page.goto('/imports/new');
    await page.locator('input[type=file]').setInputFiles({
      name: 'fleet.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('asset_tag,site\nHELD-1,North\n'),
    });
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByText(/Sending the file/).waitFor();
    await sound(page, `import-sending-${size}`);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The file was not sent to its end. Nothing was changed.').waitFor();
    await sound(page, `import-stopped-${size}`);
    await page.getByRole('button', { name: 'Back to the columns' }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByText(/Sending the file/).waitFor();

    const away = page.getByRole('banner').getByRole('link', { name: 'Closeout' });
    const question = page.getByRole('dialog', { name: 'The file is still being sent' });
    await away.click();
    await question.waitFor();
    await sound(page, `import-leaving-${size}`);
    await page.getByRole('button', { name: 'Stay here' }).click();
    await question.waitFor({ state: 'detached' });
    free();
    await page.getByRole('heading', { name: 'What would happen' }).waitFor();
    await away.click();
    await page.waitForURL((url) => url.pathname === '/');
    expect(complaints).toEqual([]);
    await close();
  },
);

it.each(everySize)(
  'names the places that a file would make, with the one that was perhaps meant, on a %s',
  async (size) => {
    const { page, complaints, close } = await visit(browser, app, { size, as: manager });
    await page.goto('/imports/new');
    await page.locator('input[type=file]').setInputFiles({
      name: 'slip.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('asset_tag,site,location\nSLIP-1,Nroth,Bay of its own\n'),
    });
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByText(/^1 new site and 1 new location would be made/).waitFor();
    const places = page.getByRole('alert').getByRole('listitem');
    expect((await places.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      'Site: Nroth Did you mean “North”?',
      'Location at Nroth: Bay of its own',
    ]);
    await sound(page, `import-new-places-${size}`);
    expect(complaints).toEqual([]);
    await close();
  },
);

it('keeps imports to those who may import, and says so in words', async () => {
  const { page, close } = await visit(browser, app, { as: ward.technician });
  await page.goto('/imports/new');
  await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
  await page.goto('/devices/999999');
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
  await sound(page);
  await close();
});
