import type { Sql } from '#platform/database';

export interface Remindable {
  id: string;
  name: string;
  active: boolean;
  /** of their open tasks */
  site_ids: string[];
}

/** Everybody with open tasks in a campaign. @param wanted of these people; null: of all. @param sites the caller's; null: all */
export function remindable(
  sql: Sql,
  campaignId: string,
  wanted: readonly string[] | null,
  sites: readonly string[] | null,
): Promise<Remindable[]> {
  return sql<Remindable>(
    `SELECT u.id, u.name, u.active, coalesce(array_agg(DISTINCT t.site_id::text) FILTER (WHERE t.site_id IS NOT NULL), '{}') AS site_ids
       FROM task t JOIN app_user u ON u.id = t.assignee_id
      WHERE t.campaign_id = $1 AND t.status = 'open' AND ($2::bigint[] IS NULL OR u.id = ANY($2))
        AND ($3::bigint[] IS NULL OR t.site_id = ANY($3)) GROUP BY u.id ORDER BY u.id`,
    [campaignId, wanted, sites],
  );
}

/** When each of these people last had an e-mail about a campaign on this day, by their own calendar. */
export async function sentToday(
  sql: Sql,
  now: Date,
  campaignId: string,
  personIds: readonly string[],
): Promise<Map<string, Date>> {
  const rows = await sql<{ person_id: string; at: Date }>(
    `SELECT r.person_id, max(r.sent_at) AS at FROM reminder r
      WHERE r.person_id = ANY($1::bigint[]) AND r.campaign_ids @> ARRAY[$2::bigint] AND r.state = 'sent'
        AND r.sent_at > $3::timestamptz - interval '1 day' AND person_today(r.person_id, r.sent_at) = person_today(r.person_id, $3)
      GROUP BY r.person_id`,
    [personIds, campaignId, now],
  );
  return new Map(rows.map((row) => [row.person_id, row.at]));
}
