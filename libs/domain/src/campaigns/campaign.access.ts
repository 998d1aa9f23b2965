import type { Caller, Tx } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { loadScope } from '#domain/notices';
import type { PlansService } from '#domain/tasks';
import type { Sql } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { type CampaignRow, findCampaign, type GapScope } from './campaign.queries.js';

/**
 * Locks a campaign that is about to be changed; only who has all of its sites may.
 * @throws ExpectedError campaign.not-found, access.other-site
 */
export async function lockCampaign(tx: Tx, id: string): Promise<CampaignRow> {
  await tx.sql('SELECT 1 FROM campaign WHERE id = $1 FOR UPDATE', [id]);
  const row = await findCampaign(tx.sql, siteFilter(tx.caller), tx.now, id);
  if (row === undefined) throw notFound('campaign', id);
  assertAllSites(tx.caller, row);
  return row;
}

/**
 * What is decided for a campaign is decided for all its sites, and what is told of it as a whole is told of all of them.
 * @throws ExpectedError access.other-site
 */
export function assertAllSites(caller: Caller, row: Pick<CampaignRow, 'site_ids'>): void {
  if (row.site_ids === null && caller.sites !== 'all') {
    throw new ExpectedError(
      'forbidden',
      'access.other-site',
      'This campaign covers sites that you have not been given.',
    );
  }
  for (const siteId of row.site_ids ?? []) assertSite(caller, siteId);
}

/** A draft goes by the newest version of the notice's scope, everything else by its own. */
export const scopeVersionOf = (row: Pick<CampaignRow, 'status' | 'scope_version'>): number | undefined =>
  row.status === 'draft' ? undefined : row.scope_version;

/** What findGaps needs of a campaign. */
export async function gapScope(sql: Sql, row: CampaignRow, plans: PlansService): Promise<GapScope> {
  return {
    products: await loadScope(sql, row.notice_id, scopeVersionOf(row)),
    plan: await plans.definition(sql, row.plan_id),
    siteIds: row.site_ids,
    ownerId: row.owner_id,
  };
}
