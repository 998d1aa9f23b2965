import type { HolderView } from '#contracts/holders';
import type { Verdict } from '#contracts/notices';
import type { Searched, TaskView } from '#contracts/tasks';
import { holderOf } from '#domain/fleet';
import type { Sql } from '#platform/database';
import { ORDERS, type TaskPosition } from './task-order.js';

/** A task with what is shown beside it. `late` and days are by the site's own calendar. */
export interface TaskRow {
  id: string;
  version: number;
  campaign_id: string;
  campaign_title: string;
  campaign_class: 'I' | 'II' | 'III' | null;
  campaign_status: string;
  /** by which it goes, or was done */
  plan_id: string;
  /** of the campaign now */
  campaign_plan_id: string;
  notice_id: string;
  scope_version: number;
  owner_id: string;
  step_key: string;
  status: 'open' | 'waiting' | 'closed' | 'withdrawn';
  due_on: string;
  late: boolean;
  assignee_id: string;
  assignee_name: string;
  site_id: string | null;
  site_name: string | null;
  location_id: string | null;
  device_id: string | null;
  asset_tag: string | null;
  serial_number: string | null;
  product_code: string | null;
  udi_di: string | null;
  model: string | null;
  software_version: string | null;
  device_status: string | null;
  location_name: string | null;
  place_id: string | null;
  missing: string[] | null;
  holder: HolderView | null;
  /** of its pump in its campaign */
  verdict: Verdict | null;
  outcome: string | null;
  fields: Record<string, string | number | boolean> | null;
  note: string | null;
  reason: string | null;
  searched: Searched[] | null;
  completed_at: Date | null;
  completed_by: string | null;
  completed_by_name: string | null;
  firm_wait: TaskView['firmWait'];
  created_at: Date;
}

/** The plan that task t of campaign c goes by, or was done by: a letter may have changed the campaign's since. */
export const planOf = 'coalesce(t.plan_id, c.opened_plan_id, c.plan_id)';

const taskColumns = `t.id, t.version, t.campaign_id, c.title AS campaign_title, c.class AS campaign_class, c.status AS campaign_status,
         ${planOf} AS plan_id, c.plan_id AS campaign_plan_id, c.notice_id, c.scope_version,
         c.owner_id, t.step_key, t.status, t.due_on,
         (t.status IN ('open', 'waiting') AND t.due_on < ($1::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date) AS late,
         t.assignee_id, a.name AS assignee_name, t.site_id, s.name AS site_name, t.location_id, t.device_id,
         d.asset_tag, d.serial_number, d.product_code, d.udi_di, d.model, d.software_version, d.status AS device_status,
         l.name AS location_name, l.id AS place_id, t.outcome, t.fields, t.note, t.reason, t.searched, t.completed_at, t.completed_by,
         f.name AS completed_by_name, t.created_at, cd.missing, cd.verdict,
         (SELECT jsonb_build_object('waitsFor', w.waits_for, 'askedOn', w.asked_on, 'promisedOn', w.promised_on,
                                   'chaser', jsonb_build_object('id', u.id::text, 'name', u.name))
            FROM task_wait w JOIN app_user u ON u.id = w.chaser_id
           WHERE w.task_id = t.id AND w.ended_at IS NULL AND t.status IN ('open', 'waiting')) AS firm_wait, ${holderOf('t.campaign_id')} AS holder`;
const taskTables = `
    FROM task t
    JOIN campaign c ON c.id = t.campaign_id
    JOIN app_user a ON a.id = t.assignee_id
    LEFT JOIN site s ON s.id = t.site_id
    LEFT JOIN device d ON d.id = t.device_id
    LEFT JOIN location l ON l.id = coalesce(d.location_id, t.location_id)
    LEFT JOIN app_user f ON f.id = t.completed_by
    LEFT JOIN campaign_device cd ON cd.campaign_id = t.campaign_id AND cd.device_id = t.device_id`;
const selectTask = `SELECT ${taskColumns} ${taskTables}`;

/** A campaign's own task is seen by whoever sees the campaign; any other by whoever has its site. */
export const seenBy = (sites: string): string =>
  `(t.site_id = ANY(${sites}::bigint[]) OR (t.site_id IS NULL AND (c.site_ids IS NULL OR c.site_ids && ${sites}::bigint[])))`;

/** The tasks with these ids that the sites allow, in the order of their ids. */
export function findTasks(
  sql: Sql,
  now: Date,
  sites: readonly string[] | null,
  ids: string[],
): Promise<TaskRow[]> {
  return sql<TaskRow>(
    `${selectTask} WHERE t.id = ANY($2::bigint[]) AND ($3::bigint[] IS NULL OR ${seenBy('$3')}) ORDER BY t.id`,
    [now, ids, sites],
  );
}

/**
 * Keeps campaigns as they are until the commit, before any of their tasks is locked: whoever cancels or closes one holds
 * the campaign first and then its tasks, and the other way round each would wait for the other.
 */
const holdCampaigns = (sql: Sql, ids: string[]): Promise<unknown> =>
  sql(
    `SELECT 1 FROM campaign WHERE id = ANY(ARRAY(SELECT campaign_id FROM task WHERE id = ANY($1::bigint[]))) ORDER BY id FOR KEY SHARE`,
    [ids],
  );

/** Locks the tasks against other completions, in the order of their ids, and reads them afterwards. */
export async function lockTasks(
  sql: Sql,
  now: Date,
  sites: readonly string[] | null,
  ids: string[],
): Promise<TaskRow[]> {
  await holdCampaigns(sql, ids);
  await sql('SELECT id FROM task WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE', [ids]);
  return findTasks(sql, now, sites, ids);
}

export interface TaskFilter {
  sites: readonly string[] | null;
  /** with any of these people */
  assigneeIds: readonly string[] | null;
  campaignId: string | null;
  siteId: string | null;
  deviceId: string | null;
  stepKey: string | null;
  status: string | null;
  /** of those that ended, how */
  outcome: string | null;
  late: boolean;
  dueBy: string | null;
  /** the beginning of an asset tag or serial number */
  q: string | null;
  sort: TaskPosition['sort'];
  after: TaskPosition | null;
  limit: number;
}

/** Few enough tasks that each can be looked at. */
const isNarrow = (filter: TaskFilter): boolean =>
  filter.assigneeIds !== null || filter.siteId !== null || filter.deviceId !== null;

/** More than this begin alike: then going through the tasks in their order comes upon the first ones soon. */
const MOST_FOUND = 1000;

/** The devices whose asset tag or serial number begins so, for the indexes of tasks to start from; null: too many. */
async function devicesBeginning(sql: Sql, q: string | null): Promise<string[] | null> {
  if (q === null) return null;
  const rows = await sql<{ id: string }>(
    `SELECT id FROM device WHERE starts_with(asset_key, code_key($1::text)) OR starts_with(serial_key, code_key($1::text))
      LIMIT ${MOST_FOUND + 1}`,
    [q],
  );
  return rows.length > MOST_FOUND ? null : rows.map(({ id }) => id);
}

/** One keyset page, in the order asked for. Conditions that are not asked for are left out, so that indexes serve the rest. */
export async function listTasks(
  sql: Sql,
  now: Date,
  filter: TaskFilter,
): Promise<Array<TaskRow & { keys: string[] }>> {
  const parameters: unknown[] = [now];
  const where: string[] = [];
  const add = (condition: (n: string) => string, value: unknown): void => {
    if (value === null) return;
    parameters.push(value);
    where.push(condition(`$${parameters.length}`));
  };
  add((n) => seenBy(n), filter.sites);
  // of one person by "=", so that the worklist index gives the order too
  const one = filter.assigneeIds?.length === 1;
  add(
    (n) => (one ? `t.assignee_id = ${n}` : `t.assignee_id = ANY(${n}::bigint[])`),
    one ? filter.assigneeIds?.[0] : filter.assigneeIds,
  );
  add((n) => `t.campaign_id = ${n}`, filter.campaignId);
  add((n) => `t.site_id = ${n}`, filter.siteId);
  add((n) => `t.device_id = ${n}`, filter.deviceId);
  add((n) => `t.step_key = ${n}`, filter.stepKey);
  add((n) => `t.outcome = ${n}`, filter.outcome);
  // written out, not a parameter, so that the planner sees that the partial worklist index (both states) applies
  if (filter.status === 'todo') where.push(`t.status IN ('open', 'waiting')`);
  else if (filter.status !== null) where.push(`t.status = '${filter.status}'`);
  if (filter.late) {
    where.push(
      `t.status IN ('open', 'waiting') AND t.due_on < ($1::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date`,
    );
  }
  add((n) => `t.due_on <= ${n}::date`, filter.dueBy);
  const found = isNarrow(filter) ? null : await devicesBeginning(sql, filter.q);
  add((n) => `t.device_id = ANY(${n}::bigint[])`, found);
  add(
    (n) =>
      `(starts_with(d.asset_key, code_key(${n}::text)) OR starts_with(d.serial_key, code_key(${n}::text)))`,
    found === null ? filter.q : null,
  );
  const order = ORDERS[filter.sort];
  const keys = order.map((key) => key.sql);
  if (filter.after !== null) {
    const places = order.map(({ type }, at) => {
      parameters.push(filter.after?.keys[at]);
      return `$${parameters.length}::${type}${type === 'text' ? ' COLLATE "C"' : ''}`;
    });
    parameters.push(filter.after.id);
    where.push(`(${keys.join(', ')}, t.id) > (${places.join(', ')}, $${parameters.length}::bigint)`);
  }
  parameters.push(filter.limit + 1);
  return sql(
    `SELECT ${taskColumns}, ARRAY[${order.map((key) => `(${key.sql})::text`).join(', ')}] AS keys ${taskTables}
     ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
     ORDER BY ${keys.join(', ')}, t.id LIMIT $${parameters.length}`,
    parameters,
  );
}

/** When each of these tasks was last opened again; one that never was is left out. */
export async function lastReopened(sql: Sql, ids: string[]): Promise<Map<string, Date>> {
  const rows = await sql<{ id: string; at: Date }>(
    `SELECT task_id AS id, max(reopened_at) AS at FROM task_completion
      WHERE task_id = ANY($1::bigint[]) AND reopened_at IS NOT NULL GROUP BY task_id`,
    [ids],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}

export interface ClosedTask {
  id: string;
  campaignId: string;
  outcome: string;
  fields: Record<string, string | number | boolean>;
  note: string | null;
  reason: string | null;
  searched: Searched[] | null;
  /** {awareAt, what}: a patient was or could have been harmed */
  harm: { awareAt: string; what: string } | null;
  completedAt: string;
}

/** Closes the tasks and keeps the completion of each, in one statement. */
export async function closeTasks(sql: Sql, closedBy: string, tasks: ClosedTask[]): Promise<void> {
  await sql(
    `WITH request AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id bigint, "campaignId" bigint, outcome text, fields jsonb,
                                                        note text, reason text, searched jsonb, harm jsonb, "completedAt" timestamptz)
     ), done AS (
       UPDATE task t SET status = 'closed', outcome = r.outcome, fields = r.fields, note = r.note, reason = r.reason, searched = r.searched,
              completed_at = r."completedAt", completed_by = $2, version = t.version + 1
         FROM request r WHERE t.id = r.id AND t.campaign_id = r."campaignId"
       RETURNING t.id, t.campaign_id, t.outcome, t.fields, t.note, t.reason, t.searched, r.harm, t.completed_at
     )
     INSERT INTO task_completion (task_id, campaign_id, outcome, fields, note, reason, searched, harm, completed_by, completed_at)
     SELECT id, campaign_id, outcome, fields, note, reason, searched, harm, $2, completed_at FROM done ORDER BY id`,
    [JSON.stringify(tasks), closedBy],
  );
}

export interface NewTask {
  campaignId: string;
  stepKey: string;
  deviceId: string | null;
  siteId: string | null;
  assignTo: string;
  ownerId: string;
  /** who gets it when nobody covers the place: never nobody */
  fallbackId: string;
  dueDays: number;
  waiting: boolean;
  startedBy: string | null;
  /** by which it goes; absent: the campaign's of now */
  planId?: string;
}

const insertTasks = (scope: 'device' | 'site'): string => `
  INSERT INTO task AS t (campaign_id, step_key, device_id, site_id, location_id, status, assignee_id, due_on, started_by_task_id, created_at, plan_id)
  SELECT r."campaignId", r."stepKey", r."deviceId", coalesce(d.site_id, r."siteId"), d.location_id,
         CASE WHEN r.waiting THEN 'waiting' ELSE 'open' END,
         coalesce(assignee_for(r."assignTo", coalesce(d.site_id, r."siteId"), d.location_id, r."ownerId"), r."fallbackId"),
         ($2::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date + r."dueDays", r."startedBy", $2,
         nullif(coalesce(r."planId", c.plan_id), coalesce(c.opened_plan_id, c.plan_id))
    FROM jsonb_to_recordset($1::jsonb) AS r("campaignId" bigint, "stepKey" text, "deviceId" bigint, "siteId" bigint,
         "assignTo" text, "ownerId" bigint, "fallbackId" bigint, "dueDays" int, waiting boolean, "startedBy" bigint, "planId" bigint)
    JOIN campaign c ON c.id = r."campaignId"
    LEFT JOIN device d ON d.id = r."deviceId"
    LEFT JOIN site s ON s.id = coalesce(d.site_id, r."siteId")
   ORDER BY r."deviceId", r."siteId", r."stepKey"
  ON CONFLICT ${scope === 'device' ? '(campaign_id, device_id, step_key) WHERE device_id IS NOT NULL' : '(campaign_id, site_id, step_key) WHERE device_id IS NULL'}
  DO UPDATE SET status = excluded.status, due_on = excluded.due_on, assignee_id = excluded.assignee_id,
                site_id = excluded.site_id, location_id = excluded.location_id,
                reason = NULL, withdrawn_as = NULL, plan_id = excluded.plan_id, started_by_task_id = excluded.started_by_task_id, version = t.version + 1
   WHERE t.status = 'withdrawn'`;

/**
 * Starts tasks, each step once a device (or site): one that exists already is left as it is, one that was withdrawn is
 * open again, where the device stands now. Due days count from `now` in the site's calendar.
 */
export async function startTasks(sql: Sql, now: Date, tasks: NewTask[]): Promise<void> {
  const ofDevices = tasks.filter((task) => task.deviceId !== null);
  const ofSites = tasks.filter((task) => task.deviceId === null);
  if (ofDevices.length > 0) await sql(insertTasks('device'), [JSON.stringify(ofDevices), now]);
  if (ofSites.length > 0) await sql(insertTasks('site'), [JSON.stringify(ofSites), now]);
}

/**
 * Opens the waiting tasks of one step whose prerequisites are all closed: of the given devices, or, for a site's step,
 * of the given sites. A prerequisite that never began (no outcome started it) holds nothing back.
 */
export async function releaseWaiting(
  sql: Sql,
  now: Date,
  release: {
    campaignId: string;
    stepKey: string;
    prerequisites: string[];
    dueDays: number;
    deviceIds: string[];
    siteIds: string[];
  },
): Promise<void> {
  const { campaignId, stepKey, prerequisites, dueDays, deviceIds, siteIds } = release;
  await sql(
    `UPDATE task w SET status = 'open', version = w.version + 1,
            due_on = greatest(w.due_on, ($5::timestamptz AT TIME ZONE coalesce((SELECT time_zone FROM site WHERE id = w.site_id), 'UTC'))::date + $6::int)
      WHERE w.campaign_id = $1 AND w.step_key = $2 AND w.status = 'waiting'
        AND (w.device_id = ANY($3::bigint[]) OR (w.device_id IS NULL AND w.site_id = ANY($4::bigint[])))
        AND NOT EXISTS (
          SELECT 1 FROM task p WHERE p.campaign_id = $1 AND p.step_key = ANY($7::text[]) AND p.status IN ('open', 'waiting')
             AND CASE WHEN w.device_id IS NOT NULL THEN p.device_id = w.device_id ELSE p.site_id = w.site_id END)`,
    [campaignId, stepKey, deviceIds, siteIds, now, dueDays, prerequisites],
  );
}
