import { Injectable } from '@nestjs/common';
import type { MergeSite, SiteMerged } from '#contracts/fleet';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertMay } from '#domain/identity';
import { ExpectedError, notFound } from '#platform/errors';

interface Place {
  id: string;
  name: string;
  version: number;
}

/** Campaigns that a refusal names; the rest is counted. */
const NAMED = 3;

/**
 * Sites that were made by a slip, as an import makes one where a name is misspelt: deleted when nothing refers to them, or
 * merged into the site that was meant. A site that a campaign was opened over stays: finished work, replies and evidence
 * name it (DESIGN rule 4).
 */
@Injectable()
export class SiteRemovalService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Deletes a site with its empty locations and their coverage.
   * @throws ExpectedError site.not-found, site.in-use (409, with what refers to it)
   */
  remove(caller: Caller, id: string): Promise<void> {
    assertMayRemove(caller);
    return this.unitOfWork.run(caller, async (tx) => {
      const site = await lock(tx, id);
      await assertNoCampaign(tx, site);
      const [uses] = await tx.sql<{ pumps: number; people: number }>(
        `SELECT (SELECT count(*)::int FROM device WHERE site_id = $1) AS pumps,
                (SELECT count(*)::int FROM app_user u WHERE u.home_site_id = $1 OR EXISTS (SELECT FROM user_site x WHERE x.user_id = u.id AND x.site_id = $1)) AS people`,
        [id],
      );
      const left = [
        uses?.pumps ? `has ${uses.pumps} ${uses.pumps === 1 ? 'pump' : 'pumps'}` : '',
        uses?.people ? `is given to ${uses.people} ${uses.people === 1 ? 'person' : 'people'}` : '',
      ].filter((part) => part !== '');
      if (left.length > 0) {
        throw inUse(
          `${site.name} ${left.join(' and ')}. Merge it into the site that was meant, or move them first.`,
        );
      }
      await tx.sql('DELETE FROM coverage WHERE site_id = $1', [id]);
      const locations = await unlessReferred(site, () =>
        tx.sql<{ name: string }>('DELETE FROM location WHERE site_id = $1 RETURNING name', [id]),
      );
      await unlessReferred(site, () => tx.sql('DELETE FROM site WHERE id = $1', [id]));
      tx.audit({
        action: 'site.delete',
        subjectType: 'site',
        subjectId: id,
        siteId: id,
        old: { name: site.name, locations: locations.map(({ name }) => name) },
      });
    });
  }

  /**
   * Moves all that a site has to another one and deletes it, in one transaction: pumps, locations (those of one name become
   * one), coverage and site-wide people where the other has none, who was given it, and drafts that name it. Campaigns look
   * at the pumps again.
   * @throws ExpectedError site.not-found, site.stale (409), site.merge-itself (422), site.in-use (409, with the campaigns)
   */
  merge(caller: Caller, id: string, { intoId, version }: MergeSite): Promise<SiteMerged> {
    assertMayRemove(caller);
    if (id === intoId) {
      throw new ExpectedError('invalid', 'site.merge-itself', 'Choose another site to merge this one into.', {
        errors: [{ path: 'intoId', message: 'is the same site' }],
      });
    }
    return this.unitOfWork.run(caller, async (tx) => {
      // in the order of ids, so that two merges never wait for each other
      await tx.sql('SELECT 1 FROM site WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE', [[id, intoId]]);
      const [site, into] = [await lock(tx, id), await lock(tx, intoId)];
      if (site.version !== version) {
        throw new ExpectedError(
          'conflict',
          'site.stale',
          'Somebody changed this site in between. Look at its current state and try again.',
        );
      }
      await assertNoCampaign(tx, site);
      const locations = await moveLocations(tx, id, intoId);
      const devices = await tx.sql<{ id: string }>(
        `UPDATE device SET site_id = $2, updated_at = $3, version = version + 1 WHERE site_id = $1 RETURNING id`,
        [id, intoId, tx.now],
      );
      const people = await movePeople(tx, id, intoId);
      await tx.sql('UPDATE search_attempt SET site_id = $2 WHERE site_id = $1', [id, intoId]);
      await tx.sql(
        `UPDATE campaign SET site_ids = (SELECT array_agg(DISTINCT x) FROM unnest(array_replace(site_ids, $1::bigint, $2::bigint)) x)
          WHERE status = 'draft' AND $1::bigint = ANY(site_ids)`,
        [id, intoId],
      );
      await unlessReferred(site, () => tx.sql('DELETE FROM site WHERE id = $1', [id]));
      const deviceIds = devices.map((device) => device.id);
      for (const siteId of [id, intoId]) {
        tx.audit({
          action: 'site.merge',
          subjectType: 'site',
          subjectId: id,
          siteId,
          old: { name: site.name },
          new: { intoId, into: into.name, deviceIds, locations, people },
        });
      }
      if (deviceIds.length > 0) tx.emit('campaigns.devices-changed', { deviceIds, by: tx.caller.userId });
      return { intoId, devices: deviceIds.length, locations: locations.length, people: people.length };
    });
  }
}

function assertMayRemove(caller: Caller): void {
  assertMay(caller, 'site.manage');
  if (caller.sites === 'all') return;
  throw new ExpectedError(
    'forbidden',
    'access.other-site',
    'A site can be deleted or merged only by somebody who has all sites.',
  );
}

async function lock(tx: Tx, id: string): Promise<Place> {
  const [site] = await tx.sql<Place>('SELECT id, name, version FROM site WHERE id = $1 FOR UPDATE', [id]);
  if (site === undefined) throw notFound('site', id);
  return site;
}

const inUse = (detail: string): ExpectedError => new ExpectedError('conflict', 'site.in-use', detail);

async function assertNoCampaign(tx: Tx, site: Place): Promise<void> {
  const campaigns = await tx.sql<{ title: string }>(
    `SELECT c.title FROM campaign c
      WHERE EXISTS (SELECT FROM campaign_site x WHERE x.campaign_id = c.id AND x.site_id = $1)
         OR EXISTS (SELECT FROM task t WHERE t.campaign_id = c.id AND t.site_id = $1)
         OR (c.status <> 'draft' AND $1::bigint = ANY(c.site_ids)) ORDER BY c.id`,
    [site.id],
  );
  if (campaigns.length === 0) return;
  const more = campaigns.length - NAMED;
  const names = campaigns.slice(0, NAMED).map(({ title }) => title);
  throw inUse(
    `${site.name} stays: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} was opened over it, and tasks, replies and evidence name it. Give it its right name, or move its pumps: open tasks go with them.`,
  );
}

/** What this room does not know of may refer to it all the same: the database says so. */
async function unlessReferred<T>(site: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, table } = error as { code?: string; table?: string };
    if (code !== '23503') throw error;
    throw inUse(`${site.name} stays: something else refers to it (${table ?? 'another record'}).`);
  }
}

/** Gives the names of the locations that moved. Of two with one name that of the other site stays, with its coverage. */
async function moveLocations(tx: Tx, from: string, into: string): Promise<string[]> {
  const doubles = await tx.sql<{ id: string; stays: string; name: string }>(
    `SELECT l.id, o.id AS stays, l.name FROM location l JOIN location o ON o.site_id = $2 AND lower(btrim(o.name)) = lower(btrim(l.name))
      WHERE l.site_id = $1`,
    [from, into],
  );
  const pairs = [doubles.map(({ id }) => id), doubles.map(({ stays }) => stays)];
  for (const table of ['device', 'search_attempt', 'coverage']) {
    await tx.sql(
      `UPDATE ${table} x SET location_id = p.stays${table === 'coverage' ? ', site_id = $3' : ''}
         FROM unnest($1::bigint[], $2::bigint[]) AS p(id, stays)
        WHERE x.location_id = p.id${table === 'coverage' ? ' AND NOT EXISTS (SELECT FROM coverage o WHERE o.location_id = p.stays)' : ''}`,
      table === 'coverage' ? [...pairs, into] : pairs,
    );
  }
  await tx.sql('DELETE FROM coverage WHERE location_id = ANY($1::bigint[])', [pairs[0]]);
  await tx.sql('DELETE FROM location WHERE id = ANY($1::bigint[])', [pairs[0]]);
  const moved = await tx.sql<{ name: string }>(
    'UPDATE location SET site_id = $2 WHERE site_id = $1 RETURNING name',
    [from, into],
  );
  await tx.sql(
    `UPDATE coverage c SET site_id = $2 WHERE c.site_id = $1
        AND (c.location_id IS NOT NULL OR NOT EXISTS (SELECT FROM coverage o WHERE o.site_id = $2 AND o.location_id IS NULL))`,
    [from, into],
  );
  await tx.sql('DELETE FROM coverage WHERE site_id = $1', [from]);
  return [...doubles, ...moved].map(({ name }) => name);
}

/** Whoever was given the one has the other now. Gives their ids. */
async function movePeople(tx: Tx, from: string, into: string): Promise<string[]> {
  const given = await tx.sql<{ user_id: string }>(
    'DELETE FROM user_site WHERE site_id = $1 RETURNING user_id',
    [from],
  );
  await tx.sql(
    'INSERT INTO user_site (user_id, site_id) SELECT unnest($1::bigint[]), $2 ON CONFLICT DO NOTHING',
    [given.map(({ user_id }) => user_id), into],
  );
  const home = await tx.sql<{ id: string }>(
    'UPDATE app_user SET home_site_id = $2 WHERE home_site_id = $1 RETURNING id',
    [from, into],
  );
  return [...new Set([...given.map(({ user_id }) => user_id), ...home.map(({ id }) => id)])];
}
