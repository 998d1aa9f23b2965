import type { MeView } from '#contracts/identity';
import type { Role } from '#domain/audit';
import { type Sql } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { access, type Action, may } from './access.policy.js';
import { presentLeave } from './leave.presenter.js';
import { standingIn } from './leave.queries.js';

interface MeRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  all_sites: boolean;
  home_site_id: string | null;
  time_zone: string | null;
  digest_hour: number | null;
  locale: string | null;
  leave_from: string | null;
  leave_to: string | null;
  stand_in_id: string | null;
  stand_in_name: string | null;
  leave_now: boolean | null;
  sites: Array<{ id: string; name: string }>;
}

/** Who a person is, their sites and what their role allows. */
export async function meOf(sql: Sql, now: Date, userId: string): Promise<MeView> {
  const [row] = await sql<MeRow>(
    `SELECT u.id, u.email, u.name, u.role, u.all_sites, u.home_site_id, u.time_zone, u.digest_hour, u.locale,
            v.from_day AS leave_from, v.to_day AS leave_to, v.stand_in_id, i.name AS stand_in_name,
            person_today(v.user_id, $2) BETWEEN v.from_day AND v.to_day AS leave_now,
            coalesce((SELECT json_agg(json_build_object('id', s.id::text, 'name', s.name) ORDER BY s.name, s.id) FROM site s
              WHERE u.all_sites OR EXISTS (SELECT FROM user_site us WHERE us.user_id = u.id AND us.site_id = s.id)), '[]') AS sites
       FROM app_user u LEFT JOIN person_leave v ON v.user_id = u.id LEFT JOIN app_user i ON i.id = v.stand_in_id
      WHERE u.id = $1 AND u.active`,
    [userId, now],
  );
  if (row === undefined) {
    throw new ExpectedError(
      'unauthenticated',
      'access.not-signed-in',
      'Sign in first, or send a valid token.',
    );
  }
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    allSites: row.all_sites,
    sites: row.sites,
    homeSiteId: row.home_site_id,
    timeZone: row.time_zone,
    digestHour: row.digest_hour,
    locale: row.locale,
    leave: presentLeave(row),
    standingInFor: await standingIn(sql, now, row.id),
    actions: (Object.keys(access) as Action[]).filter((action) => may(row, action)),
  };
}
