import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { CampaignView } from '#contracts/campaigns';
import type { CheckList, NotLocatedList, SignatureList } from '#contracts/closeout';
import type { TaskView } from '#contracts/tasks';
import { everySize, openBrowser, type Page, sound, visit } from '../support/browser.js';
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
  sendReplies,
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

const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });

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
    await sendReplies(manager, id);
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
    await sound(page, 'closeout-sign-desktop');
    await tabTo(page, note);
    await page.keyboard.type('All inspected.');
    const password = dialog.getByLabel(/^Your password/);
    await tabTo(page, password);
    await page.keyboard.type('a-guess');
    await page.keyboard.press('Enter');
    await dialog.getByText(/password is (wrong|not)/i).waitFor();
    expect((await manager.get<CampaignView>(`campaigns/${id}`)).body.status).toBe('open');
    expect(await note.inputValue()).toBe('All inspected.');
    await sound(page, 'closeout-sign-refused-desktop');
    // whoever leaves the dialog while it is on its way is told all the same
    let answer = (): void => undefined;
    const left = new Promise<void>((resolve) => (answer = resolve));
    await page.route(
      '**/close',
      async (route) => {
        await left;
        await route.continue();
      },
      { times: 1 },
    );
    await tabTo(page, password);
    await page.keyboard.type('another guess');
    await page.keyboard.press('Enter');
    await dialog.locator('button[data-loading]').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    answer();
    await page
      .getByRole('alert')
      .getByText(/password is (wrong|not)/i)
      .waitFor();
    await tabTo(page, button);
    await page.keyboard.press('Enter');
    await tabTo(page, note);
    await page.keyboard.type('All inspected.');
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

  it('says what is still open and whose, and each leads to its row', async () => {
    const { id } = await campaignOf('Open gates', 2);
    for (const size of everySize) {
      const { page, complaints, close } = await visit(browser, app, {
        size,
        as: risk,
        scheme: size === 'phone' ? 'dark' : 'light',
      });
      await page.goto(`/campaigns/${id}/closeout`);
      const items = page.getByRole('list', { name: 'What keeps it open: Tasks' });
      await items.getByRole('link').first().waitFor();
      expect(await items.innerText()).toMatch(/North Hospital · .* · due /);
      await page.getByText('Every pump was found.').first().waitFor();
      await page.getByText('Nothing was signed yet.').waitFor();
      await sound(page, `closeout-open-${size}`);
      expect(await page.getByRole('button', { name: 'Sign and close' }).count()).toBe(0);
      await items.getByRole('link').first().click();
      await page.waitForURL(/\/tasks\/\d+/);
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('closes without pumps that nobody found, once a signed decision names each', async () => {
    const { id, devices } = await campaignOf('Some are lost', 3);
    for (const device of devices.slice(0, 2)) {
      const tasks = await technician.all<TaskView>('tasks', { campaign: id, device, status: 'open' });
      for (const task of tasks)
        await finish(technician, task, { outcome: 'cannot-locate', reason: 'On no ward.' });
    }
    await finishAll(id);
    const { page, complaints, close } = await visit(browser, app, { size: 'phone', as: risk });
    await page.goto(`/campaigns/${id}/closeout`);
    const table = page.getByRole('table', { name: 'Pumps that nobody found' });
    await table.getByRole('checkbox', { name: 'Select all that are not decided' }).check();
    await sound(page, 'closeout-not-located-phone');
    await page.getByRole('button', { name: 'Decide on 2 pumps' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/accept that they are not located/).waitFor();
    await dialog.getByLabel(/^Reason/).fill('Searched for six weeks.');
    await dialog.getByLabel(/^Your password/).fill(PASSWORD);
    await sound(page, 'closeout-decide-phone');
    await dialog.getByRole('button', { name: 'Sign the decision' }).click();
    await page.getByText('The decision is signed.').waitFor();
    await table.getByText('Searched for six weeks.').first().waitFor();
    const { body } = await manager.get<NotLocatedList>(`campaigns/${id}/not-located`);
    expect(body.items.map(({ decision }) => decision?.by)).toEqual(['Rita Risk', 'Rita Risk']);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is checked by somebody else with a phone; what is found otherwise opens the task and widens the sample', async () => {
    const { id } = await campaignOf('Checked again', 4);
    await finishAll(id);
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${id}/closeout`);
    await page.getByRole('button', { name: 'Draw a sample' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Size, by the levels of 21 CFR 7.42(b)(3)').click();
    await page.getByRole('option', { name: 'A size of our own' }).click();
    await dialog.getByLabel(/^Number of pumps/).fill('1');
    await sound(page, 'closeout-draw-desktop');
    await dialog.getByRole('button', { name: 'Draw a sample' }).click();
    const sample = page.getByRole('table', { name: 'Pumps of the sample' });
    await sample.getByRole('button', { name: /^Give to somebody/ }).click();
    await dialog.getByText(/they did the work/).waitFor();
    await dialog.getByLabel(/^Checked by/).fill('technician');
    await page.getByRole('option', { name: new RegExp(ward.nurseEducator.email) }).click();
    await sound(page, 'closeout-give-desktop');
    await dialog.getByRole('button', { name: 'Give', exact: true }).click();
    await page.getByText('Given.').waitFor();
    await sound(page, 'closeout-sample-desktop');

    const phone = await visit(browser, app, { size: 'phone', as: ward.nurseEducator });
    await phone.page.goto(`/campaigns/${id}/closeout?state=mine`);
    await phone.page.getByRole('table', { name: 'Pumps of the sample' }).getByRole('link').click();
    await heading(phone.page, /^Check TAG-/).waitFor();
    await phone.page.getByText('What is recorded').waitFor();
    await phone.page.getByRole('button', { name: 'I found it otherwise' }).tap();
    await phone.page.getByLabel(/^What did you find/).fill('Residue on two contacts.');
    await sound(phone.page, 'closeout-check-phone');
    await phone.page.getByRole('button', { name: /^Record it/ }).tap();
    await phone.page.getByText('Recorded. The task is open again').waitFor();
    await sound(phone.page, 'closeout-checked-phone');
    const [found] = (await manager.get<CheckList>(`campaigns/${id}/checks`)).body.items;
    expect(found).toMatchObject({ firstSize: 1, size: 2, disagreements: 1, toCheck: 2 });
    await phone.page.getByRole('link', { name: 'The task that was opened again' }).click();
    await phone.page.waitForURL(/\/tasks\/\d+/);

    await finishAll(id);
    await phone.page.goto(`/campaigns/${id}/closeout?state=mine`);
    const rows = phone.page.getByRole('table', { name: 'Pumps of the sample' }).getByRole('link');
    await rows.first().click();
    await phone.page.getByRole('button', { name: 'It is as recorded' }).tap();
    await phone.page.getByText('Recorded: as it was done.').waitFor();
    // the pump that the sample grew by is with the site's lead
    const left = (await manager.get<CheckList>(`campaigns/${id}/checks`)).body.items[0]?.pumps.find(
      ({ result }) => result === null,
    );
    const lead = await client(app, ward.lead);
    const last = await lead.post(`campaigns/${id}/checks/pumps/${left?.id}/answer`, { result: 'agree' });
    expect(last.status).toBe(200);
    const [done] = (await manager.get<CheckList>(`campaigns/${id}/checks`)).body.items;
    expect(done).toMatchObject({ size: 2, agreed: 2, toCheck: 0 });
    expect([...complaints, ...phone.complaints]).toEqual([]);
    await phone.close();
    await close();
  });

  it('shows its signatures, gives report and pack, and is reopened by signature alone', async () => {
    const { id } = await campaignOf('Closed and reopened', 1);
    await finishAll(id);
    await sendReplies(manager, id);
    const signed = await manager.post(`campaigns/${id}/close`, { note: 'All done.', password: PASSWORD });
    expect(signed.status).toBe(200);
    for (const size of everySize) {
      const { page, complaints, close } = await visit(browser, app, { size, as: risk });
      await page.goto(`/campaigns/${id}/closeout`);
      const row = page.getByRole('table', { name: 'Signatures, oldest first' }).getByRole('row').nth(1);
      await row.getByText('Rita Risk').first().waitFor();
      await row.locator('summary').click();
      await row.getByText(/previousSignature/).waitFor();
      await page.getByText('How to verify the pack without Closeout').click();
      await page.getByText('node verify.mjs').waitFor();
      await sound(page, `closeout-closed-${size}`);
      if (size === 'desktop') {
        for (const [name, type] of [
          ['Report (PDF)', /pdf/],
          ['Evidence pack (ZIP)', /zip/],
        ] as const) {
          const href = await page.getByRole('link', { name }).getAttribute('href');
          const answer = await page.request.get(href ?? '');
          expect([answer.status(), answer.headers()['content-type']]).toEqual([
            200,
            expect.stringMatching(type) as unknown,
          ]);
        }
      }
      if (size === 'phone') {
        await page.getByRole('button', { name: 'Reopen campaign' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel(/^Reason/).fill('A pump came back.');
        await dialog.getByLabel(/^Your password/).fill(PASSWORD);
        await sound(page, 'closeout-reopen-phone');
        await dialog.getByRole('button', { name: 'Sign and reopen' }).click();
        await page.getByText('The campaign is open again.').waitFor();
        await page.getByRole('list', { name: 'Gates' }).waitFor();
      }
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('about nothing of ours ends with that result, and the firm is told that there is no stock', async () => {
    const id = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({ title: 'None of ours' }, { productCodes: ['NOT-OURS-9'] }),
    );
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${id}/setup?step=preview`);
    await page.getByRole('button', { name: 'Nothing is affected' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Why nothing is affected/).fill('None of these was ever bought.');
    await sound(page, 'closeout-nothing-desktop');
    await dialog.getByRole('button', { name: 'End with this result' }).click();
    await page.waitForURL(/\/closeout$/);
    await page.getByText(/none affected\./).waitFor();
    await sound(page, 'closeout-nothing-result-desktop');
    await page.getByRole('link', { name: 'Answer the firm: no stock' }).click();
    await page.getByRole('button', { name: 'Add a site' }).click();
    await dialog.getByLabel(/^Site/).fill('North');
    await page.getByRole('option', { name: 'North Hospital' }).click();
    await sound(page, 'replies-add-desktop');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await heading(page, 'Reply of North Hospital').waitFor();
    await page.getByText(/the reply says “no stock”/).waitFor();
    await page.getByRole('button', { name: 'Send the reply' }).click();
    await dialog.getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
    await page.getByText(/^250 /).waitFor();
    await sound(page, 'reply-no-stock-desktop');
    expect((await manager.get<CampaignView>(`campaigns/${id}`)).body).toMatchObject({ status: 'cancelled' });
    expect(complaints).toEqual([]);
    await close();
  });

  it('is for reading only where the role signs nothing', async () => {
    const { id } = await campaignOf('Seen by others', 1);
    const { page, close } = await visit(browser, app, { size: 'phone', as: ward.technician });
    await page.goto(`/campaigns/${id}/closeout`);
    await page.getByRole('list', { name: 'Gates' }).waitFor();
    expect(await page.getByRole('button', { name: /Close campaign|Draw|Decide|Reopen/ }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Evidence pack (ZIP)' }).count()).toBe(0);
    await close();
  });
});
