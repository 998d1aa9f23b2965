import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { CreateSite, PatchSite, PlaceListQuery, SiteView } from '#contracts/fleet';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertMay, assertSite, siteFilter } from '#domain/identity';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { assertPeople, assertTeam } from './workers.queries.js';

interface SiteRow {
  id: string;
  version: number;
  name: string;
  sort_key: string;
  time_zone: string;
  digest_hour: number;
  weekly_days_off: number[];
  holidays: string[];
  account_number: string | null;
  team_id: string | null;
  team_name: string | null;
  lead_id: string | null;
  lead_name: string | null;
  nurse_educator_id: string | null;
  nurse_educator_name: string | null;
}

const SELECT = `
  SELECT s.id, s.version, s.name, lower(btrim(s.name)) AS sort_key, s.time_zone, s.digest_hour, s.weekly_days_off, s.holidays::text[] AS holidays, s.account_number,
         s.team_id, t.name AS team_name, s.lead_id, l.name AS lead_name, s.nurse_educator_id, n.name AS nurse_educator_name
    FROM site s LEFT JOIN team t ON t.id = s.team_id LEFT JOIN app_user l ON l.id = s.lead_id
    LEFT JOIN app_user n ON n.id = s.nurse_educator_id`;

const COLUMNS = {
  name: 'name',
  timeZone: 'time_zone',
  digestHour: 'digest_hour',
  weeklyDaysOff: 'weekly_days_off',
  holidays: 'holidays',
  teamId: 'team_id',
  leadId: 'lead_id',
  nurseEducatorId: 'nurse_educator_id',
  accountNumber: 'account_number',
} as const;
type SiteField = keyof typeof COLUMNS;
type SiteInput = Partial<Record<SiteField, unknown>>;

/** Sites: their calendar (time zone, days off, holidays) and the people who answer for them. */
@Injectable()
export class SitesService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(caller: Caller, query: PlaceListQuery): Promise<Page<SiteView>> {
    const after = decodeCursor<{ name: string; id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<SiteRow>(
      `${SELECT} WHERE ($1::bigint[] IS NULL OR s.id = ANY($1)) AND ($2::text IS NULL OR strpos(lower(s.name), lower($2)) > 0)
          AND ($3::text IS NULL OR (lower(btrim(s.name)), s.id) > ($3, $4::bigint))
        ORDER BY lower(btrim(s.name)), s.id LIMIT $5`,
      [siteFilter(caller), query.q ?? null, after?.name ?? null, after?.id ?? null, query.limit + 1],
    );
    const page = cutPage(rows, query.limit, ({ sort_key: name, id }) => ({ name, id }));
    return { ...page, items: page.items.map(present) };
  }

  /** @throws ExpectedError site.not-found */
  async read(caller: Caller, id: string): Promise<SiteView> {
    return present(await find(sqlOf(this.database), siteFilter(caller), id));
  }

  /** @throws ExpectedError site.name-taken, fleet.person-cannot, fleet.team-unknown */
  create(caller: Caller, input: CreateSite): Promise<SiteView> {
    assertMay(caller, 'site.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      if (caller.sites !== 'all') {
        throw new ExpectedError(
          'forbidden',
          'access.other-site',
          'A new site can be made only by somebody who has all sites.',
        );
      }
      const { teamId, leadId, nurseEducatorId, ...rest } = input;
      await assertNameFree(tx.sql, input.name, null);
      const values = assignments(rest);
      const [row] = await tx.sql<{ id: string }>(
        `INSERT INTO site (created_at, ${values.map((value) => value.column).join(', ')})
         VALUES ($1, ${values.map((_, n) => `$${n + 2}`).join(', ')}) RETURNING id`,
        [tx.now, ...values.map((value) => value.value)],
      );
      const id = (row as { id: string }).id;
      const people = defined({ teamId, leadId, nurseEducatorId });
      await checkPeople(tx, id, people);
      if (Object.keys(people).length > 0) await update(tx, id, people);
      const view = present(await find(tx.sql, null, id));
      tx.audit({ action: 'site.create', subjectType: 'site', subjectId: id, siteId: id, new: view });
      return view;
    });
  }

  /** @throws ExpectedError site.not-found, site.stale (409, with the current state), site.name-taken, fleet.person-cannot */
  patch(caller: Caller, id: string, { version, ...input }: PatchSite): Promise<SiteView> {
    assertMay(caller, 'site.manage');
    return this.unitOfWork.run(caller, async (tx) => {
      assertSite(caller, id);
      await tx.sql('SELECT 1 FROM site WHERE id = $1 FOR UPDATE', [id]);
      const old = present(await find(tx.sql, siteFilter(caller), id));
      if (old.version !== version) {
        throw new ExpectedError(
          'conflict',
          'site.stale',
          'Somebody changed this site in between. Look at its current state and try again.',
          { extra: { site: old } },
        );
      }
      const changes = defined(input);
      if (input.name !== undefined) await assertNameFree(tx.sql, input.name, id);
      await checkPeople(tx, id, changes);
      await update(tx, id, changes);
      const view = present(await find(tx.sql, null, id));
      tx.audit({ action: 'site.patch', subjectType: 'site', subjectId: id, siteId: id, old, new: view });
      return view;
    });
  }
}

const defined = (input: SiteInput): SiteInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));

const assignments = (input: SiteInput): Array<{ column: string; value: unknown }> =>
  Object.entries(defined(input)).map(([field, value]) => ({
    column: COLUMNS[field as SiteField],
    value: value === '' ? null : value,
  }));

async function update(tx: Tx, id: string, input: SiteInput): Promise<void> {
  const values = assignments(input);
  const set = ['version = version + 1', ...values.map(({ column }, n) => `${column} = $${n + 2}`)];
  await tx.sql(`UPDATE site SET ${set.join(', ')} WHERE id = $1`, [id, ...values.map(({ value }) => value)]);
}

async function checkPeople(tx: Tx, siteId: string, input: SiteInput): Promise<void> {
  const people = (['leadId', 'nurseEducatorId'] as const).flatMap((path) =>
    typeof input[path] === 'string' ? [{ path, userId: input[path] }] : [],
  );
  await assertPeople(tx.sql, siteId, people);
  if (typeof input.teamId === 'string') await assertTeam(tx.sql, siteId, input.teamId);
}

async function assertNameFree(sql: Sql, name: string, exceptId: string | null): Promise<void> {
  const taken = await sql(
    'SELECT 1 FROM site WHERE lower(btrim(name)) = lower(btrim($1)) AND id IS DISTINCT FROM $2::bigint',
    [name, exceptId],
  );
  if (taken.length > 0) {
    throw new ExpectedError('conflict', 'site.name-taken', 'There is a site of this name already.', {
      errors: [{ path: 'name', message: 'is taken' }],
    });
  }
}

async function find(sql: Sql, sites: readonly string[] | null, id: string): Promise<SiteRow> {
  const [row] = await sql<SiteRow>(`${SELECT} WHERE s.id = $1 AND ($2::bigint[] IS NULL OR s.id = ANY($2))`, [
    id,
    sites,
  ]);
  if (row === undefined) throw notFound('site', id);
  return row;
}

const ref = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' });

function present(row: SiteRow): SiteView {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    timeZone: row.time_zone,
    digestHour: row.digest_hour,
    weeklyDaysOff: row.weekly_days_off,
    holidays: row.holidays,
    team: ref(row.team_id, row.team_name),
    lead: ref(row.lead_id, row.lead_name),
    nurseEducator: ref(row.nurse_educator_id, row.nurse_educator_name),
    accountNumber: row.account_number,
  };
}
