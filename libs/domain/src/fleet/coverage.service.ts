import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CoverageListQuery, CoverageView, SetCoverage } from '#contracts/fleet';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertMay, assertSite, siteFilter } from '#domain/identity';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { assertPeople, assertTeam } from './workers.queries.js';

interface CoverageRow {
  id: string;
  site_id: string;
  site_name: string;
  location_id: string | null;
  location_name: string | null;
  user_id: string | null;
  user_name: string | null;
  team_id: string | null;
  team_name: string | null;
}
const SELECT = `
  SELECT c.id, c.site_id, s.name AS site_name, c.location_id, l.name AS location_name, c.user_id, u.name AS user_name,
         c.team_id, t.name AS team_name
    FROM coverage c JOIN site s ON s.id = c.site_id LEFT JOIN location l ON l.id = c.location_id
    LEFT JOIN app_user u ON u.id = c.user_id LEFT JOIN team t ON t.id = c.team_id`;

/** Who looks after which place. It decides who gets a task that is opened there; tasks already given stay where they are. */
@Injectable()
export class CoverageService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(caller: Caller, query: CoverageListQuery): Promise<Page<CoverageView>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<CoverageRow>(
      `${SELECT} WHERE ($1::bigint[] IS NULL OR c.site_id = ANY($1)) AND ($2::bigint IS NULL OR c.site_id = $2) AND c.id > $3
        ORDER BY c.id LIMIT $4`,
      [siteFilter(caller), query.site ?? null, after?.id ?? '0', query.limit + 1],
    );
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(present) };
  }

  /**
   * Names who looks after a location, or after the whole site; whoever did before is replaced.
   * @throws ExpectedError access.other-site, site.not-found, location.other-site, fleet.person-cannot, fleet.team-unknown
   */
  set(caller: Caller, input: SetCoverage): Promise<CoverageView> {
    assertMay(caller, 'coverage.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      const { siteId, locationId, userId, teamId } = input;
      assertSite(caller, siteId);
      const [site] = await tx.sql('SELECT 1 FROM site WHERE id = $1 FOR SHARE', [siteId]);
      if (site === undefined) throw notFound('site', siteId);
      await assertLocation(tx.sql, siteId, locationId);
      if (userId !== null) await assertPeople(tx.sql, siteId, [{ path: 'userId', userId }]);
      if (teamId !== null) await assertTeam(tx.sql, siteId, teamId);
      const [before] = await tx.sql<CoverageRow>(
        `${SELECT} WHERE c.site_id = $1 AND c.location_id IS NOT DISTINCT FROM $2::bigint FOR UPDATE OF c`,
        [siteId, locationId],
      );
      const [row] = await tx.sql<{ id: string }>(
        `INSERT INTO coverage (site_id, location_id, user_id, team_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (site_id, location_id) DO UPDATE SET user_id = excluded.user_id, team_id = excluded.team_id
         RETURNING id`,
        [siteId, locationId, userId, teamId],
      );
      const view = present(await find(tx.sql, caller, (row as { id: string }).id));
      tx.audit({
        action: 'coverage.set',
        subjectType: 'coverage',
        subjectId: view.id,
        siteId,
        old: before === undefined ? null : present(before),
        new: view,
      });
      return view;
    });
  }

  /** @throws ExpectedError coverage.not-found */
  remove(caller: Caller, id: string): Promise<void> {
    assertMay(caller, 'coverage.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      const old = present(await find(tx.sql, caller, id));
      await tx.sql('DELETE FROM coverage WHERE id = $1', [id]);
      tx.audit({
        action: 'coverage.remove',
        subjectType: 'coverage',
        subjectId: id,
        siteId: old.site.id,
        old,
      });
    });
  }
}

/** @throws ExpectedError location.other-site when the location is not one of the site's */
export async function assertLocation(sql: Sql, siteId: string, locationId: string | null): Promise<void> {
  if (locationId === null) return;
  const rows = await sql('SELECT 1 FROM location WHERE id = $1 AND site_id = $2', [locationId, siteId]);
  if (rows.length === 0) {
    throw new ExpectedError('invalid', 'location.other-site', 'Choose a location of this site.', {
      errors: [{ path: 'locationId', message: 'is not a location of the site' }],
    });
  }
}

async function find(sql: Sql, caller: Caller, id: string): Promise<CoverageRow> {
  const [row] = await sql<CoverageRow>(
    `${SELECT} WHERE c.id = $1 AND ($2::bigint[] IS NULL OR c.site_id = ANY($2))`,
    [id, siteFilter(caller)],
  );
  if (row === undefined) throw notFound('coverage', id);
  return row;
}

const ref = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });

const present = (row: CoverageRow): CoverageView => ({
  id: row.id,
  site: { id: row.site_id, name: row.site_name },
  location: ref(row.location_id, row.location_name),
  person: ref(row.user_id, row.user_name),
  team: ref(row.team_id, row.team_name),
});
