/**
 * The calendar of 21 CFR 803.3: a work day is Monday to Friday, except federal holidays. A hospital's own days off do
 * not count: they would make the time longer than the rule gives it. Days are YYYY-MM-DD.
 */

const DAY_MS = 86_400_000;
const asDate = (day: string): Date => new Date(`${day}T00:00:00Z`);
const asDay = (date: Date): string => date.toISOString().slice(0, 10);
const plus = (day: string, days: number): string => asDay(new Date(asDate(day).getTime() + days * DAY_MS));
/** Years before 1000 too are four digits in a day. */
const inFour = (year: number): string => String(year).padStart(4, '0');
/** 0 is Sunday */
const weekday = (day: string): number => asDate(day).getUTCDay();

/** Of 5 U.S.C. 6103, in force since 2021; one that falls on a Saturday or Sunday is observed on the Friday before or the Monday after. */
export function federalHolidays(year: number): Set<string> {
  const fixed = (month: number, day: number): string => {
    const date = `${inFour(year)}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    const at = weekday(date);
    return at === 6 ? plus(date, -1) : at === 0 ? plus(date, 1) : date;
  };
  /** the nth of a weekday in a month; 5: the last one */
  const nth = (month: number, at: number, n: number): string => {
    const first = `${inFour(year)}-${String(month).padStart(2, '0')}-01`;
    const day = plus(first, ((at - weekday(first) + 7) % 7) + (n - 1) * 7);
    return day.slice(5, 7) === first.slice(5, 7) ? day : plus(day, -7);
  };
  return new Set([
    fixed(1, 1),
    nth(1, 1, 3),
    nth(2, 1, 3),
    nth(5, 1, 5),
    fixed(6, 19),
    fixed(7, 4),
    nth(9, 1, 1),
    nth(10, 1, 2),
    fixed(11, 11),
    nth(11, 4, 4),
    fixed(12, 25),
  ]);
}

const holidays = new Map<number, Set<string>>();
function isHoliday(day: string): boolean {
  // New Year's Day of the next year may be observed on the last day of this one
  const year = Number(day.slice(0, 4));
  return [year, year + 1].some((one) => {
    const known = holidays.get(one) ?? federalHolidays(one);
    holidays.set(one, known);
    return known.has(day);
  });
}

export const isWorkDay = (day: string): boolean =>
  weekday(day) !== 0 && weekday(day) !== 6 && !isHoliday(day);

/** A user facility reports within ten work days after the day on which it became aware (21 CFR 803.30(a)). */
export const WORK_DAYS_TO_REPORT = 10;

/** The last day on which a report is in time. */
export function reportDueOn(awareOn: string): string {
  let day = awareOn;
  for (let left = WORK_DAYS_TO_REPORT; left > 0;) {
    day = plus(day, 1);
    if (isWorkDay(day)) left -= 1;
  }
  return day;
}

/** Work days after `today` up to and with `dueOn`; 0 on the last day and while it is only days off later; negative: late. */
export function workDaysLeft(today: string, dueOn: string): number {
  const late = today > dueOn;
  const [from, to] = late ? [dueOn, today] : [today, dueOn];
  let days = 0;
  for (let day = plus(from, 1); day <= to; day = plus(day, 1)) if (isWorkDay(day)) days += 1;
  return late ? -Math.max(days, 1) : days;
}

/** From so many work days before the end on, the risk manager is reminded on every work day, also when it is late. */
export const REMIND_FROM_DAYS_LEFT = 5;

/** Whether a reminder is owed on this day. */
export const harmReminderOwed = (today: string, dueOn: string): boolean =>
  isWorkDay(today) && workDaysLeft(today, dueOn) <= REMIND_FROM_DAYS_LEFT;
