// Draws the icons of the installed application from apps/web/public/icon.svg, with the browser of the tests.
// Run after a change of that file: node scripts/icons.mjs
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { ARGS, executable } from '../test/support/chromium.mjs';

const folder = join(resolve(dirname(fileURLToPath(import.meta.url)), '..'), 'apps/web/public');
const svg = readFileSync(join(folder, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: await executable(), args: ARGS });
// A maskable icon is cut to any shape: its sign stays within the middle four fifths, its ground fills the rest.
const icons = [
  { name: 'icon-192', size: 192, part: 1, ground: 'transparent' },
  { name: 'icon-512', size: 512, part: 1, ground: 'transparent' },
  { name: 'icon-maskable-512', size: 512, part: 0.8, ground: '#0b57a4' },
];
for (const { name, size, part, ground } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const side = size * part;
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}"><div style="width:${side}px;height:${side}px">${svg}</div>`,
  );
  await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
}
await browser.close();
