import type { ReminderState } from '#contracts/reminders';
import type { Sql } from '#platform/database';
import type { BurndownFacts } from './burndown.rules.js';

/** What the burn-down is drawn from, at the given sites (null: all). */
export async function burndownFacts(
  sql: Sql,
  campaignId: string,
  sites: readonly string[] | null,
  now: Date,
): Promise<BurndownFacts> {
  const [[span], days, due] = await Promise.all([
    sql<{ opened_on: string | null; today: string }>(
      `SELECT min((c.opened_at AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date) AS opened_on,
              max((coalesce(c.closed_at, $3) AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date) AS today
         FROM campaign c
         LEFT JOIN campaign_site cs ON cs.campaign_id = c.id AND ($2::bigint[] IS NULL OR cs.site_id = ANY($2))
         LEFT JOIN site s ON s.id = cs.site_id WHERE c.id = $1`,
      [campaignId, sites, now],
    ),
    sql<Record<'begun' | 'closed' | 'reopened' | 'withdrawn', string> & { day: string }>(
      `SELECT day, sum(begun) AS begun, sum(closed) AS closed, sum(reopened) AS reopened, sum(withdrawn) AS withdrawn
         FROM task_day_rollup WHERE campaign_id = $1 AND ($2::bigint[] IS NULL OR site_id = 0 OR site_id = ANY($2)) GROUP BY day`,
      [campaignId, sites],
    ),
    sql<{ due_on: string; tasks: string }>(
      `SELECT due_on, sum(open + closed) AS tasks FROM task_rollup
        WHERE campaign_id = $1 AND ($2::bigint[] IS NULL OR site_id = 0 OR site_id = ANY($2))
        GROUP BY due_on HAVING sum(open + closed) > 0`,
      [campaignId, sites],
    ),
  ]);
  return {
    openedOn: span?.opened_on ?? null,
    today: span?.today ?? now.toISOString().slice(0, 10),
    days: days.map((row) => ({
      day: row.day,
      begun: Number(row.begun),
      closed: Number(row.closed),
      reopened: Number(row.reopened),
      withdrawn: Number(row.withdrawn),
    })),
    due: due.map((row) => ({ dueOn: row.due_on, tasks: Number(row.tasks) })),
  };
}

/** Devices in scope of each campaign, and how many of them are recorded as not located. */
export function devicesOf(
  sql: Sql,
  campaignIds: readonly string[],
  sites: readonly string[] | null,
): Promise<Array<{ campaign_id: string; devices: string; not_located: string }>> {
  return sql(
    `SELECT c.id AS campaign_id, coalesce(s.devices, 0) AS devices, coalesce(n.devices, 0) AS not_located
       FROM unnest($1::bigint[]) AS c(id)
       LEFT JOIN (SELECT campaign_id, sum(affected + possibly_affected) AS devices FROM campaign_site
                   WHERE campaign_id = ANY($1) AND ($2::bigint[] IS NULL OR site_id = ANY($2)) GROUP BY 1) AS s ON s.campaign_id = c.id
       LEFT JOIN (SELECT cd.campaign_id, count(*) AS devices
                    FROM device d JOIN campaign_device cd ON cd.device_id = d.id AND cd.campaign_id = ANY($1) AND cd.verdict <> 'not-affected'
                   WHERE d.status = 'not-located' AND ($2::bigint[] IS NULL OR d.site_id = ANY($2)) GROUP BY 1) AS n ON n.campaign_id = c.id`,
    [campaignIds, sites],
  );
}

/**
 * The last e-mail about campaign `c` that person `p` was owed, as columns of `m`. A dropped one said nothing. Reminders
 * stand in a room above this one; they are read plainly.
 */
export const lastReminder = (person: string, campaign: string): string => `LEFT JOIN LATERAL (
    SELECT id, kind, state, created_at, sent_at, site_ids FROM reminder
     WHERE person_id = ${person} AND campaign_ids @> ARRAY[${campaign}] AND state <> 'dropped' ORDER BY id DESC LIMIT 1) m ON true`;

export interface StuckRow {
  campaign_id: string;
  person_id: string;
  name: string;
  open: string;
  late: string;
  oldest: string;
  state: ReminderState | null;
  created_at: Date | null;
  sent_at: Date | null;
}

/** Of each campaign the people with the most late tasks, worst first, `most` at the utmost. */
export function stuckPeople(
  sql: Sql,
  campaignIds: readonly string[],
  sites: readonly string[] | null,
  now: Date,
  most: number,
): Promise<StuckRow[]> {
  return sql<StuckRow>(
    `SELECT p.campaign_id, p.person_id, u.name, p.open, p.late, p.oldest, m.state, m.created_at, m.sent_at
       FROM (SELECT x.*, row_number() OVER (PARTITION BY x.campaign_id ORDER BY x.late DESC, x.open DESC, x.person_id) AS place
               FROM (SELECT r.campaign_id, r.person_id, sum(r.open) AS open, min(r.due_on) AS oldest,
                            coalesce(sum(r.open) FILTER (WHERE r.due_on < ($3::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date), 0) AS late
                       FROM task_person_rollup r LEFT JOIN site s ON s.id = r.site_id
                      WHERE r.campaign_id = ANY($1) AND r.open > 0 AND ($2::bigint[] IS NULL OR r.site_id = 0 OR r.site_id = ANY($2))
                      GROUP BY 1, 2) AS x WHERE x.late > 0) AS p
       JOIN app_user u ON u.id = p.person_id
       ${lastReminder('p.person_id', 'p.campaign_id')}
      WHERE p.place <= $4 ORDER BY p.campaign_id, p.place`,
    [campaignIds, sites, now, most],
  );
}
