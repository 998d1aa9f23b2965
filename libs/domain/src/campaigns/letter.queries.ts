import { isDeepStrictEqual } from 'node:util';
import { type CommunicationRow, loadScope, type ScopeProduct } from '#domain/notices';
import type { Sql } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import type { CampaignRow } from './campaign.queries.js';
import type { Rematch } from './rematch.queries.js';

/**
 * The letter that a campaign is to be held against: the one asked for, or the newest that it does not follow yet.
 * @throws ExpectedError communication.not-found, campaign.no-letter (409) when it follows all of them
 */
export async function letterFor(
  sql: Sql,
  row: CampaignRow,
  id: string | undefined,
): Promise<CommunicationRow> {
  const [letter] = await sql<CommunicationRow>(
    `SELECT m.* FROM communication m WHERE m.notice_id = $1 AND CASE WHEN $2::bigint IS NULL THEN m.id > $3 ELSE m.id = $2 END
      ORDER BY m.id DESC LIMIT 1`,
    [row.notice_id, id ?? null, row.communication_id ?? '0'],
  );
  if (letter !== undefined) return letter;
  if (id !== undefined) throw notFound('communication', id);
  throw new ExpectedError(
    'conflict',
    'campaign.no-letter',
    'This campaign follows every letter of its notice. Enter the new letter on the notice first.',
  );
}

/** The words by which people know a letter. */
export const letterInWords = (letter: Pick<CommunicationRow, 'dated_on' | 'kind'>): string =>
  `The letter of ${letter.dated_on} (${letter.kind})`;

export interface ScopeStep {
  of: Rematch;
  products: { added: string[]; removed: string[]; changed: string[] };
}

/** From one version of the scope to another: what to match by, and which products came, went or say something else. */
export async function scopeStep(sql: Sql, row: CampaignRow, from: number, to: number): Promise<ScopeStep> {
  const before = await loadScope(sql, row.notice_id, from);
  const after = to === from ? before : await loadScope(sql, row.notice_id, to);
  const same = (a: ScopeProduct, b: ScopeProduct): boolean =>
    a.name === b.name && isDeepStrictEqual(a.criteria, b.criteria);
  const unchanged = after.filter((product) => before.some((old) => same(old, product)));
  const names = (products: readonly ScopeProduct[]) => new Set(products.map(({ name }) => name));
  const [old, now, kept] = [names(before), names(after), names(unchanged)];
  return {
    of: {
      campaignId: row.id,
      siteIds: row.site_ids,
      products: after,
      scopeVersion: to,
      unchangedProducts: unchanged.map(({ id }) => id),
    },
    products: {
      added: [...now].filter((name) => !old.has(name)),
      removed: [...old].filter((name) => !now.has(name)),
      changed: [...now].filter((name) => old.has(name) && !kept.has(name)),
    },
  };
}
