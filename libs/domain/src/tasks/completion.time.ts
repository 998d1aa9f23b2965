import type { CompleteTask } from '#contracts/tasks';

/** A phone's clock may be a little fast or slow. */
export const CLOCKS_DIFFER_MS = 300_000;

/** The clock of whoever sends work. */
export interface SenderClock {
  /** what it says while it sends */
  says: Date;
  /** against real time: the clock of the sample can be moved, which is no fault of a phone */
  isWrong: boolean;
}

/** A clock that says less or more than this is a fault of whatever sends it, and says nothing. */
const SENSIBLE_FROM = Date.UTC(2000, 0);
const SENSIBLE_AHEAD_MS = 10 * 366 * 86_400_000;

/**
 * The clock of a sender by what they say of it; null: nothing of use, or nothing.
 * @param now real time
 */
export function senderClock(told: string | undefined, now: Date): SenderClock | null {
  const says = told === undefined ? Number.NaN : Date.parse(told);
  if (!(says >= SENSIBLE_FROM && says <= now.getTime() + SENSIBLE_AHEAD_MS)) return null;
  return { says: new Date(says), isWrong: Math.abs(now.getTime() - says) > CLOCKS_DIFFER_MS };
}

export interface Done {
  /** when it counts as done */
  at: Date;
  /** by how much the clock of the sender was put right (ms); other times told with the work are put right by the same */
  shift: number;
  /** said to the person, where that is not the time that they claim */
  note: string | null;
}

/**
 * When work counts as done. Work recorded without a network keeps its own time, but never one that lies ahead, nor one
 * before its task began: 21 CFR 11.10(e) wants the time at which things happened, and no count of a day may fall below
 * zero.
 *
 * One rule for a clock that is off by more than five minutes while it sends: a clock that is off was most likely off by as
 * much when the work was done, so the time is put right by that, if it then lies within the span of its task (from when it
 * began until now, five minutes more or less). If it does not, but the time as claimed does, the clock broke in between,
 * and the time stays as claimed. If neither does, it is put right and cut to the span. So work of a clock that is a few
 * hours off comes right, and a clock that jumped by a year while sending moves nothing.
 * @param claimed by the clock of whoever did it; undefined: now
 * @param began when the task was made or, later, opened again
 * @param sender null: nothing is known of it
 */
export function doneAt(
  claimed: string | undefined,
  { now, began, sender }: { now: Date; began: Date; sender: SenderClock | null },
): Done {
  const off = sender === null ? 0 : now.getTime() - sender.says.getTime();
  const wrong = Math.abs(off) > CLOCKS_DIFFER_MS ? off : 0;
  if (claimed === undefined) return { at: now, shift: wrong, note: null };
  const told = Date.parse(claimed);
  const fits = (moment: number): boolean =>
    moment >= began.getTime() - CLOCKS_DIFFER_MS && moment <= now.getTime() + CLOCKS_DIFFER_MS;
  const shift = !fits(told + wrong) && fits(told) ? 0 : wrong;
  const meant = told + shift;
  const at = Math.min(Math.max(meant, began.getTime()), now.getTime());
  const done = { at: new Date(at), shift };
  if (at - meant > CLOCKS_DIFFER_MS) return { ...done, note: BEFORE_IT_BEGAN };
  if (meant - at > CLOCKS_DIFFER_MS) return { ...done, note: AHEAD };
  return { ...done, note: sender?.isWrong && shift !== 0 ? CLOCK_IS_OFF : null };
}

/** What of a piece of work has a time. */
type Times = Pick<CompleteTask, 'completedAt' | 'searched' | 'harm'>;

/**
 * Work with its other times put right by what its own was put right by. A pump that was looked for at a time that lies
 * ahead was looked for now; a harm that lies ahead is refused (harmRefusal).
 */
export const withTimesPutRight = <Told extends Times>(
  told: Told,
  by: { now: Date; shift: number },
): Told => ({
  ...told,
  ...(told.searched && {
    searched: told.searched.map(({ place, at }) => ({
      place,
      at: new Date(Math.min(putRight(at, by), by.now.getTime())).toISOString(),
    })),
  }),
  ...(told.harm && {
    harm: { ...told.harm, awareAt: new Date(putRight(told.harm.awareAt, by)).toISOString() },
  }),
});

/** ms. What would lie ahead by that alone was not read off that clock, and stays as told. */
function putRight(told: string, { now, shift }: { now: Date; shift: number }): number {
  const as = Date.parse(told);
  return as + shift > now.getTime() && as <= now.getTime() ? as : as + shift;
}

/** For the audit trail, of work that claims other times than those that count: both. */
export function timesOf(told: Times, counts: Times, at: Date) {
  const differ = (one: string, other: string): boolean => Date.parse(one) !== Date.parse(other);
  const { completedAt: claimed, searched = [], harm } = told;
  const looked = counts.searched ?? [];
  return {
    ...(claimed !== undefined &&
      differ(claimed, at.toISOString()) && { completedAt: at.toISOString(), claimedAt: claimed }),
    ...(searched.some((one, n) => differ(one.at, looked[n]?.at ?? '')) && { claimedSearched: searched }),
    ...(harm !== undefined &&
      differ(harm.awareAt, counts.harm?.awareAt ?? '') && { claimedAwareAt: harm.awareAt }),
  };
}

const BEFORE_IT_BEGAN =
  'You recorded this as done before its task began, or before it was opened again. It counts as done at that moment; ' +
  'your time is kept in the audit trail. If the clock of your device is wrong, put it right.';
const AHEAD =
  'You recorded this as done at a time that lies ahead. It counts as done now; your time is kept in the audit trail. ' +
  'If the clock of your device is wrong, put it right.';
const CLOCK_IS_OFF =
  'The clock of your device is wrong. The time at which you did this was put right by it; your time is kept in the ' +
  'audit trail. Put the clock of your device right.';
