import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import type { CampaignView } from '#contracts/campaigns';
import type { PlanView } from '#contracts/plans';
import { openBrowser, type Page, sound, visit } from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createUser,
  draftCampaign,
  noticeBody,
  sqlClient,
  startApp,
  waitFor,
} from '../support/index.js';

let app: App;
let browser: Browser;
let manager: { id: string; email: string };
let technician: { id: string; email: string };
let api: Client;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  const sql = sqlClient(app.databaseUrl);
  manager = await createUser(sql, { role: 'risk-manager', name: 'Robin Example' });
  technician = await createUser(sql, { role: 'technician', name: 'Terry Example' });
  api = await client(app, manager);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const newest = async (key: string): Promise<PlanView> => {
  const { body } = await api.get<{ items: PlanView[] }>('plans', { query: { key } });
  return body.items[0] as PlanView;
};
/** Waits until this holds of `at`, the element that has the focus. */
const focusIs = (page: Page, condition: string) =>
  waitFor(
    async () => (await page.evaluate(`((at) => ${condition})(document.activeElement)`)) === true || undefined,
    { what: `the focus to be where ${condition}` },
  );
const stepOf = (page: Page, name: RegExp | string) => page.getByRole('group', { name });

describe('plans', () => {
  it('are listed, and each is read with its versions and the campaigns that work by it', async () => {
    await draftCampaign(api, 'corrosion', noticeBody({ title: 'Works by the first version' }));
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto('/plans');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await sound(page, 'plans-desktop');
    const { title } = await newest('corrosion');
    await page.getByRole('link', { name: title, exact: true }).click();
    await page.getByRole('heading', { name: 'For each pump, from the opening on' }).waitFor();
    const row = page.getByRole('table', { name: 'Campaigns that work by this plan' }).getByRole('row');
    await row.getByRole('link', { name: 'Works by the first version' }).waitFor();
    await page
      .getByRole('table', { name: 'Versions' })
      .getByRole('cell', { name: '1 (shown here)' })
      .waitFor();
    await sound(page, 'plan-desktop');
    expect(complaints).toEqual([]);
    await close();

    const phone = await visit(browser, app, { as: technician, size: 'phone', scheme: 'dark' });
    await phone.page.goto('/plans');
    await phone.page.getByRole('link', { name: title, exact: true }).waitFor();
    expect(await phone.page.getByRole('link', { name: 'New plan' }).count()).toBe(0);
    await sound(phone.page, 'plans-phone-dark');
    await phone.page.goto('/plans/new');
    await phone.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await phone.page.getByLabel('Title of the plan').count()).toBe(0);
    await phone.close();
  });

  it('become a new version where they are changed, refused at the field that is wrong', async () => {
    const before = await newest('corrosion');
    const draft = await draftCampaign(api, 'corrosion', noticeBody({ title: 'Keeps its version' }));
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto(`/plans/${before.id}/edit`);
    await page.getByLabel('Title of the plan').waitFor();
    await page.getByRole('button', { name: 'Edit step “Inspect the contacts”' }).click();
    const inspect = stepOf(page, /^Step 2: /);
    await inspect.getByLabel('Title', { exact: false }).first().fill('');
    await inspect.getByRole('button', { name: 'Add an outcome' }).click();
    await sound(page, 'plan-edit-desktop');
    await page.getByRole('button', { name: /^Save as version/ }).click();
    await page.getByRole('alert').getByText('2 things to mend').waitFor();
    expect(await inspect.getByLabel('Title').first().getAttribute('aria-invalid')).toBe('true');
    expect(await inspect.getByLabel('Outcome 4 *').getAttribute('aria-invalid')).toBe('true');
    await sound(page, 'plan-edit-refused-desktop');

    // what is typed outlives a closed page
    await inspect.getByLabel('Title').first().fill('Inspect and photograph the contacts');
    await waitFor(
      async () =>
        (await page.evaluate(
          `Object.values(localStorage).some((kept) => kept.includes('Inspect and photograph'))`,
        )) === true || undefined,
      { what: 'the words to be kept' },
    );
    await page.reload();
    await page.getByText(/and did not save it/).waitFor();
    await page.getByRole('button', { name: /^Edit step “Inspect and photograph/ }).click();
    await inspect.getByLabel('Outcome 4 *').fill('Residue and corrosion');
    await inspect.getByRole('combobox', { name: 'Outcome 4: begins these steps' }).press('ArrowDown');
    await page.getByRole('option', { name: 'Isolate the pump' }).click();
    await page.keyboard.press('Escape');
    await inspect.getByLabel('Days until due').fill('5');
    await page.getByRole('button', { name: /^Save as version/ }).click();
    await page.getByText(/^Saved: /).waitFor();
    const after = await newest('corrosion');
    expect(after.version).toBe(before.version + 1);
    expect(after.definition.steps.map(({ key }) => key)).toEqual(
      before.definition.steps.map(({ key }) => key),
    );
    expect(after.definition.steps[1]).toMatchObject({
      key: 'inspect-contacts',
      title: 'Inspect and photograph the contacts',
      dueDays: 5,
    });
    expect(after.definition.steps[1]?.outcomes.at(-1)).toMatchObject({
      key: 'residue-and-corrosion',
      starts: ['isolate'],
    });
    const { body } = await api.get<CampaignView>(`campaigns/${draft}`);
    expect(body.planVersion).toBe(before.version);
    await page.goto(`/plans/${before.id}`);
    await page.getByText(`The newest is version ${after.version}.`).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('say in words what only the whole shows to be wrong', async () => {
    const plan = await newest('corrosion');
    const { page, close } = await visit(browser, app, { as: manager, size: 'phone' });
    await page.goto(`/plans/new?from=${plan.id}`);
    expect(await page.getByLabel('Title of the plan').inputValue()).toBe(`${plan.title}, copy`);
    // a step that nothing begins any more
    await page.getByRole('button', { name: 'Add a step' }).click();
    const added = stepOf(page, new RegExp(`^Step ${plan.definition.steps.length + 1}: `));
    await added.getByLabel('Title').first().fill('Scrap it');
    await added.getByRole('combobox', { name: 'Begins', exact: true }).click();
    await page.getByRole('option', { name: 'when another step ends so that it begins' }).click();
    await page.getByLabel('Title of the plan').fill('Corrosion, for rented pumps');
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await page.getByText('no outcome starts “Scrap it”').first().waitFor();
    await sound(page, 'plan-copy-refused-phone');
    await page.getByRole('button', { name: 'Remove step “Scrap it”' }).click();
    await page.getByRole('button', { name: 'Save the plan' }).click();
    await page.getByText(/^Saved: Corrosion, for rented pumps/).waitFor();
    const copy = await newest('corrosion-for-rented-pumps');
    expect(copy).toMatchObject({ version: 1, title: 'Corrosion, for rented pumps' });
    await sound(page, 'plan-phone');
    await close();
  });

  it('are made from nothing by keyboard alone', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: manager });
    await page.goto('/plans');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    const focused = () =>
      page.evaluate(`(() => {
        const at = document.activeElement;
        const label = at.labels && at.labels[0] ? at.labels[0].innerText : '';
        return (at.getAttribute('aria-label') || label || at.innerText || '').trim();
      })()`) as Promise<string>;
    const tabTo = async (name: RegExp) => {
      for (let n = 0; n < 150; n += 1) {
        await page.keyboard.press('Tab');
        if (name.test(await focused())) return;
      }
      throw new Error(`Tab never comes to ${name}`);
    };
    await tabTo(/^New plan/);
    await page.keyboard.press('Enter');
    await page.getByLabel('Title of the plan').waitFor();
    await tabTo(/^Title of the plan/);
    await page.keyboard.type('Change the batteries');
    await tabTo(/^Title/);
    await page.keyboard.type('Put in a new battery');
    await tabTo(/^Add an outcome/);
    await page.keyboard.press('Enter');
    await page.getByLabel('Outcome 2 *').waitFor();
    await tabTo(/^Add a step/);
    await page.keyboard.press('Enter');
    // the new step is open, and has the focus
    await focusIs(page, `at.closest('[aria-label^="Step 3"]') !== null`);
    await page.keyboard.type('Bring the old ones to the store');
    await tabTo(/^Save the plan/);
    await page.keyboard.press('Enter');
    // Outcome 2 has no name: the focus is on it
    await focusIs(page, `at.getAttribute('aria-invalid') === 'true'`);
    await page.keyboard.type('No battery in store');
    await tabTo(/^Move “Bring the old ones to the store” up/);
    await page.keyboard.press('Enter');
    await page.getByText('“Bring the old ones to the store” is step 2 now.').waitFor();
    await sound(page, 'plan-new-desktop');
    await tabTo(/^Save the plan/);
    await page.keyboard.press('Enter');
    await page.getByText(/^Saved: Change the batteries/).waitFor();
    const saved = await newest('change-the-batteries');
    expect(saved.definition.steps.map(({ key }) => key)).toEqual([
      'verify-record',
      'bring-the-old-ones-to-the-store',
      'put-in-a-new-battery',
    ]);
    expect(saved.definition.steps[2]?.outcomes.map(({ key }) => key)).toEqual([
      'done',
      'no-battery-in-store',
    ]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('throw changes away only when asked again', async () => {
    const plan = await newest('upstream-occlusion');
    const { page, close } = await visit(browser, app, { as: manager, scheme: 'dark' });
    await page.goto(`/plans/${plan.id}/edit`);
    await page.getByLabel('Title of the plan').fill('Something else');
    await page.getByRole('button', { name: 'Throw the changes away' }).click();
    await page.getByRole('dialog').waitFor();
    await sound(page, 'plan-leave-dark');
    await page.getByRole('dialog').getByRole('button', { name: 'Throw the changes away' }).click();
    await page.waitForURL(`**/plans/${plan.id}`);
    await page.goto(`/plans/${plan.id}/edit`);
    expect(await page.getByLabel('Title of the plan').inputValue()).toBe(plan.title);
    await close();
  });
});
