/**
 * How codes and serial numbers are compared, on the screen and on the server alike. The database has the same rules
 * as SQL functions (code_key, udi_key in the first migration); a property test holds the two equal.
 */

/** A code as it is compared: letters and digits only, capitals; null when nothing is left. */
export function codeKey(printed: string | null): string | null {
  if (printed === null) return null;
  const key = printed.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  return key === '' ? null : key;
}

/**
 * A UDI-DI as it is compared: a GTIN of 8 to 13 digits is written with leading zeros to 14. What begins as a GTIN and is
 * none (8.54125E+12 from a spreadsheet, two in one cell, "GTIN 000854…") is null: it must decide nothing, and the product
 * code does. HIBCC and ICCBBA identifiers begin with a letter.
 */
export function udiKey(printed: string | null): string | null {
  const key = codeKey(printed);
  if (key === null) return null;
  if (/^[0-9]{8,14}$/.test(key)) return key.padStart(14, '0');
  return /^(?:[0-9]|(?:GTIN|UDI|DI)[0-9])/.test(key) ? null : key;
}

/** A serial number's key taken apart: the last run of digits counts, what stands before and after it must be equal. */
export interface SerialParts {
  prefix: string;
  digits: string;
  suffix: string;
}

/** Takes a key of codeKey() apart; null when it has no digit. 'US00541372' → US, 00541372; '706497' → digits alone. */
export function serialParts(key: string): SerialParts | null {
  const body = key.replace(/[A-Z]+$/, '');
  const prefix = body.replace(/[0-9]+$/, '');
  const digits = body.slice(prefix.length);
  return digits === '' ? null : { prefix, digits, suffix: key.slice(body.length) };
}

const classes = (text: string): string => text.replace(/[A-Z]/g, 'A').replace(/[0-9]/g, '9');

/** The form of a serial number without its values: 'US00541372' → 'AA#'. Serials of one form can be told apart. */
export function serialShape(parts: SerialParts): string {
  return `${classes(parts.prefix)}#${classes(parts.suffix)}`;
}

/**
 * Text that sorts serials of one prefix and suffix by the number in them, by plain code units (COLLATE "C"):
 * prefix, suffix, count of digits without leading zeros (10 places), those digits.
 */
export function serialOrderKey(parts: SerialParts): string {
  const number = parts.digits.replace(/^0+/, '');
  return `${parts.prefix} ${parts.suffix} ${String(number.length).padStart(10, '0')}${number}`;
}

/** Why a pair cannot be a range of serial numbers; null when it can: both ends of one form, the first not above the last. */
export function rangeProblem(from: string, to: string): string | null {
  const [first, last] = [from, to].map((end) => serialParts(codeKey(end) ?? ''));
  if (!first || !last) return 'both ends of a range need a digit';
  if (first.prefix !== last.prefix || first.suffix !== last.suffix) {
    return 'both ends of a range must be written alike: the same letters before and after the number';
  }
  return serialOrderKey(first) > serialOrderKey(last)
    ? 'the first end of a range must not be above the last'
    : null;
}

/** Whether the last digit of a GTIN of 8, 12, 13 or 14 digits is its check digit (GS1 General Specifications, 7.9). */
export function gtinCheckDigitHolds(gtin: string): boolean {
  if (!/^(?:[0-9]{8}|[0-9]{12,14})$/.test(gtin)) return false;
  const digits = Array.from(gtin.padStart(14, '0'), Number);
  return digits.reduce((sum, digit, place) => sum + digit * (place % 2 === 0 ? 3 : 1), 0) % 10 === 0;
}
