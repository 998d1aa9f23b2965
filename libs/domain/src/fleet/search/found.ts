import type { Tx } from '#domain/audit';
import type { Sql } from '#platform/database';

/** What somebody said with a task that ended as cannot-locate. */
export interface LookedInVain {
  deviceId: string;
  taskId: string;
  searched: ReadonlyArray<{ place: string; at: string }>;
}

/**
 * Keeps where a pump was looked for, said with a task. The pump's search is there by then (the trigger of its status);
 * of a pump that is gone there is none, and nothing is kept. Who covers the place has looked, so the next circle begins.
 */
export async function keepSearched(tx: Tx, looked: readonly LookedInVain[]): Promise<void> {
  if (looked.length === 0) return;
  await tx.sql(
    `WITH said AS (
       SELECT q.id AS search_id, r."taskId" AS task_id, r.searched FROM jsonb_to_recordset($1::jsonb) AS r("deviceId" bigint, "taskId" bigint, searched jsonb)
         JOIN device_search q ON q.device_id = r."deviceId" AND q.ended_at IS NULL
     ), kept AS (
       INSERT INTO search_attempt (search_id, circle, circle_done, at, by_id, how, found, place, task_id)
       SELECT s.search_id, 'location', true, coalesce((x.value->>'at')::timestamptz, $2), $3, 'task', false, x.value->>'place', s.task_id
         -- one that names no place still says that somebody looked
         FROM said s LEFT JOIN LATERAL jsonb_array_elements(s.searched) x ON true
     )
     UPDATE search_circle k SET done_at = $2, done_by = $3 FROM said s
      WHERE k.search_id = s.search_id AND k.circle = 'location' AND k.done_at IS NULL`,
    [JSON.stringify(looked), tx.now, tx.caller.userId],
  );
  await widenSearches(tx.sql, tx.now);
}

/**
 * Who found the pumps whose searches this transaction ended, and where; what is said first counts.
 * @param at.place in words; null: where the record says that they are
 */
export async function noteFound(
  sql: Sql,
  now: Date,
  deviceIds: readonly string[],
  at: { by: string | null; place: string | null },
): Promise<void> {
  if (deviceIds.length === 0) return;
  await sql(
    `UPDATE device_search SET found_by = coalesce(found_by, $3), found_place = coalesce(found_place, $4)
      WHERE device_id = ANY($1::bigint[]) AND ended_at = $2 AND ending = 'found' AND followed_at IS NULL`,
    [deviceIds, now, at.by, at.place],
  );
}

/** The next circle of a search w: of all sites only where there is another one, of a holder only where there was one. */
const NEXT = `(SELECT r.circle FROM search_rule r WHERE r.class = 'none' AND r.position > w.position
   AND (r.circle <> 'all-sites' OR EXISTS (SELECT FROM site o WHERE o.id <> w.site_id))
   AND (r.circle <> 'holder' OR EXISTS (SELECT FROM device_holder h WHERE h.device_id = w.device_id))
 ORDER BY r.position LIMIT 1)`;

/**
 * Begins the next circle of each search whose widest was searched in vain, or has gone over its last day while a campaign
 * looks for the pump. Set-based, and repeated it changes nothing.
 */
export async function widenSearches(sql: Sql, now: Date): Promise<void> {
  await sql(
    `INSERT INTO search_circle (search_id, circle, begun_at)
     SELECT w.search_id, n.circle, $1 FROM (
         SELECT DISTINCT ON (search_id) * FROM search_step WHERE ended_at IS NULL ORDER BY search_id, position DESC) w
      CROSS JOIN LATERAL (SELECT ${NEXT} AS circle) n
      WHERE n.circle IS NOT NULL AND (w.done_at IS NOT NULL OR (w.class IS NOT NULL AND w.due_on < ($1::timestamptz AT TIME ZONE w.time_zone)::date))
     ON CONFLICT DO NOTHING`,
    [now],
  );
}
