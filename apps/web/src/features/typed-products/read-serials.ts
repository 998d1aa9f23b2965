import { codeKey } from '#contracts/codes';
import { eachLine, isRounded, type Unreadable, type UnreadableReason, unquoted } from './read-lines';
import { asRange, isSureRange } from './read-ranges';

export interface SerialList {
  /** as printed, each once, in the order given */
  values: string[];
  /** how many were given again */
  duplicates: number;
  unreadable: Unreadable[];
}

/** So many lines are read before the page may breathe: a few milliseconds of work on a phone. */
const LINES_AT_ONCE = 4000;
const LONGEST = 200;

/**
 * Reads a pasted list of serial numbers: one a line, or several joined by commas, semicolons, tabs or blanks. Two are the
 * same when the server would compare them as the same (letters and digits, capitals).
 */
class SerialReader {
  private readonly seen = new Set<string>();
  private readonly list: SerialList = { values: [], duplicates: 0, unreadable: [] };

  take(text: string, line: number): void {
    for (const cell of text.split(/[,;\t]+/)) {
      const whole = unquoted(cell.trim());
      if (whole === '') continue;
      if (isSureRange(whole)) this.refuse(whole, line, 'range');
      else for (const piece of whole.split(/\s+/)) this.takeOne(unquoted(piece), line);
    }
  }

  result(): SerialList {
    return this.list;
  }

  private takeOne(text: string, line: number): void {
    if (text === '') return;
    const key = codeKey(text);
    if (key === null || !/[0-9]/.test(key)) return this.refuse(text, line, 'no-digit');
    if (text.length > LONGEST) return this.refuse(`${text.slice(0, LONGEST)}…`, line, 'too-long');
    if (isRounded(text)) return this.refuse(text, line, 'rounded');
    if (looksLikeRange(text)) return this.refuse(text, line, 'range');
    if (this.seen.has(key)) {
      this.list.duplicates += 1;
      return;
    }
    this.seen.add(key);
    this.list.values.push(text);
  }

  private refuse(text: string, line: number, reason: UnreadableReason): void {
    this.list.unreadable.push({ line, text, reason });
  }
}

/** "706497-724065" is hardly one serial number; "12-345" may well be. */
function looksLikeRange(text: string): boolean {
  if (!text.includes('-')) return false;
  const range = asRange(text);
  return range !== null && range.every((end) => /[0-9]{4,}/.test(end));
}

export function readSerials(text: string): SerialList {
  const reader = new SerialReader();
  eachLine(text, { at: 0, line: 1 }, Number.POSITIVE_INFINITY, (row, line) => reader.take(row, line));
  return reader.result();
}

/**
 * The same in pieces, so that the page goes on answering while 200,000 lines are read.
 * @throws the signal's reason when it is aborted
 */
export async function readSerialsInPieces(text: string, signal?: AbortSignal): Promise<SerialList> {
  const reader = new SerialReader();
  let place: { at: number; line: number } | null = { at: 0, line: 1 };
  while (place !== null) {
    place = eachLine(text, place, LINES_AT_ONCE, (row, line) => reader.take(row, line));
    if (place !== null) await new Promise((resume) => setTimeout(resume, 0));
    signal?.throwIfAborted();
  }
  return reader.result();
}

/** The text with some lines mended: a line's number leads to its new text; null takes the line out. */
export function mendLines(text: string, mended: ReadonlyMap<number, string | null>): string {
  return text
    .split('\n')
    .map((line, at) => (mended.has(at + 1) ? mended.get(at + 1) : line))
    .filter((line): line is string => line !== null && line !== undefined)
    .join('\n');
}

/** The line with one piece of it replaced (or taken out). */
export function mendPiece(line: string, piece: string, by: string): string {
  const at = line.indexOf(piece.endsWith('…') ? piece.slice(0, -1) : piece);
  if (at === -1) return line;
  const end = piece.endsWith('…') ? line.length : at + piece.length;
  return `${line.slice(0, at)}${by}${line.slice(end)}`;
}
