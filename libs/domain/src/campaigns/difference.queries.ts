import type { DifferenceDevice, TaskChangeEffect } from '#contracts/campaign-changes';
import type { PlanDefinition } from '#contracts/plans';
import { openingSteps, verificationStep } from '#domain/tasks';
import type { Sql } from '#platform/database';
import type { StepKeys } from './plan-difference.rules.js';
import { CHANGED, type Rematch, rematchSql } from './rematch.queries.js';

/** How many tasks (step set) or devices (step null) of a site have which effect. Site 0: the campaign's own. */
export interface DifferenceRow {
  site_id: string;
  step_key: string | null;
  effect: TaskChangeEffect | 'added' | 'removed' | 'verdict-changed' | 'undecided';
  n: number;
}

/** What a change does to a device that it changes, over the columns of rematchSql(). */
const DEVICE_CHANGE = `CASE WHEN verdict = 'not-affected' THEN 'removed' WHEN coalesce(old, 'not-affected') = 'not-affected' THEN 'added' ELSE 'verdict-changed' END`;

/** What a change is counted by: the plan to come, what it does to steps, and the plans' ids (`opened`: at the opening). */
export interface Change {
  of: Rematch;
  plan: PlanDefinition;
  keys: StepKeys;
  plans: { to: string; opened: string };
}

/** The first number that a statement over EFFECTS may give its own parameters. */
const FREE = 14;

/**
 * What rescope() would do (rescoping.ts), as the WITH of a statement: v, the devices; existing and beginning, the tasks
 * with what happens to each, at the given sites ($4, null: all). The two are held together by a test that applies what
 * was shown. `more`: the statement's own parameters, from FREE on.
 */
function effects(
  { of, plan, keys, plans }: Change,
  sites: readonly string[] | null,
  more: readonly unknown[] = [],
): { sql: string; parameters: unknown[] } {
  const { sql: matched, parameters } = rematchSql(
    of,
    '($4::bigint[] IS NULL OR d.site_id = ANY($4))',
    FREE + more.length,
  );
  const steps = [
    ...openingSteps(plan, 'device').map(({ key }) => ({ key, scope: 'device', verification: false })),
    { key: verificationStep(plan).key, scope: 'device', verification: true },
    ...openingSteps(plan, 'site').map(({ key }) => ({ key, scope: 'site', verification: false })),
    ...openingSteps(plan, 'campaign').map(({ key }) => ({ key, scope: 'campaign', verification: false })),
  ];
  return {
    sql: `WITH v AS MATERIALIZED (
       SELECT device_id, site_id, status, old, verdict, ${CHANGED} AS changed, ${DEVICE_CHANGE} AS change FROM (${matched}) AS r
        WHERE verdict <> 'not-affected' OR coalesce(old, 'not-affected') <> 'not-affected'
     ), step AS (
       SELECT * FROM jsonb_to_recordset($5::jsonb) AS s(key text, scope text, verification boolean)
     ), existing AS (
       SELECT t.device_id, coalesce(t.site_id, 0) AS site_id, t.step_key,
              CASE WHEN t.status IN ('open', 'waiting') THEN
                     CASE WHEN t.step_key = ANY($6::text[]) THEN 'withdrawn'
                          WHEN v.changed AND v.verdict = 'not-affected' THEN 'withdrawn'
                          WHEN v.changed AND v.verdict = 'affected' AND t.step_key = $8 THEN 'withdrawn'
                          WHEN t.step_key = ANY($7::text[]) THEN 'instructions' ELSE 'goes-on' END
                   WHEN t.status = 'closed' THEN
                     CASE WHEN t.device_id IS NOT NULL AND (v.device_id IS NULL OR v.verdict = 'not-affected' OR v.status IN ('returned', 'retired')) THEN 'kept'
                          WHEN t.step_key = ANY($7) AND t.plan_id IS DISTINCT FROM nullif($10::bigint, $11::bigint) THEN 'reopened'
                          WHEN v.changed AND v.verdict = 'possibly-affected' AND t.step_key = $8 THEN 'reopened' ELSE 'kept' END
                   WHEN t.step_key = ANY($9::text[]) AND (t.withdrawn_as IS NOT NULL OR t.step_key = ANY($13::text[]))
                    AND CASE WHEN t.device_id IS NULL THEN t.step_key = ANY($12::text[])
                             ELSE v.verdict <> 'not-affected' AND (v.changed OR t.step_key = ANY($12)) AND (t.step_key = $8) = (v.verdict = 'possibly-affected') END
                   THEN 'returned' END AS effect
         FROM task t LEFT JOIN v ON v.device_id = t.device_id
        WHERE t.campaign_id = $1 AND ($4::bigint[] IS NULL OR t.site_id IS NULL OR t.site_id = ANY($4))
     ), beginning AS (
       SELECT v.device_id, v.site_id, s.key AS step_key FROM v JOIN step s ON s.scope = 'device' AND s.verification = (v.verdict = 'possibly-affected')
        WHERE v.verdict <> 'not-affected'
          AND NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id = v.device_id AND t.step_key = s.key)
       UNION ALL
       SELECT NULL, w.site_id, s.key FROM (SELECT DISTINCT site_id FROM v WHERE verdict <> 'not-affected') w JOIN step s ON s.scope = 'site'
        WHERE NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id IS NULL AND t.site_id = w.site_id AND t.step_key = s.key)
       UNION ALL
       SELECT NULL, 0, s.key FROM step s WHERE s.scope = 'campaign'
          AND NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id IS NULL AND t.site_id IS NULL AND t.step_key = s.key)
     )`,
    parameters: [
      of.campaignId,
      of.siteIds,
      of.unchangedProducts,
      sites,
      JSON.stringify(steps),
      keys.dropped,
      keys.changed,
      keys.verification,
      keys.all,
      plans.to,
      plans.opened,
      keys.added,
      keys.begins,
      ...more,
      ...parameters,
    ],
  };
}

/** What a change would do, counted and not done: by site, step and effect, at the given sites (null: all). */
export function countDifference(
  sql: Sql,
  change: Change,
  sites: readonly string[] | null,
): Promise<DifferenceRow[]> {
  const { sql: counted, parameters } = effects(change, sites);
  return sql<DifferenceRow>(
    `${counted}
     SELECT site_id, NULL AS step_key, change AS effect, count(*)::int AS n FROM v WHERE changed GROUP BY 1, 3
     UNION ALL SELECT site_id, NULL, 'undecided', count(*)::int FROM v WHERE changed AND verdict = 'possibly-affected' GROUP BY 1
     UNION ALL SELECT site_id, step_key, effect, count(*)::int FROM existing WHERE effect IS NOT NULL GROUP BY 1, 2, 3
     UNION ALL SELECT site_id, step_key, 'new', count(*)::int FROM beginning GROUP BY 1, 2`,
    parameters,
  );
}

/** Of each device of a page p: its record, where it stands, and its tasks in the campaign. */
const DESCRIBED = `SELECT d.id, d.asset_tag AS "assetTag", d.serial_number AS "serialNumber", p.site_id AS "siteId", s.name AS site, p.change,
            p.old AS "from", p.verdict AS "to", t.open AS "openTasks", t.done AS "doneTasks"
       FROM page p JOIN device d ON d.id = p.device_id JOIN site s ON s.id = p.site_id
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE status IN ('open', 'waiting'))::int AS open, count(*) FILTER (WHERE status = 'closed')::int AS done
                            FROM task t WHERE t.campaign_id = $1 AND t.device_id = p.device_id) t
      ORDER BY d.id`;

/** A keyset page, by id, of the devices with a task to which this happens. Tasks of a site have no device. */
export function listAffected(
  sql: Sql,
  change: Change,
  page: DevicePage & { effect: TaskChangeEffect; step: string | null },
): Promise<DifferenceDevice[]> {
  const { sql: counted, parameters } = effects(change, page.sites, [
    page.effect,
    page.step,
    page.siteId,
    page.afterId,
    page.limit,
  ]);
  return sql<DifferenceDevice>(
    `${counted}, found AS (
       SELECT DISTINCT device_id, site_id
         FROM (SELECT device_id, site_id, step_key, effect FROM existing UNION ALL SELECT device_id, site_id, step_key, 'new' FROM beginning) e
        WHERE effect = $14 AND device_id > $17::bigint AND ($15::text IS NULL OR step_key = $15) AND ($16::bigint IS NULL OR site_id = $16)
        ORDER BY device_id LIMIT $18
     ), page AS (
       SELECT f.device_id, f.site_id, CASE WHEN v.changed THEN v.change END AS change,
              coalesce(v.old, cd.verdict) AS old, coalesce(v.verdict, cd.verdict) AS verdict
         FROM found f LEFT JOIN v ON v.device_id = f.device_id
         LEFT JOIN campaign_device cd ON cd.campaign_id = $1 AND cd.device_id = f.device_id)
     ${DESCRIBED}`,
    parameters,
  );
}

interface DevicePage {
  sites: readonly string[] | null;
  siteId: string | null;
  afterId: string;
  limit: number;
}

/** A keyset page, by id, of the devices whose verdict a change would change. */
export function listDifference(
  sql: Sql,
  of: Rematch,
  page: DevicePage & { change: string | null },
): Promise<DifferenceDevice[]> {
  const where = `d.id > $6 AND ($4::bigint[] IS NULL OR d.site_id = ANY($4)) AND ($5::bigint IS NULL OR d.site_id = $5)`;
  const { sql: matched, parameters } = rematchSql(of, where, 9);
  return sql<DifferenceDevice>(
    `WITH page AS MATERIALIZED (
       SELECT device_id, site_id, old, verdict, ${DEVICE_CHANGE} AS change FROM (${matched}) AS r
        WHERE ${CHANGED} AND ($7::text IS NULL OR ${DEVICE_CHANGE} = $7 OR ($7 = 'undecided' AND verdict = 'possibly-affected')) ORDER BY device_id LIMIT $8)
     ${DESCRIBED}`,
    [
      of.campaignId,
      of.siteIds,
      of.unchangedProducts,
      page.sites,
      page.siteId,
      page.afterId,
      page.change,
      page.limit,
      ...parameters,
    ],
  );
}
