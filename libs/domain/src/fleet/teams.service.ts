import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CreateTeam, PatchTeam, PlaceListQuery, TeamView } from '#contracts/fleet';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertMay, siteFilter } from '#domain/identity';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { assertPeople, assertTeam } from './workers.queries.js';

interface TeamRow {
  id: string;
  name: string;
  members: Array<{ id: string; name: string }>;
}
/** $1: the caller's sites. Of a team, those members are shown who share one of them. */
const SELECT = `
  SELECT t.id, t.name, coalesce((
      SELECT jsonb_agg(jsonb_build_object('id', u.id::text, 'name', u.name) ORDER BY u.name, u.id)
        FROM team_member m JOIN app_user u ON u.id = m.user_id
       WHERE m.team_id = t.id AND ($1::bigint[] IS NULL OR u.all_sites
          OR EXISTS (SELECT 1 FROM user_site x WHERE x.user_id = u.id AND x.site_id = ANY($1)))), '[]') AS members
    FROM team t`;

/** Teams: people who share the work of a place. Each location has one of them, always the same. */
@Injectable()
export class TeamsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(caller: Caller, query: PlaceListQuery): Promise<Page<TeamView>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<TeamRow>(
      `${SELECT} WHERE ($2::text IS NULL OR strpos(lower(t.name), lower($2)) > 0) AND t.id > $3 ORDER BY t.id LIMIT $4`,
      [siteFilter(caller), query.q ?? null, after?.id ?? '0', query.limit + 1],
    );
    return cutPage(rows, query.limit, ({ id }) => ({ id }));
  }

  /** @throws ExpectedError team.not-found */
  read(caller: Caller, id: string): Promise<TeamView> {
    return find(sqlOf(this.database), caller, id);
  }

  /** @throws ExpectedError team.name-taken, fleet.person-cannot */
  create(caller: Caller, input: CreateTeam): Promise<TeamView> {
    assertMay(caller, 'coverage.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      await assertMembers(tx, input.memberIds);
      const [row] = await tx.sql<{ id: string }>(
        'INSERT INTO team (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING id',
        [input.name],
      );
      if (row === undefined) throw nameTaken();
      await setMembers(tx, row.id, input.memberIds);
      const view = await find(tx.sql, caller, row.id);
      tx.audit({ action: 'team.create', subjectType: 'team', subjectId: row.id, new: view });
      return view;
    });
  }

  /**
   * Renames a team or sets its members. Wherever the team looks after a place, it keeps somebody who can do the work.
   * @throws ExpectedError team.not-found, team.name-taken, fleet.person-cannot, access.other-site
   */
  patch(caller: Caller, id: string, input: PatchTeam): Promise<TeamView> {
    assertMay(caller, 'coverage.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      await tx.sql('SELECT 1 FROM team WHERE id = $1 FOR UPDATE', [id]);
      const old = await find(tx.sql, caller, id);
      const sites = await tx.sql<{ site_id: string }>(
        `SELECT site_id FROM coverage WHERE team_id = $1 UNION SELECT id FROM site WHERE team_id = $1 ORDER BY 1`,
        [id],
      );
      const own = caller.sites;
      if (own !== 'all' && sites.some((site) => !own.includes(site.site_id))) {
        throw new ExpectedError(
          'forbidden',
          'access.other-site',
          'This team also works at a site that you have not been given.',
        );
      }
      if (input.name !== undefined) {
        const taken = await tx.sql('SELECT 1 FROM team WHERE name = $1 AND id <> $2', [input.name, id]);
        if (taken.length > 0) throw nameTaken();
        await tx.sql('UPDATE team SET name = $2 WHERE id = $1', [id, input.name]);
      }
      if (input.memberIds !== undefined) {
        await assertMembers(tx, input.memberIds);
        await setMembers(tx, id, input.memberIds);
        for (const site of sites) await assertTeam(tx.sql, site.site_id, id);
      }
      const view = await find(tx.sql, caller, id);
      tx.audit({ action: 'team.patch', subjectType: 'team', subjectId: id, old, new: view });
      return view;
    });
  }
}

const nameTaken = (): ExpectedError =>
  new ExpectedError('conflict', 'team.name-taken', 'There is a team of this name already.', {
    errors: [{ path: 'name', message: 'is taken' }],
  });

async function assertMembers(tx: Tx, ids: string[]): Promise<void> {
  await assertPeople(
    tx.sql,
    null,
    ids.map((userId, n) => ({ path: `memberIds.${n}`, userId })),
  );
}

async function setMembers(tx: Tx, teamId: string, ids: string[]): Promise<void> {
  await tx.sql('DELETE FROM team_member WHERE team_id = $1', [teamId]);
  await tx.sql('INSERT INTO team_member (team_id, user_id) SELECT $1, unnest($2::bigint[])', [teamId, ids]);
}

async function find(sql: Sql, caller: Caller, id: string): Promise<TeamView> {
  const [row] = await sql<TeamRow>(`${SELECT} WHERE t.id = $2`, [siteFilter(caller), id]);
  if (row === undefined) throw notFound('team', id);
  return row;
}
