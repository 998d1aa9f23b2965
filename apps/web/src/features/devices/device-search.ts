import type { DeviceStatus } from '#contracts/fleet';

/** The filters of the fleet, as they stand in the address. */
export interface DevicesSearch {
  q?: string;
  site?: string;
  location?: string;
  status?: DeviceStatus;
  reported?: true;
}

const ID = /^[1-9]\d{0,18}$/;
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** What an address says of them; whatever is none of them is left out. */
export function readDevicesSearch(search: Record<string, unknown>): DevicesSearch {
  const q = text(search['q']).slice(0, 500);
  const site = text(search['site']);
  const location = text(search['location']);
  // the API knows the states: the routes, which every page loads, do without the contracts
  const status = text(search['status']);
  return {
    ...(q === '' ? {} : { q }),
    ...(ID.test(site) ? { site } : {}),
    ...(ID.test(location) ? { location } : {}),
    ...(/^[a-z][a-z-]{0,30}$/.test(status) ? { status: status as DeviceStatus } : {}),
    ...(search['reported'] === true || search['reported'] === 'true' ? { reported: true as const } : {}),
  };
}

/** The end of a value of variable length in a GS1 barcode. */
const FNC1 = '\u001d';
/** The longest text that the list of pumps looks for. */
const LONGEST = 100;

/**
 * Is it what a scanner gives, rather than the beginning of a number? A symbology prefix, an FNC1, brackets as printed
 * below a barcode, the plus of HIBCC, the equals sign of ICCBBA, or a GTIN with more behind it.
 */
export function looksScanned(q: string): boolean {
  return (
    q.length > LONGEST ||
    q.includes(FNC1) ||
    /^(?:\][A-Za-z]\d|\(\d{2,4}\)|\+|=[/,]|01\d{14}.)|<GS>|\{GS\}/.test(q)
  );
}
