import { codeKey, rangeProblem, serialParts } from '#contracts/codes';
import { eachLine, type Unreadable, type UnreadableReason, unquoted } from './read-lines';

export interface RangeList {
  ranges: Array<[string, string]>;
  unreadable: Unreadable[];
  /** how many numbers the ranges hold; overlaps count twice */
  numbers: number;
}

const SURE = /^(\S+?)(?:\s*(?:[–—…]|\.{2,3})\s*|\s+(?:-|to|through|thru)\s+)(\S+)$/i;

/** "706497 – 724065", "706497 to 724065": nobody writes one serial number so. */
export const isSureRange = (text: string): boolean => SURE.test(text);

/** Both ends of a range as printed, where they can be told apart and belong together; a plain hyphen counts too. */
export function asRange(text: string): [string, string] | null {
  const sure = SURE.exec(text);
  if (sure !== null) return [unquoted(sure[1] as string), unquoted(sure[2] as string)];
  for (let at = text.indexOf('-'); at !== -1; at = text.indexOf('-', at + 1)) {
    const ends: [string, string] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (ends.every((end) => codeKey(end) !== null) && rangeProblem(...ends) === null) return ends;
  }
  return null;
}

/**
 * Reads ranges of serial numbers: "706497 – 724065", "706497-724065", "706497 to 724065" or two columns, one a line or
 * several joined by commas or semicolons.
 */
export function readRanges(text: string): RangeList {
  const list: RangeList = { ranges: [], unreadable: [], numbers: 0 };
  const take = (ends: [string, string] | null, printed: string, line: number): void => {
    const reason = ends === null ? 'one-end' : reasonAgainst(ends);
    if (ends === null || reason !== null) {
      list.unreadable.push({ line, text: printed, reason: reason ?? 'one-end' });
      return;
    }
    list.ranges.push(ends);
    list.numbers += held(ends);
  };
  eachLine(text, { at: 0, line: 1 }, Number.POSITIVE_INFINITY, (row, line) => {
    const cells = row
      .split(/[,;\t]+/)
      .map((cell) => unquoted(cell.trim()))
      .filter((cell) => cell !== '');
    const ranges = cells.map((cell) => asRange(cell) ?? twoColumns(cell));
    if (cells.length === 2 && ranges.every((range) => range === null))
      take([cells[0] as string, cells[1] as string], row.trim(), line);
    else for (const [at, cell] of cells.entries()) take(ranges[at] ?? null, cell, line);
  });
  return list;
}

function twoColumns(cell: string): [string, string] | null {
  const [from, to, ...more] = cell.split(/\s+/);
  if (from !== undefined && to !== undefined && more.length === 0) return [from, to];
  // "706497-650000": both ends are there, and the reason against it is told
  const dashed = /^([^-]+)-([^-]+)$/.exec(cell);
  return dashed === null ? null : [(dashed[1] as string).trim(), (dashed[2] as string).trim()];
}

function reasonAgainst([from, to]: [string, string]): UnreadableReason | null {
  const parts = [from, to].map((end) => serialParts(codeKey(end) ?? ''));
  const [first, last] = parts;
  if (!first || !last) return 'no-digit';
  if (first.prefix !== last.prefix || first.suffix !== last.suffix) return 'ends-differ';
  return rangeProblem(from, to) === null ? null : 'upside-down';
}

function held([from, to]: [string, string]): number {
  const [first, last] = [from, to].map((end) => Number(serialParts(codeKey(end) ?? '')?.digits ?? 0));
  return (last ?? 0) - (first ?? 0) + 1;
}
