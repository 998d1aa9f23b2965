import { codeKey, udiKey } from './codes.js';
import type { ScannedUdi } from './scan.js';

/** FNC1 in a GS1 element string: the end of a value of variable length. */
const GS = '\u001d';

/** Is it a GTIN (8, 12, 13 or 14 digits), and is its last digit the right one? null: it is no GTIN. */
export function gtinCheck(code: string): boolean | null {
  if (!/^(?:\d{8}|\d{12,14})$/.test(code)) return null;
  let sum = 0;
  // from the right, the check digit itself first: weights 1, 3, 1, 3, …
  for (let n = 0; n < code.length; n += 1) {
    sum += Number(code[code.length - 1 - n]) * (n % 2 === 0 ? 1 : 3);
  }
  return sum % 10 === 0;
}

/**
 * A warning about a UDI-DI whose check digit is wrong (real ones are: 9 of 49,999), or which is all digits and yet no
 * GTIN: those of HIBCC and ICCBBA begin with a letter. Never a refusal.
 */
export function udiDiWarning(udiDi: string): string | null {
  const code = udiDi.replace(/[\s-]/g, '');
  const right = gtinCheck(code);
  if (right === false) return 'The check digit of this UDI-DI is wrong. Compare it with the label.';
  if (right === null && /^\d+$/.test(code)) {
    return `This UDI-DI has ${code.length} digits; one of digits alone has 8, 12, 13 or 14. Compare it with the label: spreadsheets take away zeros at the beginning.`;
  }
  return udiKey(udiDi) === null
    ? 'This is no UDI-DI that can be compared with a notice: the product code counts instead. Compare it with the label.'
    : null;
}

/**
 * Reads a scanned or typed UDI: GS1 element strings (with FNC1 as GS, with a symbology prefix, or with brackets as
 * printed under the barcode), HIBCC (+…) and the device identifier of ICCBBA (=/…). null: it is none of these.
 * @param code what the scanner gave; blanks around it do not matter
 */
export function parseUdi(code: string): ScannedUdi | null {
  // Symbology identifiers: ]C1 Code 128, ]d2 DataMatrix, ]Q3 QR and their kin. Spelled-out FNC1 is left by some readers.
  const text = code
    .trim()
    .replace(/^\](?:[A-Za-z]\d)/, '')
    .replace(/<GS>|\{GS\}/g, GS);
  if (text.startsWith('+')) return parseHibcc(text);
  if (text.startsWith('=/') || text.startsWith('=,')) return parseIccbba(text);
  if (text.startsWith('(')) return parseBracketed(text);
  return parseElementString(text.startsWith(GS) ? text.slice(1) : text);
}

/**
 * The device identifier of what was given as a UDI-DI: of a whole UDI its identifier, anything else as it is.
 * Everything that is stored as a UDI-DI goes through here, so that records and notices can be compared.
 */
export const deviceIdentifier = (given: string): string => wholeUdi(given)?.udiDi ?? given;

/**
 * A plus sign and letters may be a bare HIBCC identifier: without a check character that fits, and without data behind
 * it, nothing is cut off.
 */
function wholeUdi(given: string): (ScannedUdi & { udiDi: string }) | null {
  const udi = parseUdi(given);
  if (udi === null || udi.udiDi === null) return null;
  const bare =
    udi.agency === 'HIBCC' && !given.includes('/') && given.lastIndexOf('+') === given.indexOf('+');
  return bare && udi.warnings.length > 0 ? null : { ...udi, udiDi: udi.udiDi };
}

/** What a label says of a device and a record keeps. */
export interface LabelFacts {
  udiDi: string | null;
  serialNumber: string | null;
  /** YYYY-MM-DD */
  manufacturedOn: string | null;
}
type LabelFact = Exclude<keyof LabelFacts, 'udiDi'>;

/**
 * A record whose UDI-DI may be a whole UDI, as scanned or printed: its identifier takes the UDI's place, and what comes
 * along with it fills what the record leaves out. Pure.
 * @returns `whole`: it was one; `contradictions`: what the UDI says where the record itself says something else
 */
export function readLabel(given: LabelFacts): {
  facts: LabelFacts;
  whole: boolean;
  contradictions: Array<{ fact: LabelFact; onLabel: string }>;
} {
  const label = given.udiDi === null ? null : wholeUdi(given.udiDi);
  if (label === null) return { facts: given, whole: false, contradictions: [] };
  const facts: LabelFacts = { ...given, udiDi: label.udiDi };
  const contradictions: Array<{ fact: LabelFact; onLabel: string }> = [];
  for (const fact of ['serialNumber', 'manufacturedOn'] as const) {
    const [own, onLabel] = [given[fact], label[fact]];
    if (onLabel === null) continue;
    if (own === null) facts[fact] = onLabel;
    else if (!same(own, onLabel)) contradictions.push({ fact, onLabel });
  }
  return { facts, whole: true, contradictions };
}

/** As codes are compared, and leading zeros apart, which scanners and spreadsheets drop. */
const same = (one: string, other: string): boolean =>
  codeKey(one)?.replace(/^0+/, '') === codeKey(other)?.replace(/^0+/, '');

// ---- GS1

/** Values of predefined length, by the first two digits of the application identifier (GS1 General Specifications, 7.8). */
const FIXED: Record<string, number> = { '00': 18, '01': 14, '02': 14, '03': 14, '04': 16, '20': 2, '41': 13 };
for (const date of [11, 12, 13, 14, 15, 16, 17, 18, 19]) FIXED[date] = 6;
for (const measure of [31, 32, 33, 34, 35, 36]) FIXED[measure] = 6;

/** How many digits an application identifier has, by its first two. */
function identifierLength(text: string): number {
  if (/^(?:3[1-69]|43|7[02]|8[0-2])/.test(text)) return 4;
  return /^(?:2[3-5]|4[0-2]|71)/.test(text) ? 3 : 2;
}

function parseBracketed(text: string): ScannedUdi | null {
  const elements = new Map<string, string>();
  const pattern = /\((\d{2,4})\)((?:(?!\(\d{2,4}\)).)*)/gsy;
  for (let end = 0; end < text.length; end = pattern.lastIndex) {
    const match = pattern.exec(text);
    if (match === null) return null;
    elements.set(match[1] as string, (match[2] as string).trim());
  }
  const [udiDi, serialNumber] = [elements.get('01'), elements.get('21')];
  if (udiDi === undefined ? !serialNumber : !/^\d{14}$/.test(udiDi)) return null;
  return [...elements.values()].includes('') ? null : fromElements(elements);
}

function parseElementString(text: string): ScannedUdi | null {
  const elements = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    if (text[at] === GS) {
      at += 1;
      continue;
    }
    const start = at + identifierLength(text.slice(at, at + 2));
    const identifier = text.slice(at, start);
    if (!/^\d{2,4}$/.test(identifier)) return null;
    const separator = text.indexOf(GS, start);
    const length = FIXED[identifier.slice(0, 2)];
    const end = length !== undefined ? start + length : separator === -1 ? text.length : separator;
    if (end > text.length) return null;
    const value = text.slice(start, end);
    if (value === '' || value.includes(GS)) return null;
    if (!elements.has(identifier)) elements.set(identifier, value);
    at = end;
  }
  return /^\d{14}$/.test(elements.get('01') ?? '') ? fromElements(elements) : null;
}

function fromElements(elements: Map<string, string>): ScannedUdi {
  const warnings: string[] = [];
  const udiDi = elements.get('01') ?? null;
  if (udiDi !== null) {
    const warning = udiDiWarning(udiDi);
    if (warning !== null) warnings.push(warning);
  }
  return {
    agency: 'GS1',
    udiDi,
    serialNumber: elements.get('21') ?? null,
    lot: elements.get('10') ?? null,
    manufacturedOn: dayOf(elements.get('11')),
    expiresOn: dayOf(elements.get('17')),
    warnings,
  };
}

/** YYMMDD; day 00 is the last of the month; the century is the sliding one of GS1, seen from this half of it. */
function dayOf(value: string | undefined): string | null {
  if (value === undefined || !/^\d{6}$/.test(value)) return null;
  const [yy, month, day] = [value.slice(0, 2), value.slice(2, 4), value.slice(4, 6)];
  const year = (Number(yy) > 75 ? 1900 : 2000) + Number(yy);
  if (Number(month) < 1 || Number(month) > 12) return null;
  const last = new Date(Date.UTC(year, Number(month), 0)).getUTCDate();
  const date = day === '00' ? last : Number(day);
  return date > last ? null : `${year}-${month}-${String(date).padStart(2, '0')}`;
}

// ---- HIBCC: +<labeler 4><product 1-18><unit of measure 1>[/…]<check character>

const HIBCC_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%';
/** The date before a serial number, by its first digit: MMYY, then 2 MMDDYY, 3 YYMMDD, 4 and 6 with an hour, 5 YYJJJ, 7 none. */
const HIBCC_SERIAL = /^(?:S|\$\+|\$\$\+(?:[01]\d{3}|[23]\d{6}|4\d{8}|5\d{5}|6\d{7}|7))(.+)$/;

/**
 * Two lines scanned one after the other each carry a check character, and the second that of the first before it; in one
 * barcode with slashes there is one for all.
 */
function parseHibcc(text: string): ScannedUdi | null {
  const lines = text.toUpperCase().split(/(?<!\$)(?=\+[A-Z][A-Z0-9]{3}|\+\$|\+\d)/);
  const first = lines[0] as string;
  const match = /^\+([A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}\d)(?:\/(.*))?.$/s.exec(first);
  if (match === null || first.split('').some((character) => !HIBCC_ALPHABET.includes(character))) return null;
  const parts = [...(match[2] ?? '').split('/'), ...lines.slice(1).map((line) => line.slice(1, -2))];
  const serial = parts.map((part) => HIBCC_SERIAL.exec(part)?.[1]).find((value) => value !== undefined);
  const sum = first
    .slice(0, -1)
    .split('')
    .reduce((total, character) => total + HIBCC_ALPHABET.indexOf(character), 0);
  return {
    agency: 'HIBCC',
    udiDi: match[1] as string,
    serialNumber: serial ?? null,
    lot: null,
    manufacturedOn: null,
    expiresOn: null,
    warnings:
      HIBCC_ALPHABET[sum % 43] === first.at(-1)
        ? []
        : ['The check character of this barcode is wrong. Compare it with the label.'],
  };
}

// ---- ICCBBA: =/<16 characters> is the device identifier, =,<6> the serial number

function parseIccbba(text: string): ScannedUdi | null {
  const udiDi = /=\/([A-Z0-9]{16})/.exec(text)?.[1];
  if (udiDi === undefined) return null;
  return {
    agency: 'ICCBBA',
    udiDi,
    serialNumber: /=,([A-Za-z0-9]{6})/.exec(text)?.[1] ?? null,
    lot: null,
    manufacturedOn: null,
    expiresOn: null,
    warnings: [],
  };
}
