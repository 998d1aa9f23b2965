import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { DataSource } from 'typeorm';
import type {
  DeviceSearch,
  DeviceSearches,
  NotLocatedItem,
  NotLocatedPage,
  NotLocatedQuery,
  RecordSearch,
} from '#contracts/searches';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertMay, assertSite, siteFilter, standsInFor } from '#domain/identity';
import { Clock } from '#platform/clock';
import { badCursor, cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { assertLocation } from '../coverage.service.js';
import { findDevice } from '../device.queries.js';
import { recordLocated } from '../device-record.js';
import { marksByHand, type Recorded } from '../recorded.js';
import { noteFound, widenSearches } from './found.js';
import { listNotLocated, openSearch, searchesOf, type SearchSeen } from './search.queries.js';

/** Where somebody found a pump. */
export interface FoundAt {
  place: string | null;
  siteId: string | null;
  locationId: string | null;
}

/** A round that is printed is walked: more than this is not. */
const PRINTED = 5000;

/** Pumps that nobody finds: who looked where, ever wider, until somebody finds them. */
@Injectable()
export class SearchesService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Every search for a pump, newest first. @throws ExpectedError device.not-found */
  async ofDevice(caller: Caller, deviceId: string): Promise<DeviceSearches> {
    const sql = sqlOf(this.database);
    const seen =
      (await findDevice(sql, siteFilter(caller), deviceId)) ??
      (await openSearch(sql, siteFilter(caller), deviceId));
    if (seen === undefined) throw notFound('device', deviceId);
    return { items: await searchesOf(sql, await this.clock.now(), deviceId) };
  }

  /** What is to be looked for, in the order in which one can walk it. */
  async notLocated(caller: Caller, query: NotLocatedQuery): Promise<NotLocatedPage> {
    const sql = sqlOf(this.database);
    const now = await this.clock.now();
    const covered =
      query.seeker === 'me' ? await standsInFor(sql, now, caller.userId) : new Map<string, string>();
    const rows = await listNotLocated(sql, now, {
      sites: siteFilter(caller),
      siteId: query.site ?? null,
      locationId: query.location ?? null,
      circle: query.circle ?? null,
      seekers: query.seeker === 'me' ? [caller.userId ?? '0', ...covered.keys()] : null,
      campaignId: query.campaign ?? null,
      late: query.late === undefined ? null : query.late === 'true',
      after: positionOf(query.cursor),
      limit: query.limit + 1,
    });
    const page = cutPage(rows, query.limit, ({ keys, item }) => ({ keys, id: item.device.id }));
    return { ...page, items: page.items.map(({ item }) => item) };
  }

  /** The same to be printed: CSV with a byte order mark, at most 5,000 rows, with an empty column to write into. */
  async notLocatedCsv(caller: Caller, query: NotLocatedQuery): Promise<string> {
    const items: NotLocatedItem[] = [];
    for (let cursor: string | undefined; items.length < PRINTED;) {
      const page = await this.notLocated(caller, { ...query, limit: 500, cursor });
      items.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    return stringify(items.map(printed), {
      header: true,
      bom: true,
      record_delimiter: 'windows',
      escape_formulas: true,
    });
  }

  /**
   * Somebody looked for a pump. Found: its record and its place are put right, and the search is over. Not found: it is
   * kept, and where the whole circle was searched the next one begins.
   * @throws ExpectedError device.not-found; search.not-missing (409) where nobody looks for it; search.circle-ahead (422);
   *   access.other-site; location.other-site (422)
   */
  record(caller: Caller, deviceId: string, request: RecordSearch): Promise<DeviceSearch> {
    assertMay(caller, 'device.write');
    return this.unitOfWork.run(caller, async (tx) => {
      await tx.sql('SELECT 1 FROM device WHERE id = $1 FOR UPDATE', [deviceId]);
      const search = await openSearch(tx.sql, siteFilter(caller), deviceId);
      if (search === undefined) {
        if ((await findDevice(tx.sql, siteFilter(caller), deviceId)) === undefined)
          throw notFound('device', deviceId);
        throw new ExpectedError(
          'conflict',
          'search.not-missing',
          'Nobody looks for this pump: its record says where it is. If it is missing, set its status to "not-located" first.',
        );
      }
      const at = await placeOf(tx, search, request);
      await insertAttempt(tx, search, request, at, 'search');
      if (request.found) await found(tx, search, at);
      else await closeCircle(tx, search, request, at);
      return (await searchesOf(tx.sql, tx.now, deviceId))[0] as DeviceSearch;
    });
  }
}

/**
 * A pump that was looked for is found: its record says so, and where it is if that is known. The trigger of its status
 * ends the search; campaigns hear of it by 'campaigns.pumps-found'.
 */
export async function found(tx: Tx, search: SearchSeen, at: FoundAt): Promise<void> {
  const moved = await putWhereFound(tx, search.device_id, at);
  await recordLocated(tx, [search.device_id]);
  const place = await placeInWords(tx, at);
  await noteFound(tx.sql, tx.now, [search.device_id], { by: tx.caller.userId, place });
  tx.audit({
    action: 'device.found',
    subjectType: 'device',
    subjectId: search.device_id,
    siteId: search.site_id,
    new: { searchId: search.search_id, place, siteId: at.siteId, locationId: at.locationId },
  });
  if (moved) tx.emit('campaigns.devices-changed', { deviceIds: [search.device_id], by: tx.caller.userId });
}

/** Keeps a look for a pump. */
export async function insertAttempt(
  tx: Tx,
  search: SearchSeen,
  said: Pick<RecordSearch, 'found' | 'at' | 'note' | 'circle' | 'circleDone'>,
  at: FoundAt,
  how: 'search' | 'scan',
): Promise<void> {
  const claimed = said.at === undefined ? tx.now : new Date(said.at);
  await tx.sql(
    `INSERT INTO search_attempt (search_id, circle, circle_done, at, by_id, how, found, place, site_id, location_id, note)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      search.search_id,
      said.circle ?? search.circle,
      !said.found && said.circleDone === true,
      claimed < tx.now ? claimed : tx.now,
      tx.caller.userId,
      how,
      said.found,
      at.place,
      at.siteId,
      at.locationId,
      said.note ?? null,
    ],
  );
}

/** A place that was searched need not be the caller's own site's location list: but where a pump is put has to be. */
async function placeOf(tx: Tx, search: SearchSeen, request: RecordSearch): Promise<FoundAt> {
  const { place = null, locationId = null } = request;
  const ofLocation = await siteOfLocation(tx, locationId);
  const siteId =
    request.siteId ?? ofLocation ?? (request.circle === 'all-sites' ? onlySite(tx.caller) : null);
  if (siteId !== null) {
    assertSite(tx.caller, siteId);
    if ((await tx.sql('SELECT 1 FROM site WHERE id = $1', [siteId])).length === 0)
      throw notFound('site', siteId);
    await assertLocation(tx.sql, siteId, locationId);
  } else if (request.circleDone === true && (request.circle ?? search.circle) === 'all-sites') {
    throw new ExpectedError('invalid', 'search.site-missing', 'Say which site was searched.', {
      errors: [{ path: 'siteId', message: 'which site was searched' }],
    });
  }
  return { place, siteId, locationId };
}

const onlySite = (caller: Caller): string | null =>
  caller.sites !== 'all' && caller.sites.length === 1 ? (caller.sites[0] as string) : null;

/** @throws ExpectedError location.not-found */
export async function siteOfLocation(tx: Pick<Tx, 'sql'>, locationId: string | null): Promise<string | null> {
  if (locationId === null) return null;
  const [row] = await tx.sql<{ site_id: string }>('SELECT site_id FROM location WHERE id = $1', [locationId]);
  if (row === undefined) throw notFound('location', locationId);
  return row.site_id;
}

/** "Ward 3, North (behind the desk)"; null: nothing is known. */
async function placeInWords(tx: Tx, { place, siteId, locationId }: FoundAt): Promise<string | null> {
  const [names] = await tx.sql<{ location: string | null; site: string | null }>(
    'SELECT (SELECT name FROM location WHERE id = $1) AS location, (SELECT name FROM site WHERE id = $2) AS site',
    [locationId, siteId],
  );
  const known = [names?.location, names?.site].filter(Boolean).join(', ');
  if (known === '') return place;
  return place === null ? known : `${known} (${place})`;
}

async function putWhereFound(tx: Tx, deviceId: string, { siteId, locationId }: FoundAt): Promise<boolean> {
  if (siteId === null) return false;
  const [old] = await tx.sql<{ site_id: string; location_id: string | null; recorded: Recorded | null }>(
    'SELECT site_id, location_id, recorded FROM device WHERE id = $1 FOR UPDATE',
    [deviceId],
  );
  // a site alone says nothing against the location that the record has there
  const same = old?.site_id === siteId && (locationId === null || old.location_id === locationId);
  if (old === undefined || same) return false;
  const marks = marksByHand(old.recorded, tx.now, { site_id: old.site_id, location_id: old.location_id });
  await tx.sql(
    `UPDATE device SET site_id = $2, location_id = $3, recorded = coalesce(recorded, '{}') || $4::jsonb, updated_at = $5, version = version + 1
      WHERE id = $1`,
    [deviceId, siteId, locationId, JSON.stringify(marks), tx.now],
  );
  tx.audit({
    action: 'device.patch',
    subjectType: 'device',
    subjectId: deviceId,
    siteId: old.site_id,
    old: { siteId: old.site_id, locationId: old.location_id },
    new: { siteId, locationId },
  });
  return true;
}

async function closeCircle(tx: Tx, search: SearchSeen, request: RecordSearch, at: FoundAt): Promise<void> {
  const circle = request.circle ?? search.circle;
  const [begun] = await tx.sql('SELECT 1 FROM search_circle WHERE search_id = $1 AND circle = $2', [
    search.search_id,
    circle,
  ]);
  if (begun === undefined) {
    throw new ExpectedError(
      'invalid',
      'search.circle-ahead',
      'This circle has not begun. Say first that the one before was searched.',
      { errors: [{ path: 'circle', message: 'has not begun' }] },
    );
  }
  tx.audit({
    action: 'device.searched',
    subjectType: 'device',
    subjectId: search.device_id,
    siteId: search.site_id,
    new: { searchId: search.search_id, circle, circleDone: request.circleDone === true, ...at },
  });
  if (request.circleDone !== true) return;
  // all sites are searched when each of them is
  await tx.sql(
    `UPDATE search_circle SET done_at = $3, done_by = $4 WHERE search_id = $1 AND circle = $2 AND done_at IS NULL
        AND NOT EXISTS (SELECT FROM search_seeker k WHERE k.search_id = $1 AND k.circle = $2 AND $2 = 'all-sites' AND NOT k.done)`,
    [search.search_id, circle, tx.now, tx.caller.userId],
  );
  await widenSearches(tx.sql, tx.now);
}

function positionOf(cursor: string | undefined): { keys: [string, string]; id: string } | null {
  const position = decodeCursor<{ keys: unknown; id: unknown }>(cursor);
  if (position === null) return null;
  const { keys, id } = position;
  if (
    Array.isArray(keys) &&
    keys.length === 2 &&
    keys.every((key) => typeof key === 'string') &&
    typeof id === 'string' &&
    /^\d+$/.test(id)
  )
    return { keys: keys as [string, string], id };
  throw badCursor();
}

const printed = (item: NotLocatedItem): Record<string, string> => ({
  Site: item.site.name,
  Location: item.location?.name ?? '',
  'Asset tag': item.device.assetTag ?? '',
  'Serial number': item.device.serialNumber ?? '',
  Model: item.device.model ?? '',
  'Last seen': item.device.lastSeenAt?.slice(0, 10) ?? '',
  'Looked for since': item.begunAt.slice(0, 10),
  Circle: item.circle,
  Until: item.dueOn,
  'Looked for by': item.seekers
    .flatMap(({ person, done }) => (person === null || done ? [] : [person.name]))
    .join('; '),
  'Last searched':
    item.lastAttempt === null
      ? ''
      : `${item.lastAttempt.at.slice(0, 10)} ${item.lastAttempt.place ?? ''}`.trim(),
  Campaigns: item.campaigns.map(({ title }) => title).join('; '),
  Found: '',
});
