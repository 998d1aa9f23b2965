const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const DOTS = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/;
const SLASHES = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?)?$/i;

/**
 * A calendar day: 2019-04-30, 2019-04-30T08:00:00Z, 30.4.2019 (with dots the day is always first), or 4/30/2019 and
 * 30/4/2019 where only one order is possible.
 * The day as printed counts, whatever time stands behind it.
 */
export function readDay(value: string): { value: string | null; problem: string | null } {
  const iso = ISO.exec(value);
  if (iso !== null) return dayOf(iso[1] as string, iso[2] as string, iso[3] as string);
  const dots = DOTS.exec(value);
  if (dots !== null) return dayOf(dots[3] as string, twoDigits(dots[2]), twoDigits(dots[1]));
  const slashes = SLASHES.exec(value);
  if (slashes !== null) {
    const [first, second, year] = [Number(slashes[1]), Number(slashes[2]), slashes[3] as string];
    if (first <= 12 && second <= 12 && first !== second) {
      return {
        value: null,
        problem: 'Month and day cannot be told apart here. Write the date as YYYY-MM-DD.',
      };
    }
    const [month, day] = first > 12 ? [second, first] : [first, second];
    return dayOf(year, twoDigits(month), twoDigits(day));
  }
  return { value: null, problem: 'This is not a date. Write it as YYYY-MM-DD.' };
}

const twoDigits = (value: string | number | undefined): string => String(value).padStart(2, '0');

function dayOf(year: string, month: string, day: string): { value: string | null; problem: string | null } {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m))
    return { value: null, problem: 'There is no such day.' };
  if (y < 1950 || y > 2100) return { value: null, problem: 'No device is from this year.' };
  return { value: `${year}-${month}-${day}`, problem: null };
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
