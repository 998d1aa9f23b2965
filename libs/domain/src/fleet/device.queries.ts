import type { DeviceDetail, DeviceStatus, DeviceView, OpenTask } from '#contracts/fleet';
import { isAway } from '#contracts/holders';
import type { Sql } from '#platform/database';
import { holdersOfDevices } from './holder.queries.js';
import { holdersOf } from './isolation.js';
import { udiDiWarning } from '#contracts/udi';

export interface DeviceRow {
  id: string;
  version: number;
  asset_tag: string | null;
  udi_di: string | null;
  product_code: string | null;
  serial_number: string | null;
  manufacturer: string | null;
  model: string | null;
  software_version: string | null;
  manufactured_on: string | null;
  received_on: string | null;
  supply_channel: string | null;
  site_id: string;
  site_name: string;
  location_id: string | null;
  location_name: string | null;
  status: DeviceStatus;
  status_as_printed: string | null;
  isolated_at: Date | null;
  last_seen_at: Date | null;
  reported_at: Date | null;
  reported_by: string | null;
  reporter: string | null;
  created_at: Date;
  updated_at: Date;
}

const SELECT = `
  SELECT d.id, d.version, d.asset_tag, d.udi_di, d.product_code, d.serial_number, d.manufacturer, d.model, d.software_version,
         d.manufactured_on, d.received_on, d.supply_channel, d.site_id, s.name AS site_name, d.location_id, l.name AS location_name,
         d.status, d.status_as_printed, d.isolated_at, d.last_seen_at, d.reported_at,
         d.reported_by, r.name AS reporter, d.created_at, d.updated_at
    FROM device d JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
    LEFT JOIN app_user r ON r.id = d.reported_by`;

export async function findDevice(
  sql: Sql,
  sites: readonly string[] | null,
  id: string,
): Promise<DeviceRow | undefined> {
  const [row] = await sql<DeviceRow>(
    `${SELECT} WHERE d.id = $1 AND ($2::bigint[] IS NULL OR d.site_id = ANY($2))`,
    [id, sites],
  );
  return row;
}

/** The devices with these ids that the sites allow, in the order of their ids. */
export async function devicesById(
  sql: Sql,
  sites: readonly string[] | null,
  ids: string[],
): Promise<DeviceView[]> {
  if (ids.length === 0) return [];
  const rows = await sql<DeviceRow>(
    `${SELECT} WHERE d.id = ANY($1::bigint[]) AND ($2::bigint[] IS NULL OR d.site_id = ANY($2)) ORDER BY d.id`,
    [ids, sites],
  );
  return rows.map(presentDevice);
}

/** A condition of a statement: its text around the number of its parameter. */
type Condition = [text: (n: string) => string, value: unknown];

export interface DeviceFilter {
  sites: readonly string[] | null;
  siteId: string | null;
  locationId: string | null;
  status: string | null;
  q: string | null;
  /** what `q` is compared with: what begins so, or (no index helps) asset tags that end so */
  by: 'beginning' | 'ending';
  /** only those that were reported and not looked at since */
  reported: boolean;
  afterId: string;
  limit: number;
}

/** One keyset page by id. Conditions that are not asked for are left out, so that indexes serve the rest. */
export function listDevices(sql: Sql, filter: DeviceFilter): Promise<DeviceRow[]> {
  const all: Condition[] = [
    [(n) => `d.site_id = ANY(${n}::bigint[])`, filter.sites],
    [(n) => `d.site_id = ${n}`, filter.siteId],
    [(n) => `d.location_id = ${n}`, filter.locationId],
    [(n) => `d.status = ${n}`, filter.status],
    [filter.by === 'ending' ? endingCondition : searchCondition, filter.q],
    [(n) => `d.id > ${n}`, filter.afterId],
  ];
  const asked = all.filter(([, value]) => value !== null);
  const conditions = asked.map(([text], at) => text(`$${at + 1}`));
  if (filter.reported) conditions.push('d.reported_at IS NOT NULL');
  return sql<DeviceRow>(
    `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY d.id LIMIT $${asked.length + 1}`,
    [...asked.map(([, value]) => value), filter.limit],
  );
}

/** What a person types: the beginning of an asset tag or serial number, a whole UDI-DI or product code. */
const searchCondition = (n: string): string =>
  `(starts_with(d.asset_key, code_key(${n}::text)) OR starts_with(d.serial_key, code_key(${n}::text))
    OR d.udi_key = udi_key(${n}::text) OR d.product_key = code_key(${n}::text))`;

/** The number of an asset tag without the letters before it: 10008 of CE-10008. Of one or two characters it says nothing. */
const endingCondition = (n: string): string =>
  `(length(code_key(${n}::text)) > 2 AND right(d.asset_key, length(code_key(${n}::text))) = code_key(${n}::text))`;

/** Devices by an exact key; at most `limit`, oldest record first. */
export function devicesByKey(
  sql: Sql,
  sites: readonly string[] | null,
  key: { assetTag?: string; serialNumber?: string; udiDi?: string; id?: string },
  limit: number,
): Promise<DeviceRow[]> {
  const all: Condition[] = [
    [(n) => `d.asset_key = code_key(${n}::text)`, key.assetTag ?? null],
    [(n) => `d.serial_key = code_key(${n}::text)`, key.serialNumber ?? null],
    [(n) => `d.udi_key = udi_key(${n}::text)`, key.udiDi ?? null],
    [(n) => `d.id = ${n}`, key.id ?? null],
    [(n) => `d.site_id = ANY(${n}::bigint[])`, sites],
  ];
  const asked = all.filter(([, value]) => value !== null);
  return sql<DeviceRow>(
    `${SELECT} WHERE ${asked.map(([text], at) => text(`$${at + 1}`)).join(' AND ')} ORDER BY d.id LIMIT $${asked.length + 1}`,
    [...asked.map(([, value]) => value), limit],
  );
}

/**
 * What is still owed on each of the devices, of all campaigns, first what is due first. Plain reading: tasks and
 * campaigns are rooms above this one, and the title of a step stands in the plan's definition.
 */
export async function openTasksOf(
  sql: Sql,
  now: Date,
  deviceIds: string[],
): Promise<Map<string, OpenTask[]>> {
  const rows = await sql<{
    id: string;
    version: number;
    device_id: string;
    campaign_id: string;
    campaign_title: string;
    step_key: string;
    title: string | null;
    status: 'open' | 'waiting';
    due_on: string;
    late: boolean;
    assignee_id: string;
    assignee_name: string;
  }>(
    `SELECT t.id, t.version, t.device_id, t.campaign_id, c.title AS campaign_title, t.step_key, t.status, t.due_on,
            t.due_on < ($2::timestamptz AT TIME ZONE s.time_zone)::date AS late, t.assignee_id, u.name AS assignee_name,
            (SELECT step.value->>'title' FROM jsonb_array_elements(p.definition->'steps') AS step
              WHERE step.value->>'key' = t.step_key LIMIT 1) AS title
       FROM task t JOIN device d ON d.id = t.device_id JOIN site s ON s.id = d.site_id
       JOIN campaign c ON c.id = t.campaign_id JOIN plan p ON p.id = coalesce(t.plan_id, c.opened_plan_id, c.plan_id) JOIN app_user u ON u.id = t.assignee_id
      WHERE t.device_id = ANY($1::bigint[]) AND t.status IN ('open', 'waiting') AND c.status IN ('opening', 'open')
      ORDER BY t.status, t.due_on, t.id`,
    [deviceIds, now],
  );
  const byDevice = new Map<string, OpenTask[]>();
  for (const row of rows) {
    const list = byDevice.get(row.device_id) ?? [];
    list.push({
      id: row.id,
      version: row.version,
      campaignId: row.campaign_id,
      campaignTitle: row.campaign_title,
      stepKey: row.step_key,
      title: row.title ?? row.step_key,
      status: row.status,
      dueOn: row.due_on,
      late: row.late,
      assignee: { id: row.assignee_id, name: row.assignee_name },
    });
    byDevice.set(row.device_id, list);
  }
  return byDevice;
}

export const presentDevice = (row: DeviceRow): DeviceView => ({
  id: row.id,
  version: row.version,
  assetTag: row.asset_tag,
  udiDi: row.udi_di,
  productCode: row.product_code,
  serialNumber: row.serial_number,
  manufacturer: row.manufacturer,
  model: row.model,
  softwareVersion: row.software_version,
  manufacturedOn: row.manufactured_on,
  receivedOn: row.received_on,
  supplyChannel: row.supply_channel,
  site: { id: row.site_id, name: row.site_name },
  location: row.location_id === null ? null : { id: row.location_id, name: row.location_name ?? '' },
  status: row.status,
  statusAsPrinted: row.status_as_printed,
  isolatedAt: row.isolated_at?.toISOString() ?? null,
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  report:
    row.reported_at === null
      ? null
      : {
          at: row.reported_at.toISOString(),
          by: { id: row.reported_by ?? '', name: row.reporter ?? '' },
        },
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});

/** The devices with what is owed on each, in the order given. */
export async function detailDevices(sql: Sql, now: Date, rows: DeviceRow[]): Promise<DeviceDetail[]> {
  const ids = rows.map((row) => row.id);
  const tasks = await openTasksOf(sql, now, ids);
  const holders = await holdersOf(sql, ids);
  const having = await holdersOfDevices(sql, ids);
  const searches = await searchesGoingOn(sql, ids);
  return rows.map((row) => {
    const warning = row.udi_di === null ? null : udiDiWarning(row.udi_di);
    return {
      ...presentDevice(row),
      isolatedBy: holders.get(row.id) ?? [],
      openTasks: tasks.get(row.id) ?? [],
      holder: having.get(row.id) ?? null,
      search: searches.get(row.id) ?? null,
      warnings: [
        ...(warning === null ? [] : [warning]),
        ...(isAway(row.status) ? awayWarning(having.get(row.id)) : []),
      ],
    };
  });
}

/** Somebody has to be told of a recall: nobody can be, where nobody knows who has the pump. */
function awayWarning(holder: DeviceDetail['holder'] | undefined): string[] {
  if (holder === undefined || holder === null)
    return [
      'The pump is away, and nobody has recorded who has it: record the holder, so that they can be told.',
    ];
  return holder.email === null
    ? [`There is no e-mail address of ${holder.organisation}: tell them yourself, or record one.`]
    : [];
}

async function searchesGoingOn(
  sql: Sql,
  deviceIds: string[],
): Promise<Map<string, NonNullable<DeviceDetail['search']>>> {
  const rows = await sql<{
    id: string;
    device_id: string;
    begun_at: Date;
    circle: NonNullable<DeviceDetail['search']>['circle'];
  }>(
    `SELECT q.id, q.device_id, q.begun_at, (SELECT k.circle FROM search_circle k JOIN search_rule r ON r.circle = k.circle AND r.class = 'none'
                                             WHERE k.search_id = q.id ORDER BY r.position DESC LIMIT 1) AS circle
       FROM device_search q WHERE q.device_id = ANY($1::bigint[]) AND q.ended_at IS NULL`,
    [deviceIds],
  );
  return new Map(
    rows.map((row) => [
      row.device_id,
      { id: row.id, begunAt: row.begun_at.toISOString(), circle: row.circle },
    ]),
  );
}
