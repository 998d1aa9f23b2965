// Dates and numbers as the person's locale writes them. Days are calendar days and have no time zone.
import { locale } from './locale';

/** A kind of format by what it is made with: making one takes a phone as long as using it a hundred times. */
function keeping<Options extends object, Format>(
  make: (tag: string | undefined, options: Options) => Format,
): (options: Options) => Format {
  const kept = new Map<string, Format>();
  return (options) => {
    const tag = locale();
    const key = JSON.stringify([tag, options]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(tag, options);
    kept.set(key, made);
    return made;
  };
}
const dates = keeping((tag, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, options));
const numbers = keeping((tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));

/** "Aug 28, 2020" for the day 2020-08-28. */
export function formatDay(day: string): string {
  return dates({ dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** A sentence of the server, its days (2020-08-28) as the person's locale writes them. */
export const withDays = (sentence: string): string =>
  sentence.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day));

/** "March 2022" for the month 2022-03. */
export function formatMonth(month: string): string {
  return dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
}

/** "Aug 28, 2020", or "March 2022" where only the month is known. */
export const formatDayOrMonth = (when: string): string =>
  when.length > 7 ? formatDay(when) : formatMonth(when);

/** A moment in the zone given (a site's, or the person's own); in the device's zone without one. */
export function formatMoment(moment: string, timeZone?: string | null): string {
  return dates({
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(moment));
}

export function formatNumber(value: number): string {
  return numbers({}).format(value);
}

/** "12 kB" for so many bytes: as exact as somebody needs who is about to load a file. */
export function formatSize(bytes: number): string {
  const [value, unit] =
    bytes < 1000 ? [bytes, 'byte'] : bytes < 999_500 ? [bytes / 1000, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
  const digits = unit === 'megabyte' ? 1 : 0;
  return numbers({
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** 0 to 100, never "100 %" while something is left, nor "0 %" once something is done. */
export function formatPercent(percent: number): string {
  const whole = percent > 0 && percent < 1 ? 1 : percent > 99 && percent < 100 ? 99 : Math.round(percent);
  return numbers({ style: 'percent' }).format(whole / 100);
}
