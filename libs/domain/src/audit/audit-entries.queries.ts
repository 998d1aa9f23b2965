import type { Caller } from './caller.js';

export interface EntryRow {
  chain: string;
  seq: string;
  at: Date;
  payload: string;
  hash: Buffer;
}
export type Cursor = { at: string; chain: string; seq: string };

export interface EntriesFilter {
  subjectType: string | null;
  subjectId: string | null;
  actor: string | null;
  from: string | null;
  to: string | null;
  after: Cursor | null;
  limit: number;
}

const COLUMNS = 'e.chain, e.seq, e.at, e.payload, e.hash';
const NEWEST_FIRST = 'ORDER BY e.at DESC, e.chain DESC, e.seq DESC';
const WANTED = `($1::text IS NULL OR e.subject_type = $1) AND ($2::text IS NULL OR e.subject_id = $2)
      AND ($3::bigint IS NULL OR e.actor_id = $3)
      AND ($4::timestamptz IS NULL OR e.at >= $4) AND ($5::timestamptz IS NULL OR e.at <= $5)
      AND ($6::timestamptz IS NULL OR (e.at, e.chain, e.seq) < ($6, $7::bigint, $8::bigint))`;

/**
 * What a reader of some sites ($10) sees of the common chain; whatever is not named here, they do not see:
 * - notices, plans and the clock, which are everybody's;
 * - a campaign that touches one of their sites, and its own tasks, as in the lists of both. Where it touches sites of
 *   others too, what counts devices and tasks over all of its sites, or names people of any of them, is left out;
 * - the imports that they started themselves ($11).
 */
const OF_THEIR_SITES = `(
  e.subject_type IN ('notice', 'plan', 'clock')
  OR (e.subject_type = 'campaign'
      AND e.subject_id IN (SELECT id::text FROM campaign WHERE site_ids IS NULL OR site_ids && $10::bigint[])
      AND (e.action NOT IN ('campaign.open-chunk', 'campaign.opened', 'campaign.remind')
           OR e.subject_id IN (SELECT id::text FROM campaign WHERE site_ids <@ $10::bigint[])))
  OR (e.subject_type = 'task' AND EXISTS (
        SELECT FROM task t JOIN campaign c ON c.id = t.campaign_id
         WHERE t.id = CASE WHEN e.subject_type = 'task' THEN e.subject_id::bigint END AND t.site_id IS NULL
           AND (c.site_ids IS NULL OR c.site_ids && $10::bigint[])))
  OR (e.subject_type = 'import' AND e.subject_id IN (SELECT id::text FROM import WHERE started_by = $11::bigint)))`;

/**
 * The entries that a reader may see, newest first. Of some sites: the newest of each of their chains, then the newest
 * of those, so that the entries of all other sites are never read.
 */
export function entriesQuery(
  caller: Pick<Caller, 'sites' | 'userId'>,
  filter: EntriesFilter,
): { sql: string; parameters: unknown[] } {
  const { after } = filter;
  const parameters = [
    filter.subjectType,
    filter.subjectId,
    filter.actor,
    filter.from,
    filter.to,
    after?.at ?? null,
    after?.chain ?? null,
    after?.seq ?? null,
    filter.limit,
  ];
  if (caller.sites === 'all') {
    return {
      sql: `SELECT ${COLUMNS} FROM audit_entry e WHERE ${WANTED} ${NEWEST_FIRST} LIMIT $9`,
      parameters,
    };
  }
  const newest = (chain: string, more: string): string =>
    `SELECT ${COLUMNS} FROM audit_entry e WHERE e.chain = ${chain} AND ${WANTED} ${more} ORDER BY e.at DESC, e.seq DESC LIMIT $9`;
  return {
    sql: `SELECT ${COLUMNS} FROM (
            (${newest('0', `AND ${OF_THEIR_SITES}`)})
            UNION ALL
            (SELECT e.* FROM unnest($10::bigint[]) AS own(site_id) CROSS JOIN LATERAL (${newest('own.site_id', '')}) AS e)
          ) AS e ${NEWEST_FIRST} LIMIT $9`,
    parameters: [...parameters, caller.sites, caller.userId],
  };
}
