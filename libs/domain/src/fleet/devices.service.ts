import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CreateDevice, DeviceDetail, DeviceListQuery, DeviceView, PatchDevice } from '#contracts/fleet';
import { deviceFacts } from '#contracts/notices';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertMay, assertSite, siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { assertLocation } from './coverage.service.js';
import { detailDevices, type DeviceRow, findDevice, listDevices, presentDevice } from './device.queries.js';
import { lockIdentities } from './identities.js';
import { changeHolds, endHolds, type Holder } from './isolation.js';
import { marksByHand, type Recorded } from './recorded.js';
import { noteFound } from './search/found.js';
import { readLabel } from '#contracts/udi';

const COLUMNS = {
  assetTag: 'asset_tag',
  udiDi: 'udi_di',
  productCode: 'product_code',
  serialNumber: 'serial_number',
  manufacturer: 'manufacturer',
  model: 'model',
  softwareVersion: 'software_version',
  manufacturedOn: 'manufactured_on',
  receivedOn: 'received_on',
  supplyChannel: 'supply_channel',
  siteId: 'site_id',
  locationId: 'location_id',
  status: 'status',
} as const;
type DeviceField = keyof typeof COLUMNS;
/** What campaigns look at: the facts of criteria, and where the device stands. */
const watched: ReadonlySet<string> = new Set([...deviceFacts, 'siteId', 'locationId']);
const identityFields: DeviceField[] = ['assetTag', 'udiDi', 'productCode', 'serialNumber'];
type DeviceInput = Partial<Record<DeviceField, string | null | undefined>>;

/** Devices one by one. Many at once come in by import (ImportsService). */
@Injectable()
export class DevicesService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** With `q` what begins so; only where nothing does, the asset tags that end so: whoever typed 10008 may mean CE-10008. */
  async list(caller: Caller, query: DeviceListQuery): Promise<Page<DeviceView>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const q = query.q?.trim() ?? '';
    const sql = sqlOf(this.database);
    const asked = {
      sites: siteFilter(caller),
      siteId: query.site ?? null,
      locationId: query.location ?? null,
      status: query.status ?? null,
      q: q === '' ? null : q,
      reported: query.reported === 'true',
      afterId: after?.id ?? '0',
      limit: query.limit + 1,
    };
    const begun = await listDevices(sql, { ...asked, by: 'beginning' });
    const rows = begun.length > 0 || q === '' ? begun : await listDevices(sql, { ...asked, by: 'ending' });
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(presentDevice) };
  }

  /** The device with its open tasks of all campaigns. @throws ExpectedError device.not-found */
  async read(caller: Caller, id: string): Promise<DeviceDetail> {
    const sql = sqlOf(this.database);
    const row = await findDevice(sql, siteFilter(caller), id);
    if (row === undefined) throw notFound('device', id);
    return (await detailDevices(sql, await this.clock.now(), [row]))[0] as DeviceDetail;
  }

  /**
   * A reported one was found by somebody and had no record: its status is "unknown" until a status is set by hand.
   * @throws ExpectedError access.other-site, device.no-identity, device.udi-contradicts, device.known-already (409, with the device), location.other-site
   */
  create(caller: Caller, input: CreateDevice): Promise<DeviceDetail> {
    assertMay(caller, 'device.write');
    return this.unitOfWork.run(caller, async (tx) => {
      assertSite(caller, input.siteId);
      const [site] = await tx.sql('SELECT 1 FROM site WHERE id = $1', [input.siteId]);
      if (site === undefined) throw notFound('site', input.siteId);
      const reported = input.reported === true;
      const values = labelled(cleaned(reported ? { ...input, status: 'unknown' } : input));
      await assertLocation(tx.sql, input.siteId, values.locationId ?? null);
      await lockIdentities(tx.sql, 'one');
      await assertIdentity(tx, null, values);
      const given = Object.entries(values) as Array<[DeviceField, string | null]>;
      const [row] = await tx.sql<{ id: string }>(
        `INSERT INTO device (created_at, updated_at, isolated_at, reported_at, reported_by, recorded, ${given.map(([field]) => COLUMNS[field]).join(', ')})
         VALUES ($1, $1, $2, $3, $4, $5, ${given.map((_, n) => `$${n + 6}`).join(', ')}) RETURNING id`,
        [
          tx.now,
          values.status === 'isolated' ? tx.now : null,
          reported ? tx.now : null,
          reported ? caller.userId : null,
          JSON.stringify(marksByHand(null, tx.now, nothingYet(given))),
          ...given.map(([, value]) => value),
        ],
      );
      const { id } = row as { id: string };
      if (values.status === 'isolated') await changeHolds(tx.sql, tx.now, [{ ...byHand(id), held: true }]);
      const view = await detail(tx, id);
      tx.emit('campaigns.devices-changed', { deviceIds: [id], by: tx.caller.userId });
      tx.audit({
        action: reported ? 'device.report' : 'device.create',
        subjectType: 'device',
        subjectId: view.id,
        siteId: view.site.id,
        new: values,
      });
      return view;
    });
  }

  /** @throws ExpectedError device.not-found, device.stale (409, with the current state), and those of create() */
  patch(caller: Caller, id: string, { version, ...input }: PatchDevice): Promise<DeviceDetail> {
    assertMay(caller, 'device.write');
    return this.unitOfWork.run(caller, async (tx) => {
      // before the row, as an import does it
      if (identityFields.some((field) => input[field] !== undefined)) await lockIdentities(tx.sql, 'one');
      const [locked] = await tx.sql<{ recorded: Recorded | null }>(
        'SELECT recorded FROM device WHERE id = $1 FOR UPDATE',
        [id],
      );
      const row = await findDevice(tx.sql, siteFilter(caller), id);
      if (row === undefined) throw notFound('device', id);
      if (row.version !== version) {
        throw new ExpectedError(
          'conflict',
          'device.stale',
          'Somebody changed this device in between. Look at its current state and try again.',
          { extra: { device: await detail(tx, id) } },
        );
      }
      const old = valuesOf(row);
      const values = await this.moved(tx, row, labelled(cleaned(input), old));
      const changed = (Object.keys(values) as DeviceField[]).filter((field) => values[field] !== old[field]);
      if (changed.length === 0) return detail(tx, id);
      if (changed.some((field) => identityFields.includes(field))) {
        await assertIdentity(tx, id, { ...old, ...values });
      }
      const marks = marksByHand(
        locked?.recorded ?? null,
        tx.now,
        Object.fromEntries(changed.map((field) => [COLUMNS[field], old[field]])),
      );
      await tx.sql(
        `UPDATE device SET version = version + 1, updated_at = $2,
                isolated_at = CASE WHEN $3::text = 'isolated' THEN coalesce(isolated_at, $2) WHEN $3::text IS NULL OR $3 = 'not-located' THEN isolated_at END,
                status_as_printed = CASE WHEN $3::text IS NULL THEN status_as_printed END,
                reported_at = CASE WHEN $3::text IS NULL THEN reported_at END,
                reported_by = CASE WHEN $3::text IS NULL THEN reported_by END,
                recorded = coalesce(recorded, '{}') || $4::jsonb
                ${changed.map((field, n) => `, ${COLUMNS[field]} = $${n + 5}`).join('')} WHERE id = $1`,
        [id, tx.now, values.status ?? null, JSON.stringify(marks), ...changed.map((field) => values[field])],
      );
      await noteFound(tx.sql, tx.now, [id], { by: caller.userId, place: null });
      const ended = changed.includes('status') ? await holdByHand(tx, id, values.status) : [];
      const cameBack = changed.includes('status') && isGone(old.status) && !isGone(values.status) ? [id] : [];
      if (cameBack.length > 0 || changed.some((field) => watched.has(field))) {
        tx.emit('campaigns.devices-changed', { deviceIds: [id], by: tx.caller.userId, cameBack });
      }
      const pick = (source: DeviceInput) =>
        Object.fromEntries(changed.map((field) => [field, source[field] ?? null]));
      tx.audit({
        action: 'device.patch',
        subjectType: 'device',
        subjectId: id,
        siteId: row.site_id,
        old: pick(old),
        new: { ...pick(values), ...(ended.length > 0 ? { isolationEnded: ended } : {}) },
      });
      return detail(tx, id);
    });
  }

  /** A device that goes to another site leaves its location behind. */
  private async moved(tx: Tx, row: DeviceRow, values: DeviceInput): Promise<DeviceInput> {
    const siteId = values.siteId ?? row.site_id;
    if (siteId !== row.site_id) {
      assertSite(tx.caller, siteId);
      const [site] = await tx.sql('SELECT 1 FROM site WHERE id = $1', [siteId]);
      if (site === undefined) throw notFound('site', siteId);
      values = { ...values, locationId: values.locationId ?? null };
    }
    await assertLocation(tx.sql, siteId, values.locationId ?? null);
    return values;
  }
}

/** A pump that has left the hospital; when it is here again campaigns look at it. */
const isGone = (status: string | null | undefined): boolean =>
  ['returned', 'retired', 'transferred'].includes(status ?? '');

const byHand = (deviceId: string) => ({ deviceId, campaignId: null });

/**
 * A person's word on the state of a device: "isolated" is held until a person says otherwise, and any other state ends
 * the isolation, for whatever campaign it was; "not located" says nothing about it. Gives the holds that it ended.
 */
async function holdByHand(tx: Tx, id: string, status: string | null | undefined): Promise<Holder[]> {
  if (status === 'not-located') return [];
  if (status !== 'isolated') return endHolds(tx.sql, id);
  await changeHolds(tx.sql, tx.now, [{ ...byHand(id), held: true }]);
  return [];
}

/** Of a new device the facts count as recorded by hand; its state and place are as good as those of a file. */
const nothingYet = (given: Array<[DeviceField, string | null]>): Record<string, null> =>
  Object.fromEntries(
    given
      .filter(([field, value]) => value !== null && !['siteId', 'locationId', 'status'].includes(field))
      .map(([field]) => [COLUMNS[field], null]),
  );

/** What was given, with blanks as null. */
function cleaned(input: DeviceInput): DeviceInput {
  return Object.fromEntries(
    (Object.keys(COLUMNS) as DeviceField[])
      .filter((field) => input[field] !== undefined)
      .map((field) => [field, input[field] === '' ? null : input[field]]),
  );
}

/**
 * A whole UDI in the place of the UDI-DI is taken apart, as the import does it; here what it says otherwise than the
 * record is refused, since there is somebody to ask.
 * @param record what is known already; what it lacks is filled in
 * @throws ExpectedError device.udi-contradicts
 */
function labelled(values: DeviceInput, record: DeviceInput = {}): DeviceInput {
  const known = (field: DeviceField): string | null => values[field] ?? record[field] ?? null;
  const { facts, whole, contradictions } = readLabel({
    udiDi: values.udiDi ?? null,
    serialNumber: known('serialNumber'),
    manufacturedOn: known('manufacturedOn'),
  });
  if (!whole) return values;
  if (contradictions.length > 0) {
    throw new ExpectedError(
      'invalid',
      'device.udi-contradicts',
      'The UDI says something else of this device than its record. Compare both with the label, and correct whichever is wrong.',
      {
        errors: contradictions.map(({ fact, onLabel }) => ({
          path: fact,
          message: `is ${onLabel} by the UDI`,
        })),
      },
    );
  }
  return { ...values, ...facts };
}

const valuesOf = (row: DeviceRow): DeviceInput =>
  Object.fromEntries(Object.entries(COLUMNS).map(([field, column]) => [field, row[column]]));

/** A device can be told by its asset tag or its serial number, and no other has the same. */
async function assertIdentity(tx: Tx, id: string | null, values: DeviceInput): Promise<void> {
  if (!values.assetTag && !values.serialNumber) {
    throw new ExpectedError(
      'invalid',
      'device.no-identity',
      'Give the asset tag or the serial number: without one nobody can find the device.',
      { errors: [{ path: 'assetTag', message: 'or serialNumber is needed' }] },
    );
  }
  // two records of one serial number, made at the same moment, wait for each other
  await tx.sql(`SELECT pg_advisory_xact_lock(hashtextextended('fleet.serial ' || code_key($1::text), 0))`, [
    values.serialNumber ?? null,
  ]);
  const [same] = await tx.sql<{ id: string; site_id: string; by_tag: boolean }>(
    `SELECT d.id, d.site_id, d.asset_key IS NOT DISTINCT FROM code_key($2::text) AND d.asset_key IS NOT NULL AS by_tag FROM device d
      WHERE d.id IS DISTINCT FROM $1::bigint AND (d.asset_key = code_key($2::text)
         OR (d.serial_key = code_key($3::text) AND (d.udi_key = udi_key($4::text) OR d.product_key = code_key($5::text))))
      ORDER BY by_tag DESC LIMIT 1`,
    [
      id,
      values.assetTag ?? null,
      values.serialNumber ?? null,
      values.udiDi ?? null,
      values.productCode ?? null,
    ],
  );
  if (same === undefined) return;
  const path = same.by_tag ? 'assetTag' : 'serialNumber';
  const seen = tx.caller.sites === 'all' || tx.caller.sites.includes(same.site_id);
  throw new ExpectedError(
    'conflict',
    'device.known-already',
    same.by_tag
      ? 'Another device has this asset tag. Correct whichever is wrong.'
      : 'Another device has this serial number and the same code. Correct whichever is wrong.',
    {
      errors: [{ path, message: 'belongs to another device' }],
      extra: seen ? { device: { id: same.id } } : {},
    },
  );
}

async function detail(tx: Tx, id: string): Promise<DeviceDetail> {
  const row = (await findDevice(tx.sql, null, id)) as DeviceRow;
  return (await detailDevices(tx.sql, tx.now, [row]))[0] as DeviceDetail;
}
