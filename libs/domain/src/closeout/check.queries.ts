import type { CheckPump, CheckView } from '#contracts/closeout';
import type { Sql } from '#platform/database';

/**
 * The completed pumps of a campaign: in scope, nothing open, and something done by a person and not ended as
 * not-applicable or cannot-locate. Their order under a seed ($2) is that of sha256(seed + ":" + id): anybody can make it
 * again, nobody can choose who is in it.
 */
const COMPLETED = `
  SELECT cd.device_id, row_number() OVER (ORDER BY sha256(convert_to($2 || ':' || cd.device_id, 'UTF8')))::int AS place
    FROM campaign_device cd
   WHERE cd.campaign_id = $1 AND cd.verdict <> 'not-affected'
     AND EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id = cd.device_id AND t.status = 'closed'
                    AND t.outcome NOT IN ('not-applicable', 'cannot-locate'))
     AND NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = $1 AND t.device_id = cd.device_id
                        AND (t.status IN ('open', 'waiting') OR (t.status = 'closed' AND t.outcome = 'cannot-locate')))`;

export async function countCompleted(sql: Sql, campaignId: string): Promise<number> {
  const [row] = await sql<{ n: string }>(`SELECT count(*) AS n FROM (${COMPLETED}) c`, [campaignId, '']);
  return Number(row?.n ?? 0);
}

/**
 * Draws the next pumps in the seed's order that are not in the sample yet, and gives each to somebody who did none of its
 * work: the site's lead, else the campaign's owner, else nobody yet.
 */
export async function drawPumps(
  sql: Sql,
  check: { id: string; campaignId: string; seed: string; ownerId: string },
  n: number,
): Promise<number> {
  const rows = await sql(
    `WITH completed AS (${COMPLETED}), next AS (
       SELECT * FROM completed c
        WHERE NOT EXISTS (SELECT FROM check_pump p WHERE p.check_id = $3 AND p.device_id = c.device_id)
        ORDER BY place LIMIT $4)
     INSERT INTO check_pump (check_id, device_id, place, assignee_id)
     SELECT $3, n.device_id, n.place,
            (SELECT u.id FROM (VALUES (1, s.lead_id), (2, $5::bigint)) AS wanted(rank, id) JOIN app_user u ON u.id = wanted.id AND u.active
              WHERE NOT EXISTS (SELECT FROM task t JOIN task_completion h ON h.task_id = t.id
                                 WHERE t.campaign_id = $1 AND t.device_id = n.device_id AND h.completed_by = u.id)
              ORDER BY rank LIMIT 1)
       FROM next n JOIN device d ON d.id = n.device_id JOIN site s ON s.id = d.site_id
     RETURNING id`,
    [check.campaignId, check.seed, check.id, n, check.ownerId],
  );
  return rows.length;
}

export interface CheckRow {
  id: string;
  campaign_id: string;
  level: CheckView['level'];
  percent: string | null;
  seed: string;
  population: number;
  first_size: number;
  created_by: string;
  creator: string;
  created_at: Date;
}

export function checksOf(sql: Sql, campaignId: string): Promise<CheckRow[]> {
  return sql<CheckRow>(
    `SELECT k.*, u.name AS creator FROM campaign_check k JOIN app_user u ON u.id = k.created_by
      WHERE k.campaign_id = $1 ORDER BY k.id`,
    [campaignId],
  );
}

export interface CheckCounts {
  check_id: string;
  size: string;
  agreed: string;
  disagreements: string;
  to_check: string;
}

export function countsOf(sql: Sql, campaignId: string): Promise<CheckCounts[]> {
  return sql<CheckCounts>(
    `SELECT p.check_id, count(DISTINCT device_id) AS size, count(*) FILTER (WHERE result = 'agree') AS agreed,
            count(*) FILTER (WHERE result = 'disagree') AS disagreements, count(*) FILTER (WHERE result IS NULL) AS to_check
       FROM check_pump p JOIN campaign_check k ON k.id = p.check_id WHERE k.campaign_id = $1 GROUP BY p.check_id`,
    [campaignId],
  );
}

interface PumpRow {
  id: string;
  check_id: string;
  device_id: string;
  asset_tag: string | null;
  serial_number: string | null;
  site_id: string;
  site: string;
  location: string | null;
  place: number;
  attempt: number;
  done_by: CheckPump['doneBy'] | null;
  assignee_id: string | null;
  assignee: string | null;
  result: CheckPump['result'];
  note: string | null;
  checked_by: string | null;
  checker: string | null;
  checked_at: Date | null;
  reopened_task_id: string | null;
}

export const pumpSelect = `
  SELECT p.*, d.asset_tag, d.serial_number, d.site_id, s.name AS site, l.name AS location, a.name AS assignee, c.name AS checker,
         (SELECT jsonb_agg(DISTINCT jsonb_build_object('id', u.id::text, 'name', u.name))
            FROM task t JOIN task_completion h ON h.task_id = t.id JOIN app_user u ON u.id = h.completed_by
           WHERE t.campaign_id = k.campaign_id AND t.device_id = p.device_id) AS done_by
    FROM check_pump p JOIN campaign_check k ON k.id = p.check_id JOIN device d ON d.id = p.device_id
    JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
    LEFT JOIN app_user a ON a.id = p.assignee_id LEFT JOIN app_user c ON c.id = p.checked_by`;

export async function pumpsOf(
  sql: Sql,
  campaignId: string,
  filter: { sites: readonly string[] | null; id?: string; open?: boolean; limit?: number },
): Promise<Array<CheckPump & { checkId: string }>> {
  const rows = await sql<PumpRow>(
    `${pumpSelect} WHERE k.campaign_id = $1 AND ($2::bigint[] IS NULL OR d.site_id = ANY($2))
        AND ($3::bigint IS NULL OR p.id = $3) AND (NOT $4 OR p.result IS NULL)
      ORDER BY p.check_id, p.place, p.attempt LIMIT $5`,
    [campaignId, filter.sites, filter.id ?? null, filter.open ?? false, filter.limit ?? null],
  );
  return rows.map(presentPump);
}

const person = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });

const presentPump = (row: PumpRow): CheckPump & { checkId: string } => ({
  checkId: row.check_id,
  id: row.id,
  deviceId: row.device_id,
  assetTag: row.asset_tag,
  serialNumber: row.serial_number,
  siteId: row.site_id,
  site: row.site,
  location: row.location,
  place: row.place,
  attempt: row.attempt,
  doneBy: row.done_by ?? [],
  assignee: person(row.assignee_id, row.assignee),
  result: row.result,
  note: row.note,
  checkedBy: person(row.checked_by, row.checker),
  checkedAt: row.checked_at?.toISOString() ?? null,
  reopenedTaskId: row.reopened_task_id,
});
