import { DateTime } from 'luxon';
import type { Cadence, RecallClassKey } from '#contracts/plans';

/** When a person is at work, as their own settings and their site's say. */
export interface Calendar {
  /** IANA name; one that nobody knows counts as UTC */
  timeZone: string;
  /** the local hour from which a digest may go out, 0 to 23 */
  digestHour: number;
  /** ISO weekdays, 1 Monday to 7 Sunday */
  weeklyDaysOff: readonly number[];
  /** local days, YYYY-MM-DD */
  holidays: readonly string[];
}

/** A moment as a clock on the wall shows it. */
export interface LocalMoment {
  /** YYYY-MM-DD */
  day: string;
  hour: number;
  /** ISO, 1 to 7 */
  weekday: number;
}

/** What a digest of one person would list of one campaign. */
export interface ListedWork {
  recallClass: RecallClassKey;
  cadence: Cadence;
  /** something of it is past its due day */
  late: boolean;
  /** the local day of the last e-mail to this person that listed the campaign; null: never */
  lastListedOn: string | null;
}

export function localMoment(now: Date, timeZone: string): LocalMoment {
  const there = DateTime.fromJSDate(now, { zone: timeZone });
  const local = there.isValid ? there : DateTime.fromJSDate(now, { zone: 'UTC' });
  return { day: local.toFormat('yyyy-MM-dd'), hour: local.hour, weekday: local.weekday };
}

/** Whole calendar days from one day to another; negative when `to` lies before `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function isDayOff(at: LocalMoment, calendar: Calendar): boolean {
  return calendar.weeklyDaysOff.includes(at.weekday) || calendar.holidays.includes(at.day);
}

/** Days from one e-mail that lists this work to the next. */
export function intervalDays(work: Pick<ListedWork, 'recallClass' | 'cadence' | 'late'>): number {
  return (work.late ? work.cadence.everyDaysWhenLate : work.cadence.everyDays)[work.recallClass];
}

/**
 * Whether a digest is owed at this local moment. It is, from the digest hour on, when for some campaign the interval
 * of its class has passed since the last e-mail that listed it; on a day off only Class I counts (a Class I recall
 * may do serious harm: 21 CFR 7.3(m)). One digest lists everything, so one campaign's turn is enough.
 *
 * `lastDigestOn`: the local day of the last digest sent to this person. A day has one at most; and whoever has moved
 * west over the date line is not written to again until the calendar has caught up.
 */
export function digestOwed(
  at: LocalMoment,
  calendar: Calendar,
  lastDigestOn: string | null,
  work: readonly ListedWork[],
): boolean {
  if (at.hour < calendar.digestHour) return false;
  if (lastDigestOn !== null && lastDigestOn >= at.day) return false;
  const dayOff = isDayOff(at, calendar);
  return work.some(
    (one) =>
      (!dayOff || one.recallClass === 'I') &&
      (one.lastListedOn === null || daysBetween(one.lastListedOn, at.day) >= intervalDays(one)),
  );
}
