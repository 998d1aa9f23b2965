import { inflateSync } from 'node:zlib';

/**
 * The words of a PDF as they follow each other: its content streams are inflated, their text operators read, and glyphs of
 * embedded fonts led back to letters by the font's own ToUnicode table, as a reader does for copying and searching. Enough
 * for our own documents, and independent of what made them.
 */
export function pdfText(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const objects = new Map(
    [...raw.matchAll(/(\d+) 0 obj\b([\s\S]*?)\bendobj/g)].map(([, id = '', body = '']) => [id, body]),
  );
  const letters = new Map<string, string[] | undefined>();
  for (const [, name = '', id = ''] of raw.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? '')?.[1];
    letters.set(name, table === undefined ? undefined : lettersOf(streamOf(objects.get(table) ?? '') ?? ''));
  }
  const words: string[] = [];
  for (const body of objects.values()) {
    let font: string[] | undefined;
    for (const [, name, line] of streamOf(body)?.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g) ?? []) {
      if (name !== undefined) font = letters.get(name);
      else words.push(read(line ?? '', font));
    }
  }
  return words.join(' ').replaceAll(/\s+/g, ' ').trim();
}

function read(line: string, font: string[] | undefined): string {
  const hex = [...line.matchAll(/<([0-9a-fA-F]*)>/g)].map(([, part = '']) => part).join('');
  if (font === undefined) return new TextDecoder('windows-1252').decode(Buffer.from(hex, 'hex'));
  return (hex.match(/.{4}/g) ?? []).map((glyph) => font[Number.parseInt(glyph, 16)] ?? '\ufffd').join('');
}

/** What each glyph stands for; a glyph that no letter belongs to (the box) stands for U+FFFD. */
function lettersOf(table: string): string[] {
  const letters: string[] = [];
  for (const [, from = '', list = ''] of table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    for (const [n, [, units = '']] of [...list.matchAll(/<([^>]*)>/g)].entries()) {
      const codes = (units.match(/[0-9a-f]{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16));
      letters[Number.parseInt(from, 16) + n] = codes[0] === 0 ? '\ufffd' : String.fromCharCode(...codes);
    }
  }
  return letters;
}

function streamOf(body: string): string | null {
  const start = /stream\r?\n/.exec(body);
  if (start === null) return null;
  try {
    return inflateSync(Buffer.from(body.slice(start.index + start[0].length), 'latin1')).toString('latin1');
  } catch {
    return null;
  }
}
