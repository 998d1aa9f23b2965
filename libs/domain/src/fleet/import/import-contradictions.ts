import { recordedHow } from '../recorded.js';
import {
  FACTS,
  KEPT_UDI,
  LOCATION_KEPT,
  PLACES,
  SITE_KEPT,
  STATUS_HELD,
  STATUS_KEPT,
} from './import-changes.js';

const matched = (stage: string): string =>
  `${stage} s JOIN verdict v ON v.line = s.line AND v.action IN ('update', 'same') JOIN device d ON d.id = v.device_id`;
const changing = (stage: string): string =>
  `${stage} s JOIN verdict v ON v.line = s.line AND v.action = 'update' JOIN device d ON d.id = v.device_id`;

const kept = (column: string, value: string): string =>
  `format('This contradicts what was recorded on %s (%s), and that is kept. If the file is right, correct the device by hand.', ${recordedHow(column)}, coalesce(${value}, 'nothing'))`;
const taken = (value: string): string =>
  `format('The record said %s. This row was taken over, and one of the two is wrong: compare them with the label.', ${value})`;

/**
 * Rows that contradict the device they land on: what was kept against them, and what they replaced although it does not
 * change in the life of a device. SELECTs of line, column, value and reason, to be joined by UNION ALL.
 */
export const contradictions = (stage: string): string[] => [
  // few devices have anything recorded, and an index of their own
  `SELECT s.line, f.name, f.said, ${kept('f.name', 'f.known')}
     FROM ${matched(stage)}
     CROSS JOIN LATERAL (VALUES ${FACTS.map((column) => `('${column}', s.${column}::text, d.${column}::text)`).join(', ')}) AS f(name, said, known)
    WHERE d.recorded IS NOT NULL AND d.recorded ? f.name AND f.said IS NOT NULL AND f.said IS DISTINCT FROM f.known
      AND (f.name NOT IN ('asset_tag', 'serial_number', 'product_code', 'udi_di') OR code_key(f.said) IS DISTINCT FROM code_key(f.known))`,
  `SELECT s.line, 'status', s.status, format('The device is %s since its task was done, and stays so. Release it by its task or by hand.', d.status)
     FROM ${matched(stage)}
    WHERE ${STATUS_HELD} AND s.status <> d.status AND s.status <> 'unknown'`,
  `SELECT s.line, 'status', s.status, ${kept(`'status'`, 'd.status')}
     FROM ${matched(stage)} ${PLACES}
    WHERE d.recorded IS NOT NULL AND NOT ${STATUS_HELD} AND ${STATUS_KEPT} AND s.status <> d.status AND s.status <> 'unknown'`,
  `SELECT s.line, 'site', s.site, format('The device was moved away from here on %s, and stays where it is. If it is back, move it by hand.', ${recordedHow(`'site_id'`)})
     FROM ${matched(stage)} ${PLACES}
    WHERE d.recorded IS NOT NULL AND ${SITE_KEPT} AND p.site_id <> d.site_id`,
  `SELECT s.line, 'location', s.location, format('The device was moved away from here on %s, and stays where it is. If it is back, move it by hand.', ${recordedHow(`'location_id'`)})
     FROM ${matched(stage)} ${PLACES}
    WHERE d.recorded IS NOT NULL AND ${LOCATION_KEPT} AND NOT ${SITE_KEPT} AND l.location_id IS DISTINCT FROM d.location_id`,
  `SELECT s.line, 'manufactured_on', s.manufactured_on::text, ${taken('d.manufactured_on')}
     FROM ${changing(stage)}
    WHERE s.manufactured_on <> d.manufactured_on AND (d.recorded IS NULL OR NOT d.recorded ? 'manufactured_on')`,
  `SELECT s.line, 'received_on', s.received_on::text, ${taken('d.received_on')}
     FROM ${changing(stage)}
    WHERE s.received_on <> d.received_on AND (d.recorded IS NULL OR NOT d.recorded ? 'received_on')`,
  `SELECT s.line, 'udi_di', s.udi_di, CASE WHEN ${KEPT_UDI}
          THEN format('The record has the UDI-DI %s. This cannot be compared with a notice, and was not taken over.', d.udi_di)
          ELSE ${taken('d.udi_di')} END
     FROM ${matched(stage)}
    WHERE s.udi_di <> d.udi_di AND (s.udi_key IS NULL OR d.udi_key IS NULL) AND (d.recorded IS NULL OR NOT d.recorded ? 'udi_di')`,
];
