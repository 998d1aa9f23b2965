import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { BOLD, pdfDocument, printed } from '#platform/pdf';
import { pdfText } from '../support/index.js';

const NAMES = 'Łódź Ñandú Ωmega, Şule Yıldız, Ђорђе, Nguyễn; efficient, “quoted” – € 5';

async function written(text: string): Promise<Buffer> {
  const doc = pdfDocument({ title: text, at: new Date(0), size: 'A4', margin: 50 });
  doc.text(text).font(BOLD).text(text).end();
  const pieces: Buffer[] = [];
  for await (const piece of doc as unknown as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

it('names stand as their bearers write them, in both faces, and can be searched', async () => {
  expect(pdfText(await written(NAMES))).toBe(`${NAMES} ${NAMES}`);
});

it('holds the letters that are used, not the whole font, and the same content gives the same bytes', async () => {
  const pdf = await written(NAMES);
  expect(pdf.length).toBeLessThan(60_000);
  expect(pdf.equals(await written(NAMES))).toBe(true);
});

it('what is no letter leaves no box', () => {
  expect(printed('one\ttwo\r\nthree')).toBe('one two\nthree');
  expect(printed('Ño\u0301')).toBe('Ñó');
});

it('the font goes along where only what runs is installed', () => {
  const { dependencies } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { dependencies: Record<string, string> };
  expect(Object.keys(dependencies)).toContain('@expo-google-fonts/noto-sans');
});
