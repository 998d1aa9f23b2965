import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, overflow, type Page, screenshot, violations, visit } from '../support/browser.js';
import {
  type App,
  type Client,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  openCampaign,
  sqlClient,
  startApp,
  type TestSql,
  type UserRow,
  waitFor,
  type Ward,
} from '../support/index.js';

// Thumbs with gloves, tired eyes, and a phone from ten years ago: WCAG 2.2 AA measured on the technician's pages.

let app: App;
let browser: Browser;
let sql: TestSql;
let ward: Ward;
let manager: UserRow;
let asManager: Client;
let campaign: string;
let pages: Array<[name: string, address: string, ready: (page: Page) => Promise<unknown>]>;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'St. Bartholomew’s Memorial Hospital, North Campus' });
  const place = { siteId: ward.siteId, locationId: ward.locationId };
  const devices = await createDevices(sql, 4, place, (n) => ({
    assetTag: `PUMP-2026-00${n}`,
    serialNumber: `SN7700${n}`,
  }));
  manager = await createUser(sql, { role: 'risk-manager', name: 'Rita Manager' });
  asManager = await client(app, manager);
  campaign = await draftCampaign(asManager, 'corrosion');
  await openCampaign(asManager, campaign);
  const device = devices[0]!;
  const [task] = await sql<{ id: string }>('SELECT id FROM task WHERE device_id = $1', [device.id]);
  const seen = (role: 'radio' | 'link' | 'button', name: RegExp) => (page: Page) =>
    page.getByRole(role, { name }).first().waitFor();
  pages = [
    ['work', '/work', seen('link', /PUMP-2026/)],
    ['scan', '/scan', seen('button', /Use the camera/)],
    ['pump', `/work/${device.id}`, seen('radio', /Clean/)],
    ['task', `/tasks/${task?.id}`, seen('radio', /Clean/)],
    ['outbox', '/outbox', (page) => page.getByText('Nothing waits').waitFor()],
    ['profile', '/profile', seen('button', /Set the leave|leave/i)],
  ];
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

const phone = (more: object = {}) => visit(browser, app, { size: 'phone', as: ward.technician, ...more });

/** What a thumb has to hit and is narrower or lower than 44 px; a link within a sentence is excepted (WCAG 2.5.8). */
const SMALL_TARGETS = `(() => {
  const rect = (of) => of.getBoundingClientRect();
  const wanted = 'a[href], button, input:not([type=hidden], [type=file]), select, textarea, summary';
  return [...document.querySelectorAll(wanted)].flatMap((element) => {
    const parts = [element, ...(element.matches('[type=radio], [type=checkbox]') ? (element.labels ?? []) : [])];
    const boxes = parts.map(rect).filter(({ width, height }) => width > 0 && height > 0);
    const style = getComputedStyle(element);
    if (boxes.length === 0 || style.visibility === 'hidden' || element.closest('[aria-hidden=true]')) return [];
    if (boxes.every(({ bottom, right }) => bottom <= 0 || right <= 0)) return [];
    if (style.display === 'inline' && element.closest('p') && element.closest('p').textContent !== element.textContent)
      return [];
    const width = Math.max(...boxes.map((box) => box.width));
    const height = Math.max(...boxes.map((box) => box.height));
    const name = element.getAttribute('aria-label') || element.labels?.[0]?.textContent || element.textContent;
    return width >= 43.5 && height >= 43.5
      ? []
      : [\`\${element.tagName} \${(name ?? '').trim().slice(0, 40)}: \${Math.round(width)} x \${Math.round(height)}\`];
  });
})()`;

/** Words that are cut off: text wider or higher than the box that hides what goes over it. */
const CUT_OFF = `[...document.querySelectorAll('main *, header *, nav *')].flatMap((element) => {
  const style = getComputedStyle(element);
  if (element.matches('input, textarea, select, video, svg, svg *') || style.visibility === 'hidden') return [];
  if (style.position === 'absolute' && element.getBoundingClientRect().width <= 1) return [];
  const hides = (of) => of === 'hidden' || of === 'clip';
  const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
  if (!text || element.getClientRects().length === 0) return [];
  const wide = hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
  const high = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 2;
  return wide || high ? [\`\${element.tagName} \${element.textContent.trim().slice(0, 60)}\`] : [];
})`;

describe('the technician’s pages on a phone', () => {
  it('have nothing to tap that is smaller than 44 px', async () => {
    const { page, close } = await phone();
    const small: string[] = [];
    for (const [name, address, ready] of pages) {
      await page.goto(address);
      await ready(page);
      if (name === 'task' || name === 'pump') {
        // with all that a choice brings along
        await page.getByText('Note or photo').tap();
        await page.getByRole('radio', { name: 'Cannot locate' }).tap();
        await page.getByLabel('Place', { exact: true }).fill('Store room 2');
        await page.getByRole('button', { name: 'Add this place' }).tap();
      }
      const found = (await page.evaluate(SMALL_TARGETS)) as string[];
      small.push(...found.map((each) => `${name}: ${each}`));
    }
    expect(small).toEqual([]);
    await close();
  });

  it.each([
    ['with text at 200 %', { width: 390, height: 844 }, 200],
    ['320 px wide', { width: 320, height: 568 }, 100],
  ])('lose nothing %s', async (what, size, percent) => {
    const { page, close } = await phone();
    await page.setViewportSize(size);
    await page.addInitScript(
      `addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '${percent}%'; })`,
    );
    const lost: string[] = [];
    for (const [name, address, ready] of pages) {
      await page.goto(address);
      await ready(page);
      await screenshot(page, `${name}-${what.replace(/\W+/g, '-')}`);
      const over = await overflow(page);
      if (over > 0) lost.push(`${name}: the page is ${over} px too wide`);
      const cut = (await page.evaluate(CUT_OFF)) as string[];
      lost.push(...cut.map((each) => `${name}: cut off: ${each}`));
    }
    expect(lost).toEqual([]);
    await close();
  });

  it('have enough contrast in the dark', async () => {
    const { page, complaints, close } = await phone({ scheme: 'dark' });
    for (const [name, address, ready] of pages) {
      await page.goto(address);
      await ready(page);
      if (name === 'task') await page.getByRole('radio', { name: 'Corrosion found' }).tap();
      expect([name, await violations(page)]).toEqual([name, []]);
      await screenshot(page, `${name}-dark-phone`);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  it('move nothing for whoever asked for less motion', async () => {
    const { page, close } = await phone();
    for (const [, address, ready] of pages) {
      await page.goto(address);
      await ready(page);
      const moving = await page.evaluate(
        `[...document.querySelectorAll('*')].filter((element) => {
          const { animationDuration, animationName, transitionDuration } = getComputedStyle(element);
          const long = (of) => of.split(',').some((each) => parseFloat(each) * (each.includes('ms') ? 1 : 1000) > 1);
          return long(transitionDuration) || (animationName !== 'none' && long(animationDuration));
        }).map(({ className }) => String(className))`,
      );
      expect(moving).toEqual([]);
    }
    // nothing says so where nobody asked
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('*')].some((element) => parseFloat(getComputedStyle(element).transitionDuration) > 0.01)",
      ),
    ).toBe(true);
    await close();
  });
});

describe('the profile on a phone', () => {
  it('keeps the hour of the daily e-mail, the time zone, and in which language days are written', async () => {
    const { page, complaints, close } = await phone();
    await page.goto('/profile');
    await page.getByLabel('Hour of the daily e-mail').fill('6');
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Zur');
    await page.getByRole('option', { name: 'Europe/Zurich' }).tap();
    await page.getByLabel(/Language of dates/).fill('de-CH');
    await page.getByRole('button', { name: 'Save' }).tap();
    await waitFor(
      async () => {
        const [row] = await sql<{ time_zone: string; digest_hour: number; locale: string }>(
          'SELECT time_zone, digest_hour, locale FROM app_user WHERE id = $1',
          [ward.technician.id],
        );
        return row?.locale === 'de-CH' ? row : undefined;
      },
      { what: 'the profile to be saved' },
    ).then((row) => expect(row).toEqual({ time_zone: 'Europe/Zurich', digest_hour: 6, locale: 'de-CH' }));
    await page.goto('/work');
    // "due 5. Dez. 2026" rather than "due Dec 5, 2026"
    await page
      .getByText(/due \d{1,2}\. \p{L}+\.? \d{4}|due \d\d\.\d\d\.\d{4}/u)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('sets a leave with a stand-in, and ends it', async () => {
    const { page, complaints, close } = await phone();
    await page.goto('/profile');
    const day = (offset: number): string =>
      new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('First day away').fill(day(1));
    await page.getByLabel('Last day away').fill(day(8));
    await page.getByRole('combobox', { name: /Stand-in/ }).fill('technician');
    await page.getByRole('option').first().tap();
    await page.getByRole('button', { name: 'Set the leave' }).tap();
    const end = page.getByRole('button', { name: 'End the leave' });
    await end.waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await screenshot(page, 'profile-leave-phone');
    const leaves = () =>
      sql<{ n: number }>('SELECT count(*)::int AS n FROM person_leave WHERE user_id = $1', [
        ward.technician.id,
      ]);
    expect(await leaves()).toEqual([{ n: 1 }]);
    await end.tap();
    await end.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('what a manager does on a phone', () => {
  const fits = async (page: Page, name: string): Promise<void> => {
    expect([name, await violations(page)]).toEqual([name, []]);
    expect([name, await overflow(page)]).toEqual([name, 0]);
    await screenshot(page, `${name}-phone`);
  };

  it('assigns and completes many, and reads the results and a reminder, without a barrier', async () => {
    const { page, complaints, close } = await visit(browser, app, { size: 'phone', as: manager });
    const dialog = page.getByRole('dialog');
    const select = async (): Promise<void> => {
      await page.goto(`/campaigns/${campaign}/tasks?step=inspect-contacts&status=open`);
      await page.getByRole('checkbox', { name: /^Select all \d+ open tasks$/ }).check();
    };
    await select();
    await page.getByRole('button', { name: 'Assign', exact: true }).tap();
    await dialog.getByLabel(/To whom/).fill('technician');
    await page
      .getByRole('option', { name: /technician/ })
      .first()
      .tap();
    await fits(page, 'assign');
    await dialog.getByRole('button', { name: 'Assign', exact: true }).tap();
    await dialog.getByText(/\d tasks assigned/).waitFor();
    await fits(page, 'assign-results');
    await dialog.getByRole('button', { name: 'Done' }).tap();
    await page.goto(`/campaigns/${campaign}/people`);
    await page
      .getByRole('checkbox', { name: /technician/ })
      .first()
      .check();
    await page.getByRole('button', { name: /^Remind: 1 selected/ }).tap();
    await dialog.getByLabel(/Your words/).fill('The surveyor comes on Thursday.');
    await fits(page, 'remind');
    await dialog.getByRole('button', { name: 'Send' }).tap();
    const reminder = await waitFor(
      async () => {
        const { body } = await asManager.get<{ items: Array<{ id: string; state: string }> }>('reminders', {
          query: { campaign, kind: 'manual' },
        });
        return body.items.find(({ state }) => state === 'sent');
      },
      { what: 'the reminder to be sent' },
    );
    await page.goto(`/reminders/${reminder.id}`);
    await page.frameLocator('iframe[sandbox=""]').getByText('The surveyor comes on Thursday.').waitFor();
    await fits(page, 'reminder');
    await select();
    await page.getByRole('button', { name: 'Complete', exact: true }).tap();
    await dialog.getByRole('radio', { name: /clean/i }).check();
    await fits(page, 'complete');
    await dialog.getByRole('button', { name: 'Complete', exact: true }).tap();
    await dialog.getByText(/\d tasks completed/).waitFor();
    await fits(page, 'complete-results');
    expect(complaints).toEqual([]);
    await close();
  });
});
