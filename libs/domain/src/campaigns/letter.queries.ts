import { isDeepStrictEqual } from 'node:util';
import type { CampaignNews } from '#contracts/campaign-changes';
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
  const [old, now] = [names(before), names(after)];
  // of several rows with one name each counts: one that stayed does not hide that another changed
  const other = names([
    ...after.filter((product) => !unchanged.includes(product)),
    ...before.filter((product) => !after.some((next) => same(product, next))),
  ]);
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
      changed: [...now].filter((name) => old.has(name) && other.has(name)),
    },
  };
}

/** Over c: a campaign that the sites $1 (null: all) may see, and of $2 (null: any). */
const SEEN = `($1::bigint[] IS NULL OR c.site_ids IS NULL OR c.site_ids && $1::bigint[]) AND ($2::bigint IS NULL OR c.id = $2)`;

/**
 * What waits for a decision. A letter that came after the end of a campaign counts for it, unless a later campaign over
 * the same notice took its place, or somebody decided that it changes nothing.
 */
export async function newsOf(
  sql: Sql,
  sites: readonly string[] | null,
  campaignId: string | null,
): Promise<CampaignNews> {
  const [letters, findings, applying] = await Promise.all([
    sql<CampaignNews['letters'][number]>(
      `SELECT c.id AS "campaignId", c.title, c.class, c.status, l.letters, l.newest
         FROM campaign c CROSS JOIN LATERAL (
           SELECT count(*)::int AS letters, (array_agg(jsonb_build_object('id', m.id::text, 'date', m.dated_on, 'kind', m.kind) ORDER BY m.id DESC))[1] AS newest
             FROM communication m WHERE m.notice_id = c.notice_id AND m.id > coalesce(c.communication_id, 0)
              AND (c.status = 'open' OR (m.created_at > c.closed_at AND NOT EXISTS (
                    SELECT FROM letter_set_aside a WHERE a.campaign_id = c.id AND a.communication_id >= m.id)))) l
        WHERE ${SEEN} AND l.letters > 0
          AND (c.status = 'open' OR (c.status = 'closed' AND NOT EXISTS (
                SELECT FROM campaign o WHERE o.notice_id = c.notice_id AND o.id > c.id AND o.status <> 'cancelled')))
        ORDER BY c.status = 'closed', c.class NULLS LAST, c.id`,
      [sites, campaignId],
    ),
    sql<CampaignNews['findings'][number]>(
      `SELECT c.id AS "campaignId", c.title, c.class, c.status, count(*)::int AS devices
         FROM watch_finding f JOIN device d ON d.id = f.device_id JOIN campaign c ON c.id = f.campaign_id
        WHERE f.reopened_at IS NULL AND ($1::bigint[] IS NULL OR d.site_id = ANY($1)) AND ${SEEN}
        GROUP BY c.id ORDER BY c.class NULLS LAST, c.id`,
      [sites, campaignId],
    ),
    sql<CampaignNews['applying'][number]>(
      `SELECT c.id AS "campaignId", x.id AS "changeId", x.reason, x.done::int AS done, x.total::int AS total
         FROM campaign_change x JOIN campaign c ON c.id = x.campaign_id
        WHERE x.kind = 'letter' AND x.finished_at IS NULL AND ${SEEN} ORDER BY c.id`,
      [sites, campaignId],
    ),
  ]);
  return { letters, findings, applying };
}
