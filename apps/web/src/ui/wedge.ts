/**
 * A barcode scanner that is plugged in types: far faster than a person, with Enter at the end. These rules tell the two
 * apart, over values alone.
 */
export interface WedgeState {
  typed: string;
  lastAt: number;
}

export const noKeys: WedgeState = { typed: '', lastAt: 0 };

/** Scanners leave 5 to 30 ms between keys; a fast typist about 80. */
const GAP_MS = 60;
/** Shorter is no code: an Enter after a slip of the hand. */
const SHORTEST = 4;
/** FNC1 of a GS1 barcode: scanners type it as Ctrl+]. */
const GS = '\u001d';

export interface Key {
  key: string;
  ctrl: boolean;
  /** ms */
  at: number;
}

/** What a key makes of what was typed so far; `code` when it ended a scan. `scanning`: the key belongs to a scan. */
export function feed(
  state: WedgeState,
  { key, ctrl, at }: Key,
): { state: WedgeState; code: string | null; scanning: boolean } {
  const fast = at - state.lastAt <= GAP_MS;
  if (key === 'Enter') {
    const code = fast && state.typed.length >= SHORTEST ? state.typed : null;
    return { state: noKeys, code, scanning: code !== null };
  }
  const character = ctrl ? (key === ']' ? GS : null) : key.length === 1 ? key : null;
  // Shift, Control and the like come along with a character; Ctrl with a letter is a shortcut of a person
  if (character === null) {
    return { state: key.length === 1 ? noKeys : { ...state, lastAt: at }, code: null, scanning: false };
  }
  const typed = fast ? state.typed + character : character;
  return { state: { typed, lastAt: at }, code: null, scanning: fast && state.typed !== '' };
}
