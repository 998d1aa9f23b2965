import type { UserQuery, UserView } from '#contracts/identity';
import type { Sql } from '#platform/database';

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
  active: boolean;
  mail_refused_at: Date | null;
  mail_refused_reason: string | null;
  created_at: Date;
}

const SELECT_USER = `SELECT u.id, u.version, u.email, u.name, u.role, u.all_sites,
    ARRAY(SELECT us.site_id::text FROM user_site us WHERE us.user_id = u.id ORDER BY us.site_id) AS site_ids,
    u.home_site_id, u.lead_id, l.name AS lead_name, u.time_zone, u.digest_hour, u.active,
    u.mail_refused_at, u.mail_refused_reason, u.created_at
  FROM app_user u LEFT JOIN app_user l ON l.id = u.lead_id`;

/** $1: the reader's sites, null for all; $2: the reader. Whoever shares a site with them, has all sites, or is them. */
const VISIBLE = `($1::bigint[] IS NULL OR u.all_sites OR u.id = $2
  OR EXISTS (SELECT FROM user_site us WHERE us.user_id = u.id AND us.site_id = ANY($1)))`;

export async function findUser(
  sql: Sql,
  sites: readonly string[] | null,
  reader: string | null,
  id: string,
): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow>(`${SELECT_USER} WHERE ${VISIBLE} AND u.id = $3`, [sites, reader, id]);
  return row;
}

/** In the order of names, one more than the limit when there is another page. */
export function listUsers(
  sql: Sql,
  sites: readonly string[] | null,
  reader: string | null,
  query: UserQuery,
  after: { name: string; id: string } | null,
): Promise<UserRow[]> {
  return sql<UserRow>(
    `${SELECT_USER} WHERE ${VISIBLE}
       AND ($3::text IS NULL OR u.role = $3) AND ($4::boolean IS NULL OR u.active = $4)
       AND ($5::bigint IS NULL OR u.all_sites OR EXISTS (SELECT FROM user_site us WHERE us.user_id = u.id AND us.site_id = $5))
       AND ($6::text IS NULL OR strpos(lower(u.name), lower($6)) > 0 OR strpos(lower(u.email), lower($6)) > 0)
       AND ($7::text IS NULL OR (lower(u.name), u.id) > ($7, $8::bigint))
     ORDER BY lower(u.name), u.id LIMIT $9`,
    [
      sites,
      reader,
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
  active: row.active,
  mailRefusedAt: row.mail_refused_at?.toISOString() ?? null,
  mailRefusedReason: row.mail_refused_reason,
  createdAt: row.created_at.toISOString(),
});
