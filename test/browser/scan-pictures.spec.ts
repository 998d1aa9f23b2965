import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bwipjs, { type RenderOptions } from 'bwip-js/node';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { parseUdi } from '#contracts/udi';
import { openBrowser, type Visit, violations, visit } from '../support/browser.js';
import { type App, createWard, sqlClient, startApp, type Ward } from '../support/index.js';
import { testFolder } from '../support/programs.js';

const GS = '\u001d';
/** Real vectors, written by others; they lie beside the project where it is built. */
const folder = resolve('../shared/data/udi');
const there = existsSync(folder);
if (!there)
  console.log(`Passed over: the barcode vectors of others are not at ${folder}. Our own are tried.`);

/** dontlint: real vectors hold check digits that are wrong on purpose */
type Drawing = RenderOptions & { dontlint?: boolean };

interface Vector {
  name: string;
  draw: Drawing;
  /** what a scanner would type, without the symbology identifier */
  text: string;
}

const png = (draw: Drawing): Promise<Buffer> =>
  bwipjs.toBuffer({ scale: 3, padding: 10, backgroundcolor: 'FFFFFF', ...draw });

/** Our own, so that something is tried wherever the project is cloned. */
const own: Vector[] = [
  ['gs1datamatrix', '(01)00085412498683(11)180501(21)SN77001', '01000854124986831118050121SN77001'],
  ['gs1-128', '(01)00085412498683(21)SN77001', '010008541249868321SN77001'],
  ['gs1qrcode', '(01)00085412498683(10)L1(21)SN77001', `010008541249868310L1${GS}21SN77001`],
].map(([bcid, input, text]) => ({
  name: `${bcid} ${input}`,
  draw: { bcid: bcid as string, text: input as string },
  text: text as string,
}));

function vectorsOfOthers(): Vector[] {
  if (!there) return [];
  const rows = (file: string): Array<Record<string, unknown>> =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const found: Vector[] = [];
  for (const row of rows('gs1_syntax_engine_vectors.jsonl')) {
    const input = String(row['input']);
    // escaped brackets are a notation of that library, not of the barcode
    if (row['kind'] !== 'bracketed_ai_to_fnc1' || row['valid'] !== true || input.includes('\\')) continue;
    const text = String(row['expect']).replace(/^\^/, '').replaceAll('^', GS);
    for (const bcid of ['gs1datamatrix', 'gs1-128']) {
      // Code 128 ends at 48 characters for GS1 (General Specifications, 5.4)
      if (bcid === 'gs1-128' && text.length > 48) continue;
      found.push({ name: `${bcid} ${input}`, draw: { bcid, text: input, dontlint: true }, text });
    }
  }
  for (const row of rows('published_udi_examples.jsonl')) {
    const input = String(row['udi']);
    if (row['agency'] !== 'GS1' || !input.startsWith('(')) continue;
    const draw = { bcid: 'gs1datamatrix', text: input, dontlint: true };
    found.push({ name: `published ${input}`, draw, text: '' });
  }
  for (const row of rows('hibcc_and_gs1_parser_vectors.jsonl')) {
    const input = String(row['input']).replace(/^\][A-Za-z]\d/, '');
    if (row['standard'] !== 'HIBCC' || row['valid'] !== true || !/^\+[\x20-\x7e]+$/.test(input)) continue;
    for (const bcid of ['datamatrix', 'code128']) {
      if (bcid === 'code128' && input.length > 48) continue;
      found.push({ name: `HIBCC ${bcid} ${input}`, draw: { bcid, text: input }, text: input });
    }
  }
  return found;
}

let app: App;
let ward: Ward;
let browser: Browser;
let visitor: Visit;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ worker: false }), openBrowser()]);
  ward = await createWard(sqlClient(app.databaseUrl));
  visitor = await visit(browser, app, { as: ward.technician });
  await visitor.page.goto('/scan');
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** What the page reads in a picture, through its own button and its own code; null: it says that it reads nothing. */
async function read(picture: Buffer): Promise<string | null> {
  const { page } = visitor;
  const asked = page
    .waitForRequest((request) => request.url().endsWith('/api/v1/scan'))
    .then((request) => {
      const { code } = request.postDataJSON() as { code: string };
      return code;
    });
  const unread = page
    .getByText('No barcode could be read')
    .waitFor()
    .then(() => null);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'label.png', mimeType: 'image/png', buffer: picture });
  const first = await Promise.race([asked, unread.catch(() => asked)]);
  asked.catch(() => undefined);
  return first;
}
const bare = (code: string | null): string | null => code?.replace(/^\][A-Za-z]\d/, '') ?? null;

describe('pictures of barcodes, through the page’s own code', () => {
  it.each(own)('reads $name', async ({ draw, text }) => {
    expect(bare(await read(await png(draw)))).toBe(text);
  });

  (there ? it : it.skip)('reads those of the vectors beside the project, letter by letter', async () => {
    const vectors = vectorsOfOthers();
    const wrong: string[] = [];
    let undrawn = 0;
    let right = 0;
    for (const { name, draw, text } of vectors) {
      const picture = await png(draw).catch(() => null);
      if (picture === null) {
        undrawn += 1;
        continue;
      }
      const code = bare(await read(picture));
      const same =
        text === '' ? parseUdi(code ?? '')?.udiDi === /\(01\)(\d{14})/.exec(name)?.[1] : code === text;
      if (same) right += 1;
      else wrong.push(`${name}: ${JSON.stringify(code)}`);
    }
    console.log(
      `Of ${vectors.length} pictures ${right} were read as they should, ${undrawn} could not be drawn.`,
    );
    expect(wrong).toEqual([]);
    expect(right).toBeGreaterThan(30);
    expect(visitor.complaints).toEqual([]);
  });

  it('says so when there is no barcode in a picture', async () => {
    const { page } = visitor;
    const blank = await page.evaluate(
      `new Promise((resolve) => {
         const canvas = document.createElement('canvas');
         canvas.width = canvas.height = 200;
         canvas.toBlob(async (made) => resolve(btoa(String.fromCharCode(...new Uint8Array(await made.arrayBuffer())))));
       })`,
    );
    await page.locator('input[type=file]').setInputFiles({
      name: 'wall.png',
      mimeType: 'image/png',
      buffer: Buffer.from(String(blank), 'base64'),
    });
    await page.getByText('No barcode could be read').waitFor();
  });
});

/** A film for a camera that is none: the label as black and white pixels, still, in YUV4MPEG2. */
function film(path: string, draw: RenderOptions): void {
  const { pixs, pixx, pixy } = (
    bwipjs.raw(draw) as Array<{ pixs: number[]; pixx: number; pixy: number }>
  )[0] as {
    pixs: number[];
    pixx: number;
    pixy: number;
  };
  const [width, height, scale] = [640, 480, Math.floor(300 / Math.max(pixx, pixy))];
  const light = Buffer.alloc(width * height, 235);
  const [left, top] = [Math.floor((width - pixx * scale) / 2), Math.floor((height - pixy * scale) / 2)];
  for (let y = 0; y < pixy * scale; y += 1) {
    for (let x = 0; x < pixx * scale; x += 1) {
      const dark = pixs[Math.floor(y / scale) * pixx + Math.floor(x / scale)] === 1;
      if (dark) light[(top + y) * width + left + x] = 16;
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * height) / 2, 128)]);
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame]),
  );
}

describe('the camera', () => {
  it('reads the label that it is held to', async () => {
    const path = join(mkdtempSync(join(testFolder(), 'film-')), 'label.y4m');
    film(path, { bcid: 'gs1datamatrix', text: '(01)00085412498683(21)CAMERA7' });
    const camera = await openBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${path}`,
    ]);
    try {
      const { page, complaints } = await visit(camera, app, { size: 'phone', as: ward.technician });
      await page.goto('/scan');
      const asked = page.waitForRequest(/\/api\/v1\/scan$/);
      await page.getByRole('button', { name: 'Use the camera' }).tap();
      const { code } = (await asked).postDataJSON() as { code: string };
      expect(code).toBe(']d2010008541249868321CAMERA7');
      await page.getByRole('heading', { name: 'Not in the fleet' }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Stop the camera' }).tap();
      await page.getByRole('button', { name: 'Use the camera' }).waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await camera.close();
    }
  });

  it('says what to do when the person, or the device, does not allow it', async () => {
    const camera = await openBrowser([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream=deny',
    ]);
    try {
      const { page, complaints } = await visit(camera, app, { size: 'phone', as: ward.technician });
      await page.goto('/scan');
      await page.getByRole('button', { name: 'Use the camera' }).tap();
      await page.getByText('This page may not use the camera.').waitFor();
      expect(await violations(page)).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await camera.close();
    }
  });
});
