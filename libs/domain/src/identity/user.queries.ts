import type { UserQuery, UserView } from '#contracts/identity';
import type { Sql } from '#platform/database';
import { presentLeave } from './leave.presenter.js';

export interface UserRow {
  id: string;
  version: number;
  email: string;
  name: string;
  role: UserView['role'];
  all_sites: boolean;
  site_ids: string[];
  home_site_id: string | null;
  lead_id: string | null;
  lead_name: string | null;
  time_zone: string | null;
  digest_hour: number | null;
  locale: string | null;
  leave_from: string | null;
  leave_to: string | null;
  stand_in_id: string | null;
  stand_in_name: string | null;
  leave_now: boolean | null;
  active: boolean;
  can_sign_in: boolean;
  load_open?: string;
  load_late?: string;
  mail_refused_at: Date | null;
  mail_refused_reason: string | null;
  created_at: Date;
}

/** $3: now. */
const SELECT_USER = `SELECT u.id, u.version, u.email, u.name, u.role, u.all_sites,
    ARRAY(SELECT us.site_id::text FROM user_site us WHERE us.user_id = u.id ORDER BY us.site_id) AS site_ids,
    u.home_site_id, u.lead_id, l.name AS lead_name, u.time_zone, u.digest_hour, u.locale, u.active,
    u.password_hash IS NOT NULL AS can_sign_in, u.mail_refused_at, u.mail_refused_reason, u.created_at,
    v.from_day AS leave_from, v.to_day AS leave_to, v.stand_in_id, i.name AS stand_in_name,
    person_today(v.user_id, $3) BETWEEN v.from_day AND v.to_day AS leave_now`;
const FROM_USER = `FROM app_user u LEFT JOIN app_user l ON l.id = u.lead_id
    LEFT JOIN person_leave v ON v.user_id = u.id LEFT JOIN app_user i ON i.id = v.stand_in_id`;
/** What waits for a person in open campaigns, at the reader's sites ($1); late by the calendar of each site. */
const LOAD = `CROSS JOIN LATERAL (
    SELECT count(*) AS load_open,
           count(*) FILTER (WHERE t.due_on < ($3::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date) AS load_late
      FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open' LEFT JOIN site s ON s.id = t.site_id
     WHERE t.assignee_id = u.id AND t.status = 'open' AND ($1::bigint[] IS NULL OR t.site_id = ANY($1))) AS load`;

/** $1: the reader's sites, null for all; $2: the reader. Whoever shares a site with them, has all sites, or is them. */
const VISIBLE = `($1::bigint[] IS NULL OR u.all_sites OR u.id = $2
  OR EXISTS (SELECT FROM user_site us WHERE us.user_id = u.id AND us.site_id = ANY($1)))`;

export async function findUser(
  sql: Sql,
  now: Date,
  sites: readonly string[] | null,
  reader: string | null,
  id: string,
): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow>(`${SELECT_USER} ${FROM_USER} WHERE ${VISIBLE} AND u.id = $4`, [
    sites,
    reader,
    now,
    id,
  ]);
  return row;
}

/** In the order of names, one more than the limit when there is another page. */
export function listUsers(
  sql: Sql,
  now: Date,
  sites: readonly string[] | null,
  reader: string | null,
  query: UserQuery,
  after: { name: string; id: string } | null,
): Promise<UserRow[]> {
  const withLoad = query.withLoad === 'true';
  return sql<UserRow>(
    `${SELECT_USER} ${withLoad ? ', load.*' : ''} ${FROM_USER} ${withLoad ? LOAD : ''} WHERE ${VISIBLE}
       AND ($4::text IS NULL OR u.role = $4) AND ($5::boolean IS NULL OR u.active = $5)
       AND ($6::bigint IS NULL OR u.all_sites OR EXISTS (SELECT FROM user_site us WHERE us.user_id = u.id AND us.site_id = $6))
       AND ($7::text IS NULL OR strpos(lower(u.name), lower($7)) > 0 OR strpos(lower(u.email), lower($7)) > 0)
       AND ($8::text IS NULL OR (lower(u.name), u.id) > ($8, $9::bigint))
     ORDER BY lower(u.name), u.id LIMIT $10`,
    [
      sites,
      reader,
      now,
      query.role ?? null,
      query.active ?? null,
      query.site ?? null,
      query.q ?? null,
      after?.name ?? null,
      after?.id ?? null,
      query.limit + 1,
    ],
  );
}

/** Whether `leadId` answers, over any number of steps, to `userId`: late work would go round in a circle. */
export async function answersTo(sql: Sql, leadId: string, userId: string): Promise<boolean> {
  const rows = await sql(
    `WITH RECURSIVE up AS (
       SELECT id, lead_id FROM app_user WHERE id = $1
       UNION SELECT u.id, u.lead_id FROM app_user u JOIN up ON u.id = up.lead_id)
     SELECT FROM up WHERE id = $2 OR lead_id = $2 LIMIT 1`,
    [leadId, userId],
  );
  return rows.length > 0;
}

export async function replaceSites(sql: Sql, userId: string, siteIds: readonly string[]): Promise<void> {
  await sql('DELETE FROM user_site WHERE user_id = $1 AND site_id <> ALL($2::bigint[])', [userId, siteIds]);
  await sql(
    'INSERT INTO user_site (user_id, site_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING',
    [userId, siteIds],
  );
}

/** Those of the ids that are not sites. */
export async function unknownSites(sql: Sql, siteIds: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT id FROM unnest($1::bigint[]) AS asked(id) WHERE NOT EXISTS (SELECT FROM site WHERE site.id = asked.id)',
    [siteIds],
  );
  return rows.map(({ id }) => id);
}

export const presentUser = (row: UserRow): UserView => ({
  id: row.id,
  version: row.version,
  email: row.email,
  name: row.name,
  role: row.role,
  allSites: row.all_sites,
  siteIds: row.site_ids,
  homeSiteId: row.home_site_id,
  lead: row.lead_id === null ? null : { id: row.lead_id, name: row.lead_name ?? '' },
  timeZone: row.time_zone,
  digestHour: row.digest_hour,
  locale: row.locale,
  leave: presentLeave(row),
  active: row.active,
  canSignIn: row.can_sign_in,
  load:
    row.load_open === undefined ? null : { open: Number(row.load_open), late: Number(row.load_late ?? 0) },
  mailRefusedAt: row.mail_refused_at?.toISOString() ?? null,
  mailRefusedReason: row.mail_refused_reason,
  createdAt: row.created_at.toISOString(),
});
