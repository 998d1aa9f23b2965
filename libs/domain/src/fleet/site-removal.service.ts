import { Injectable } from '@nestjs/common';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertMay } from '#domain/identity';
import { ExpectedError, notFound } from '#platform/errors';

interface Place {
  id: string;
  name: string;
  /** what its deletion takes away, as the audit trail keeps it */
  details: Record<string, unknown>;
}

/** Campaigns that a refusal names; the rest is counted. */
const NAMED = 3;

/**
 * Sites that were made by a slip, as an import makes one where a name is misspelt: deleted when nothing refers to them.
 * Nothing is merged: the next import of the same file would make the site anew. A site that a campaign was opened over
 * stays: finished work, replies and evidence name it (DESIGN rule 4).
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
          `${site.name} ${left.join(' and ')}. Move them first: pumps by a file that names the right site, people on their pages.`,
        );
      }
      const locations = await tx.sql<{ name: string }>(
        'SELECT name FROM location WHERE site_id = $1 ORDER BY id',
        [id],
      );
      const coverage = await tx.sql<{ location: string | null; person: string | null; team: string | null }>(
        `WITH gone AS (DELETE FROM coverage WHERE site_id = $1 RETURNING id, location_id, user_id, team_id)
         SELECT l.name AS location, u.name AS person, t.name AS team FROM gone LEFT JOIN location l ON l.id = gone.location_id
           LEFT JOIN app_user u ON u.id = gone.user_id LEFT JOIN team t ON t.id = gone.team_id ORDER BY gone.id`,
        [id],
      );
      await unlessReferred(site, () => tx.sql('DELETE FROM location WHERE site_id = $1', [id]));
      await unlessReferred(site, () => tx.sql('DELETE FROM site WHERE id = $1', [id]));
      tx.audit({
        action: 'site.delete',
        subjectType: 'site',
        subjectId: id,
        siteId: id,
        old: { name: site.name, ...site.details, locations: locations.map(({ name }) => name), coverage },
      });
    });
  }
}

function assertMayRemove(caller: Caller): void {
  assertMay(caller, 'site.manage');
  if (caller.sites === 'all') return;
  throw new ExpectedError(
    'forbidden',
    'access.other-site',
    'A site can be deleted only by somebody who has all sites.',
  );
}

async function lock(tx: Tx, id: string): Promise<Place> {
  // locked before it is read with what hangs on it: an outer join cannot be locked
  await tx.sql('SELECT 1 FROM site WHERE id = $1 FOR UPDATE', [id]);
  const [site] = await tx.sql<Place>(
    `SELECT s.id, s.name, jsonb_build_object('timeZone', s.time_zone, 'digestHour', s.digest_hour, 'weeklyDaysOff', s.weekly_days_off, 'holidays', s.holidays,
              'accountNumber', s.account_number, 'team', t.name, 'lead', l.name, 'nurseEducator', n.name) AS details
       FROM site s LEFT JOIN team t ON t.id = s.team_id LEFT JOIN app_user l ON l.id = s.lead_id
       LEFT JOIN app_user n ON n.id = s.nurse_educator_id WHERE s.id = $1`,
    [id],
  );
  if (site === undefined) throw notFound('site', id);
  return site;
}

const inUse = (detail: string): ExpectedError => new ExpectedError('conflict', 'site.in-use', detail);

/** A draft that was cancelled names a site for nobody any more; one that goes on would open over a site that is gone. */
async function assertNoCampaign(tx: Tx, site: Place): Promise<void> {
  const campaigns = await tx.sql<{ title: string; draft: boolean }>(
    `SELECT c.title, c.status = 'draft' AS draft FROM campaign c
      WHERE EXISTS (SELECT FROM campaign_site x WHERE x.campaign_id = c.id AND x.site_id = $1)
         OR EXISTS (SELECT FROM task t WHERE t.campaign_id = c.id AND t.site_id = $1)
         OR ((c.status <> 'cancelled' OR c.opened_at IS NOT NULL) AND $1::bigint = ANY(c.site_ids)) ORDER BY c.id`,
    [site.id],
  );
  const opened = campaigns.filter(({ draft }) => !draft);
  if (opened.length > 0) {
    throw inUse(
      `${site.name} stays: ${named(opened)} was opened over it, and tasks, replies and evidence name it. Give it its right name, or move its pumps: open tasks go with them.`,
    );
  }
  if (campaigns.length > 0) {
    throw inUse(
      `${site.name} stays for now: it is among the sites of the draft ${named(campaigns)}. Take it out there, or cancel the draft, then delete it.`,
    );
  }
}

function named(campaigns: ReadonlyArray<{ title: string }>): string {
  const more = campaigns.length - NAMED;
  const names = campaigns.slice(0, NAMED).map(({ title }) => title);
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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
