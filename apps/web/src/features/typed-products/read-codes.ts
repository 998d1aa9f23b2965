import { codeKey, gtinCheckDigitHolds, udiKey } from '#contracts/codes';
import { eachLine, isRounded, type Unreadable, unquoted } from './read-lines';

export interface CodeList {
  values: string[];
  duplicates: number;
  unreadable: Unreadable[];
  /** UDI-DIs whose last digit is not the check digit of a GTIN: taken, and worth a second look */
  doubtful: string[];
}

/** Joined by commas, semicolons, tabs or lines; by blanks too where each piece looks like a code by itself. */
function pieces(row: string): string[] {
  return row
    .split(/[,;\t]+/)
    .map((cell) => unquoted(cell.trim()))
    .filter((cell) => cell !== '')
    .flatMap((cell) => {
      const words = cell.split(/\s+/);
      return words.length > 1 && words.every((word) => /\d/.test(word)) ? words : [cell];
    });
}

/** Reads pasted product codes, or UDI-DIs; of a whole barcode "(01)00085412498683(21)…" the device identifier counts. */
export function readCodes(text: string, kind: 'product-code' | 'udi-di'): CodeList {
  const list: CodeList = { values: [], duplicates: 0, unreadable: [], doubtful: [] };
  const seen = new Set<string>();
  eachLine(text, { at: 0, line: 1 }, Number.POSITIVE_INFINITY, (row, line) => {
    for (const piece of pieces(row)) {
      const printed = kind === 'udi-di' ? (/\(01\)\s*(\d{14})/.exec(piece)?.[1] ?? piece) : piece;
      if (isRounded(printed)) {
        list.unreadable.push({ line, text: piece, reason: 'rounded' });
        continue;
      }
      const key = kind === 'udi-di' ? udiKey(printed) : codeKey(printed);
      if (key === null || printed.length > 200) {
        const reason = kind === 'udi-di' ? 'not-a-udi' : 'nothing-to-compare';
        list.unreadable.push({ line, text: piece, reason: printed.length > 200 ? 'too-long' : reason });
      } else if (seen.has(key)) list.duplicates += 1;
      else {
        seen.add(key);
        list.values.push(printed);
        const bare = printed.replace(/\D/g, '');
        if (kind === 'udi-di' && /^\d+$/.test(key) && !gtinCheckDigitHolds(bare.padStart(14, '0')))
          list.doubtful.push(printed);
      }
    }
  });
  return list;
}

export interface VersionList {
  values: string[];
  /** "Hospira MedNet": compared word by word, and nothing can be ruled out by it */
  freeText: string[];
}

/** "8.01.01", "v8.01.01", or every version of a branch: "6.x", "8.01.*". */
export const isVersion = (text: string): boolean =>
  /\d/.test(text) && /^(?:v[ .]*)?[0-9a-z]+(?:[._-][0-9a-z]+)*(?:\.[x*])?$/i.test(text);

export function readVersions(text: string): VersionList {
  const values = [
    ...new Map(
      text
        .split(/[,;\t\n]+/)
        .map((version) => unquoted(version.trim()))
        .filter((version) => version !== '')
        .map((version) => [version.toUpperCase(), version]),
    ).values(),
  ];
  return { values, freeText: values.filter((version) => !isVersion(version)) };
}
