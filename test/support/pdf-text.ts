import { inflateSync } from 'node:zlib';

/**
 * The words of a PDF that is set in the standard fonts, as they follow each other: its content streams are inflated and
 * their text operators read. Enough for our own documents, and independent of what made them.
 */
export function pdfText(pdf: Buffer): string {
  const words: string[] = [];
  const raw = pdf.toString('latin1');
  for (const match of raw.matchAll(/stream\r?\n/g)) {
    const from = match.index + match[0].length;
    const content = inflated(pdf.subarray(from, raw.indexOf('endstream', from)));
    if (content === null) continue;
    for (const [, line = ''] of content.matchAll(/\[([^\]]*)\] TJ/g)) {
      const parts = [...line.matchAll(/<([0-9a-fA-F]*)>/g)].map(([, hex = '']) => Buffer.from(hex, 'hex'));
      words.push(new TextDecoder('windows-1252').decode(Buffer.concat(parts)));
    }
  }
  return words.join(' ').replaceAll(/\s+/g, ' ').trim();
}

function inflated(bytes: Buffer): string | null {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return null;
  }
}
