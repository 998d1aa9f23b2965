import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { udiKey } from '#contracts/codes';
import type { DeviceDetail } from '#contracts/fleet';
import type { DeviceSuggestion, Scan, ScanAnswer } from '#contracts/scan';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertSite, may, siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { type Sql, sqlOf } from '#platform/database';
import { notFound } from '#platform/errors';
import { assertLocation } from './coverage.service.js';
import { detailDevices, devicesByKey, type DeviceRow } from './device.queries.js';
import { openSearch } from './search/search.queries.js';
import {
  type FoundAt,
  found as foundPump,
  insertAttempt,
  siteOfLocation,
} from './search/searches.service.js';
import { parseUdi } from '#contracts/udi';

/** More than this many devices fit only a code without a serial number; the person types one then. */
const OFFERED = 20;

type Key = Parameters<typeof devicesByKey>[2];
type Attempt = [NonNullable<ScanAnswer['matchedBy']>, Key];

/** From a barcode, or from what was typed instead, to the device and what is owed on it. */
@Injectable()
export class ScanService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks the code up exactly: a barcode by UDI-DI and serial number, anything else as an asset tag, a serial number
   * and a UDI-DI, in this order; the first that fits decides, and all devices that fit it are offered. For a task it
   * says whether this is the task's pump; where no record fits, what a report of the pump can begin with. A pump that
   * was looked for is found by it, at whichever site.
   * @throws ExpectedError task.not-found; access.other-site, location.other-site where the reader stands
   */
  async scan(caller: Caller, request: Scan): Promise<ScanAnswer> {
    const { code, taskId } = request;
    const sql = sqlOf(this.database);
    const sites = siteFilter(caller);
    const udi = parseUdi(code);
    const pumpFound = await this.find(caller, request, udi);
    const found: Pick<ScanAnswer, 'matchedBy' | 'devices' | 'more'> = {
      matchedBy: null,
      devices: [],
      more: false,
    };
    for (const [matchedBy, key] of attempts(code, udi)) {
      const rows: DeviceRow[] = await devicesByKey(sql, sites, key, OFFERED + 1);
      if (rows.length === 0) continue;
      found.matchedBy = matchedBy;
      found.devices = await detailDevices(sql, await this.clock.now(), rows.slice(0, OFFERED));
      found.more = rows.length > OFFERED;
      break;
    }
    const known = found.devices.some((device) => agrees(device, udi));
    return {
      code,
      udi,
      ...found,
      suggestion: known ? null : await suggestionOf(sql, sites, code, udi),
      found: pumpFound,
      expected: taskId === undefined ? null : await isExpected(sql, sites, taskId, code, udi, found.devices),
    };
  }

  /** The one pump of the whole fleet that the code names, if it is looked for: whoever reads its code has found it. */
  private async find(caller: Caller, request: Scan, udi: ScanAnswer['udi']): Promise<ScanAnswer['found']> {
    const { code, siteId = null, locationId = null, lookUp = false } = request;
    if (siteId !== null) assertSite(caller, siteId);
    if (lookUp || !may(caller, 'device.write')) return null;
    const device = await missingPump(sqlOf(this.database), code, udi);
    if (device === null) return null;
    return this.unitOfWork.run(caller, async (tx): Promise<ScanAnswer['found']> => {
      await tx.sql('SELECT 1 FROM device WHERE id = $1 FOR UPDATE', [device.id]);
      const search = await openSearch(tx.sql, null, device.id);
      if (search === undefined) return null;
      const site = siteId ?? (await siteOfLocation(tx, locationId));
      if (site !== null) {
        assertSite(caller, site);
        await assertLocation(tx.sql, site, locationId);
      }
      const at: FoundAt = {
        place: site === null ? `a scan by ${caller.name}` : null,
        siteId: site,
        locationId,
      };
      await insertAttempt(tx, search, { found: true }, at, 'scan');
      await foundPump(tx, search, at);
      const [now] = await tx.sql<{ place: string; site_id: string; site: string }>(
        `SELECT q.found_place AS place, s.id AS site_id, s.name AS site FROM device_search q JOIN device d ON d.id = q.device_id JOIN site s ON s.id = d.site_id
          WHERE q.id = $1`,
        [search.search_id],
      );
      return {
        deviceId: device.id,
        assetTag: device.asset_tag,
        serialNumber: device.serial_number,
        site: { id: now?.site_id ?? device.site_id, name: now?.site ?? device.site_name },
        at: `found at ${now?.place ?? ''}`,
      };
    });
  }
}

function attempts(code: string, udi: ScanAnswer['udi']): Attempt[] {
  if (udi === null) {
    return [
      ['asset-tag', { assetTag: code }],
      ['serial-number', { serialNumber: code }],
      ['udi', { udiDi: code }],
    ];
  }
  const { serialNumber, udiDi } = udi;
  const found: Attempt[] = [];
  if (serialNumber !== null && udiDi !== null) found.push(['udi-and-serial', { udiDi, serialNumber }]);
  // a record without a UDI-DI is found by its serial number
  if (serialNumber !== null) found.push(['serial-number', { serialNumber }]);
  else if (udiDi !== null) found.push(['udi', { udiDi }]);
  return found;
}

/** A code that fits several pumps finds none of them: nobody can tell which one it is. */
async function missingPump(sql: Sql, code: string, udi: ScanAnswer['udi']): Promise<DeviceRow | null> {
  for (const [matchedBy, key] of attempts(code, udi)) {
    const [row, other] = await devicesByKey(sql, null, key, 2);
    if (row === undefined) continue;
    const one = other === undefined && matchedBy !== 'udi' && agrees({ udiDi: row.udi_di }, udi);
    return one && row.status === 'not-located' ? row : null;
  }
  return null;
}

/** A serial number is only as good as its product: another UDI-DI in the record makes it another pump. */
function agrees(device: Pick<DeviceDetail, 'udiDi'>, udi: ScanAnswer['udi']): boolean {
  const [scanned, recorded] = [udiKey(udi?.udiDi ?? null), udiKey(device.udiDi)];
  return scanned === null || recorded === null || scanned === recorded;
}

/**
 * Whether the code is that of the task's pump, by whichever key: what is an asset tag of one pump may be the serial
 * number of another, and then nobody can tell from the code alone.
 */
async function isExpected(
  sql: Sql,
  sites: readonly string[] | null,
  taskId: string,
  code: string,
  udi: ScanAnswer['udi'],
  devices: readonly DeviceDetail[],
): Promise<boolean | null> {
  const [task] = await sql<{ device_id: string | null }>(
    `SELECT t.device_id FROM task t JOIN campaign c ON c.id = t.campaign_id
      WHERE t.id = $1 AND ($2::bigint[] IS NULL OR t.site_id = ANY($2)
         OR (t.site_id IS NULL AND (c.site_ids IS NULL OR c.site_ids && $2::bigint[])))`,
    [taskId, sites],
  );
  if (task === undefined) throw notFound('task', taskId);
  const id = task.device_id;
  if (id === null) return null;
  for (const [how, key] of attempts(code, udi)) {
    const [row] = await devicesByKey(sql, null, { ...key, id }, 1);
    if (row === undefined || !agrees({ udiDi: row.udi_di }, udi)) continue;
    // a UDI-DI is that of every pump of the product
    if (how === 'udi') return null;
    return devices.some((other) => other.id !== id && agrees(other, udi)) ? null : true;
  }
  return false;
}

/** From the barcode, and from what most pumps of the same UDI-DI at the caller's sites say of themselves. */
async function suggestionOf(
  sql: Sql,
  sites: readonly string[] | null,
  code: string,
  udi: ScanAnswer['udi'],
): Promise<DeviceSuggestion> {
  const blank = { productCode: null, manufacturer: null, model: null };
  if (udi === null) return { udiDi: null, serialNumber: code.slice(0, 100), ...blank, manufacturedOn: null };
  const { udiDi, serialNumber, manufacturedOn } = udi;
  const [like] =
    udiDi === null
      ? []
      : await sql<typeof blank>(
          `SELECT mode() WITHIN GROUP (ORDER BY product_code) AS "productCode",
                  mode() WITHIN GROUP (ORDER BY manufacturer) AS manufacturer, mode() WITHIN GROUP (ORDER BY model) AS model
             FROM device WHERE udi_key = udi_key($1::text) AND ($2::bigint[] IS NULL OR site_id = ANY($2))`,
          [udiDi, sites],
        );
  return { udiDi, serialNumber, ...(like ?? blank), manufacturedOn };
}
