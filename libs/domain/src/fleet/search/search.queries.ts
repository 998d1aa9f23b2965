import type {
  DeviceSearch,
  NotLocatedItem,
  SearchAttempt,
  SearchCircleKey,
  Seeker,
} from '#contracts/searches';
import type { Sql } from '#platform/database';
import { holdersOfDevices } from '../holder.queries.js';

/** Where pumps are looked for: condition over a search's device d and its widest circle w. $1: the sites, null: all. */
const SEEN = `($1::bigint[] IS NULL OR d.site_id = ANY($1) OR w.circle IN ('all-sites', 'holder'))`;
const WIDEST = `LATERAL (SELECT * FROM search_step p WHERE p.search_id = q.id ORDER BY p.position DESC LIMIT 1) w`;

const SEEKERS = (search: string, circle: string): string =>
  `(SELECT coalesce(jsonb_agg(jsonb_build_object('site', jsonb_build_object('id', o.id::text, 'name', o.name), 'done', k.done,
             'person', CASE WHEN u.id IS NOT NULL THEN jsonb_build_object('id', u.id::text, 'name', u.name) END) ORDER BY o.name, o.id), '[]')
      FROM search_seeker k JOIN site o ON o.id = k.site_id LEFT JOIN app_user u ON u.id = k.seeker_id
     WHERE k.search_id = ${search} AND k.circle = ${circle})`;

interface SearchRow {
  id: string;
  begun_at: Date;
  ended_at: Date | null;
  ending: DeviceSearch['ending'];
  found_place: string | null;
  found_by: string | null;
  finder: string | null;
  class: 'I' | 'II' | 'III' | 'none' | null;
  today: string;
  site_id: string;
  site: string;
}
interface CircleRow {
  circle: SearchCircleKey;
  begun_at: Date | null;
  due_on: string;
  done_at: Date | null;
  done_by: string | null;
  doer: string | null;
  seekers: Seeker[];
}
interface AttemptRow {
  id: string;
  at: Date;
  by_id: string;
  by_name: string;
  how: SearchAttempt['how'];
  found: boolean;
  place: string | null;
  site_id: string | null;
  site: string | null;
  location_id: string | null;
  location: string | null;
  circle: SearchCircleKey;
  circle_done: boolean;
  task_id: string | null;
  note: string | null;
}

/** Every search for a pump, newest first. `now` decides what is late. */
export async function searchesOf(sql: Sql, now: Date, deviceId: string): Promise<DeviceSearch[]> {
  const rows = await sql<SearchRow>(
    `SELECT q.*, u.name AS finder, (SELECT class FROM search_step p WHERE p.search_id = q.id ORDER BY position DESC LIMIT 1) AS class,
            ($2::timestamptz AT TIME ZONE s.time_zone)::date AS today, s.id AS site_id, s.name AS site
       FROM device_search q JOIN device d ON d.id = q.device_id JOIN site s ON s.id = d.site_id LEFT JOIN app_user u ON u.id = q.found_by
      WHERE q.device_id = $1 ORDER BY q.id DESC`,
    [deviceId, now],
  );
  const found: DeviceSearch[] = [];
  for (const row of rows) {
    // what has not begun is shown too while the search goes on: each with the days that it would have after the one before
    const circles = await sql<CircleRow>(
      `SELECT r.circle, p.begun_at, p.done_at, p.done_by, u.name AS doer, ${SEEKERS('$1', 'r.circle')} AS seekers,
              coalesce(p.due_on, (SELECT max(due_on) FROM search_step WHERE search_id = $1) + (
                SELECT sum(a.days)::int FROM search_rule a WHERE a.class = $2 AND a.position <= r.position
                   AND a.position > (SELECT max(position) FROM search_step WHERE search_id = $1))) AS due_on
         FROM search_rule r LEFT JOIN search_step p ON p.search_id = $1 AND p.circle = r.circle LEFT JOIN app_user u ON u.id = p.done_by
        WHERE r.class = 'none' AND (p.circle IS NOT NULL OR ($3::boolean
          AND (r.circle <> 'all-sites' OR EXISTS (SELECT FROM site o WHERE o.id <> $4))
          AND (r.circle <> 'holder' OR EXISTS (SELECT FROM device_holder h WHERE h.device_id = $5))))
        ORDER BY r.position`,
      [row.id, row.class ?? 'none', row.ended_at === null, row.site_id, deviceId],
    );
    const attempts = await sql<AttemptRow>(
      `SELECT a.*, u.name AS by_name, s.name AS site, l.name AS location FROM search_attempt a JOIN app_user u ON u.id = a.by_id
         LEFT JOIN site s ON s.id = a.site_id LEFT JOIN location l ON l.id = a.location_id
        WHERE a.search_id = $1 ORDER BY a.at, a.id`,
      [row.id],
    );
    found.push({
      id: row.id,
      begunAt: row.begun_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      ending: row.ending,
      foundAt: row.found_place === null ? null : `found at ${row.found_place}`,
      foundBy: row.found_by === null ? null : { id: row.found_by, name: row.finder ?? '' },
      class: row.class === 'none' ? null : row.class,
      circles: circles.map((one) => ({
        circle: one.circle,
        state: one.begun_at === null ? 'ahead' : one.done_at === null ? 'begun' : 'done',
        begunAt: one.begun_at?.toISOString() ?? null,
        dueOn: one.due_on,
        late:
          row.ended_at === null && one.begun_at !== null && one.done_at === null && one.due_on < row.today,
        doneAt: one.done_at?.toISOString() ?? null,
        doneBy: one.done_by === null ? null : { id: one.done_by, name: one.doer ?? '' },
        seekers: one.seekers,
      })),
      attempts: attempts.map(presentAttempt),
    });
  }
  return found;
}

const presentAttempt = (row: AttemptRow): SearchAttempt => ({
  id: row.id,
  at: row.at.toISOString(),
  by: { id: row.by_id, name: row.by_name },
  how: row.how,
  found: row.found,
  place: row.place,
  site: row.site_id === null ? null : { id: row.site_id, name: row.site ?? '' },
  location: row.location_id === null ? null : { id: row.location_id, name: row.location ?? '' },
  circle: row.circle,
  circleDone: row.circle_done,
  taskId: row.task_id,
  note: row.note,
});

export interface SearchSeen {
  search_id: string;
  device_id: string;
  site_id: string;
  circle: SearchCircleKey;
}

/** The search for a pump that goes on, as these sites may see it: their own pumps, and those that all sites look for. */
export async function openSearch(
  sql: Sql,
  sites: readonly string[] | null,
  deviceId: string,
): Promise<SearchSeen | undefined> {
  const [row] = await sql<SearchSeen>(
    `SELECT q.id AS search_id, q.device_id, d.site_id, w.circle FROM device_search q JOIN device d ON d.id = q.device_id CROSS JOIN ${WIDEST}
      WHERE q.device_id = $2 AND q.ended_at IS NULL AND ${SEEN}`,
    [sites, deviceId],
  );
  return row;
}

export interface NotLocatedFilter {
  sites: readonly string[] | null;
  siteId: string | null;
  locationId: string | null;
  circle: string | null;
  seekers: readonly string[] | null;
  campaignId: string | null;
  late: boolean | null;
  after: { keys: [string, string]; id: string } | null;
  limit: number;
}

interface ItemRow {
  id: string;
  version: number;
  asset_tag: string | null;
  serial_number: string | null;
  product_code: string | null;
  model: string | null;
  status: NotLocatedItem['device']['status'];
  last_seen_at: Date | null;
  site_id: string;
  site: string;
  location_id: string | null;
  location: string | null;
  search_id: string;
  begun_at: Date;
  circle: SearchCircleKey;
  due_on: string;
  late: boolean;
  seekers: Seeker[];
  attempts: number;
  last_at: Date | null;
  last_by: string | null;
  last_name: string | null;
  last_place: string | null;
  campaigns: NotLocatedItem['campaigns'];
  keys: [string, string];
}

const SITE_KEY = `coalesce(lower(s.name), '') COLLATE "C"`;
const LOCATION_KEY = `coalesce(lower(l.name), '') COLLATE "C"`;

/** A keyset page of what is looked for, in the order in which one can walk it: by site, location and pump. */
export async function listNotLocated(
  sql: Sql,
  now: Date,
  filter: NotLocatedFilter,
): Promise<Array<{ item: NotLocatedItem; keys: [string, string] }>> {
  const rows = await sql<ItemRow>(
    `SELECT d.id, d.version, d.asset_tag, d.serial_number, d.product_code, d.model, d.status, d.last_seen_at, s.id AS site_id, s.name AS site,
            l.id AS location_id, l.name AS location, q.id AS search_id, q.begun_at, w.circle, w.due_on, late.late, ${SEEKERS('q.id', 'w.circle')} AS seekers,
            (SELECT count(*)::int FROM search_attempt a WHERE a.search_id = q.id) AS attempts,
            last.at AS last_at, last.by_id AS last_by, last.name AS last_name, last.place AS last_place,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.campaign_id::text, 'title', a.title, 'class', a.class) ORDER BY a.campaign_id), '[]')
               FROM search_asker a WHERE a.search_id = q.id) AS campaigns,
            ARRAY[${SITE_KEY}, ${LOCATION_KEY}] AS keys
       FROM device_search q JOIN device d ON d.id = q.device_id JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
      CROSS JOIN ${WIDEST}
      CROSS JOIN LATERAL (SELECT w.done_at IS NULL AND w.due_on < ($2::timestamptz AT TIME ZONE s.time_zone)::date AS late) late
       LEFT JOIN LATERAL (SELECT a.at, a.by_id, u.name, coalesce(a.place, al.name, asite.name) AS place FROM search_attempt a JOIN app_user u ON u.id = a.by_id
                            LEFT JOIN location al ON al.id = a.location_id LEFT JOIN site asite ON asite.id = a.site_id
                           WHERE a.search_id = q.id ORDER BY a.at DESC, a.id DESC LIMIT 1) last ON true
      WHERE q.ended_at IS NULL AND ${SEEN}
        AND ($3::bigint IS NULL OR d.site_id = $3 OR EXISTS (SELECT FROM search_seeker k WHERE k.search_id = q.id AND k.site_id = $3 AND NOT k.done))
        AND ($4::bigint IS NULL OR d.location_id = $4) AND ($5::text IS NULL OR w.circle = $5)
        AND ($6::bigint[] IS NULL OR EXISTS (SELECT FROM search_seeker k WHERE k.search_id = q.id AND k.seeker_id = ANY($6) AND NOT k.done))
        AND ($7::bigint IS NULL OR EXISTS (SELECT FROM search_asker a WHERE a.search_id = q.id AND a.campaign_id = $7))
        AND ($8::boolean IS NULL OR late.late = $8)
        AND ($9::text IS NULL OR (${SITE_KEY}, ${LOCATION_KEY}, d.id) > ($9 COLLATE "C", $10::text COLLATE "C", $11::bigint))
      ORDER BY ${SITE_KEY}, ${LOCATION_KEY}, d.id LIMIT $12`,
    [
      filter.sites,
      now,
      filter.siteId,
      filter.locationId,
      filter.circle,
      filter.seekers,
      filter.campaignId,
      filter.late,
      filter.after?.keys[0] ?? null,
      filter.after?.keys[1] ?? null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
  const holders = await holdersOfDevices(
    sql,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    keys: row.keys,
    item: {
      device: {
        id: row.id,
        version: row.version,
        assetTag: row.asset_tag,
        serialNumber: row.serial_number,
        productCode: row.product_code,
        model: row.model,
        status: row.status,
        lastSeenAt: row.last_seen_at?.toISOString() ?? null,
      },
      site: { id: row.site_id, name: row.site },
      location: row.location_id === null ? null : { id: row.location_id, name: row.location ?? '' },
      searchId: row.search_id,
      begunAt: row.begun_at.toISOString(),
      circle: row.circle,
      dueOn: row.due_on,
      late: row.late,
      seekers: row.seekers,
      holder: holders.get(row.id) ?? null,
      attempts: row.attempts,
      lastAttempt:
        row.last_at === null
          ? null
          : {
              at: row.last_at.toISOString(),
              by: { id: row.last_by ?? '', name: row.last_name ?? '' },
              place: row.last_place,
            },
      campaigns: row.campaigns,
    },
  }));
}
