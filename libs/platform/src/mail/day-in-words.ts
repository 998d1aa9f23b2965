import { DateTime } from 'luxon';

/**
 * A day as every e-mail and every form prints it, in the one language that they have: "Thu 3 Sep 2020" for 2020-09-03, and "September
 * 2020" for 2020-09, where a letter gives its month alone. What is no day stays as it is.
 */
export function dayInWords(day: string): string {
  const date = DateTime.fromISO(day, { zone: 'UTC', locale: 'en' });
  return date.isValid ? date.toFormat(day.length > 7 ? 'ccc d LLL yyyy' : 'LLLL yyyy') : day;
}

/** A moment on the wall clock of a place, the zone named: "Thu 3 Sep 2020, 14:05 (America/Chicago)". */
export function momentInWords(at: Date, timeZone: string): string {
  const local = DateTime.fromJSDate(at, { zone: timeZone }).setLocale('en');
  return `${local.toFormat('ccc d LLL yyyy, HH:mm')} (${timeZone})`;
}

/** A sentence that is kept with its days as 2020-09-03, with them in words. */
export const withDaysInWords = (sentence: string): string =>
  sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, dayInWords);
