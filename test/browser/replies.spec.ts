import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { ForwardingPage } from '#contracts/forwardings';
import type { HarmPage } from '#contracts/harms';
import type { ReplyDetail, ReplyPage } from '#contracts/replies';
import type { TaskView } from '#contracts/tasks';
import { everySize, holds, openBrowser, type Page, sizes, sound, visit } from '../support/browser.js';
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

// What goes to people outside, as those see it who send it: replies to the firm, notices passed on, reports of harm.

let app: App;
let browser: Browser;
let sql: TestSql;
let manager: Client;
let risk: { id: string; email: string };

const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
const FIRM = 'recalls@example.org';
/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
  'base64',
);

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  risk = await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' });
  manager = await client(app, risk);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

interface Scene {
  ward: Ward;
  campaign: string;
  technician: Client;
  reply: string;
}
let scenes = 0;
/** A campaign over three pumps of one site, and the site's reply. */
async function scene(title: string, notice: Record<string, unknown> = {}): Promise<Scene> {
  scenes += 1;
  const ward = await createWard(sql, { name: `Hospital ${scenes}` });
  await createDevices(sql, 3, { siteId: ward.siteId, locationId: ward.locationId }, (n) => ({
    productCode: `REPLY${scenes}X`,
    assetTag: `R${scenes}-${n}`,
  }));
  const campaign = await draftCampaign(
    manager,
    'corrosion',
    noticeBody({ title, ...notice }, { productCodes: [`REPLY${scenes}X`] }),
    { siteIds: [ward.siteId] },
  );
  await openCampaign(manager, campaign);
  const reply = await waitFor(
    async () => (await manager.get<ReplyPage>('replies', { query: { campaign } })).body.items[0],
    { what: 'the reply to be due' },
  );
  return { ward, campaign, technician: await client(app, ward.technician), reply: reply.id };
}

async function inspect({ campaign, technician }: Scene, outcome = 'clean'): Promise<void> {
  for (const task of await technician.all<TaskView>('tasks', {
    campaign,
    step: 'inspect-contacts',
    status: 'open',
  })) {
    const { status } = await technician.post(`tasks/${task.id}/complete`, { version: task.version, outcome });
    expect(status).toBe(200);
  }
}
const read = async (id: string): Promise<ReplyDetail> =>
  (await manager.get<ReplyDetail>(`replies/${id}`)).body;

describe('a reply', () => {
  it('names the pumps that keep it back, goes out when it adds up, and says when it is overtaken', async () => {
    const at = await scene('Replied by e-mail');
    const { page, complaints, close } = await visit(browser, app, { as: at.ward.lead });
    await page.goto(`/campaigns/${at.campaign}/replies`);
    await page.getByText('Does not add up yet').waitFor();
    await sound(page, 'replies-desktop');
    await page.getByRole('link', { name: /^Reply of Hospital/ }).click();
    await heading(page, /^Reply of Hospital/).waitFor();
    await page.getByText(/3 pumps have no place in it/).waitFor();
    const obstacles = page.getByRole('table', { name: 'Pumps that keep the reply from going out' });
    expect(await obstacles.getByRole('link', { name: /^R\d+-\d$/ }).count()).toBe(3);
    expect(await page.getByRole('button', { name: 'Send the reply' }).isDisabled()).toBe(true);
    await page.getByRole('columnheader', { name: 'Product code or UDI-DI' }).waitFor();
    await sound(page, 'reply-due-desktop');
    await obstacles
      .getByRole('link', { name: /^Its tasks: / })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('link', { name: /Inspect/ })
      .first()
      .waitFor();
    await page.goBack();

    // an answer in between
    await page.getByLabel('Interim: some work is still open').check();
    await page.getByLabel(/^Note to the firm/).fill('We are at it.');
    await page.getByRole('button', { name: 'Send the reply' }).click();
    // what goes to people outside is looked at once more
    const dialog = page.getByRole('dialog', { name: 'Send this to the firm?' });
    const asked = await dialog.getByRole('table').innerText();
    expect(asked).toMatch(new RegExp(`To\\s+${FIRM}[\\s\\S]*Subject\\s+Interim reply: Replied by e-mail`));
    expect(asked).toMatch(/Affected\s+3[\s\S]*Still open\s+3/);
    await sound(page, 'reply-send-desktop');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await read(at.reply)).versions).toEqual([]);
    await page.getByRole('button', { name: 'Send the reply' }).click();
    await dialog.getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Version 1, interim').waitFor();
    await page.getByText(/^250 /).waitFor();
    expect((await read(at.reply)).state).toBe('due');

    // the final one
    await inspect(at);
    await page.reload();
    await page.getByText('The count adds up.').waitFor();
    const draft = await page.getByRole('link', { name: 'Look at the draft (PDF)' }).getAttribute('href');
    expect((await page.request.get(draft ?? '')).headers()['content-type']).toBe('application/pdf');
    await page.getByLabel(/^Title/).fill('Charge nurse');
    await page.getByRole('button', { name: 'Send the reply' }).click();
    await dialog.getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Version 2', { exact: true }).waitFor();
    await page.getByText('Sent', { exact: true }).waitFor();
    // it is with the firm: a draft would be of a correction that nobody owes
    expect(await page.getByRole('link', { name: 'Look at the draft (PDF)' }).count()).toBe(0);
    await sound(page, 'reply-sent-desktop');
    const sent = (await read(at.reply)).versions.at(-1);
    expect(sent).toMatchObject({ interim: false, to: FIRM, contact: { title: 'Charge nurse' } });
    const [mail] = await sql<{ recipients: string[] }>(
      'SELECT recipients FROM mailbox_message WHERE message_id = $1',
      [sent?.messageId],
    );
    expect(mail?.recipients).toEqual([FIRM]);
    const { items } = (
      await manager.get<{ items: Array<{ id: string }> }>('mailbox', { query: { to: FIRM } })
    ).body;
    const reader = await visit(browser, app, { as: risk });
    await reader.page.goto(`/mailbox/${items[0]?.id}`);
    const attached = reader.page.getByRole('link', { name: /^Download .*\.pdf, \d+ kB$/ });
    const [file] = await Promise.all([reader.page.waitForEvent('download'), attached.click()]);
    expect(file.suggestedFilename()).toMatch(/\.pdf$/);
    await sound(reader.page, 'mailbox-message-attachment');
    expect(reader.complaints).toEqual([]);
    await reader.close();

    await page.getByRole('button', { name: 'The firm has it' }).click();
    const received = page.getByRole('dialog');
    await received.getByLabel(/^Their reference/).fill('CASE-7');
    await sound(page, 'reply-acknowledge-desktop');
    await received.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Acknowledged', { exact: true }).waitFor();
    await page.getByText(/CASE-7/).waitFor();

    // a pump that is isolated afterwards: what went out is no longer so
    await sql(`UPDATE device SET status = 'isolated' WHERE product_code = $1 AND asset_tag = $2`, [
      `REPLY${scenes}X`,
      `R${scenes}-0`,
    ]);
    await page.reload();
    await page.getByText('What went out is no longer what the records say').waitFor();
    await page.getByRole('table', { name: 'As it was sent' }).waitFor();
    await page.getByRole('link', { name: 'Look at the draft (PDF)' }).waitFor();
    await sound(page, 'reply-correction-desktop');
    await page.getByRole('button', { name: 'Send the corrected reply' }).click();
    await dialog.getByText(/^Corrected reply: /).waitFor();
    await dialog.getByRole('button', { name: 'Send it now' }).click();
    await page.getByText('Version 3', { exact: true }).waitFor();
    await page.getByText('Sent', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('is led from what no reply can state to the pumps that are unclear, and says where interim is possible', async () => {
    scenes += 1;
    const ward = await createWard(sql, { name: `Hospital ${scenes}` });
    // the last by its tag is the one whose date is not recorded
    await createDevices(sql, 3, { siteId: ward.siteId, locationId: ward.locationId }, (n) => ({
      productCode: `REPLY${scenes}X`,
      assetTag: `R${scenes}-${n}`,
      ...(n === 2 ? { manufacturedOn: null } : { manufacturedOn: '2024-07-01' }),
    }));
    const code = `REPLY${scenes}X`;
    const campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody(
        { title: 'Unclear' },
        { productCodes: [code], manufactured: { from: '2024-06-01', to: '2024-08-31' } },
      ),
      { siteIds: [ward.siteId] },
    );
    await openCampaign(manager, campaign);
    const reply = await waitFor(
      async () => (await manager.get<ReplyPage>('replies', { query: { campaign } })).body.items[0],
      { what: 'the reply to be due' },
    );
    const { page, complaints, close } = await visit(browser, app, { as: ward.lead });
    await page.goto(`/replies/${reply.id}`);
    const list = page.getByRole('table', { name: 'Pumps that keep the reply from going out' });
    await list.waitFor();
    expect(await list.getByRole('row').nth(1).innerText()).toMatch(
      new RegExp(`R${scenes}-2[\\s\\S]*Record not verified`),
    );
    await page.getByLabel('Interim: some work is still open').check();
    expect(await page.getByRole('button', { name: 'Send the reply' }).isDisabled()).toBe(true);
    await page
      .getByText(/It cannot go out yet, not even as an interim reply: .* 1 pump is unclear/)
      .waitFor();
    await page.getByRole('button', { name: 'It stands first in the list, with the reason.' }).click();
    // there, and in sight: not under the head of the page
    await holds(
      page,
      `(() => {
        const seen = (one) => {
          const { x, y, width, height } = one.getBoundingClientRect();
          return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        };
        const link = document.activeElement;
        return link.textContent === 'R${scenes}-2' && seen(link) && seen(document.querySelector('#obstacles th'));
      })()`,
    );
    await sound(page, 'reply-unclear-desktop');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is entered on a portal with a phone, with its number and a screenshot', async () => {
    const at = await scene('Replied on a portal', {
      replyRoute: { kind: 'portal', address: 'https://recalls.example.org' },
    });
    await inspect(at);
    const { page, complaints, close } = await visit(browser, app, {
      size: 'phone',
      scheme: 'dark',
      as: at.ward.lead,
    });
    await page.goto(`/campaigns/${at.campaign}/replies`);
    await page.getByText('Ready to send').waitFor();
    await sound(page, 'replies-phone');
    await page.getByRole('link', { name: /^Reply of Hospital/ }).click();
    await page.getByText('https://recalls.example.org').waitFor();
    await page.getByLabel(/^Reference number/).fill('P-2020-77');
    await page.locator('input[type=file]').setInputFiles({
      name: 'portal.png',
      mimeType: 'image/png',
      buffer: PIXEL,
    });
    await sound(page, 'reply-portal-phone');
    await page.getByRole('button', { name: 'It was entered' }).tap();
    await page.getByText('Noted: the reply was entered.').waitFor();
    const picture = await page.getByRole('link', { name: 'Screenshot' }).getAttribute('href');
    expect((await page.request.get(picture ?? '')).headers()['content-type']).toBe('image/png');
    await sound(page, 'reply-entered-phone');
    expect((await read(at.reply)).state).toBe('entered');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is kept as the distributor’s own form, or closed by hand', async () => {
    const at = await scene('Replied by form', { replyRoute: { kind: 'distributor', address: null } });
    await inspect(at);
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/replies/${at.reply}`);
    await page.getByText('By hand', { exact: true }).click();
    await page.getByRole('link', { name: 'Open the task' }).waitFor();
    await page.getByText('Distributor’s form', { exact: true }).click();
    await page.locator('input[type=file]').setInputFiles({
      name: 'form.png',
      mimeType: 'image/png',
      buffer: PIXEL,
    });
    await sound(page, 'reply-form-desktop');
    await page.getByRole('button', { name: 'Keep the form' }).click();
    await page.getByText('Kept: the reply was sent with the distributor’s form.').waitFor();
    const kept = await page.getByRole('link', { name: 'The form as it went out' }).getAttribute('href');
    expect(Buffer.from(await (await page.request.get(kept ?? '')).body()).equals(PIXEL)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a notice that is passed on', () => {
  it('goes to several that were pasted, and is acknowledged by a link that needs no sign-in', async () => {
    const at = await scene('Passed on');
    const { page, complaints, close } = await visit(browser, app, { as: at.ward.lead });
    await page.goto(`/campaigns/${at.campaign}/replies`);
    await page.getByRole('button', { name: 'Pass it on' }).click();
    const dialog = page.getByRole('dialog');
    const list = dialog.getByLabel(/^Receivers, one a line/);
    await dialog.getByLabel(/^From which of our sites/).click();
    await page.getByRole('option', { name: /^Hospital / }).click();
    await list.fill('Lakeside Clinic\tLena Lake\tlena@example.org\nHome Care, Hans Home');
    await dialog.getByText('Line 2: needs an organisation, a name and an e-mail address').waitFor();
    await sound(page, 'forwardings-add-desktop');
    await list.fill('Lakeside Clinic\tLena Lake\tlena@example.org\nHome Care\tHans Home\thans@example.org');
    await dialog.getByRole('button', { name: 'Send the notice to 2' }).click();
    await page.getByText('Lakeside Clinic').waitFor();
    const link = await waitFor(
      async () => {
        const [mail] = await sql<{ body_text: string }>(
          `SELECT body_text FROM mailbox_message WHERE 'lena@example.org' = ANY(recipients)`,
        );
        return mail?.body_text.match(/https?:\/\/\S+\/ack\/\S+/)?.[0];
      },
      { what: 'the e-mail with the link' },
    );
    const path = new URL(link).pathname;

    for (const size of everySize) {
      const outside = await visit(browser, app, { size });
      await outside.page.goto(path);
      await outside.page.getByRole('button', { name: 'I have read this notice' }).waitFor();
      await sound(outside.page, `ack-${size}`);
      if (size === 'desktop') {
        await outside.page.getByLabel('Your name').fill('Lena Lake');
        await outside.page.getByRole('button', { name: 'I have read this notice' }).click();
        await outside.page.getByText(/^Confirmed by Lena Lake/).waitFor();
        await sound(outside.page, 'ack-done-desktop');
        await outside.page.goto('/ack/never-given-out');
        await heading(outside.page, 'This link is over').waitFor();
        await sound(outside.page, 'ack-over-desktop');
      }
      expect(outside.complaints).toEqual([]);
      await outside.close();
    }

    await page.reload();
    await page.getByText(/^Lena Lake, .*20/).waitFor();
    await page.getByRole('button', { name: 'Settle Home Care' }).click();
    await dialog.getByLabel('It makes no sense to ask further').check();
    await dialog.getByLabel(/^Reason/).fill('They gave the pump back in March.');
    await sound(page, 'forwardings-settle-desktop');
    await dialog.getByRole('button', { name: 'Record it' }).click();
    await page.getByText(/They gave the pump back in March/).waitFor();
    await sound(page, 'forwardings-desktop');
    const { body } = await manager.get<ForwardingPage>('forwardings', { query: { campaign: at.campaign } });
    expect(body.items.map(({ state }) => state).toSorted()).toEqual(['acknowledged', 'ended']);
    await page.setViewportSize(sizes.phone);
    await page.goto(`/campaigns/${at.campaign}/replies?state=ended`);
    await page.getByText('Home Care').waitFor();
    expect(await page.getByText('Lakeside Clinic').count()).toBe(0);
    await sound(page, 'forwardings-phone');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is never answered by the application that a browser has kept', async () => {
    const { page, close } = await visit(browser, app, { serviceWorkers: 'allow' });
    await page.goto('/sign-in');
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await page.goto('/sign-in');
    await holds(page, 'navigator.serviceWorker.controller !== null');
    await page.goto('/ack/never-given-out');
    await heading(page, 'This link is over').waitFor();
    await close();
  });
});

describe('harm to a patient', () => {
  let record: HarmPage['items'][number];

  it('is told with the task, also without a network', async () => {
    const at = await scene('Harm');
    const [task] = await at.technician.all<TaskView>('tasks', {
      campaign: at.campaign,
      step: 'inspect-contacts',
    });
    const phone = await visit(browser, app, {
      size: 'phone',
      as: at.ward.technician,
      serviceWorkers: 'allow',
    });
    // what the page needs without a network is on the phone, as after any earlier visit
    await phone.page.goto('/work');
    await phone.page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await phone.page.goto(`/tasks/${task?.id}`);
    await phone.page.getByRole('radio', { name: 'Clean' }).tap();
    await phone.page.getByLabel('A patient was or could have been harmed').first().tap();
    await phone.page.getByRole('button', { name: 'Close as: Clean' }).tap();
    await phone.page.getByText('Fill this in.').waitFor();
    await phone.page.getByLabel(/^What happened/).fill('The infusion stopped for two minutes.');
    await sound(phone.page, 'harm-form-phone');
    await phone.context.setOffline(true);
    await phone.page.getByRole('button', { name: 'Close as: Clean' }).tap();
    await phone.page.getByText('Kept on this device.').waitFor();
    // nobody was told yet, and that is said
    await phone.page.getByText('Nobody is told before it is sent.').waitFor();
    await phone.context.setOffline(false);
    record = await waitFor(
      async () => (await manager.get<HarmPage>('harms', { query: { campaign: at.campaign } })).body.items[0],
      { what: 'the record of harm' },
    );
    expect(record).toMatchObject({ what: 'The infusion stopped for two minutes.', workDaysLeft: 10 });
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });

  it('stands on Home with the days that are left, and in a list', async () => {
    for (const size of everySize) {
      const { page, complaints, close } = await visit(browser, app, { size, as: risk });
      await page.goto('/');
      await page.getByText('A report of harm waits').waitFor();
      await sound(page, `harm-home-${size}`);
      await page.getByRole('link', { name: 'To decide · 10 work days left' }).click();
      await heading(page, `Report of harm ${record.id}`).waitFor();
      await page.getByText('The infusion stopped for two minutes.').waitFor();
      await sound(page, `harm-${size}`);
      await page.goto('/harms');
      await page.getByRole('link', { name: `Report ${record.id}` }).waitFor();
      await sound(page, `harms-${size}`);
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('is decided with a reason and reported, with what form 3500A asks for', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/harms/${record.id}`);
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Serious injury/).check();
    await dialog.getByLabel(/^Reason/).fill('It needed an intervention.');
    await sound(page, 'harm-decide-desktop');
    await dialog.getByRole('button', { name: 'Record the decision' }).click();
    await page.getByText('Still to be reported to: Manufacturer').waitFor();
    await page.getByLabel(/^A1 Patient identifier/).fill('ICU-7');
    await page.getByLabel(/^A3 Sex/).selectOption('female');
    await page.getByRole('button', { name: 'Keep these details' }).click();
    await page.getByText('Kept.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Record a report' }).click();
    await dialog.getByLabel(/^Sent on/).fill('2026-01-15');
    await dialog.getByLabel(/^Reference/).fill('UF-2026-1');
    await sound(page, 'harm-report-desktop');
    await dialog.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Reported', { exact: true }).waitFor();
    await page.getByText(/UF-2026-1/).waitFor();
    expect(await page.getByLabel(/^A1 Patient identifier/).inputValue()).toBe('ICU-7');
    const sheet = await page.getByRole('link', { name: 'Data sheet (PDF)' }).getAttribute('href');
    expect((await page.request.get(sheet ?? '')).headers()['content-type']).toBe('application/pdf');
    await sound(page, 'harm-reported-desktop');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is late on Home when its work days are over, whatever the tasks are', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto('/');
    await page.getByText('Nothing is late').waitFor();
    const at = await scene('Harm long ago');
    const [task] = await at.technician.all<TaskView>('tasks', {
      campaign: at.campaign,
      step: 'inspect-contacts',
    });
    const { now } = (await manager.get<{ now: string }>('clock')).body;
    const awareAt = new Date(Date.parse(now) - 40 * 86_400_000).toISOString();
    const closed = await at.technician.post(`tasks/${task?.id}/complete`, {
      version: task?.version,
      outcome: 'clean',
      harm: { awareAt, what: 'The alarm was silent.' },
    });
    expect(closed.status).toBe(200);
    await waitFor(
      async () => (await manager.get<HarmPage>('harms', { query: { campaign: at.campaign } })).body.items[0],
      { what: 'the record of harm' },
    );
    await page.reload();
    await page.getByText('1 report of harm overdue').waitFor();
    expect(await page.getByText('Nothing is late').count()).toBe(0);
    await sound(page, 'harm-home-overdue');
    await page.getByRole('link', { name: '1 report of harm overdue' }).click();
    await page.waitForURL('**/harms');
    expect(complaints).toEqual([]);
    await close();
  });

  it('is not for those who decide nothing about it', async () => {
    const ward = await createWard(sql, { name: 'Elsewhere' });
    const { page, close } = await visit(browser, app, { as: ward.technician });
    await page.goto('/harms');
    await heading(page, /not for your role/i).waitFor();
    await page.goto('/');
    expect(await page.getByRole('link', { name: 'Harm', exact: true }).count()).toBe(0);
    await close();
  });
});
