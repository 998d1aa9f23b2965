import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { ARGS, executable } from './chromium.mjs';
import { PASSWORD } from './factories.js';
import { type Look, noteLook } from './looked-at.mjs';
import type { App } from './programs.js';
import { waitFor } from './wait.js';

export type { Page } from 'playwright-core';

/** The two sizes at which every page is tried. */
export const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } } as const;
export type Size = keyof typeof sizes;
export const everySize = Object.keys(sizes) as Size[];

/**
 * Chromium as it comes by npm (x64 Linux), so that no test needs a download. CLOSEOUT_BROWSER names another one.
 * Give it back with close().
 */
export async function openBrowser(args: string[] = []): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: await executable(), args: [...ARGS, ...args] });
}

/**
 * A phone: what its browser keeps lies in `folder`, and the same folder again is the same phone, switched on again.
 * Nobody is signed in on a new one. Of the other size it is the computer of a ward.
 */
export async function openPhone(
  app: Pick<App, 'baseUrl'>,
  folder: string,
  size: Size = 'phone',
): Promise<BrowserContext> {
  const { chromium } = await import('playwright-core');
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: await executable(),
    args: ARGS,
    ...contextOf(app, { size, serviceWorkers: 'allow' }),
  });
  context.setDefaultTimeout(15_000);
  return context;
}

const contextOf = (app: Pick<App, 'baseUrl'>, options: VisitOptions) => {
  const size = options.size ?? 'desktop';
  return {
    baseURL: app.baseUrl,
    viewport: sizes[size],
    hasTouch: size === 'phone',
    isMobile: size === 'phone',
    colorScheme: options.scheme ?? 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    serviceWorkers: options.serviceWorkers ?? 'block',
  } as const;
};

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** what the page complained about: script errors, refused content, requests to other hosts */
  complaints: string[];
  close: () => Promise<void>;
}

export interface VisitOptions {
  size?: Size;
  scheme?: 'light' | 'dark';
  /** signs this person in first, with the password of the factories */
  as?: { email: string } | undefined;
  password?: string;
  /** keep the service worker out, so that each request is seen */
  serviceWorkers?: 'allow' | 'block';
}

/** A fresh visit to the application, as one person on one device. */
export async function visit(
  browser: Browser,
  app: Pick<App, 'baseUrl'>,
  options: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext(contextOf(app, options));
  context.setDefaultTimeout(15_000);
  if (options.as !== undefined) {
    const answer = await context.request.post(`${app.baseUrl}/api/v1/sign-in`, {
      data: { email: options.as.email, password: options.password ?? PASSWORD },
    });
    if (!answer.ok())
      throw new Error(`Signing in ${options.as.email} answers ${answer.status()}: ${await answer.text()}`);
  }
  const page = await context.newPage();
  // no init script: the mailbox shows e-mails in frames that allow none
  page.on('domcontentloaded', () => void page.evaluate(FOCUS_COMES_BACK).catch(() => undefined));
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // the browser's own line about a refused request says nothing that the test does not look at
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== app.baseUrl)
      complaints.push(`foreign request: ${url.href}`);
  });
  return { page, context, complaints, close: () => context.close() };
}

/**
 * In the page: complains when a dialog is gone, what opened it is still there to be used, and the focus is nowhere (WCAG
 * 2.4.3): who goes on by keyboard would begin at the top of the page.
 */
const FOCUS_COMES_BACK = `(() => {
  const openers = new Map();
  let last;
  addEventListener('focusin', ({ target, relatedTarget }) => {
    const dialog = target.closest?.('[role=dialog]');
    last = dialog;
    if (dialog && relatedTarget && !openers.has(dialog) && !dialog.contains(relatedTarget))
      openers.set(dialog, relatedTarget);
  });
  new MutationObserver(() => {
    for (const [dialog, opener] of openers) {
      if (dialog.isConnected) continue;
      openers.delete(dialog);
      const { href } = location;
      setTimeout(() => {
        const there = opener.isConnected && opener.checkVisibility() && !opener.disabled && location.href === href;
        if (there && last === dialog && (document.activeElement ?? document.body) === document.body)
          console.error('After a dialog the focus did not come back to “' + (opener.ariaLabel ?? opener.textContent) + '”');
      }, 300);
    }
  }).observe(document, { childList: true, subtree: true });
})()`;

interface AxeViolation {
  id: string;
  help: string;
  nodes: Array<{ target: unknown[]; failureSummary?: string }>;
}
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let axeSource: string | undefined;

/**
 * What axe-core finds against WCAG 2.2 AA and its best practices, one line a violation, with its places; and what it cannot
 * find: where the focus is while a dialog is open. Notes for the run what was looked at (looked-at.mjs).
 */
export async function violations(page: Page): Promise<string[]> {
  axeSource ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeSource);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)}, resultTypes: ['violations'] }).then((result) => result.violations)`,
  )) as AxeViolation[];
  const look = await page.evaluate<Look>(LOOK);
  noteLook(look);
  return [
    ...found.map(({ id, help, nodes }) => {
      const places = nodes
        .slice(0, 5)
        .map((node) => `${node.target.join(' ')} (${node.failureSummary ?? ''})`);
      return `${id}: ${help}: ${places.join(' | ')}`;
    }),
    ...(look.dialogs.length === 0 ? [] : await focusFaults(page, look.dialogs.join(' '))),
  ];
}

/** In the page: what is seen now. Of a dialog that is closed, Mantine leaves the place, which is empty. */
const LOOK = `({
  path: location.pathname,
  search: location.search,
  deadEnd: document.querySelector('[data-dead-end]')?.dataset.deadEnd ?? null,
  loading: [...document.querySelectorAll('[role=status]')]
    .some((one) => (one.ariaLabel ?? one.textContent).startsWith('Loading')),
  dialogs: [...document.querySelectorAll('[role=dialog], [role=menu]')]
    .filter((one) => one.checkVisibility())
    .map((one) => one.closest('[data-dialog]')?.dataset.dialog ?? 'no name'),
})`;

/** In the page: the dialog or menu on top. */
const TOP = `[...document.querySelectorAll('[role=dialog], [role=menu]')].filter((one) => one.checkVisibility()).at(-1)`;
const INSIDE = `Boolean(${TOP}?.contains(document.activeElement))`;
/** In the page: what Tab leads to at the end (-1) or the beginning (0) of it gets the focus. */
const focusStop = (
  at: 0 | -1,
) => `[...${TOP}.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })).at(${at})?.focus()`;
const tried = new Set<string>();

/** WCAG 2.1.2 and 2.4.3: the focus goes into a dialog, and Tab leads round in it, over both ends (tried once in a file). */
async function focusFaults(page: Page, name: string): Promise<string[]> {
  const inside = () => page.evaluate<boolean>(INSIDE);
  const came = await waitFor(inside, { what: 'the focus', timeoutMs: 3000 }).catch(() => false);
  if (!came) return [`the focus is not in the dialog ${name}`];
  if (tried.has(name) || (await page.evaluate<boolean>(`${TOP}.role === 'menu'`))) return [];
  tried.add(name);
  const faults: string[] = [];
  await page.evaluate('void (window.focusedBefore = document.activeElement)');
  for (const [at, key] of [
    [-1, 'Tab'],
    [0, 'Shift+Tab'],
  ] as const) {
    await page.evaluate(focusStop(at));
    await page.keyboard.press(key);
    if (!(await inside())) faults.push(`${key} leads out of the dialog ${name}`);
  }
  // a field that opens its list on focus is left
  await page.evaluate(
    `(window.focusedBefore.ariaHasPopup === 'listbox' ? ${TOP} : window.focusedBefore).focus({ preventScroll: true })`,
  );
  return faults;
}

/** By how many pixels the page is wider than the screen: nothing but tables of their own may scroll sideways. */
export async function overflow(page: Page): Promise<number> {
  return (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
}

/** Saves what is seen when CLOSEOUT_SCREENS names a folder: for looking at, never compared. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['CLOSEOUT_SCREENS'];
  if (folder === undefined || !existsSync(folder)) return;
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: false });
}

/** As the hand does that belongs to the screen: a thumb on a phone, a mouse at a desk. */
export const press = (size: Size, what: Locator): Promise<void> =>
  size === 'phone' ? what.tap() : what.click();

/** Until a page has its title, and nothing on it says any more that it is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await holds(
    page,
    `![...document.querySelectorAll('[role=status]')].some((one) => (one.ariaLabel ?? one.textContent).startsWith('Loading'))`,
  );
}

/** Until this is true in the page. (Playwright's own way asks again by eval, which the page's policy forbids.) */
export async function holds(page: Page, expression: string): Promise<void> {
  await waitFor(() => page.evaluate<boolean>(expression), { what: expression });
}

/** No barrier, nothing cut off. A name gives it a picture, and is in the message of a failure. */
export async function sound(page: Page, name?: string): Promise<void> {
  if (name !== undefined) await screenshot(page, name);
  expect({ name, found: await violations(page) }).toEqual({ name, found: [] });
  expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 });
}
