import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { CampaignView } from '#contracts/campaigns';
import type { NoticeView } from '#contracts/notices';
import type { PlanView } from '#contracts/plans';
import { everySize, holds, openBrowser, type Page, sound, visit } from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createCoverage,
  createDevices,
  createLocation,
  createSite,
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
let ward: Ward;
let manager: { id: string; email: string; name: string };
let api: Client;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'North Hospital' });
  manager = await createUser(sql, { role: 'risk-manager', name: 'Robin Example' });
  api = await client(app, manager);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Pumps of the ward with a code that no other test has; every third lacks its serial number. */
const pumps = (code: string, count = 6) =>
  createDevices(sql, count, { siteId: ward.siteId, locationId: ward.locationId, productCode: code }, (n) =>
    n % 3 === 2 ? { serialNumber: null } : { serialNumber: `${code}-${1000 + n}` },
  );

const draftId = (page: Page): string => /\/campaigns\/(\d+)/.exec(page.url())?.[1] ?? '';
const atStep = (page: Page, step: string) =>
  page.waitForURL((url) => url.pathname.endsWith('/setup') && url.searchParams.get('step') === step);
/** The campaign's own page, whichever of its tabs comes first. */
const atCampaign = (page: Page, id: string) =>
  page.waitForURL((url) => new RegExp(`/campaigns/${id}(?:$|/(?!setup))`).test(url.pathname));
const next = (page: Page, name: string) => page.getByRole('link', { name: `Next: ${name}` }).click();

describe.each(everySize)('a campaign from a typed notice, %s', (size) => {
  it('is refused at the field, keeps what was typed, and opens step by step', async () => {
    const code = `TYPED${size.toUpperCase()}`;
    await pumps(code);
    const { page, complaints, close } = await visit(browser, app, { size, as: manager });
    await page.goto('/campaigns/new?how=type');
    await page.getByLabel('Title').waitFor();
    await sound(page, `new-campaign-type-empty-${size}`);

    await page.getByLabel('Title').fill(`Residue on the contacts (${size})`);
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await page.getByText('Not everything fits yet').waitFor();
    expect(await page.getByLabel(/^Firm/).getAttribute('aria-invalid')).toBe('true');
    await sound(page, `new-campaign-type-refused-${size}`);

    await page.getByLabel(/^Firm/).fill('Example Pumps');
    await page.getByLabel('Name as the notice has it').fill('Infusion pump');
    await page.getByLabel('Product codes').fill(`${code}, ${code}`);
    await page.getByText('1 code:').waitFor();
    await page.getByText('1 was given twice').waitFor();
    await page.getByLabel('Only those that are listed').check();
    await page.getByLabel('List of serial numbers').fill(`Serial\n${code}-1001\n${code}-5000 – ${code}-6000`);
    await page.getByText('2 entries cannot be read').waitFor();
    await sound(page, `new-campaign-type-unreadable-${size}`);
    await page.getByRole('button', { name: 'Move to the ranges' }).click();
    await page.getByRole('button', { name: 'Take out', exact: true }).click();
    await page.getByText('1 serial number', { exact: true }).waitFor();
    await page.getByLabel('Ranges of serial numbers').fill(`${code}-1000 – ${code}-1004`);
    await page.getByText('1 range with 5 numbers').waitFor();
    await page.getByLabel('Manufactured from').fill('2014-07-01');
    await page.getByRole('button', { name: 'Add a letter' }).click();
    await page.getByLabel('Only the month is known').check();
    await page.getByLabel('Month of the letter').fill('2022-03');
    await page.getByRole('group', { name: 'Letter 1' }).getByLabel('Kind').fill('Letter to customers');
    await page.getByRole('button', { name: 'Make the draft' }).click();

    await atStep(page, 'preview');
    await page.getByRole('link', { name: /^4 ?Affected ?get/ }).waitFor();
    await page.getByRole('link', { name: /^2 ?Possibly affected ?their/ }).click();
    const table = page.getByRole('table', { name: 'Pumps of this preview' });
    await table.getByText('Possibly affected').first().waitFor();
    expect(await table.getByText('Not affected').count()).toBe(0);
    expect(await page.getByRole('link', { name: /Pumps$/ }).getAttribute('aria-current')).toBe('page');
    await sound(page, `new-campaign-preview-${size}`);
    await table
      .getByRole('button', { name: /^Why\?/ })
      .first()
      .click();
    await page.getByRole('dialog').getByText('nothing', { exact: true }).waitFor();
    await sound(page, `new-campaign-explanation-${size}`);
    await page.keyboard.press('Escape');

    await next(page, 'Plan');
    await page.getByRole('heading', { name: 'What will happen' }).waitFor();
    await sound(page, `new-campaign-plan-${size}`);
    await next(page, 'People');
    await page.getByText('Every task has somebody.').waitFor();
    await page.getByText(/^Subject: 6 new tasks, first due /).waitFor();
    await sound(page, `new-campaign-people-${size}`);
    await next(page, 'Open');
    await page.getByText('4 affected, 2 possibly affected').waitFor();
    await sound(page, `new-campaign-open-${size}`);
    await page.getByRole('button', { name: 'Open campaign' }).click();
    const id = draftId(page);
    await atCampaign(page, id);
    const { body } = await api.get<CampaignView>(`campaigns/${id}`);
    expect(body).toMatchObject({ status: 'open', title: `Residue on the contacts (${size})` });
    expect(body.tasks.total).toBeGreaterThan(6);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('left and gone on with', () => {
  it('keeps a typed notice through a reload, and a draft on another device', async () => {
    const here = await visit(browser, app, { as: manager });
    await here.page.goto('/campaigns/new?how=type');
    await here.page.getByLabel('Title').fill('Half of a notice');
    await here.page.getByLabel('Name as the notice has it').fill('Pump');
    await here.page.getByRole('button', { name: 'Add a product' }).click();
    await here.page.getByLabel('Name as the notice has it').nth(1).fill('Another pump');
    await here.page.reload();
    await here.page.getByText('You began this notice').waitFor();
    expect(await here.page.getByLabel('Title').inputValue()).toBe('Half of a notice');
    expect(await here.page.getByLabel('Name as the notice has it').nth(1).inputValue()).toBe('Another pump');
    for (const button of ['Start anew', 'Remove product 2']) {
      await here.page.getByRole('button', { name: button }).click();
      await here.page.getByRole('dialog').waitFor();
      await sound(here.page, `new-campaign-${button.replaceAll(' ', '-').toLowerCase()}-desktop`);
      await here.page.keyboard.press('Escape');
      await here.page.getByRole('dialog').waitFor({ state: 'detached' });
    }

    const id = await draftCampaign(api, 'corrosion', noticeBody({ title: 'Gone on with elsewhere' }));
    await here.page.goto(`/campaigns/${id}/setup?step=plan`);
    await here.page.getByRole('heading', { name: 'What will happen' }).waitFor();
    await waitFor(
      async () => (await api.get<CampaignView>(`campaigns/${id}`)).body.draftStep === 'plan' || undefined,
      {
        what: 'the draft to remember its step',
      },
    );
    await here.close();
    const there = await visit(browser, app, { size: 'phone', as: manager });
    await there.page.goto('/campaigns/new');
    await there.page.getByRole('link', { name: 'Go on: Gone on with elsewhere' }).click();
    await atStep(there.page, 'plan');
    await there.page.goBack();
    await there.page.getByRole('link', { name: 'Go on: Gone on with elsewhere' }).waitFor();
    await sound(there.page, 'new-campaign-drafts-phone');
    await there.page.goto(`/campaigns/${id}/setup`);
    await atStep(there.page, 'plan');
    await there.page.getByRole('button', { name: 'Discard the draft' }).click();
    await sound(there.page, 'new-campaign-discard-phone');
    await there.page.getByRole('dialog').getByRole('button', { name: 'Discard the draft' }).click();
    await there.page.waitForURL('**/campaigns/new');
    expect((await api.get<CampaignView>(`campaigns/${id}`)).body.status).toBe('cancelled');
    await there.close();
  });
});

describe('a network that fails', () => {
  it('makes neither the notice nor the draft twice, and keeps the words until both are there', async () => {
    const { page, close } = await visit(browser, app, { as: manager });
    await page.goto('/campaigns/new?how=type');
    await page.getByLabel('Title').fill('Sent through a bad network');
    await page.getByLabel(/^Firm/).fill('Example Pumps');
    await page.getByLabel('Name as the notice has it').fill('Pump');
    await page.getByLabel('Product codes').fill('NETWORK');
    await page.route('**/api/v1/campaigns', (route) => route.abort());
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await page.getByText('No answer from the server').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Sent through a bad network');
    await page.unroute('**/api/v1/campaigns');
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await atStep(page, 'preview');
    const { body } = await api.get<{ items: unknown[] }>('notices?search=through%20a%20bad');
    expect(body.items.length).toBe(1);
    // a mistyped notice is the beginning of another one
    await page.goto(`/campaigns/${draftId(page)}/setup?step=notice`);
    await page.getByRole('link', { name: 'Type it in anew' }).waitFor();
    await sound(page, 'new-campaign-notice-desktop');
    await page.getByRole('link', { name: 'Type it in anew' }).click();
    await page.getByLabel('Title').waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Sent through a bad network');
    expect(await page.getByLabel('Product codes').inputValue()).toBe('NETWORK');
    await close();
  });
});

describe('what almost fits', () => {
  it('is used by an explicit choice, and taken back', async () => {
    await pumps('3570009X', 4);
    const id = await draftCampaign(
      api,
      'corrosion',
      noticeBody({ title: 'A misprinted code' }, { name: 'Pump as printed', productCodes: ['357009X'] }),
    );
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto(`/campaigns/${id}/setup?step=preview`);
    await page.getByText('No pump is affected').waitFor();
    await page
      .getByText('The notice names 357009X, which no pump has; 4 pumps of yours carry 3570009X.')
      .waitFor();
    await page.getByRole('button', { name: 'Use 3570009X' }).click();
    await page.getByRole('dialog').waitFor();
    await sound(page, 'new-campaign-near-miss-desktop');
    await page.getByRole('dialog').getByRole('button', { name: 'Use 3570009X' }).click();
    await page.getByRole('link', { name: /^4 ?Affected ?get/ }).waitFor();
    await page.getByText('3570009X, meant by the printed 357009X').waitFor();
    const { body } = await api.get<CampaignView>(`campaigns/${id}`);
    const notice = await api.get<NoticeView>(`notices/${body.noticeId}`);
    expect(notice.body.affectedProducts[0]).toMatchObject({
      productCodes: ['357009X'],
      addedCodes: [{ productCode: '3570009X', insteadOf: '357009X', addedBy: { name: manager.name } }],
    });
    await page.getByLabel('Only chosen sites').check();
    await page.getByRole('combobox', { name: 'Sites' }).fill('North');
    await page.getByRole('option', { name: 'North Hospital' }).click();
    await page.keyboard.press('Tab');
    await page.getByText('The draft covers these sites now.').waitFor();
    expect((await api.get<CampaignView>(`campaigns/${id}`)).body.siteIds).toEqual([ward.siteId]);

    await page.getByRole('button', { name: 'Take back 3570009X' }).click();
    await sound(page, 'new-campaign-take-back-desktop');
    await page.getByRole('dialog').getByRole('button', { name: 'Take back', exact: true }).click();
    await page.getByText('No pump is affected').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a notice that is answered already', () => {
  it('is said before, and refused with the way to the other campaign', async () => {
    await pumps('TWICE', 3);
    const first = await draftCampaign(
      api,
      'corrosion',
      noticeBody({ title: 'Answered twice' }, { productCodes: ['TWICE'] }),
    );
    const { noticeId } = (await api.get<CampaignView>(`campaigns/${first}`)).body;
    await openCampaign(api, first);
    const second = await api.post<{ id: string }>('campaigns', { noticeId, planKey: 'corrosion' });
    const { page, close } = await visit(browser, app, { as: manager, scheme: 'dark' });
    await page.goto(`/campaigns/${second.body.id}/setup?step=preview`);
    await page.getByText('This notice is already answered').waitFor();
    await sound(page, 'new-campaign-same-notice-dark');
    await page.goto(`/campaigns/${second.body.id}/setup?step=open`);
    await page.getByRole('button', { name: 'Open campaign' }).click();
    await page.getByText('The campaign was not opened').waitFor();
    await page.getByRole('link', { name: 'To “Answered twice”' }).click();
    await atCampaign(page, first);
    await close();
  });
});

describe('a plan and its people', () => {
  it('is adjusted for one campaign, and a gap is mended where it is seen', async () => {
    const lead = await createUser(sql, { role: 'site-lead', name: 'Lee Example' });
    const south = await createSite(sql, { name: 'South Hospital', leadId: lead.id });
    const technician = await createUser(sql, {
      role: 'technician',
      name: 'Terry Example',
      sites: [south.id],
    });
    const location = await createLocation(sql, { siteId: south.id, name: 'Ward 3' });
    await createDevices(sql, 3, { siteId: south.id, locationId: location.id, productCode: 'GAPPED' });
    const id = await draftCampaign(
      api,
      'corrosion',
      noticeBody({ title: 'Nobody covers the South' }, { productCodes: ['GAPPED'] }),
    );
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto(`/campaigns/${id}/setup?step=plan`);
    await page.getByRole('button', { name: 'Adjust for this campaign' }).click();
    const step = (name: string) => page.getByRole('group', { name, exact: true });
    await step('Contact the firm for service').getByRole('switch').uncheck();
    await step('Inspect the contacts').getByLabel('Days until due').fill('7');
    await step('Inspect the contacts').getByLabel('Title').fill('');
    await sound(page, 'new-campaign-plan-editor-desktop');
    await page.getByRole('button', { name: 'Throw the changes away' }).click();
    await page.getByRole('dialog', { name: 'Throw the changes away?' }).waitFor();
    await sound(page, 'new-campaign-plan-leave-desktop');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save as a new version' }).click();
    await page.getByText('The plan does not hold together yet').waitFor();
    await page.reload();
    await page.getByLabel('Title').nth(1).fill('Inspect within a week');
    await page.getByRole('button', { name: 'Save as a new version' }).click();
    await page.getByText('Saved as version').waitFor();
    const { body: draft } = await api.get<CampaignView>(`campaigns/${id}`);
    const plans = await api.get<{ items: PlanView[] }>('plans?key=corrosion');
    const saved = plans.body.items.find(({ version }) => version === draft.planVersion);
    expect(saved?.version).toBeGreaterThan(1);
    expect(saved?.definition.steps.map(({ key }) => key)).not.toContain('contact-service');
    expect(saved?.definition.steps.find(({ key }) => key === 'inspect-contacts')).toMatchObject({
      title: 'Inspect within a week',
      dueDays: 7,
    });

    await next(page, 'People');
    await page.getByText('Nobody covers this place.').waitFor();
    await sound(page, 'new-campaign-gap-desktop');
    await next(page, 'Open');
    await page.getByText(/^1 gap: somebody is missing/).waitFor();
    await page.getByRole('button', { name: 'Open campaign' }).click();
    await page.getByText('The campaign was not opened').waitFor();
    await sound(page, 'new-campaign-open-refused-desktop');
    await page.getByRole('link', { name: 'Mend the gaps' }).click();
    await page.getByRole('button', { name: 'Set who covers it: South Hospital, Ward 3' }).click();
    await page.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: /Terry Example/ }).click();
    await sound(page, 'new-campaign-mend-desktop');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Every task has somebody.').waitFor();
    await page.getByRole('link', { name: 'Terry Example' }).waitFor();
    expect(technician.name).toBe('Terry Example');
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a site without a lead', () => {
  it('is shown to a risk manager, and given one by an administrator on the spot', async () => {
    const west = await createSite(sql, { name: 'West Hospital' });
    await createUser(sql, { role: 'site-lead', name: 'Wren Example', sites: [west.id] });
    await createCoverage(sql, { siteId: west.id });
    await createDevices(sql, 2, { siteId: west.id, productCode: 'LEADLESS' });
    const admin = await createUser(sql, { role: 'administrator' });
    const id = await draftCampaign(
      api,
      'corrosion',
      noticeBody({ title: 'Nobody leads the West' }, { productCodes: ['LEADLESS'] }),
    );
    const risk = await visit(browser, app, { size: 'phone', as: manager });
    await risk.page.goto(`/campaigns/${id}/setup?step=people`);
    await risk.page.getByText('This site has no lead.').waitFor();
    await sound(risk.page, 'new-campaign-gap-phone');
    expect(await risk.page.getByRole('link', { name: 'To the site' }).getAttribute('href')).toBe(
      `/sites/${west.id}`,
    );
    await risk.close();
    const { page, complaints, close } = await visit(browser, app, { as: admin });
    await page.goto(`/campaigns/${id}/setup?step=people`);
    await page.getByRole('button', { name: 'Name the lead: West Hospital' }).click();
    await page.getByRole('combobox', { name: 'Person' }).click();
    await page.getByRole('option', { name: /Wren Example/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Every task has somebody.').waitFor();
    await page.getByRole('link', { name: 'Wren Example' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a list of 200,000 serial numbers', () => {
  it('is pasted without a hiccup, and reaches the notice whole', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto('/campaigns/new?how=type');
    await page.getByLabel('Title').fill('A long list');
    await page.getByLabel(/^Firm/).fill('Example Pumps');
    await page.getByLabel('Name as the notice has it').fill('Pump');
    await page.getByLabel('Product codes').fill('LONGLIST');
    await page.getByLabel('Only those that are listed').check();
    await page.getByLabel('List of serial numbers').focus();
    // as a clipboard gives it, with a heading and a number given twice; meanwhile the page's answers are timed
    await page.evaluate(`(() => {
      window.longest = 0;
      let last = performance.now();
      const look = () => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; window.looking = requestAnimationFrame(look); };
      look();
      const rows = ['Serial'].concat(Array.from({ length: 200000 }, (_, n) => 'LL' + (1000000 + n)), ['LL1000000']);
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', rows.join('\\n'));
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })()`);
    await page.getByText('200,000 serial numbers', { exact: true }).waitFor();
    await page.getByText('first LL1000000, last LL1199999').waitFor();
    await page.getByText('1 was given twice').waitFor();
    const longest = (await page.evaluate('(cancelAnimationFrame(window.looking), window.longest)')) as number;
    expect(longest).toBeLessThan(1500);
    await sound(page, 'new-campaign-long-list-desktop');
    await page.getByRole('button', { name: 'Look through' }).click();
    await page.getByLabel('Find a serial number').fill('1199998');
    await page.getByText('1 of 200,000').waitFor();
    await sound(page, 'new-campaign-look-through-desktop');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await page.getByRole('dialog', { name: 'Clear the list?' }).waitFor();
    await sound(page, 'new-campaign-clear-desktop');
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByText('200,000 serial numbers', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Take all of these out' }).click();
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await atStep(page, 'preview');
    const { body } = await api.get<CampaignView>(`campaigns/${draftId(page)}`);
    const { body: notice } = await api.get<NoticeView>(`notices/${body.noticeId}`);
    expect(notice.affectedProducts[0]?.serialNumbers?.list?.length).toBe(200_000);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('an opening that takes its time', () => {
  it('shows how far it is, can be left, and ends at the campaign', async () => {
    await pumps('SLOWLY', 3);
    const id = await draftCampaign(
      api,
      'corrosion',
      noticeBody({ title: 'Opened slowly' }, { productCodes: ['SLOWLY'] }),
    );
    await app.killWorker('SIGTERM');
    const { page, complaints, close } = await visit(browser, app, { size: 'phone', as: manager });
    await page.goto(`/campaigns/${id}/setup?step=open`);
    await page.getByRole('button', { name: 'Open campaign' }).click();
    await page.getByRole('heading', { name: 'The campaign is being opened' }).waitFor();
    await page.getByText(/^0 of \d+ pumps looked at/).waitFor();
    await sound(page, 'new-campaign-opening-phone');
    await page.goto('/notices');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.goto(`/campaigns/${id}/setup`);
    await page.getByRole('heading', { name: 'The campaign is being opened' }).waitFor();
    await app.startWorker();
    await atCampaign(page, id);
    expect((await api.get<CampaignView>(`campaigns/${id}`)).body.status).toBe('open');
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('by keyboard alone', () => {
  it('goes the whole way from an empty notice to an open campaign', async () => {
    await pumps('KEYBOARD', 3);
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto('/campaigns/new');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const focused = () =>
      page.evaluate(`(() => {
        const at = document.activeElement;
        const label = at.labels && at.labels[0] ? at.labels[0].innerText : '';
        return (at.getAttribute('aria-label') || label || at.innerText || '').trim();
      })()`) as Promise<string>;
    /** Goes on with Tab until this has the focus. */
    const tabTo = async (name: RegExp) => {
      for (let n = 0; n < 120; n += 1) {
        await page.keyboard.press('Tab');
        if (name.test(await focused())) return;
      }
      throw new Error(`Tab never comes to ${name}`);
    };
    await tabTo(/Pick a notice/);
    await page.keyboard.press('ArrowRight');
    await page.getByLabel('Title').waitFor();
    await tabTo(/^Title/);
    await page.keyboard.type('Typed without a mouse');
    await tabTo(/^Firm/);
    await page.keyboard.type('Example Pumps');
    await tabTo(/^Name as the notice has it/);
    await page.keyboard.type('Pump');
    await tabTo(/^Product codes/);
    await page.keyboard.type('KEYBOARD');
    await tabTo(/^Make the draft/);
    await page.keyboard.press('Enter');
    await atStep(page, 'preview');
    await page.getByRole('link', { name: /^3 ?Affected ?get/ }).waitFor();
    await tabTo(/^Why\?/);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('KEYBOARD').first().waitFor();
    await page.keyboard.press('Escape');
    await holds(page, "document.activeElement?.getAttribute('aria-label')?.startsWith('Why?')");
    await tabTo(/^Next: Plan/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What will happen' }).waitFor();
    await tabTo(/Inspect the contacts|Isolate and verify|Brief the staff/);
    await tabTo(/^Next: People/);
    await page.keyboard.press('Enter');
    await page.getByText('Every task has somebody.').waitFor();
    await tabTo(/^Next: Open/);
    await page.keyboard.press('Enter');
    await page.getByText('3 affected').waitFor();
    await tabTo(/^Open campaign/);
    await page.keyboard.press('Enter');
    await atCampaign(page, '\\d+');
    expect(complaints).toEqual([]);
    await close();
  });
});
