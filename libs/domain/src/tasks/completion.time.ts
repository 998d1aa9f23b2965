/** A phone's clock may be a little fast or slow. */
export const CLOCKS_DIFFER_MS = 300_000;

/** The clock of whoever sends work. */
export interface SenderClock {
  /** what it says while it sends */
  says: Date;
  /** against real time: the clock of the sample can be moved, which is no fault of a phone */
  isWrong: boolean;
}

export interface Done {
  /** when it counts as done */
  at: Date;
  /** said to the person, where that is not the time that they claim */
  note: string | null;
}

/**
 * When work counts as done. Work recorded without a network keeps its own time, but never one that lies ahead, nor one
 * before its task began: 21 CFR 11.10(e) wants the time at which things happened, and no count of a day may fall below
 * zero. Where the clock that made the time is known to be off by more than five minutes, the time is put right by that.
 * @param claimed by the clock of whoever did it; undefined: now
 * @param began when the task was made or, later, opened again
 * @param sender null: nothing is known of it
 */
export function doneAt(
  claimed: string | undefined,
  { now, began, sender }: { now: Date; began: Date; sender: SenderClock | null },
): Done {
  if (claimed === undefined) return { at: now, note: null };
  const off = sender === null ? 0 : now.getTime() - sender.says.getTime();
  const meant = Date.parse(claimed) + (Math.abs(off) > CLOCKS_DIFFER_MS ? off : 0);
  const at = Math.min(Math.max(meant, began.getTime()), now.getTime());
  if (at - meant > CLOCKS_DIFFER_MS) return { at: new Date(at), note: BEFORE_IT_BEGAN };
  return { at: new Date(at), note: sender?.isWrong ? CLOCK_IS_OFF : null };
}

const BEFORE_IT_BEGAN =
  'You recorded this as done before its task began, or before it was opened again. It counts as done at that moment; ' +
  'your time is kept in the audit trail. If the clock of your device is wrong, put it right.';
const CLOCK_IS_OFF =
  'The clock of your device is wrong. The time at which you did this was put right by it; your time is kept in the ' +
  'audit trail. Put the clock of your device right.';
