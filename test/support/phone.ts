import { mkdtempSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { openPhone } from './browser.js';
import { PASSWORD } from './factories.js';
import { type App, testFolder } from './programs.js';

// A technician's phone: what its browser keeps lies in a folder (openPhone of browser.ts).

/** The folder of a phone that nobody has used yet. */
export const newPhone = (): string => mkdtempSync(join(testFolder(), 'phone-'));

let installed: Promise<string> | undefined;
/**
 * The folder of a phone on which the page's own files lie already, with nobody signed in: a copy of the one on which
 * they were once awaited. (The page fetches them when it has been in sight for some seconds.)
 */
export async function installedPhone(app: Pick<App, 'baseUrl'>): Promise<string> {
  installed ??= (async () => {
    const folder = newPhone();
    const context = await openPhone(app, folder);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto('/sign-in');
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    await context.close();
    return folder;
  })();
  const copy = newPhone();
  await cp(await installed, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Signs in on the page that is open (a new phone's is blank), and gives it once the first page is there. */
export async function signIn(context: BrowserContext, who: { email: string }): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto('/sign-in');
  await fillIn(page, who);
  await page.waitForURL('**/work');
  return page;
}

export async function fillIn(page: Page, who: { email: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The page's own files and the person's work are on the phone: from here on it needs no network. */
export async function untilKept(page: Page): Promise<void> {
  await page
    .getByRole('link', { name: /PUMP-0/ })
    .first()
    .waitFor();
  await page.evaluate(
    `navigator.serviceWorker.ready.then(async () => {
       const kept = async () => new Promise((resolve) => {
         const open = indexedDB.open('closeout');
         open.onerror = () => resolve(0);
         open.onsuccess = () => {
           const db = open.result;
           if (!db.objectStoreNames.contains('work')) { db.close(); return resolve(0); }
           const count = db.transaction('work').objectStore('work').count();
           count.onsuccess = () => { db.close(); resolve(count.result); };
         };
       });
       while (!(await kept())) await new Promise((next) => setTimeout(next, 50));
     })`,
  );
}

/**
 * As a plugged-in scanner types: keys faster than any person's, GS as Ctrl+], Enter at the end, to whatever has the
 * focus. Made within the page, because a busy machine would hand them over one by one, as slowly as a person types.
 */
export async function wedge(page: Page, code: string): Promise<void> {
  await page.evaluate(`for (const key of [...${JSON.stringify(code)}, 'Enter']) {
    const gs = key === '\u001d';
    const press = { key: gs ? ']' : key, ctrlKey: gs, bubbles: true, cancelable: true };
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', press));
  }`);
}
