import type { Sql } from '#platform/database';

export interface MovedTask {
  id: string;
  campaign_id: string;
  device_id: string;
  step_key: string;
  old_site_id: string;
  old_location_id: string | null;
  old_assignee_id: string;
  site_id: string;
  location_id: string | null;
  assignee_id: string;
}

/**
 * Brings the open and waiting tasks of the devices to where each device stands now, in campaigns that are not over. Whoever
 * has been given the new site keeps the task; else it goes to whoever does the step there, and where there is nobody to
 * the campaign's owner. Done tasks stay where they were done. A task that is there already is left alone.
 */
export function moveTasks(sql: Sql, deviceIds: string[]): Promise<MovedTask[]> {
  return sql<MovedTask>(
    `WITH moved AS MATERIALIZED (
       SELECT t.id, t.campaign_id, t.site_id AS old_site_id, t.location_id AS old_location_id, t.assignee_id AS old_assignee_id,
              d.site_id, d.location_id, c.owner_id, coalesce(t.plan_id, c.opened_plan_id, c.plan_id) AS plan_id, t.step_key,
              EXISTS (SELECT 1 FROM app_user u WHERE u.id = t.assignee_id AND u.active AND u.role <> 'auditor'
                 AND (u.all_sites OR EXISTS (SELECT 1 FROM user_site x WHERE x.user_id = u.id AND x.site_id = d.site_id))) AS able
         FROM task t JOIN device d ON d.id = t.device_id JOIN campaign c ON c.id = t.campaign_id AND c.status IN ('opening', 'open')
        WHERE t.device_id = ANY($1::bigint[]) AND t.status IN ('open', 'waiting')
          AND (t.site_id, t.location_id) IS DISTINCT FROM (d.site_id, d.location_id)
        ORDER BY t.id FOR UPDATE OF t
     ), place AS MATERIALIZED (
       -- asked once a place and step, not once a task
       SELECT w.*, coalesce(assignee_for(step.value->>'assignTo', w.site_id, w.location_id, w.owner_id), w.owner_id) AS person_id
         FROM (SELECT DISTINCT plan_id, step_key, site_id, location_id, owner_id FROM moved WHERE NOT able) w
         JOIN plan p ON p.id = w.plan_id
        CROSS JOIN LATERAL jsonb_array_elements(p.definition->'steps') AS step(value)
        WHERE step.value->>'key' = w.step_key
     )
     UPDATE task t SET site_id = m.site_id, location_id = m.location_id, version = t.version + 1,
            assignee_id = CASE WHEN m.able THEN t.assignee_id ELSE coalesce(a.person_id, m.owner_id) END
       FROM moved m LEFT JOIN place a ON NOT m.able AND a.plan_id = m.plan_id AND a.step_key = m.step_key
        AND a.site_id = m.site_id AND a.location_id IS NOT DISTINCT FROM m.location_id AND a.owner_id = m.owner_id
      WHERE t.id = m.id AND t.campaign_id = m.campaign_id
     RETURNING t.id, t.campaign_id, t.device_id, t.step_key, m.old_site_id, m.old_location_id, m.old_assignee_id,
               t.site_id, t.location_id, t.assignee_id`,
    [deviceIds],
  );
}

/** The devices in scope of campaigns that are not over, and their counts by site, follow to where each device stands now. */
export async function moveScope(sql: Sql, deviceIds: string[]): Promise<number> {
  const [row] = await sql<{ moved: number }>(
    `WITH away AS (
       SELECT cd.campaign_id, cd.device_id, cd.site_id AS old_site_id, cd.verdict, d.site_id
         FROM campaign_device cd JOIN device d ON d.id = cd.device_id
         JOIN campaign c ON c.id = cd.campaign_id AND c.status IN ('opening', 'open')
        WHERE cd.device_id = ANY($1::bigint[]) AND cd.site_id <> d.site_id
        ORDER BY cd.campaign_id, cd.device_id FOR UPDATE OF cd
     ), moved AS (
       UPDATE campaign_device cd SET site_id = a.site_id FROM away a
        WHERE cd.campaign_id = a.campaign_id AND cd.device_id = a.device_id
       RETURNING a.campaign_id, a.old_site_id, a.site_id, a.verdict
     ), counted AS (
       INSERT INTO campaign_site AS s (campaign_id, site_id, affected, possibly_affected, not_affected)
       SELECT campaign_id, site_id, coalesce(sum(n) FILTER (WHERE verdict = 'affected'), 0),
              coalesce(sum(n) FILTER (WHERE verdict = 'possibly-affected'), 0), coalesce(sum(n) FILTER (WHERE verdict = 'not-affected'), 0)
         FROM (SELECT campaign_id, site_id, verdict, 1 AS n FROM moved
               UNION ALL SELECT campaign_id, old_site_id, verdict, -1 FROM moved) AS both_ways
        GROUP BY 1, 2 ORDER BY 1, 2
       ON CONFLICT (campaign_id, site_id) DO UPDATE SET affected = s.affected + excluded.affected,
         possibly_affected = s.possibly_affected + excluded.possibly_affected, not_affected = s.not_affected + excluded.not_affected
     )
     SELECT count(*)::int AS moved FROM moved`,
    [deviceIds],
  );
  return row?.moved ?? 0;
}

/** The devices that an import brought to another site or location, after one id, in the order of ids. */
export async function devicesMovedBy(
  sql: Sql,
  importId: string,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `SELECT device_id AS id FROM import_change WHERE import_id = $1 AND device_id > $2 AND changes ?| '{siteId,locationId}'
      ORDER BY device_id LIMIT $3`,
    [importId, afterId, limit],
  );
  return rows.map((row) => row.id);
}
