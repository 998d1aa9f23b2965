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
  effect: TaskChangeEffect | 'added' | 'removed' | 'verdict-changed';
  n: number;
}

/** What a change does to a device that it changes, over the columns of rematchSql(). */
const DEVICE_CHANGE = `CASE WHEN verdict = 'not-affected' THEN 'removed' WHEN coalesce(old, 'not-affected') = 'not-affected' THEN 'added' ELSE 'verdict-changed' END`;

/**
 * What rescope() would do (rescoping.ts), counted and not done: by site, step and effect, at the given sites (null: all).
 * The two are held together by a test that applies what was shown.
 */
export async function countDifference(
  sql: Sql,
  of: Rematch,
  plan: PlanDefinition,
  keys: StepKeys,
  sites: readonly string[] | null,
  /** the plan to come, and the one that the campaign was opened with */
  plans: { to: string; opened: string },
): Promise<DifferenceRow[]> {
  const { sql: matched, parameters } = rematchSql(of, '($4::bigint[] IS NULL OR d.site_id = ANY($4))', 14);
  const steps = [
    ...openingSteps(plan, 'device').map(({ key }) => ({ key, scope: 'device', verification: false })),
    { key: verificationStep(plan).key, scope: 'device', verification: true },
    ...openingSteps(plan, 'site').map(({ key }) => ({ key, scope: 'site', verification: false })),
    ...openingSteps(plan, 'campaign').map(({ key }) => ({ key, scope: 'campaign', verification: false })),
  ];
  return sql<DifferenceRow>(
    `WITH v AS MATERIALIZED (
       SELECT device_id, site_id, status, old, verdict, ${CHANGED} AS changed FROM (${matched}) AS r
        WHERE verdict <> 'not-affected' OR coalesce(old, 'not-affected') <> 'not-affected'
     ), step AS (
       SELECT * FROM jsonb_to_recordset($5::jsonb) AS s(key text, scope text, verification boolean)
     ), existing AS (
       SELECT coalesce(t.site_id, 0) AS site_id, t.step_key,
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
       SELECT v.site_id, s.key AS step_key FROM v JOIN step s ON s.scope = 'device' AND s.verification = (v.verdict = 'possibly-affected')
        WHERE v.verdict <> 'not-affected'
          AND NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id = v.device_id AND t.step_key = s.key)
       UNION ALL
       SELECT w.site_id, s.key FROM (SELECT DISTINCT site_id FROM v WHERE verdict <> 'not-affected') w JOIN step s ON s.scope = 'site'
        WHERE NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id IS NULL AND t.site_id = w.site_id AND t.step_key = s.key)
       UNION ALL
       SELECT 0, s.key FROM step s WHERE s.scope = 'campaign'
          AND NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id IS NULL AND t.site_id IS NULL AND t.step_key = s.key)
     )
     SELECT site_id, NULL AS step_key, ${DEVICE_CHANGE} AS effect, count(*)::int AS n FROM v WHERE changed GROUP BY 1, 3
     UNION ALL SELECT site_id, step_key, effect, count(*)::int FROM existing WHERE effect IS NOT NULL GROUP BY 1, 2, 3
     UNION ALL SELECT site_id, step_key, 'new', count(*)::int FROM beginning GROUP BY 1, 2`,
    [
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
      ...parameters,
    ],
  );
}

/** A keyset page, by id, of the devices whose verdict a change would change. */
export function listDifference(
  sql: Sql,
  of: Rematch,
  page: {
    sites: readonly string[] | null;
    siteId: string | null;
    change: string | null;
    afterId: string;
    limit: number;
  },
): Promise<DifferenceDevice[]> {
  const where = `d.id > $6 AND ($4::bigint[] IS NULL OR d.site_id = ANY($4)) AND ($5::bigint IS NULL OR d.site_id = $5)`;
  const { sql: matched, parameters } = rematchSql(of, where, 9);
  return sql<DifferenceDevice>(
    `WITH page AS MATERIALIZED (
       SELECT device_id, site_id, old, verdict, ${DEVICE_CHANGE} AS change FROM (${matched}) AS r
        WHERE ${CHANGED} AND ($7::text IS NULL OR ${DEVICE_CHANGE} = $7) ORDER BY device_id LIMIT $8)
     SELECT d.id, d.asset_tag AS "assetTag", d.serial_number AS "serialNumber", p.site_id AS "siteId", s.name AS site, p.change,
            p.old AS "from", p.verdict AS "to", t.open AS "openTasks", t.done AS "doneTasks"
       FROM page p JOIN device d ON d.id = p.device_id JOIN site s ON s.id = p.site_id
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE status IN ('open', 'waiting'))::int AS open, count(*) FILTER (WHERE status = 'closed')::int AS done
                            FROM task t WHERE t.campaign_id = $1 AND t.device_id = p.device_id) t
      ORDER BY d.id`,
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
