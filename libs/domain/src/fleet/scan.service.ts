import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scan, ScanAnswer } from '#contracts/fleet';
import type { Caller } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { sqlOf } from '#platform/database';
import { detailDevices, devicesByKey, type DeviceRow } from './device.queries.js';
import { parseUdi } from './udi.js';

/** More than this many devices fit only a code without a serial number; the person types one then. */
const OFFERED = 20;

type Attempt = [NonNullable<ScanAnswer['matchedBy']>, Parameters<typeof devicesByKey>[2]];

/** From a barcode, or from what was typed instead, to the device and what is owed on it. */
@Injectable()
export class ScanService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks the code up exactly: a barcode by UDI-DI and serial number, anything else as an asset tag, a serial number
   * and a UDI-DI, in this order; the first that fits decides, and all devices that fit it are offered.
   */
  async scan(caller: Caller, { code }: Scan): Promise<ScanAnswer> {
    const sql = sqlOf(this.database);
    const udi = parseUdi(code);
    for (const [matchedBy, key] of attempts(code, udi)) {
      const rows: DeviceRow[] = await devicesByKey(sql, siteFilter(caller), key, OFFERED + 1);
      if (rows.length === 0) continue;
      const devices = await detailDevices(sql, await this.clock.now(), rows.slice(0, OFFERED));
      return { code, udi, matchedBy, devices, more: rows.length > OFFERED };
    }
    return { code, udi, matchedBy: null, devices: [], more: false };
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
