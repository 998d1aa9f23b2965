import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CreateLocation, LocationListQuery, LocationView, PatchLocation } from '#contracts/fleet';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertMay, assertSite, siteFilter } from '#domain/identity';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';

interface LocationRow {
  id: string;
  name: string;
  site_id: string;
  site_name: string;
}
const SELECT =
  'SELECT l.id, l.name, l.site_id, s.name AS site_name FROM location l JOIN site s ON s.id = l.site_id';

/** Locations: the wards, rooms and stores of a site. */
@Injectable()
export class LocationsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(caller: Caller, query: LocationListQuery): Promise<Page<LocationView>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<LocationRow>(
      `${SELECT} WHERE ($1::bigint[] IS NULL OR l.site_id = ANY($1)) AND ($2::bigint IS NULL OR l.site_id = $2)
          AND ($3::text IS NULL OR strpos(lower(l.name), lower($3)) > 0) AND l.id > $4 ORDER BY l.id LIMIT $5`,
      [siteFilter(caller), query.site ?? null, query.q ?? null, after?.id ?? '0', query.limit + 1],
    );
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(present) };
  }

  /** @throws ExpectedError location.not-found */
  async read(caller: Caller, id: string): Promise<LocationView> {
    return present(await find(sqlOf(this.database), caller, id));
  }

  /** @throws ExpectedError access.other-site, site.not-found, location.name-taken */
  create(caller: Caller, input: CreateLocation): Promise<LocationView> {
    assertMay(caller, 'coverage.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      assertSite(caller, input.siteId);
      const [site] = await tx.sql('SELECT 1 FROM site WHERE id = $1', [input.siteId]);
      if (site === undefined) throw notFound('site', input.siteId);
      const [row] = await tx.sql<{ id: string }>(
        'INSERT INTO location (site_id, name) VALUES ($1, $2) ON CONFLICT (site_id, lower(btrim(name))) DO NOTHING RETURNING id',
        [input.siteId, input.name],
      );
      if (row === undefined) throw nameTaken();
      const view = present(await find(tx.sql, caller, row.id));
      tx.audit({
        action: 'location.create',
        subjectType: 'location',
        subjectId: row.id,
        siteId: input.siteId,
        new: view,
      });
      return view;
    });
  }

  /** @throws ExpectedError location.not-found, location.name-taken */
  patch(caller: Caller, id: string, input: PatchLocation): Promise<LocationView> {
    assertMay(caller, 'coverage.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      await tx.sql('SELECT 1 FROM location WHERE id = $1 FOR UPDATE', [id]);
      const old = present(await find(tx.sql, caller, id));
      const taken = await tx.sql(
        'SELECT 1 FROM location WHERE site_id = $1 AND lower(btrim(name)) = lower(btrim($2)) AND id <> $3',
        [old.site.id, input.name, id],
      );
      if (taken.length > 0) throw nameTaken();
      await tx.sql('UPDATE location SET name = $2 WHERE id = $1', [id, input.name]);
      const view = { ...old, name: input.name };
      tx.audit({
        action: 'location.patch',
        subjectType: 'location',
        subjectId: id,
        siteId: old.site.id,
        old,
        new: view,
      });
      return view;
    });
  }
}

const nameTaken = (): ExpectedError =>
  new ExpectedError('conflict', 'location.name-taken', 'The site has a location of this name already.', {
    errors: [{ path: 'name', message: 'is taken' }],
  });

async function find(sql: Sql, caller: Caller, id: string): Promise<LocationRow> {
  const [row] = await sql<LocationRow>(
    `${SELECT} WHERE l.id = $1 AND ($2::bigint[] IS NULL OR l.site_id = ANY($2))`,
    [id, siteFilter(caller)],
  );
  if (row === undefined) throw notFound('location', id);
  return row;
}

const present = (row: LocationRow): LocationView => ({
  id: row.id,
  site: { id: row.site_id, name: row.site_name },
  name: row.name,
});
