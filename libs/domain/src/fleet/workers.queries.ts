import type { Sql } from '#platform/database';
import { ExpectedError } from '#platform/errors';

/**
 * Those of the given people who could be given tasks at a site: active, not an auditor, and with that site.
 * `siteId` null: at whichever site, so that only the first two count.
 */
async function ableAt(sql: Sql, siteId: string | null, userIds: string[]): Promise<Set<string>> {
  const rows = await sql<{ id: string }>(
    `SELECT u.id FROM app_user u WHERE u.id = ANY($1::bigint[]) AND u.active AND u.role <> 'auditor'
        AND ($2::bigint IS NULL OR u.all_sites OR EXISTS (SELECT 1 FROM user_site s WHERE s.user_id = u.id AND s.site_id = $2))`,
    [userIds, siteId],
  );
  return new Set(rows.map((row) => row.id));
}

const cannot = (path: string, detail: string): ExpectedError =>
  new ExpectedError('invalid', 'fleet.person-cannot', detail, {
    errors: [{ path, message: 'cannot do tasks at this site' }],
  });

/** @throws ExpectedError fleet.person-cannot when one of them could not do tasks there */
export async function assertPeople(
  sql: Sql,
  siteId: string | null,
  people: Array<{ path: string; userId: string }>,
): Promise<void> {
  if (people.length === 0) return;
  const able = await ableAt(
    sql,
    siteId,
    people.map((person) => person.userId),
  );
  const unable = people.find((person) => !able.has(person.userId));
  if (unable !== undefined) {
    throw cannot(unable.path, 'Choose an active person who has been given this site and is not an auditor.');
  }
}

/**
 * A team must have somebody, and everybody in it must have been given the site: tasks go to each of them.
 * @throws ExpectedError fleet.team-unknown, fleet.person-cannot naming who lacks the site
 */
export async function assertTeam(sql: Sql, siteId: string, teamId: string): Promise<void> {
  const [team] = await sql('SELECT 1 FROM team WHERE id = $1 FOR SHARE', [teamId]);
  if (team === undefined) {
    throw new ExpectedError('invalid', 'fleet.team-unknown', 'Choose a team that exists.', {
      errors: [{ path: 'teamId', message: 'no such team' }],
    });
  }
  const members = await sql<{ id: string; name: string }>(
    'SELECT u.id, u.name FROM team_member m JOIN app_user u ON u.id = m.user_id AND u.active WHERE m.team_id = $1 ORDER BY u.name',
    [teamId],
  );
  if (members.length === 0) {
    throw cannot('teamId', 'This team has no active member. Add somebody first.');
  }
  const able = await ableAt(
    sql,
    siteId,
    members.map((member) => member.id),
  );
  const unable = members.filter((member) => !able.has(member.id));
  if (unable.length > 0) {
    throw cannot(
      'teamId',
      `${unable.map((member) => member.name).join(', ')} of this team cannot do tasks at this site. Give them the site first.`,
    );
  }
}
