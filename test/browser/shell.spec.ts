import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  everySize,
  openBrowser,
  overflow,
  type Page,
  screenshot,
  sound,
  violations,
  visit,
} from '../support/browser.js';
import {
  type App,
  client,
  createUser,
  createWard,
  sqlClient,
  startApp,
  waitFor,
  type Ward,
} from '../support/index.js';

let app: App;
let browser: Browser;
let ward: Ward;
let manager: { email: string };

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), openBrowser()]);
  const sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql);
  manager = await createUser(sql, { role: 'risk-manager' });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

describe('signing in', () => {
  it('leads back to the address that was asked for, by keyboard alone', async () => {
    const { page, complaints, close } = await visit(browser, app);
    // not even a refused request: nobody has done anything wrong yet
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto('/notices');
    await page.waitForURL(/\/sign-in\?back=/);
    await page.getByLabel('E-mail').focus();
    await page.keyboard.type(manager.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type('nine-pumps-in-a-row');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/notices');
    expect([...complaints, ...errors]).toEqual([]);
    await close();
  });

  it.each(everySize)('says that it was refused, and keeps what was typed, on a %s', async (size) => {
    const { page, close } = await visit(browser, app, { size });
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(manager.email);
    await page.getByLabel('Password', { exact: true }).fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/e-mail|password/i);
    expect(await page.getByLabel('E-mail').inputValue()).toBe(manager.email);
    await close();
  });

  it('begins with the work for a technician, and ends with signing out', async () => {
    const { page, close } = await visit(browser, app, { size: 'phone' });
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(ward.technician.email);
    await page.getByLabel('Password', { exact: true }).fill('nine-pumps-in-a-row');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/work');
    await page.getByRole('button', { name: /technician/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.goto('/work');
    await page.waitForURL(/\/sign-in\?back=/);
    await close();
  });
});

describe('a password by link', () => {
  it('is asked for without telling who has an account, and set once', async () => {
    const invited = await createUser(sqlClient(app.databaseUrl), { role: 'technician' });
    const { page, complaints, close } = await visit(browser, app, { size: 'phone' });
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Password forgotten?' }).click();
    // the page before has such a field too, and stays in sight until the next one is loaded
    await page.getByRole('button', { name: 'Send the link' }).waitFor();
    await page.getByLabel('E-mail').fill(invited.email);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('status').innerText()).toMatch(/^If the address belongs to an account/);
    const reader = await client(app, invited);
    const message = await waitFor(
      async () => {
        const { items } = (await reader.get<{ items: Array<{ id: string }> }>('mailbox')).body;
        return items[0] && (await reader.get<{ text: string }>(`mailbox/${items[0].id}`)).body;
      },
      { what: 'the e-mail with the link' },
    );
    const link = /\/welcome\?token=\S+/.exec(message.text)?.[0] ?? '';
    await page.goto(link);
    await page.getByLabel('New password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText(/has at least 12 characters/).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('New password', { exact: true }).fill('four words in a row');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('The password was set.').waitFor();
    await page.goto(link);
    await page.getByLabel('New password', { exact: true }).fill('four words in a row');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Ask for a new link' }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

/**
 * The application as it is before and after an update: from update() on, its service worker is another one. (The browser's
 * own look for a newer worker passes by every route of Playwright.)
 */
async function updatable() {
  let version = '';
  const server = createServer((request, response) => {
    if (request.url === '/sw.js') {
      void fetch(`${app.baseUrl}/sw.js`)
        .then((answer) => answer.text())
        .then((text) => response.setHeader('content-type', 'text/javascript').end(`${text}${version}`));
      return;
    }
    const { method, headers } = request;
    const passed = ask(`${app.baseUrl}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    update: () => {
      version = '\n// the next one';
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('a new version on the server', () => {
  it('is looked for every hour, offered, and loaded only in the tab that asks for it', async () => {
    const server = await updatable();
    const { page, context, close } = await visit(browser, server, { serviceWorkers: 'allow', as: manager });
    await context.clock.install();
    await page.goto('/profile');
    await context.clock.fastForward(10_000);
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    // under a version that is there already, as on the second day
    const open = async (tab: Page): Promise<void> => {
      await tab.goto('/profile');
      await tab.getByLabel('Current password', { exact: true }).fill('Half a word');
      await tab.evaluate('window.before = true');
    };
    await open(page);
    const other = await context.newPage();
    await open(other);
    const offer = (tab: Page) => tab.getByRole('status').filter({ hasText: 'A new version of Closeout' });
    for (const tab of [page, other]) {
      await tab.bringToFront();
      await context.clock.fastForward(10_000);
    }
    expect(await offer(page).count()).toBe(0);
    server.update();
    await waitFor(
      async () => {
        await context.clock.fastForward(3_600_000);
        return (await offer(page).count()) > 0 && (await offer(other).count()) > 0;
      },
      { what: 'the offer of the new version in both tabs', everyMs: 500 },
    );
    await sound(page, 'new-version');
    await offer(page).getByRole('button', { name: 'Load it now' }).click();
    await waitFor(async () => !(await page.evaluate('window.before === true').catch(() => true)), {
      what: 'the tab that asked to be loaded anew',
    });
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await offer(page).count()).toBe(0);
    expect(await other.evaluate('window.before')).toBe(true);
    expect(await other.getByLabel('Current password', { exact: true }).inputValue()).toBe('Half a word');
    // and there it is loaded when its own person says so
    await offer(other).getByRole('button', { name: 'Load it now' }).click();
    await waitFor(async () => !(await other.evaluate('window.before === true').catch(() => true)), {
      what: 'the other tab to be loaded anew',
    });
    await close();
    server.stop();
  });

  it('may take a page from the server: the address is loaded anew, by itself, and once', async () => {
    const { page, context, close } = await visit(browser, app, { as: manager });
    let asked = 0;
    await context.route('**/assets/notices-page-*.js', (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ status: 404, body: 'gone' }) : route.continue();
    });
    await page.goto('/profile');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate('window.before = true');
    await page.getByRole('navigation').getByRole('link', { name: 'Notices', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Notices' }).waitFor();
    expect(await page.evaluate('window.before')).toBeUndefined();
    expect(asked).toBe(2);
    await close();
  });

  it('may take a part of a page: it is said in its place, and what was typed stays', async () => {
    const { page, context, close } = await visit(browser, app, { as: manager });
    await context.route('**/assets/person-menu-*.js', (route) =>
      route.fulfill({ status: 404, body: 'gone' }),
    );
    await page.goto('/profile');
    await page.getByLabel('Current password', { exact: true }).fill('Half a word');
    await page.getByRole('button', { name: /risk-manager/ }).click();
    const said = page.getByRole('alert').filter({ hasText: 'This could not be loaded' });
    expect(await said.innerText()).toMatch(/not saved is lost/);
    expect(await page.getByLabel('Current password', { exact: true }).inputValue()).toBe('Half a word');
    await sound(page, 'part-gone');
    await context.unroute('**/assets/person-menu-*.js');
    await said.getByRole('button', { name: 'Load the page again' }).click();
    await said.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /risk-manager/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await close();
  });
});

describe.each(everySize)('the frame on a %s', (size) => {
  it.each(['light', 'dark'] as const)('has no barrier in %s', async (scheme) => {
    const { page, complaints, close } = await visit(browser, app, { size, scheme });
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot(page, `sign-in-${size}-${scheme}`);
    await close();
    const inside = await visit(browser, app, { size, scheme, as: manager });
    await inside.page.goto('/settings');
    await inside.page.getByRole('heading', { level: 1 }).waitFor();
    expect(await violations(inside.page)).toEqual([]);
    expect(await overflow(inside.page)).toBe(0);
    await screenshot(inside.page, `shell-${size}-${scheme}`);
    expect([...complaints, ...inside.complaints]).toEqual([]);
    await inside.close();
  });

  it('shows the way out of a dead end', async () => {
    const { page, close } = await visit(browser, app, { size, as: ward.technician });
    await page.goto('/audit');
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto('/nowhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'To the start' }).click();
    await page.waitForURL((url) => url.pathname === '/');
    // a part of the page that does not come
    await page.route(/teams-page/, (route) => route.abort());
    await page.goto('/teams');
    await page.locator('[data-dead-end=failed]').waitFor();
    expect(await violations(page)).toEqual([]);
    await close();
  });
});
