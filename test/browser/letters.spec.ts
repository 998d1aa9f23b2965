import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { CampaignChange, CampaignNews, Difference } from '#contracts/campaign-changes';
import type { NoticeView } from '#contracts/notices';
import type { PlanDefinition } from '#contracts/plans';
import type { TaskView } from '#contracts/tasks';
import { shippedNotices } from '#domain/notices';
import { shippedPlans } from '#domain/tasks';
import { everySize, openBrowser, type Page, type Size, sound, visit } from '../support/browser.js';
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
  PASSWORD,
  sendReplies,
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
let risk: { id: string; email: string };
let north: Ward;
let south: Ward;

const corrosion = shippedPlans.find(({ key }) => key === 'corrosion') as PlanDefinition;
const later: PlanDefinition = { ...corrosion, key: 'by-letters', title: 'Residue on contacts' };
/** What the first letter asks for: no reply, and other words for the inspection. */
const first: PlanDefinition = {
  ...later,
  steps: later.steps
    .filter(({ key }) => !['return-reply-form', 'forward-notice'].includes(key))
    .map((step) =>
      step.key === 'inspect-contacts' ? { ...step, instructions: 'Clean it and look at it.' } : step,
    ),
};

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  north = await createWard(sql, { name: 'North Hospital' });
  south = await createWard(sql, { name: 'South Hospital' });
  risk = await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' });
  manager = await client(app, risk);
  for (const plan of [first, later]) expect((await manager.post('plans', plan)).status).toBe(201);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let n = 0; n < 120; n += 1) {
    const named = (await page.evaluate(
      `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.innerText ?? ''`,
    )) as string;
    if (typeof name === 'string' ? named.trim() === name : name.test(named.trim())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(name)}`);
}

/** Until what is typed is kept on the device, so that a reload loses nothing. */
const keptOnDevice = (page: Page, word: string) =>
  waitFor(
    async () =>
      ((await page.evaluate('JSON.stringify(localStorage)')) as string).includes(word) ? true : undefined,
    { what: `"${word}" to be kept` },
  );

const of = (ward: Ward, productCode: string, more: Record<string, unknown> = {}) => ({
  siteId: ward.siteId,
  locationId: ward.locationId,
  productCode,
  ...more,
});

/** Old, new and undated pumps of one code in an open campaign, two of them done; and pumps of a code to come. */
async function underWay(size: Size): Promise<{ noticeId: string; campaign: string; title: string }> {
  const [now, next] = [`NOW-${size}`, `NEXT-${size}`];
  await createDevices(sql, 4, of(north, now, { manufacturedOn: '2018-05-02' }));
  await createDevices(sql, 3, of(south, now, { manufacturedOn: '2010-01-15' }));
  await createDevices(sql, 1, of(south, now, { manufacturedOn: null }));
  await createDevices(sql, 3, of(south, next, { manufacturedOn: '2019-03-01' }));
  const title = `Residue on the contacts, ${size}`;
  const body = noticeBody(
    { title, firm: `Pumps of ${size}`, recallNumbers: [`Z-1-${size}`] },
    { name: 'Spectrum V8', productCodes: [now] },
  );
  const campaign = await draftCampaign(manager, 'by-letters', body, { planVersion: 1 });
  await openCampaign(manager, campaign);
  const tasks = await manager.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
  for (const task of tasks.filter(({ site }) => site?.id === north.siteId).slice(0, 2)) {
    const answer = await manager.post(`tasks/${task.id}/complete`, {
      version: task.version,
      outcome: 'clean',
    });
    expect(answer.status).toBe(200);
  }
  const { noticeId } = (await manager.get<{ noticeId: string }>(`campaigns/${campaign}`)).body;
  return { noticeId, campaign, title };
}

describe.each(everySize)('a later letter, on a %s', (size) => {
  it('is entered on the notice, seen in the campaign, and applied', async () => {
    const { noticeId, campaign, title } = await underWay(size);
    const { page, complaints, close } = await visit(browser, app, { size, as: risk });
    await page.goto(`/notices/${noticeId}`);
    await page.getByRole('link', { name: 'Enter a later letter' }).click();
    await page.getByRole('heading', { level: 1, name: 'A later letter' }).waitFor();
    await page.getByRole('button', { name: 'Enter the letter' }).click();
    await page.getByText('2 fields need another look; each says why.').waitFor();
    await sound(page, `letter-refused-${size}`);
    await page.getByLabel(/^Date of the letter/).fill('2020-10-02');
    await page.getByLabel(/^Kind of letter/).fill('Urgent Device Correction');
    await page.getByLabel('What it says').fill('The scope is another one. Reference: FA-2020-7.');
    await page.getByRole('combobox', { name: 'What is to be done from now on' }).click();
    await page.getByRole('option', { name: 'Residue on contacts, version 2' }).click();
    await page.getByRole('radio', { name: /A new list that takes the place/ }).check();
    const one = page.getByRole('group', { name: 'Product 1', exact: true });
    await one.getByLabel('Manufactured from').fill('2014-07-01');
    await page.getByRole('button', { name: 'Add a product' }).click();
    const two = page.getByRole('group', { name: 'Product 2', exact: true });
    // what is refused is called as its field is
    await page.getByRole('button', { name: 'Enter the letter' }).click();
    await page.getByRole('button', { name: 'Product 2: Name as the notice has it' }).waitFor();
    await two.getByLabel(/^Name as the notice has it/).fill('Spectrum IQ');
    await two.getByLabel('Product codes').fill(`NEXT-${size}`);
    await sound(page, `letter-form-${size}`);
    // what was typed is there again after a reload, and for whoever looked at another answer in between
    await page.getByRole('radio', { name: /The same pumps as before/ }).check();
    await page.getByRole('radio', { name: /A new list that takes the place/ }).check();
    await keptOnDevice(page, 'Spectrum IQ');
    await page.reload();
    await page.getByText(/^You began this letter/).waitFor();
    await page.getByRole('button', { name: 'Start anew' }).click();
    await page.getByRole('dialog').waitFor();
    await sound(page, `letter-anew-${size}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await two.getByLabel(/^Name as the notice has it/).inputValue()).toBe('Spectrum IQ');
    await page.getByRole('button', { name: 'Enter the letter' }).click();
    await page.waitForURL(new RegExp(`/notices/${noticeId}$`));
    const versions = page.getByRole('table', { name: 'What the notice is about, version by version' });
    await versions.getByRole('row', { name: /Spectrum IQ.*new.*not in this version/ }).waitFor();
    await versions.getByText(/^Manufactured: from Jul 1, 2014 on/).waitFor();
    await versions.scrollIntoViewIfNeeded();
    await sound(page, `notice-versions-${size}`);

    // the way on is there where the person is
    await page.evaluate('window.scrollTo(0, 0)');
    await page.getByText('A letter waits to be applied').waitFor();
    await page.getByRole('link', { name: `See what changes in ${title}` }).click();
    await page.getByRole('heading', { level: 1, name: 'What the letter would change' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/campaigns/${campaign}/difference`);

    await page.goto('/');
    await page.getByText(`A letter to apply: ${title}`).waitFor();
    await page.getByRole('heading', { name: 'To decide' }).waitFor();
    await sound(page, `home-letter-${size}`);
    // under one name everywhere
    const atHome = page.getByRole('link', { name: `See what changes: ${title}`, exact: true });
    expect(await atHome.innerText()).toBe('See what changes');
    expect(await atHome.getAttribute('href')).toBe(`/campaigns/${campaign}/difference`);
    await page.goto(`/campaigns/${campaign}/communications`);
    await page.getByText('not applied yet', { exact: true }).waitFor();
    await sound(page, `campaign-letter-waits-${size}`);
    await page.getByRole('link', { name: 'See what changes' }).click();
    await page.getByRole('heading', { level: 1, name: 'What the letter would change' }).waitFor();
    const pumps = page.getByRole('table', { name: 'Pumps', exact: true });
    await pumps.getByRole('link', { name: '3 Pumps: newly in scope' }).waitFor();
    await pumps.getByRole('link', { name: '3 Pumps: no longer in scope' }).waitFor();
    await pumps.getByRole('link', { name: '1 Pumps: of these undecided' }).waitFor();
    await page
      .getByRole('table', { name: 'Tasks', exact: true })
      .getByRole('link', { name: /2 Tasks: are reopened/ })
      .waitFor();
    await page.getByRole('table', { name: 'Pumps whose verdict changes' }).waitFor();
    await sound(page, `difference-${size}`);
    await pumps.getByRole('link', { name: '3 Pumps: no longer in scope' }).click();
    await page.waitForURL(/change=removed/);
    const gone = page.getByRole('table', { name: 'Pumps no longer in scope' });
    await gone.getByRole('row').nth(3).waitFor();
    expect(await gone.getByRole('row').count()).toBe(4);
    await sound(page, `difference-pumps-${size}`);
    await page.getByRole('link', { name: '2 Tasks: are reopened' }).click();
    await page.getByRole('heading', { name: 'Pumps with tasks that are reopened' }).waitFor();
    await page.getByRole('button', { name: 'Apply the letter' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/2 are reopened/).waitFor();
    await sound(page, `difference-apply-${size}`);
    await dialog.getByRole('button', { name: 'Apply the letter' }).click();
    await page.waitForURL(`**/campaigns/${campaign}/communications`);
    await page.getByRole('heading', { name: 'What changed since the opening' }).waitFor();
    await page.getByText(/3 pumps in, 3 pumps out, 1 pump with another verdict; .*2 reopened/).waitFor();
    await page.getByText('not applied yet', { exact: true }).waitFor({ state: 'detached' });
    await sound(page, `campaign-changes-${size}`);
    const news = page.waitForResponse((response) => response.url().endsWith('/campaigns/news'));
    await page.goto(`/notices/${noticeId}`);
    await news;
    await page.getByRole('table', { name: 'Campaigns over this notice' }).waitFor();
    await versions.getByText(/^Manufactured: from Jul 1, 2014 on/).waitFor();
    expect(await page.getByText('A letter waits to be applied').count()).toBe(0);
    await page.goto(`/campaigns/${campaign}/difference`);
    await page.getByRole('heading', { name: 'Every letter is applied' }).waitFor();
    await sound(page, `difference-none-${size}`);

    // each completion says under which letter it was done
    const [again] = await manager.all<TaskView>('tasks', {
      campaign,
      step: 'inspect-contacts',
      site: north.siteId,
    });
    await page.goto(`/tasks/${again?.id}`);
    await page.getByText('Under the letter of Aug 28, 2020: Urgent Device Correction').waitFor();
    await page
      .getByText(/The letter of 2020-10-02 \(Urgent Device Correction\)/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a later letter with other limits', () => {
  it('leaves every product that nobody typed over exactly as it was, with the codes as printed', async () => {
    const { notice } = shippedNotices.find(({ key }) => key === 'unplanned-shutdown-2020')!;
    // two rows of one name, as imported notices have them
    const [first] = notice.affectedProducts;
    const twin = { ...first!, productCodes: ['TWIN-1'], udiDis: [], printedCodes: ['TWIN1-'] };
    await createDevices(sql, 1, of(north, 'TWIN-1'));
    const campaign = await draftCampaign(
      manager,
      'by-letters',
      { ...notice, affectedProducts: [...notice.affectedProducts, twin] },
      { planVersion: 1 },
    );
    await openCampaign(manager, campaign);
    const { noticeId } = (await manager.get<{ noticeId: string }>(`campaigns/${campaign}`)).body;
    const before = (await manager.get<NoticeView>(`notices/${noticeId}`)).body.affectedProducts;
    expect(before.some(({ printedCodes }) => printedCodes?.includes('357009'))).toBe(true);

    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/notices/${noticeId}/letter`);
    await page.getByLabel(/^Date of the letter/).fill('2020-11-02');
    await page.getByLabel(/^Kind of letter/).fill('Correction of a date');
    await page.getByRole('radio', { name: /The same products, with other limits/ }).check();
    const n = before.length;
    await page.getByText(/^Codes as printed: 357009, 3570009-/).waitFor();
    await sound(page, 'letter-carried-over');
    await page
      .getByRole('group', { name: `Product ${n}`, exact: true })
      .getByLabel('Distributed to')
      .fill('2021-01-31');
    await page.getByRole('button', { name: 'Enter the letter' }).click();
    await page.waitForURL(new RegExp(`/notices/${noticeId}$`));

    const after = (await manager.get<NoticeView>(`notices/${noticeId}`)).body.affectedProducts;
    const said = (products: NoticeView['affectedProducts']) =>
      products.map(({ id: _id, ...rest }) => JSON.stringify(rest));
    const [was, is] = [said(before), said(after)];
    expect(is).toHaveLength(was.length);
    expect(is.flatMap((text, at) => (text === was[at] ? [] : [at + 1]))).toEqual([n]);
    expect(after[n - 1]).toMatchObject({ distributed: { to: '2021-01-31' } });
    const { body: difference } = await manager.get<Difference>(`campaigns/${campaign}/difference`);
    expect(difference.scope.products).toEqual({ added: [], removed: [], changed: [first!.name] });
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('from the difference to its application', () => {
  it('leads the keyboard alone', async () => {
    const [code, come] = ['KEY-A', 'KEY-B'];
    await createDevices(sql, 2, of(north, code));
    await createDevices(sql, 2, of(south, come));
    const campaign = await draftCampaign(
      manager,
      'by-letters',
      noticeBody({ title: 'By keyboard', recallNumbers: ['Z-KEY'] }, { productCodes: [code] }),
    );
    await openCampaign(manager, campaign);
    const { noticeId } = (await manager.get<{ noticeId: string }>(`campaigns/${campaign}`)).body;
    const letter = {
      date: '2021-03-01',
      kind: 'Follow-up',
      affectedProducts: [{ name: 'More', productCodes: [come] }],
    };
    expect(
      (await manager.post(`notices/${noticeId}/communications`, { ...letter, scopeChange: 'add' })).status,
    ).toBe(201);
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${campaign}/progress`);
    await page.getByRole('link', { name: 'See what changes' }).waitFor();
    await tabTo(page, 'See what changes');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '2 Pumps: newly in scope' }).waitFor();
    await tabTo(page, '2 Pumps: newly in scope');
    await page.keyboard.press('Enter');
    await page.waitForURL(/change=added/);
    // whoever followed the number is at the list
    await page.locator('h2:focus', { hasText: 'Pumps newly in scope' }).waitFor();
    await page.goto(`/campaigns/${campaign}/difference`);
    await page.getByRole('button', { name: 'Apply the letter' }).waitFor();
    await tabTo(page, 'Apply the letter');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/campaigns/${campaign}/communications`);
    const { body } = await manager.get<{ items: CampaignChange[] }>(`campaigns/${campaign}/changes`);
    expect(body.items).toMatchObject([{ kind: 'letter', devices: { added: 2 }, by: { id: risk.id } }]);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe.each(everySize)('notices of one event, on a %s', (size) => {
  it('are offered to be worked as one', async () => {
    const made = await manager.post<NoticeView>(
      'notices',
      noticeBody(
        { title: `FDA page, ${size}`, eventNumber: `E-${size}`, recallNumbers: [] },
        { productCodes: [`EV-${size}`] },
      ),
    );
    await manager.post(
      'notices',
      noticeBody(
        { title: `Firm's letter, ${size}`, eventNumber: `E-${size}`, recallNumbers: [] },
        { productCodes: [`EV-${size}`] },
      ),
    );
    const { page, complaints, close } = await visit(browser, app, { size, as: risk });
    await page.goto(`/notices/${made.body.id}`);
    await page.getByText('The same event?').waitFor();
    await page.getByText('same event number').waitFor();
    await sound(page, `notice-same-event-${size}`);
    // told apart, and asked again
    await page.getByRole('button', { name: `Not the same: Firm's letter, ${size}` }).click();
    await page.getByText('Not the same event as').waitFor();
    expect(await page.getByText('The same event?').count()).toBe(0);
    await page.getByRole('button', { name: `Ask again: Firm's letter, ${size}` }).click();
    await page.getByText('The same event?').waitFor();
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Attach it to this notice' }).click();
    await dialog.waitFor();
    await sound(page, `notice-attach-other-${size}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Attach this notice to it' }).click();
    await dialog.waitFor();
    await sound(page, `notice-attach-${size}`);
    await dialog.getByRole('button', { name: 'Attach this notice to it' }).click();
    await page.getByText('This notice is worked under another one').waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: `Firm's letter, ${size}` }).click();
    await page.getByRole('heading', { name: 'Notices that are worked under this one' }).waitFor();
    await sound(page, `notice-attached-${size}`);
    await page.getByRole('link', { name: `FDA page, ${size}` }).click();
    await page.getByRole('button', { name: 'Take it off' }).click();
    await dialog.waitFor();
    await sound(page, `notice-detach-${size}`);
    await dialog.getByRole('button', { name: 'Take it off' }).click();
    await page.getByText('The same event?').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

describe.each(everySize)('pumps that turn up after the end, on a %s', (size) => {
  it('are told of on Home, and the campaign is reopened for them by signature', async () => {
    const code = `UP-${size}`;
    await createDevices(sql, 1, of(north, code));
    const title = `Closed, ${size}`;
    const campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({ title, recallNumbers: [code] }, { productCodes: [code] }),
    );
    await openCampaign(manager, campaign);
    for (const task of await manager.all<TaskView>('tasks', { campaign })) {
      const answer = await manager.post(`tasks/${task.id}/complete`, {
        version: task.version,
        outcome: task.outcomes[0],
      });
      expect(answer.status).toBe(200);
    }
    await sendReplies(manager, campaign);
    const closed = await manager.post(`campaigns/${campaign}/close`, { password: PASSWORD });
    expect([closed.status, closed.body]).toMatchObject([200, { status: 'closed' }]);
    for (const n of [1, 2])
      expect(
        (await manager.post('devices', { assetTag: `${code}-${n}`, productCode: code, siteId: south.siteId }))
          .status,
      ).toBe(201);
    await waitFor(
      async () => {
        const { body } = await manager.get<CampaignNews>(`campaigns/news?campaign=${campaign}`);
        return body.findings[0]?.devices === 2 ? true : undefined;
      },
      { what: 'both pumps to be found' },
    );
    const { noticeId } = (await manager.get<{ noticeId: string }>(`campaigns/${campaign}`)).body;
    const letter = await manager.post<NoticeView>(`notices/${noticeId}/communications`, {
      date: '2021-03-01',
      kind: 'Closing letter',
    });
    expect([letter.status, letter.body]).toMatchObject([201, {}]);
    const { page, complaints, close } = await visit(browser, app, { size, as: risk });
    await page.goto('/');
    await page.getByText(`Pumps turned up: ${title}`).waitFor();
    await sound(page, `home-findings-${size}`);
    // a letter that changes nothing is said to be so once, with a reason, and is not asked about for ever
    const nothing = page.getByRole('button', { name: `It changes nothing: ${title}` });
    await nothing.click();
    const decision = page.getByRole('dialog');
    await decision.waitFor();
    await page.keyboard.press('Escape');
    await nothing.and(page.locator(':focus')).waitFor();
    await nothing.click();
    await decision.getByLabel(/^Reason/).fill('It thanks us for the reply.');
    await sound(page, `letter-set-aside-${size}`);
    await decision.getByRole('button', { name: 'Set it aside' }).click();
    await page.getByText(`A letter came after the end: ${title}`).waitFor({ state: 'detached' });
    await page.getByText(`Pumps turned up: ${title}`).waitFor();
    await page.goto(`/campaigns/${campaign}/audit`);
    await page.getByText('A letter after the end set aside').first().waitFor();
    await page.goto(`/campaigns/${campaign}/progress`);
    await page.getByText('2 pumps turned up after the end').waitFor();
    await page.getByRole('link', { name: 'Look at them' }).click();
    await page.getByRole('heading', { level: 1, name: 'Pumps that turned up' }).waitFor();
    await page.getByRole('checkbox', { name: `Select ${code}-1` }).check();
    await sound(page, `findings-${size}`);
    await page.getByRole('button', { name: 'Reopen for this pump' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Reason/).fill('It came from a store room.');
    await dialog.getByLabel(/^Your password/).fill('not it');
    await dialog.getByRole('button', { name: 'Sign and reopen' }).click();
    await dialog.getByText(/password is not right/i).waitFor();
    // whoever mistyped is back in the field
    await page.locator('input[type=password]:focus').waitFor();
    expect(await dialog.getByLabel(/^Reason/).inputValue()).toBe('It came from a store room.');
    await sound(page, `findings-reopen-${size}`);
    await dialog.getByLabel(/^Your password/).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign and reopen' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: `${code}-1` }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: `${code}-2` }).waitFor();
    await page.getByText('Reopened for', { exact: true }).click();
    await page.getByRole('link', { name: `${code}-1` }).waitFor();
    await page.goto(`/campaigns/${campaign}/communications`);
    await page.getByText('It came from a store room.').waitFor();
    // open again, it follows its letters
    const answered = {
      communicationId: letter.body.communications.at(-1)?.id,
      reason: 'It says nothing new.',
    };
    const open = await manager.post(`campaigns/${campaign}/set-aside-letter`, answered);
    expect([open.status, open.body]).toMatchObject([409, { code: 'campaign.not-closed' }]);
    const technician = await client(app, north.technician);
    expect((await technician.post(`campaigns/${campaign}/set-aside-letter`, answered)).status).toBe(403);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe.each(everySize)('waiting for the firm, on a %s', (size) => {
  it('is begun on the task, seen in the lists, and ended', async () => {
    const code = `WAIT-${size}`;
    await createDevices(sql, 1, of(north, code, { assetTag: code }));
    const campaign = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({ title: `Parts, ${size}` }, { productCodes: [code] }),
    );
    await openCampaign(manager, campaign);
    const [task] = await manager.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
    const { page, complaints, close } = await visit(browser, app, { size, as: north.technician });
    await page.goto(`/tasks/${task?.id}`);
    await page.getByRole('button', { name: 'Wait for the firm' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Let it wait' }).click();
    await dialog.getByText('Say what it waits for.').waitFor();
    await dialog.getByRole('radio', { name: 'parts' }).check();
    await dialog.getByLabel('Asked on').fill('2020-05-01');
    await dialog.getByLabel('Promised for').fill('2020-04-01');
    await dialog.getByRole('button', { name: 'Let it wait' }).click();
    await dialog.getByText('must not be before it was asked for').waitFor();
    await dialog.getByLabel('Promised for').fill('2020-06-01');
    await dialog.getByLabel('Note').fill('Order 4711');
    await sound(page, `wait-form-${size}`);
    await dialog.getByRole('button', { name: 'Let it wait' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('region', { name: 'Waiting for the firm' }).getByText('Waits for parts').waitFor();
    await sound(page, `task-waits-${size}`);
    await page.getByRole('link', { name: 'All that waits' }).click();
    const list = page.getByRole('table', { name: 'Waiting for the firm' });
    await list.getByText('promised for Jun 1, 2020, which is over').waitFor();
    await sound(page, `waits-${size}`);
    await page.goto(`/work/${task?.device?.id}`);
    await page.getByText('Waits for parts').first().waitFor();
    await sound(page, `pump-waits-${size}`);
    await close();
    const desk = await visit(browser, app, { size, as: risk });
    await desk.page.goto(`/campaigns/${campaign}/tasks`);
    await desk.page.getByText('Waits for parts, promised for Jun 1, 2020').waitFor();
    await sound(desk.page, `campaign-task-waits-${size}`);
    await desk.page.getByRole('link', { name: '1 task waits for the firm' }).click();
    await desk.page.waitForURL(new RegExp(`/waits\\?campaign=${campaign}`));
    await desk.page.getByRole('link', { name: 'Waits for parts' }).click();
    await desk.page.getByRole('button', { name: 'The wait is over' }).click();
    await desk.page.getByRole('dialog').waitFor();
    await sound(desk.page, `wait-over-${size}`);
    await desk.page.getByRole('dialog').getByRole('button', { name: 'The wait is over' }).click();
    await desk.page.getByRole('button', { name: 'Wait for the firm' }).waitFor();
    expect([...complaints, ...desk.complaints]).toEqual([]);
    await desk.close();
  });
});
