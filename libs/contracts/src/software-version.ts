import { codeKey } from './codes.js';

/** Written where nobody knew the fact. Such a record lacks it: its device must not drop out by "N/A ≠ 35700BAX". */
export const placeholders: readonly string[] = [
  'NA',
  'NONE',
  'NULL',
  'NIL',
  'UNKNOWN',
  'UNK',
  'TBD',
  'NOTAVAILABLE',
  'NOTAPPLICABLE',
  'NOTKNOWN',
  'MISSING',
  'UNREADABLE',
  'ILLEGIBLE',
];
const isPlaceholder = new Set(placeholders);

/** A key of codeKey() or udiKey(), or null where the record has nothing, or a word that stands for nothing. */
export const knownKey = (key: string | null): string | null =>
  key === null || isPlaceholder.has(key) ? null : key;

/** What btrim() of the SQL reader takes away; String.trim() knows more blanks than the database. */
export const BLANKS = ' \t\n\r\f\v\u00a0';
const outerBlanks = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, 'g');

/** A version as it is compared: trimmed, capitals (ASCII alone, as the database has it), without a leading v. */
export function normalVersion(printed: string): string {
  const capitals = printed.replace(outerBlanks, '').replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return capitals.replace(/^V[ .]*(?=[0-9])/, '');
}

/** '8.01.01', 'C.0', '10B': one word with a digit, segments joined by dots. 'Hospira MedNet Software' is none. */
export const isVersion = (normal: string): boolean =>
  /^[0-9A-Z]+(?:[._-][0-9A-Z]+)*$/.test(normal) && /[0-9]/.test(normal);

/** Segments without leading zeros: 8.01.01 → 8.1.1. */
export const withoutZeros = (normal: string): string => normal.replace(/(^|\.)0+(?=[0-9])/g, '$1');
/** Besides, without last segments of zero: 8.0 → 8. Two versions with the same are equal as numbers. */
export const asNumbers = (normal: string): string => withoutZeros(normal).replace(/(?:\.0)+$/, '');

/** A list of versions of a notice or a plan, prepared for comparing. Every array is free of doubles. */
export interface VersionPatterns {
  printed: readonly string[];
  /** compared as they stand */
  exact: readonly string[];
  /** of "6.x": '6.' */
  branches: readonly string[];
  /** the same as numbers: equal here alone means that a person has to look */
  exactNumbers: readonly string[];
  branchNumbers: readonly string[];
  /** entries that are no version: nothing can be ruled out by them */
  freeText: readonly string[];
}

const unique = (values: string[]): string[] => [...new Set(values)];

/** Reads a list of versions; an entry is a version, a branch ("6.x", "8.01.*") or free text. */
export function readVersions(printed: readonly string[]): VersionPatterns {
  const normals = unique(printed.map(normalVersion));
  const branches = normals.filter((normal) => /\.[X*]$/.test(normal) && isVersion(normal.slice(0, -2)));
  const rest = normals.filter((normal) => !branches.includes(normal));
  const exact = rest.filter(isVersion);
  const stems = branches.map((branch) => branch.slice(0, -1));
  return {
    printed,
    // free text is compared too: the same words in the record are the same thing
    exact: rest,
    branches: stems,
    exactNumbers: unique(exact.map(asNumbers)),
    branchNumbers: unique(stems.map(withoutZeros)),
    freeText: rest.filter((normal) => !isVersion(normal)),
  };
}

/** How a recorded version compares with a list: whether it is on it, or why that cannot be said. */
export type VersionMatch =
  | { result: true | false }
  | { result: null; why: 'missing' | 'not-a-version' | 'free-text' | 'numbers-alone' };

export function compareVersion(recorded: string | null, patterns: VersionPatterns): VersionMatch {
  if (recorded === null || knownKey(codeKey(recorded)) === null) return { result: null, why: 'missing' };
  const version = normalVersion(recorded);
  if (patterns.exact.includes(version)) return { result: true };
  if (!isVersion(version)) return { result: null, why: 'not-a-version' };
  if (patterns.branches.some((stem) => `${version}.`.startsWith(stem))) return { result: true };
  if (patterns.freeText.length > 0) return { result: null, why: 'free-text' };
  const numbersAlone =
    patterns.exactNumbers.includes(asNumbers(version)) ||
    patterns.branchNumbers.some((stem) => `${withoutZeros(version)}.`.startsWith(stem));
  return numbersAlone ? { result: null, why: 'numbers-alone' } : { result: false };
}

/**
 * Whether a software version belongs to a list of versions ("6.x", "8.01.01"): the platform's rule of a plan.
 * null: it cannot be said (nothing recorded, no version, or equal as numbers alone: 8.1.1 for 8.01.01).
 */
export function softwareMatches(version: string | null, patterns: readonly string[]): boolean | null {
  return compareVersion(version, readVersions(patterns)).result;
}
