/** Why a piece of a pasted list is not taken: the words for it stand in texts/en/notice-form.ts. */
export type UnreadableReason =
  | 'no-digit'
  | 'range'
  | 'rounded'
  | 'too-long'
  | 'one-end'
  | 'ends-differ'
  | 'upside-down'
  | 'nothing-to-compare'
  | 'not-a-udi';

/** `line` counts from 1, as an editor would. */
export interface Unreadable {
  line: number;
  text: string;
  reason: UnreadableReason;
}

/** What a spreadsheet makes of a long number: 2.00631E+06. Its last digits are gone. */
export const isRounded = (text: string): boolean => /^\d(?:[.,]\d+)?E\+?\d+$/i.test(text);

/** Without the quotes that come along from a CSV file. */
export const unquoted = (text: string): string => text.replace(/^["'“”]+|["'“”]+$/g, '').trim();

/** Calls back for each line of a text, one after the other, without keeping them all. */
export function eachLine(
  text: string,
  from: { at: number; line: number },
  most: number,
  take: (text: string, line: number) => void,
): { at: number; line: number } | null {
  let { at, line } = from;
  for (let taken = 0; taken < most; taken += 1) {
    if (at > text.length) return null;
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    take(text.slice(at, end), line);
    at = end + 1;
    line += 1;
  }
  return at > text.length ? null : { at, line };
}
