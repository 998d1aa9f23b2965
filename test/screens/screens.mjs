// npm run screens [part of a name …] [--into=folder] [--format=webp|png]: photographs every page and the main dialogs at
// both sizes into docs/screens/, from a sample hospital of its own that is thrown away afterwards.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { ARGS, executable } from '../support/chromium.mjs';
import { built, holds, openShippedCampaigns, startHospital } from '../support/hospital.mjs';
import { playUntilMoment } from './moment.mjs';
import { pages } from './pages.mjs';
import { routesWithoutPicture } from './routes.mjs';

const root = resolve(import.meta.dirname, '../..');
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const MOST_BYTES = 6 * 1024 * 1024;
/** Good enough to read the smallest text. */
const QUALITY = 78;

const args = process.argv.slice(2);
const option = (name, otherwise) =>
  args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise;
const folder = resolve(option('into', join(root, 'docs/screens')));
const format = option('format', 'webp');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const chosen = pages.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

const hospital = await startHospital();
const browser = await chromium.launch({ executablePath: await executable(), args: ARGS });
let complaints = 0;
try {
  const { Visitor } = await built('apps/launcher/src/demo/hospital.js');
  const manager = await Visitor.signIn(hospital.baseUrl, 'risk@example.org');
  const ids = await playUntilMoment(hospital, manager, await openShippedCampaigns(manager));
  mkdirSync(folder, { recursive: true });
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const scheme of ['light', 'dark']) {
      const contexts = new Map();
      for (const entry of chosen.filter(({ dark }) => scheme === 'light' || dark)) {
        const who = entry.as ?? '';
        if (!contexts.has(who)) contexts.set(who, await contextOf(who, size, viewport, scheme));
        await photograph(contexts.get(who), entry, ids, `${size}${scheme === 'dark' ? '-dark' : ''}`);
      }
      for (const context of contexts.values()) await context.close();
    }
  }
  for (const address of routesWithoutPicture())
    complain(address, 'no picture shows this route: add it to pages.mjs');
} finally {
  await browser.close();
  await hospital.stop();
}
const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
console.log(`${readdirSync(folder).length} pictures, ${(bytes / 1024 / 1024).toFixed(1)} MB, in ${folder}`);
if (bytes > MOST_BYTES && format === 'webp') complain('all', 'the folder is larger than 6 MB');
process.exitCode = complaints > 0 ? 1 : 0;

function complain(name, what) {
  complaints += 1;
  console.error(`${name}: ${what}`);
}

async function contextOf(who, size, viewport, colorScheme) {
  const context = await browser.newContext({
    baseURL: hospital.baseUrl,
    viewport,
    isMobile: size === 'phone',
    hasTouch: size === 'phone',
    colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'America/Chicago',
    serviceWorkers: 'block',
  });
  context.setDefaultTimeout(15_000);
  if (who !== '') {
    const answer = await context.request.post('/api/v1/sign-in', {
      data: { email: `${who}@example.org`, password: 'closeout-sample' },
    });
    if (!answer.ok()) throw new Error(`${who} cannot sign in: ${answer.status()}`);
  }
  return context;
}

async function photograph(context, { name, path, act }, ids, how) {
  if (path(ids).includes('undefined')) return complain(`${name}-${how}`, 'what it shows is not there');
  const page = await context.newPage();
  page.on('pageerror', (error) => complain(`${name}-${how}`, error.message));
  try {
    await page.goto(path(ids));
    await page.locator('h1').first().waitFor();
    await settled(page);
    await act?.(page, ids);
    await settled(page);
    const wider = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (wider > 0) complain(`${name}-${how}`, `the page is ${wider} pixels wider than the screen`);
    const session = await context.newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', {
      format,
      ...(format === 'png' ? {} : { quality: QUALITY }),
    });
    writeFileSync(join(folder, `${name}-${how}.${format}`), Buffer.from(data, 'base64'));
  } catch (error) {
    complain(`${name}-${how}`, error.message.split('\n')[0]);
  } finally {
    await page.close();
  }
}

/** Nothing is on its way any more: no skeleton, no loader, fonts there, and the page looks the same twice. */
async function settled(page) {
  await holds(
    page,
    `document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root') === null && document.fonts.status === 'loaded'`,
  );
  for (let before = ''; ;) {
    await page.waitForTimeout(250);
    const now = await page.evaluate('document.body.innerHTML.length + "/" + document.body.innerText');
    if (now === before) return;
    before = now;
  }
}
