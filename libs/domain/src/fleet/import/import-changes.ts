import { isRecorded, stoodBefore } from '../recorded.js';

// What a row changes in the device it lands on, and what is kept against it (decision 0006), as SQL conditions over
// s: the staged row, d: the device, p and l: the places that the row names (PLACES).

/** Text facts that a row may change; a blank cell changes nothing. */
export const FACTS = [
  'asset_tag',
  'udi_di',
  'product_code',
  'serial_number',
  'manufacturer',
  'model',
  'software_version',
  'manufactured_on',
  'received_on',
  'supply_channel',
] as const;

/** States that a file never takes back. */
export const STATUS_HELD = `d.status IN ('isolated', 'returned')`;
export const PRINTED_CHANGES = `(s.status = 'unknown' AND s.status_as_printed IS DISTINCT FROM d.status_as_printed AND s.status_as_printed IS NOT NULL)`;
/** What no notice can be compared with does not take the place of what can. Never null. */
export const KEPT_UDI = '(s.udi_key IS NULL AND d.udi_key IS NOT NULL)';
export const factChanges = (column: string): string =>
  `(s.${column} IS DISTINCT FROM d.${column} AND s.${column} IS NOT NULL AND NOT ${isRecorded(column)}${column === 'udi_di' ? ` AND NOT ${KEPT_UDI}` : ''})`;
/** site_id and location_id are null where the place has still to be made. */
export const PLACES = `JOIN place p ON p.key = lower(s.site) LEFT JOIN spot l ON l.site_key = p.key AND l.key = lower(s.location)`;
export const SITE_KEPT = stoodBefore('site_id', 'p.site_id');
export const SITE_CHANGES = `(p.site_id IS DISTINCT FROM d.site_id AND NOT ${SITE_KEPT})`;
export const LOCATION_KEPT = `(${SITE_KEPT} OR ${stoodBefore('location_id', 'l.location_id')})`;
export const LOCATION_CHANGES = `(s.location IS NOT NULL AND (l.location_id IS NULL OR l.location_id IS DISTINCT FROM d.location_id) AND NOT ${LOCATION_KEPT})`;
/** A pump that nobody found, and a file that knows another place of it than before: it says where the pump is. */
const SAYS_WHERE = `(d.status = 'not-located' AND s.status IS NOT NULL AND (${SITE_CHANGES} OR ${LOCATION_CHANGES}))`;
/** Kept against the file: those, a pump that somebody looked for in vain, and what the file repeats from before. Over PLACES too. */
export const STATUS_KEPT = `(${STATUS_HELD} OR (NOT ${SAYS_WHERE} AND ((d.status = 'not-located' AND ${isRecorded('status')}) OR ${stoodBefore('status', 's.status')})))`;
/** A state is taken over when the file names a known one that differs. */
export const STATUS_CHANGES = `(s.status <> 'unknown' AND s.status <> d.status AND NOT ${STATUS_KEPT})`;
