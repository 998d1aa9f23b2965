import type { ReminderKind, ReminderState } from '#contracts/reminders';
import type { Sql } from '#platform/database';
import { lastReminder } from './progress.queries.js';

export interface PersonRow {
  person_id: string;
  name: string;
  active: boolean;
  mail_refused: boolean;
  sites: Array<{ id: string; name: string }>;
  site_count: number;
  open: string;
  late: string;
  closed: string;
  oldest: string | null;
  reminder_id: string | null;
  reminder_seen: boolean | null;
  kind: ReminderKind | null;
  state: ReminderState | null;
  created_at: Date | null;
  sent_at: Date | null;
}

export interface PeopleFilter {
  campaignId: string;
  /** the caller and their sites (null: all) */
  callerId: string | null;
  sites: readonly string[] | null;
  siteId: string | null;
  after: { late: string; open: string; id: string } | null;
  limit: number;
}

/** Sites that a row names; the rest is counted. */
const SITES_NAMED = 3;

/** Everybody with tasks in a campaign, a page by late, then open tasks, from the rollup by person. */
export function listPeople(sql: Sql, now: Date, filter: PeopleFilter): Promise<PersonRow[]> {
  return sql<PersonRow>(
    `WITH part AS (
       SELECT r.person_id, r.site_id, r.due_on, r.open, r.closed,
              CASE WHEN r.due_on < ($2::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date THEN r.open ELSE 0 END AS late
         FROM task_person_rollup r LEFT JOIN site s ON s.id = r.site_id
        WHERE r.campaign_id = $1 AND r.open + r.closed > 0 AND ($4::bigint IS NULL OR r.site_id = $4)
          AND ($3::bigint[] IS NULL OR r.site_id = 0 OR r.site_id = ANY($3))
     ), person AS (
       SELECT person_id, sum(open) AS open, sum(late) AS late, sum(closed) AS closed, min(due_on) FILTER (WHERE open > 0) AS oldest
         FROM part GROUP BY person_id
     ), page AS (
       SELECT * FROM person WHERE $5::bigint IS NULL OR (late, open, -person_id) < ($5, $6::bigint, -$7::bigint)
        ORDER BY late DESC, open DESC, person_id LIMIT $8
     )
     SELECT p.*, u.name, u.active, u.mail_refused_at IS NOT NULL AS mail_refused,
            coalesce(w.sites, '[]') AS sites, w.site_count,
            m.id AS reminder_id, ($3::bigint[] IS NULL OR p.person_id = $9 OR (m.site_ids <> '{}' AND m.site_ids <@ $3::bigint[])) AS reminder_seen,
            m.kind, m.state, m.created_at, m.sent_at
       FROM page p JOIN app_user u ON u.id = p.person_id
      CROSS JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('id', x.id::text, 'name', x.name) ORDER BY x.n) FILTER (WHERE x.n <= ${SITES_NAMED}) AS sites,
               count(*)::int AS site_count
          FROM (SELECT s.id, s.name, row_number() OVER (ORDER BY s.name, s.id) AS n FROM site s
                 WHERE s.id IN (SELECT r.site_id FROM task_person_rollup r
                                 WHERE r.campaign_id = $1 AND r.person_id = p.person_id AND r.open + r.closed > 0
                                   AND ($3::bigint[] IS NULL OR r.site_id = ANY($3)))) AS x) w
       ${lastReminder('p.person_id', '$1::bigint')}
      ORDER BY p.late DESC, p.open DESC, p.person_id`,
    [
      filter.campaignId,
      now,
      filter.sites,
      filter.siteId,
      filter.after?.late ?? null,
      filter.after?.open ?? null,
      filter.after?.id ?? null,
      filter.limit + 1,
      filter.callerId,
    ],
  );
}
