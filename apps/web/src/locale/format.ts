// Dates and numbers as the person's locale writes them. Days (what is due, dated, made) are calendar days, a site's where
// it is a site's, and have no time zone; moments (what happened when) stand in the person's zone.
import { locale, zoneNow } from './locale';

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

const DAY = String.raw`\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const DAYS_AND_MOMENTS = new RegExp(
  String.raw`${DAY}(T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?(?![\w-]|\.\d)`,
  'g',
);

/** A sentence of the server, its days (2020-08-28) and moments (2020-08-28T10:00:00Z) as everywhere on screen. */
export const withDays = (sentence: string): string =>
  sentence.replaceAll(DAYS_AND_MOMENTS, (found, time?: string) =>
    !isReal(found) ? found : time === undefined ? formatDay(found) : formatMoment(found),
  );

/** February has no 31st: what only looks like a day stays as somebody wrote it. */
function isReal(dayOrMoment: string): boolean {
  const day = dayOrMoment.slice(0, 10);
  const at = new Date(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(Date.parse(dayOrMoment)) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
  );
}

const DATED = /(?:On|At)$|^(?:at|on|now|since|from|to|date|occasion)$/;

/** The value of a field of a record, its days as above where the field holds some: a serial number may look like one. */
export const withDaysOf = (field: string, value: string): string =>
  DATED.test(field) ? withDays(value) : value;

/** "March 2022" for the month 2022-03. */
export function formatMonth(month: string): string {
  return dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
}

/** "Aug 28, 2020", or "March 2022" where only the month is known. */
export const formatDayOrMonth = (when: string): string =>
  when.length > 7 ? formatDay(when) : formatMonth(when);

/** "Aug 28, 2020, 3:05 PM", and "… EDT" where the person's zone is not that of the device that they look at. */
export function formatMoment(moment: string): string {
  const at = new Date(moment);
  const { timeZone, elsewhere } = zoneNow();
  const said = dates({ dateStyle: 'medium', timeStyle: 'short', timeZone }).format(at);
  if (!elsewhere) return said;
  const name = dates({ timeZoneName: 'short', timeZone })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName');
  return name === undefined ? said : `${said} ${name.value}`;
}

/** "Aug 28, 2020": the day of a moment, as the person's calendar had it then. */
export function formatDayOf(moment: string): string {
  return dates({ dateStyle: 'medium', timeZone: zoneNow().timeZone }).format(new Date(moment));
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
