import type { Sql } from '#platform/database';
import type { DeviceSet } from './rematch.queries.js';

/** What happens to tasks, and under which change it is noted. */
export interface TaskChange {
  campaignId: string;
  changeId: string;
  at: Date;
  by: string | null;
  /** the plan by which open tasks go from now on */
  planId: string;
  /** days until due, by step; a task that comes back is due within three */
  dueDays: Readonly<Record<string, number>>;
}

/** A task that was changed. */
export interface ChangedTask {
  id: string;
  device_id: string | null;
  site_id: string | null;
}

const note = (kind: string, reason: string): string =>
  `noted AS (
     INSERT INTO task_change (change_id, task_id, campaign_id, person_id, site_id, kind, reason)
     SELECT $2::bigint, id, $1::bigint, assignee_id, site_id, '${kind}', ${reason}::text FROM changed
     ON CONFLICT (change_id, task_id) DO NOTHING)
   SELECT id, device_id, site_id FROM changed`;
const CHANGED = 'RETURNING t.id, t.device_id, t.site_id, t.assignee_id';

/** The tasks t of a set of devices, or those of sites and the campaign: two parameters from number n on. */
const among = (set: DeviceSet | 'sites', n: number): { sql: string; parameters: unknown[] } =>
  set === 'sites'
    ? { sql: 't.device_id IS NULL', parameters: [] }
    : {
        sql: `t.device_id > $${n} AND t.device_id <= $${n + 1} AND ($${n + 2}::bigint[] IS NULL OR t.device_id = ANY($${n + 2}))`,
        parameters: [set.after, set.last, set.ids],
      };

/** Within three days of today at the site, or when it was due, if that is later. $n: the due days by step as jsonb; $m: now. */
const dueAgain = (n: string, m: string): string =>
  `greatest(t.due_on, (${m}::timestamptz AT TIME ZONE coalesce((SELECT time_zone FROM site WHERE id = t.site_id), 'UTC'))::date
     + least(coalesce((${n}::jsonb->>t.step_key)::int, 3), 3))`;

/**
 * Withdraws open and waiting tasks; nothing is deleted.
 * @param of.steps null: every step
 * @param of.comesBack whether they are open again when their device is back in scope
 */
export function withdrawTasks(
  sql: Sql,
  change: TaskChange,
  set: DeviceSet | 'sites',
  of: { steps: readonly string[] | null; reason: string; comesBack: boolean },
): Promise<ChangedTask[]> {
  const { sql: these, parameters } = among(set, 6);
  return sql<ChangedTask>(
    `WITH changed AS (
       UPDATE task t SET status = 'withdrawn', withdrawn_as = CASE WHEN $5::boolean THEN t.status END, reason = $4, version = t.version + 1
        WHERE t.campaign_id = $1 AND t.status IN ('open', 'waiting') AND ($3::text[] IS NULL OR t.step_key = ANY($3)) AND ${these} ${CHANGED}
     ), ${note('withdrawn', '$4')}`,
    [change.campaignId, change.changeId, of.steps, of.reason, of.comesBack, ...parameters],
  );
}

/** Whether the device of task t (if it has one) is in scope in the way that its step is for: verified, or to be. $n: the verification step. */
const wanted = (n: string): string => `(t.device_id IS NULL OR EXISTS (SELECT FROM campaign_device cd
  WHERE cd.campaign_id = t.campaign_id AND cd.device_id = t.device_id AND cd.verdict <> 'not-affected'
    AND (cd.verdict = 'possibly-affected') = (t.step_key = ${n})))`;

/**
 * Tasks that were withdrawn because their device had left the scope, or their step the plan, are what they were before;
 * those of steps that begin by themselves come back whatever they were withdrawn for.
 * @param of.waiting those of the steps that wait for another one
 */
export function returnTasks(
  sql: Sql,
  change: TaskChange,
  set: DeviceSet | 'sites',
  of: {
    steps: readonly string[];
    begins: readonly string[];
    waiting: readonly string[];
    verification: string;
    reason: string;
  },
): Promise<ChangedTask[]> {
  const { sql: these, parameters } = among(set, 11);
  return sql<ChangedTask>(
    `WITH changed AS (
       UPDATE task t SET status = coalesce(t.withdrawn_as, CASE WHEN t.step_key = ANY($9::text[]) THEN 'waiting' ELSE 'open' END),
              withdrawn_as = NULL, reason = NULL, version = t.version + 1,
              plan_id = ${stamped('$5')}, due_on = ${dueAgain('$6', '$7')}
        WHERE t.campaign_id = $1 AND t.status = 'withdrawn' AND t.step_key = ANY($3::text[])
          AND (t.withdrawn_as IS NOT NULL OR t.step_key = ANY($8::text[])) AND ${wanted('$10')} AND ${these} ${CHANGED}
     ), ${note('returned', '$4')}`,
    [
      change.campaignId,
      change.changeId,
      of.steps,
      of.reason,
      change.planId,
      JSON.stringify(change.dueDays),
      change.at,
      of.begins,
      of.waiting,
      of.verification,
      ...parameters,
    ],
  );
}

/** A plan id as it is kept with a task: null for the one that the campaign was opened with. */
const stamped = (n: string): string =>
  `(SELECT nullif(${n}::bigint, coalesce(c.opened_plan_id, c.plan_id)) FROM campaign c WHERE c.id = $1)`;

/**
 * Reopens closed tasks: what was done stays in the history, with the reason why it is asked for again. Devices out of
 * scope, returned or retired are left alone.
 * @param of.otherPlan only what was not done by the plan of the change
 * @param of.outcome only what ended so
 */
export function reopenTasks(
  sql: Sql,
  change: TaskChange,
  set: DeviceSet | 'sites',
  of: { steps: readonly string[]; reason: string; otherPlan: boolean; outcome?: string },
): Promise<ChangedTask[]> {
  const { sql: these, parameters } = among(set, 11);
  const here = set === 'sites' ? 'true' : PRESENT;
  return sql<ChangedTask>(
    `WITH changed AS (
       UPDATE task t SET status = 'open', outcome = NULL, fields = NULL, note = NULL, reason = NULL, searched = NULL, completed_at = NULL,
              completed_by = NULL, version = t.version + 1, plan_id = ${stamped('$5')}, due_on = ${dueAgain('$6', '$7')}
        WHERE t.campaign_id = $1 AND t.status = 'closed' AND t.step_key = ANY($3::text[]) AND ${these} AND ${here}
          AND (NOT $9::boolean OR t.plan_id IS DISTINCT FROM ${stamped('$5')}) AND ($10::text IS NULL OR t.outcome = $10) ${CHANGED}
     ), kept AS (
       UPDATE task_completion h SET reopened_by = $8, reopened_at = $7, reopen_reason = $4
         FROM changed WHERE h.id = (SELECT max(x.id) FROM task_completion x WHERE x.task_id = changed.id)
     ), ${note('reopened', '$4')}`,
    [
      change.campaignId,
      change.changeId,
      of.steps,
      of.reason,
      change.planId,
      JSON.stringify(change.dueDays),
      change.at,
      change.by,
      of.otherPlan,
      of.outcome ?? null,
      ...parameters,
    ],
  );
}

/** Whether the device of task t is in scope of its campaign and at the hospital. */
export const PRESENT = `EXISTS (SELECT FROM campaign_device cd JOIN device d ON d.id = cd.device_id
  WHERE cd.campaign_id = t.campaign_id AND cd.device_id = t.device_id AND cd.verdict <> 'not-affected' AND d.status NOT IN ('returned', 'retired'))`;

/**
 * Open work goes on by the plan of the change. Where the instruction is another one the task's version tells a form that
 * somebody has open that it is stale, and the change is noted.
 */
export async function followPlan(
  sql: Sql,
  change: TaskChange,
  set: DeviceSet | 'sites',
  of: { changed: readonly string[]; all: readonly string[]; reason: string },
): Promise<ChangedTask[]> {
  const first = among(set, 6);
  const told = await sql<ChangedTask>(
    `WITH changed AS (
       UPDATE task t SET plan_id = ${stamped('$5')}, version = t.version + 1
        WHERE t.campaign_id = $1 AND t.status IN ('open', 'waiting') AND t.step_key = ANY($3::text[])
          AND t.plan_id IS DISTINCT FROM ${stamped('$5')} AND ${first.sql} ${CHANGED}
     ), ${note('instructions', '$4')}`,
    [change.campaignId, change.changeId, of.changed, of.reason, change.planId, ...first.parameters],
  );
  const rest = among(set, 4);
  await sql(
    `UPDATE task t SET plan_id = ${stamped('$2')}
      WHERE t.campaign_id = $1 AND t.status IN ('open', 'waiting') AND t.plan_id IS DISTINCT FROM ${stamped('$2')}
        AND t.step_key = ANY($3::text[]) AND ${rest.sql}`,
    [change.campaignId, change.planId, of.all, ...rest.parameters],
  );
  return told;
}

/** The devices of a set that have a waiting task. */
export async function devicesWaiting(sql: Sql, campaignId: string, set: DeviceSet): Promise<string[]> {
  const { sql: these, parameters } = among(set, 2);
  const rows = await sql<{ id: string }>(
    `SELECT DISTINCT t.device_id AS id FROM task t WHERE t.campaign_id = $1 AND t.status = 'waiting' AND ${these}`,
    [campaignId, ...parameters],
  );
  return rows.map(({ id }) => id);
}
