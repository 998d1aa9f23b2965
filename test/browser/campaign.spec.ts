import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import type { HarmPage } from '#contracts/harms';
import type { TaskView } from '#contracts/tasks';
import { everySize, openBrowser, type Page, sound, visit } from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createCampaignRow,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  passDays,
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
/** Class I, late, at two sites; Class II, begun later; not begun */
const ids = { late: '', calm: '', draft: '', empty: '' };

const INSPECT = 'inspect-contacts';

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  north = await createWard(sql, { name: 'North Hospital' });
  south = await createWard(sql, { name: 'South Hospital' });
  risk = await createUser(sql, { role: 'risk-manager', name: 'Rita Risk' });
  manager = await client(app, risk);
  const of = (productCode: string, ward: Ward) => ({
    productCode,
    siteId: ward.siteId,
    locationId: ward.locationId,
  });
  await createDevices(sql, 6, of('LATE1', north));
  await createDevices(sql, 3, of('LATE1', south));
  await createDevices(sql, 1, { ...of('LATE1', south), status: 'not-located' });
  await createDevices(sql, 3, of('CALM2', north));
  ids.late = await draft('Contacts of pumps corrode', 'I', 'LATE1');
  await openCampaign(manager, ids.late);
  await passDays(app, manager, 60);
  ids.calm = await draft('Alarm is too quiet', 'II', 'CALM2');
  await openCampaign(manager, ids.calm);
  ids.draft = await draft('A letter that came today', null, 'DRAFT3');
  ids.empty = (
    await createCampaignRow(sql, { ownerId: risk.id, title: 'Nothing in scope', class: 'III' })
  ).id;
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

function draft(title: string, recallClass: string | null, code: string): Promise<string> {
  return draftCampaign(
    manager,
    'corrosion',
    noticeBody({ title, class: recallClass }, { productCodes: [code] }),
  );
}

const openTasks = (query: Record<string, string>) =>
  manager.all<TaskView>('tasks', { campaign: ids.late, step: INSPECT, status: 'open', ...query });

async function closeOne(task: TaskView, outcome = 'clean'): Promise<void> {
  const { status, body } = await manager.post(`tasks/${task.id}/complete`, {
    version: task.version,
    outcome,
  });
  if (status !== 200) throw new Error(`Completing answers ${status}: ${JSON.stringify(body)}`);
}

const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name });
const rows = (page: Page, table: string): Locator =>
  page.getByRole('table', { name: table }).getByRole('row');

describe('Home', () => {
  it.each(everySize)('says what is late, where and whose, worst first, on a %s', async (size) => {
    const { page, complaints, close } = await visit(browser, app, { size, as: risk });
    await page.goto('/');
    const worst = page.getByRole('article', { name: 'Contacts of pumps corrode' });
    await worst.waitFor();
    const titles = await page.getByRole('article').getByRole('heading', { level: 2 }).allInnerTexts();
    expect(titles[0]).toBe('Contacts of pumps corrode');
    expect(titles).toContain('Alarm is too quiet');
    await worst.getByText('North Hospital').waitFor();
    await worst
      .getByRole('link', { name: /^technician/ })
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Resume: A letter that came today' }).waitFor();
    if (size === 'desktop') await worst.getByRole('img', { name: /Open tasks: / }).waitFor();
    else await worst.getByRole('button', { name: 'Burn-down' }).click();
    await worst.locator('.recharts-surface').first().waitFor();
    await page.evaluate('window.scrollTo(0, 0)');
    await sound(page, `home-${size}`);
    await worst.getByRole('button', { name: 'Figures as a table' }).click();
    await page.getByRole('dialog').getByRole('columnheader', { name: 'Planned' }).waitFor();
    await sound(page, `home-figures-${size}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // the number leads to its rows
    const late = await worst.getByRole('link', { name: /^\d+$/ }).first().innerText();
    await worst.getByRole('link', { name: late, exact: true }).first().click();
    await page.waitForURL(/\/tasks\?due=late/);
    await rows(page, 'Tasks of the campaign').nth(1).waitFor();
    expect(await rows(page, 'Tasks of the campaign').count()).toBe(Number(late) + 1);
    expect(complaints).toEqual([]);
    await close();
  });

  it('begins with the work for a technician, and is for reading only for an auditor', async () => {
    const auditor = await createUser(sql, { role: 'auditor' });
    const asAuditor = await visit(browser, app, { as: auditor });
    await asAuditor.page.goto('/');
    await asAuditor.page.getByRole('article').first().waitFor();
    expect(await asAuditor.page.getByRole('link', { name: 'New campaign' }).count()).toBe(0);
    expect(await asAuditor.page.getByText('Drafts to resume').count()).toBe(0);
    await asAuditor.close();
    const { page, close } = await visit(browser, app, { as: north.technician, size: 'phone' });
    await page.goto('/');
    await page.getByRole('article').first().waitFor();
    await sound(page, 'home-technician');
    await page.getByRole('main').getByRole('link', { name: 'My work' }).click();
    await page.waitForURL('**/work');
    await close();
  });
});

describe('an empty hospital', () => {
  let empty: App;
  beforeAll(async () => {
    empty = await startApp({ worker: false });
  }, 60_000);
  afterAll(async () => {
    await empty?.stop();
  });

  it('says what to do first', async () => {
    const first = await createUser(sqlClient(empty.databaseUrl), { role: 'administrator' });
    for (const size of everySize) {
      const { page, complaints, close } = await visit(browser, empty, { size, as: first });
      await page.goto('/');
      await page.getByRole('heading', { name: 'Begin here' }).waitFor();
      expect(await page.getByRole('main').getByRole('listitem').count()).toBe(4);
      await sound(page, `home-empty-${size}`);
      expect(complaints).toEqual([]);
      await close();
    }
  });
});

describe('the list of campaigns', () => {
  it.each(everySize)('is cut down by status, words and class, in the address, on a %s', async (size) => {
    const { page, complaints, close } = await visit(browser, app, { size, as: risk });
    await page.goto('/campaigns');
    await page.getByRole('link', { name: 'Contacts of pumps corrode' }).waitFor();
    await sound(page, `campaigns-${size}`);
    if (size === 'phone') await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('Status').selectOption('Draft');
    await page.getByRole('link', { name: 'Contacts of pumps corrode' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Resume: A letter that came today' }).waitFor();
    await page.getByLabel('Status').selectOption('Any status');
    await page.getByLabel('Search').fill('too quiet');
    await page.waitForURL(/q=too/);
    await page.getByRole('link', { name: 'Contacts of pumps corrode' }).waitFor({ state: 'detached' });
    await page.getByLabel('Class').selectOption('Class III');
    await page.getByRole('heading', { name: 'No campaign fits' }).waitFor();
    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.getByRole('link', { name: 'Contacts of pumps corrode' }).waitFor();
    expect(await page.getByLabel('Search').inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a campaign', () => {
  const seen: Record<string, (page: Page) => Locator> = {
    progress: (page) => page.getByRole('table').getByText('North Hospital'),
    pumps: (page) => rows(page, 'Pumps of the campaign').nth(10),
    tasks: (page) => rows(page, 'Tasks of the campaign').nth(5),
    people: (page) => rows(page, 'People of the campaign').nth(2),
    reminders: (page) => rows(page, 'Reminders of the campaign').nth(2),
    communications: (page) => page.getByText('Inspect every pump.'),
    audit: (page) => page.getByRole('table', { name: 'Audit trail of the campaign' }),
  };

  describe.each(everySize)('on a %s', (size) => {
    it('has no barrier in any part', async () => {
      const { page, complaints, close } = await visit(browser, app, { size, as: risk });
      for (const [tab, what] of Object.entries(seen)) {
        await page.goto(`/campaigns/${ids.late}/${tab}`);
        await heading(page, 'Contacts of pumps corrode').waitFor();
        await what(page).first().waitFor();
        await page.getByText('Live', { exact: true }).waitFor();
        await sound(page, `campaign-${tab}-${size}`);
      }
      expect(complaints).toEqual([]);
      await close();
    });

    it('explains a pump clause by clause', async () => {
      const { page, close } = await visit(browser, app, { size, as: risk });
      await page.goto(`/campaigns/${ids.late}/pumps`);
      await rows(page, 'Pumps of the campaign').nth(1).getByRole('link').click();
      const drawer = page.getByRole('dialog');
      await drawer
        .getByRole('listitem')
        .filter({ hasText: /Product/ })
        .first()
        .waitFor();
      await drawer
        .getByRole('link', { name: /Inspect/ })
        .first()
        .waitFor();
      await sound(page, `campaign-pump-${size}`);
      expect(page.url()).toContain('pump=');
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'hidden' });
      expect(page.url()).not.toContain('pump=');
      await close();
    });

    it('has no barrier in its dialogs', async () => {
      const { page, close } = await visit(browser, app, { size, as: risk });
      await page.goto(`/campaigns/${ids.late}/progress`);
      // the line below the tabs is the list's own and reaches the edge, however far a phone has scrolled them
      const list = `document.querySelector('[role=tablist]')`;
      await page.getByRole('tablist').waitFor();
      const lines = await page.evaluate<string[]>(
        `[getComputedStyle(${list}).boxShadow, getComputedStyle(${list}, '::before').display]`,
      );
      expect(lines).toEqual([expect.stringMatching(/-2px 0px 0px inset/), 'none']);
      if (size === 'phone') await page.getByRole('button', { name: 'More actions' }).click();
      for (const [button, text] of [
        ['Title and owner', /Title/],
        ['Remind now', /Each gets one e-mail/],
        ['Close campaign', /cannot be closed yet/],
        ['Cancel campaign', /are withdrawn/],
      ] as const) {
        await page.getByRole('button', { name: button }).click();
        await page.getByRole('dialog').getByText(text).first().waitFor();
        await sound(page, `campaign-${button.toLowerCase().replace(' ', '-')}-${size}`);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      await close();
    });
  });

  it('has no barrier in the dark', async () => {
    const { page, close } = await visit(browser, app, { as: risk, scheme: 'dark' });
    await page.goto('/');
    await page.locator('.recharts-surface').first().waitFor();
    await sound(page, 'home-dark');
    for (const tab of ['progress', 'tasks', 'pumps'] as const) {
      await page.goto(`/campaigns/${ids.late}/${tab}`);
      await seen[tab]?.(page).first().waitFor();
      await sound(page, `campaign-${tab}-dark`);
    }
    await close();
  });

  it('leads from a cell of the heat map to exactly its tasks', async () => {
    const { page, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${ids.late}/progress`);
    const cell = page.getByRole('link', { name: /closed: South Hospital, Inspect/ });
    await cell.waitFor();
    const total = Number(/\/\s*(\d+)/.exec(await cell.innerText())?.[1]);
    expect(total).toBe(4);
    await cell.click();
    await page.waitForURL(/site=.*step=inspect-contacts/);
    await rows(page, 'Tasks of the campaign').nth(total).waitFor();
    expect(await rows(page, 'Tasks of the campaign').count()).toBe(total + 1);
    expect(await page.getByLabel('Site', { exact: true }).inputValue()).toBe(south.siteId);
    await page.goBack();
    await cell.waitFor();
    await close();
  });

  it('says where the corrosion is, in an address that can be sent to a colleague', async () => {
    const [task] = (await openTasks({ site: south.siteId })) as [TaskView];
    await closeOne(task, 'corrosion-found');
    await closeOne((await openTasks({ site: north.siteId }))[0] as TaskView, 'clean');
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${ids.late}/tasks`);
    await page.getByLabel('Outcome', { exact: true }).selectOption({ label: 'Corrosion found' });
    await page.waitForURL(/outcome=corrosion-found/);
    const found = rows(page, 'Tasks of the campaign').filter({ hasText: 'Corrosion found' });
    await page.getByText('1 task, none open', { exact: true }).waitFor();
    expect(await found.count()).toBe(1);
    expect(await found.innerText()).toContain(task.device?.assetTag);
    await sound(page, 'campaign-tasks-outcome');
    // those of one step are those that it can have
    await page.getByLabel('Step', { exact: true }).selectOption({ label: 'Isolate the pump' });
    await page.getByText('No task fits').waitFor();
    expect(await page.getByLabel('Outcome', { exact: true }).locator('option').allInnerTexts()).toEqual([
      'Any outcome',
      'Isolated',
      'Not applicable',
      'Cannot be located',
      'Corrosion found',
    ]);
    await page.goto(`/tasks?campaign=${ids.late}&outcome=corrosion-found`);
    await page.getByRole('row').filter({ hasText: 'Corrosion found' }).waitFor();
    const chosen = page.getByRole('combobox', { name: 'Outcome' });
    await waitFor(async () => (await chosen.inputValue()) === 'Corrosion found', {
      what: 'the outcome in the words of the plan',
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('gives many tasks to somebody else, and answers for each', async () => {
    const helper = await createUser(sql, { role: 'technician', name: 'Hanna Helper', sites: [north.siteId] });
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${ids.late}/tasks?step=${INSPECT}&status=open`);
    await rows(page, 'Tasks of the campaign').nth(7).waitFor();
    await page.getByRole('checkbox', { name: /^Select all \d+ open tasks$/ }).check();
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/To whom/).fill('Hanna');
    await page.getByRole('option', { name: /Hanna Helper/ }).click();
    await sound(page, 'campaign-assign');
    await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
    // she has been given North Hospital alone
    await dialog.getByText('5 tasks assigned').waitFor();
    await dialog.getByText('3 tasks refused').waitFor();
    await sound(page, 'campaign-assign-results');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('3 selected').waitFor();
    expect((await openTasks({ assignee: helper.id })).length).toBe(5);
    expect(complaints).toEqual([]);
    await close();
  });

  it('completes many at once, and says which one was refused and why', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${ids.late}/tasks?site=${north.siteId}&step=${INSPECT}&status=open`);
    await rows(page, 'Tasks of the campaign').nth(5).waitFor();
    for (const n of [1, 2, 3]) await rows(page, 'Tasks of the campaign').nth(n).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Cannot be located' }).check();
    await dialog.getByLabel(/^Reason/).fill('Looked for in every store room.');
    await sound(page, 'campaign-complete');
    await dialog.getByRole('radio', { name: /clean/i }).check();
    await closeOne((await openTasks({ site: north.siteId }))[0] as TaskView);
    await dialog.getByRole('button', { name: 'Complete', exact: true }).click();
    await dialog.getByText('2 tasks completed').waitFor();
    await dialog.getByText('1 task refused').waitFor();
    await dialog.getByText(/was closed before/).waitFor();
    await sound(page, 'campaign-complete-results');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await waitFor(async () => (await rows(page, 'Tasks of the campaign').count()) === 3, {
      what: 'two open tasks to be left',
    });
    expect(complaints).toEqual([]);
    await close();
  });

  it('asks for the facts of a pump only where one pump is meant, never once for many', async () => {
    await createDevices(sql, 3, {
      productCode: 'FACT5',
      siteId: north.siteId,
      locationId: north.locationId,
      manufacturedOn: null,
    });
    const named = noticeBody(
      { title: 'Made in one summer' },
      { productCodes: ['FACT5'], manufactured: { from: '2024-06-01', to: '2024-08-31' } },
    );
    const campaign = await draftCampaign(manager, 'corrosion', named);
    await openCampaign(manager, campaign);
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${campaign}/tasks?step=verify-record&status=open`);
    await page.getByRole('checkbox', { name: 'Select all 3 open tasks' }).check();
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'The notice applies', exact: true }).check();
    await dialog.getByText(/The facts of each pump .* are entered on its own page/).waitFor();
    expect(await dialog.getByLabel(/Serial number on the label/).count()).toBe(0);
    expect(await dialog.getByLabel(/Date of manufacture/).count()).toBe(0);
    await sound(page, 'campaign-complete-facts');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // of one alone they are asked for
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await rows(page, 'Tasks of the campaign').nth(1).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    await dialog.getByRole('radio', { name: 'The notice applies', exact: true }).check();
    await dialog.getByLabel(/Date of manufacture/).fill('2024-07-01');
    await dialog.getByRole('button', { name: 'Complete', exact: true }).click();
    await dialog.getByText('1 task completed').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('says of one of many that a patient was harmed, and keeps what was typed in when just that one is refused', async () => {
    await createDevices(sql, 2, { productCode: 'TOLD4', siteId: north.siteId, locationId: north.locationId });
    const campaign = await draft('Alarm stays silent', 'II', 'TOLD4');
    await openCampaign(manager, campaign);
    const query = { campaign, step: INSPECT, status: 'open' };
    const records = async () =>
      (await manager.get<HarmPage>('harms', { query: { campaign } })).body.items.map(({ what, taskId }) => [
        what,
        taskId,
      ]);
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${campaign}/tasks?step=${INSPECT}&status=open`);
    await rows(page, 'Tasks of the campaign').nth(2).waitFor();
    await page.getByRole('checkbox', { name: 'Select all 2 open tasks' }).check();
    await page.getByRole('button', { name: 'Complete', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const send = dialog.getByRole('button', { name: 'Complete', exact: true });
    await dialog.getByRole('radio', { name: /clean/i }).check();
    await dialog.getByRole('checkbox', { name: 'A patient was or could have been harmed' }).check();
    await dialog.getByLabel(/^What happened/).fill('The alarm was not heard.');
    await sound(page, 'campaign-complete-harm');
    // with which of them has to be said: nothing goes out before
    await send.click();
    await dialog.getByText(/completed/).waitFor({ state: 'detached' });
    expect((await manager.all<TaskView>('tasks', query)).length).toBe(2);

    const [told] = (await manager.all<TaskView>('tasks', query)) as [TaskView];
    await dialog.getByLabel(/^With which of them/).selectOption(told.id);
    const given = { version: told.version, assigneeId: north.lead.id };
    expect((await manager.post(`tasks/${told.id}/assign`, given)).status).toBe(200);
    await send.click();
    await dialog.getByText('1 task completed').waitFor();
    await dialog.getByRole('alert').filter({ hasText: 'The alarm was not heard.' }).waitFor();
    await sound(page, 'campaign-complete-harm-refused');
    expect(await records()).toEqual([]);
    await dialog.getByRole('button', { name: 'Back to the refused ones' }).click();
    expect(await dialog.getByLabel(/^What happened/).inputValue()).toBe('The alarm was not heard.');
    await send.click();
    await dialog.getByText('1 task completed').waitFor();
    await waitFor(async () => ((await records()).length > 0 ? true : undefined), { what: 'the record' });
    expect(await records()).toEqual([['The alarm was not heard.', told.id]]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('reminds now, with words of one’s own, and shows the message as it was sent', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${ids.late}/people`);
    const person = rows(page, 'People of the campaign').filter({ hasText: 'Hanna Helper' });
    await person.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Remind: 1 selected' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Your words/).fill('The surveyor comes on Thursday.');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await page.getByText('1 reminder is on the way.').waitFor();
    const message = await waitFor(
      async () => {
        const { body } = await manager.get<{ items: Array<{ id: string; kind: string; to: string[] }> }>(
          'mailbox',
        );
        return body.items.find(({ kind }) => kind === 'manual');
      },
      { what: 'the reminder in the mailbox' },
    );
    const { body } = await manager.get<{ text: string }>(`mailbox/${message.id}`);
    expect(body.text).toContain('The surveyor comes on Thursday.');
    await page.goto(`/campaigns/${ids.late}/reminders?kind=manual`);
    await rows(page, 'Reminders of the campaign').nth(1).getByRole('link').click();
    await page.waitForURL(/\/reminders\/\d+/);
    const frame = page.frameLocator('iframe[sandbox=""]');
    await frame.getByText('The surveyor comes on Thursday.').waitFor();
    await sound(page, 'reminder-desktop');
    await page.getByText('Text', { exact: true }).click();
    await page
      .getByText(/The surveyor comes on Thursday/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('is worked through by keyboard alone: from Home to a late task', async () => {
    const { page, close } = await visit(browser, app, { as: risk });
    await page.goto('/');
    const late = page
      .getByRole('article', { name: 'Contacts of pumps corrode' })
      .getByRole('link', { name: /^\d+$/ })
      .first();
    await late.waitFor();
    await tabTo(page, late);
    await page.keyboard.press('Enter');
    await page.waitForURL(/due=late/);
    const first = rows(page, 'Tasks of the campaign').nth(1).getByRole('checkbox');
    await first.waitFor();
    await tabTo(page, first);
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    const assign = page.getByRole('button', { name: 'Assign', exact: true });
    await tabTo(page, assign, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog')
      .getByLabel(/To whom/)
      .waitFor();
    // the list of names closes first, then the dialog
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await assign.and(page.locator(':focus')).count()).toBe(1);
    await close();
  });

  it('without pumps says so, and a draft is resumed', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: risk });
    await page.goto(`/campaigns/${ids.empty}`);
    await page.getByRole('heading', { name: 'No tasks yet' }).waitFor();
    await sound(page, 'campaign-empty');
    await page.getByRole('tab', { name: 'Pumps' }).click();
    await page.getByRole('heading', { name: 'No pump fits' }).waitFor();
    await page.getByRole('tab', { name: 'People' }).click();
    await page.getByRole('heading', { name: 'Nobody has tasks here yet' }).waitFor();
    await page.goto(`/campaigns/${ids.draft}`);
    await page.getByRole('link', { name: 'Resume' }).waitFor();
    await sound(page, 'campaign-draft');
    await page.getByRole('button', { name: 'Cancel campaign' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/Reason/)
      .fill('The firm took the letter back.');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel campaign' }).click();
    await page.getByText('Reason of the cancellation').waitFor();
    await page.getByText('The firm took the letter back.').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('shows a technician what is theirs to see, without the parts of managers', async () => {
    const { page, close } = await visit(browser, app, { as: north.technician });
    await page.goto(`/campaigns/${ids.late}`);
    await page.getByRole('tab', { name: 'Pumps' }).waitFor();
    expect(await page.getByRole('tab', { name: /People|Reminders|Audit/ }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /Remind|Close campaign|Cancel campaign/ }).count()).toBe(0);
    await page.goto(`/campaigns/${ids.late}/nowhere`);
    await heading(page, 'There is nothing here').waitFor();
    await close();
  });
});

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, wanted: Locator, key = 'Tab'): Promise<void> {
  const focused = wanted.and(page.locator(':focus'));
  for (let n = 0; n < 80; n += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error('The keyboard does not come there.');
}
