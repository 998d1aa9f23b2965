import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  everySize,
  openBrowser,
  overflow,
  screenshot,
  settled,
  sound,
  violations,
  visit,
} from '../support/browser.js';
import {
  type App,
  closeTaskRows,
  createTeam,
  createUser,
  createWard,
  draftCampaign,
  openCampaign,
  client,
  createDevice,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
  createSite,
} from '../support/index.js';

let app: App;
let browser: Browser;
let ward: Ward;
let sql: TestSql;
let administrator: { id: string; email: string };

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'St. Anne' });
  await createTeam(sql, { name: 'Biomed', memberIds: [ward.technician.id] });
  administrator = await createUser(sql, { role: 'administrator' });
  await createDevice(sql, { siteId: ward.siteId, locationId: ward.locationId });
  const manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  await openCampaign(manager, await draftCampaign(manager, 'corrosion'));
  await waitFor(async () => (await manager.get<{ items: unknown[] }>('mailbox')).body.items.at(0), {
    what: 'an e-mail',
  });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const pages = [
  ['people', 'People'],
  ['sites', 'Sites'],
  ['teams', 'Teams'],
  ['plans', 'Plans'],
  ['settings', 'Settings'],
  ['profile', 'My profile'],
  ['mailbox', 'Mailbox'],
  ['audit', 'Audit trail'],
] as const;

describe.each(everySize)('pages on a %s', (size) => {
  it.each(['light', 'dark'] as const)('have no barrier in %s', async (scheme) => {
    const { page, complaints, close } = await visit(browser, app, { size, scheme, as: administrator });
    for (const [address, title] of pages) {
      await page.goto(`/${address}`);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await settled(page);
      expect([address, await violations(page)]).toEqual([address, []]);
      expect([address, await overflow(page)]).toEqual([address, 0]);
      await screenshot(page, `${address}-${size}-${scheme}`);
    }
    const details = [
      [`/people/${ward.technician.id}`, 'people-person'],
      [`/sites/${ward.siteId}`, 'sites-site'],
      ['/mailbox/1', 'mailbox-message'],
    ] as const;
    for (const [address, name] of details) {
      await page.goto(address);
      await settled(page);
      expect([address, await violations(page)]).toEqual([address, []]);
      expect([address, await overflow(page)]).toEqual([address, 0]);
      await screenshot(page, `${name}-${size}-${scheme}`);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('an administrator', () => {
  it('adds a person, who gets a leave and a stand-in, and is deactivated', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: administrator });
    await page.goto('/people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByLabel(/^Name/).fill('Wanda Example');
    await dialog.getByLabel(/^E-mail/).fill('wanda');
    await dialog.getByLabel(/First password/).fill('short');
    await dialog.getByRole('button', { name: 'Add a person' }).click();
    await dialog.getByText(/has at least 12 characters/).waitFor();
    // a technician without a site would have nothing to do, and nobody would say so
    await dialog.getByText(/^Choose a site/).waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel(/^E-mail/).fill('wanda@example.org');
    await dialog.getByLabel(/First password/).fill('nine-pumps-in-a-row');
    await dialog.getByLabel(/Given sites/).click();
    await page.getByRole('option', { name: 'St. Anne' }).click();
    await page.keyboard.press('Tab');
    await dialog.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('heading', { level: 1, name: 'Wanda Example' }).waitFor();

    await page.getByLabel('First day away').fill('2099-07-01');
    await page.getByLabel('Last day away').fill('2099-07-14');
    await page.getByRole('combobox', { name: 'Stand-in' }).fill('technician');
    await page.getByRole('option').first().click();
    await page.getByRole('button', { name: 'Set the leave' }).click();
    await page.getByText(/Away from Jul 1, 2099 to Jul 14, 2099/).waitFor();

    await page.getByRole('button', { name: 'Deactivate' }).click();
    const sure = page.getByRole('dialog', { name: /Deactivate Wanda/ });
    await sure.waitFor();
    expect(await violations(page)).toEqual([]);
    await sure.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByText('Inactive').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('invites somebody without a password, and finds the invitation in the embedded mailbox', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: administrator });
    await page.goto('/people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByLabel(/^Name/).fill('Nadia Example');
    await dialog.getByLabel(/^E-mail/).fill('nadia@example.org');
    await dialog.getByLabel(/^All sites/).check();
    await dialog.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('heading', { level: 1, name: 'Nadia Example' }).waitFor();

    await page.getByRole('button', { name: 'Send an invitation' }).click();
    const seen = page.getByRole('link', { name: 'See it in the mailbox' });
    await seen.waitFor();
    expect(await violations(page)).toEqual([]);
    await waitFor(
      async () => (await sql("SELECT FROM mailbox_message WHERE recipients = '{nadia@example.org}'"))[0],
      {
        what: 'the invitation',
      },
    );
    await seen.click();
    await page.getByRole('link', { name: 'Set your password for Closeout' }).click();
    await page.getByText('Plain text').click();
    await page.getByText(/\/welcome\?token=/).waitFor();

    // a part of the name is enough, and a filter that finds nothing says so
    await page.goto('/mailbox');
    const filter = page.getByRole('searchbox', { name: 'Address or subject' });
    await filter.fill('nadi');
    await page.waitForURL(/q=nadi$/);
    await page.getByRole('cell', { name: 'nadia@example.org' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await filter.fill('nadi_');
    await page.getByText('No message fits').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  it('adds a site with a location, and says who looks after it', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: administrator });
    await page.goto('/sites');
    await page.getByRole('button', { name: 'Add a site' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a site' });
    await dialog.getByLabel(/^Name/).fill('Riverside');
    await dialog.getByLabel(/^Holidays/).fill('2026-12-25\nChristmas');
    await dialog.getByRole('button', { name: 'Add a site' }).click();
    await dialog.getByText(/is not a day that exists/).waitFor();
    expect(await violations(page)).toEqual([]);
    await dialog.getByLabel(/^Holidays/).fill('2026-12-25');
    await dialog.getByRole('button', { name: 'Add a site' }).click();
    await page.getByRole('heading', { level: 1, name: 'Riverside' }).waitFor();
    await page.getByText(/Nobody is set/).waitFor();
    await page.getByLabel('Add a location').fill('ICU');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'ICU' }).waitFor();
    await page.getByRole('combobox', { name: 'Location', exact: true }).click();
    await page.getByRole('option', { name: 'ICU' }).click();
    await page.getByRole('combobox', { name: 'Person', exact: true }).fill('administrator');
    await page
      .getByRole('option', { name: /administrator/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Set who looks after it' }).click();
    await page.getByRole('cell', { name: 'ICU' }).first().waitFor();
    await page.getByRole('button', { name: /^Remove: .*ICU/ }).click();
    await page.getByRole('dialog', { name: /^Remove the coverage of .*ICU/ }).waitFor();
    await sound(page);
    await page.keyboard.press('Escape');
    await page.goto('/teams');
    await page.getByRole('button', { name: 'Add a team' }).click();
    await page.getByRole('dialog', { name: 'Add a team' }).waitFor();
    await sound(page);

    // one that an import misspelt goes once it is empty
    const slip = await createSite(sql, { name: 'Rvierside' });
    await createDevice(sql, { siteId: slip.id, assetTag: 'RIVER-1' });
    await page.goto(`/sites/${slip.id}`);
    await page.getByRole('button', { name: 'Delete this site' }).click();
    const deleting = page.getByRole('dialog', { name: 'Delete Rvierside?' });
    await deleting.getByRole('button', { name: 'Delete this site' }).click();
    await deleting.getByText(/Rvierside has 1 pump\./).waitFor();
    await sound(page);
    await deleting.getByRole('button', { name: 'Cancel' }).click();
    const empty = await createSite(sql, { name: 'Nowhere' });
    await page.goto(`/sites/${empty.id}`);
    await page.getByRole('button', { name: 'Delete this site' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete this site' }).click();
    await page.getByText('Nowhere was deleted.').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('proves the audit trail, and finds who did what', async () => {
    const { page, close } = await visit(browser, app, { as: administrator });
    await page.goto('/audit?subjectType=site');
    await page.getByRole('cell', { name: 'site.create' }).first().waitFor();
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText(/Every hash fits/).waitFor();
    await close();
  });

  it('moves the clock of a sample', async () => {
    const { page, close } = await visit(browser, app, { as: administrator });
    await page.goto('/settings');
    await page.getByRole('button', { name: 'One day on' }).click();
    await page.getByText('The clock was moved.').waitFor();
    await close();
  });
});

describe('a person', () => {
  it('is told why nothing is to be done: no site yet, nothing given yet, or all of it closed', async () => {
    const closed = await createUser(sql, { sites: [ward.siteId] });
    const tasks = await sql<{ id: string }>(
      `UPDATE task SET assignee_id = $1 WHERE assignee_id = $2 RETURNING id`,
      [closed.id, ward.technician.id],
    );
    await closeTaskRows(
      sql,
      tasks.map(({ id }) => id),
    );
    const cases = [
      [await createUser(sql, { sites: [] }), 'No site was given to you yet'],
      [await createUser(sql, { sites: [ward.siteId] }), 'Nothing was given to you yet'],
      [closed, 'Every task that was given to you is closed.'],
    ] as const;
    for (const [person, words] of cases) {
      const { page, complaints, close } = await visit(browser, app, { as: person, size: 'phone' });
      await page.goto('/work');
      await page.getByText(words).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    }
  });

  it('makes a token that is shown once, and revokes it', async () => {
    const { page, complaints, close } = await visit(browser, app, { as: ward.technician, size: 'phone' });
    await page.goto('/profile');
    await page.getByLabel('What it is for').fill('Nightly report');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByText('The new token').waitFor();
    await page.getByRole('button', { name: 'Revoke: Nightly report' }).click();
    await page.getByRole('dialog').waitFor();
    await sound(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('You have no tokens.').waitFor();
    expect(await page.getByRole('link', { name: 'Audit trail' }).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
