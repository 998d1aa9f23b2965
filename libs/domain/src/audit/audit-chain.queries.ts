import type { Sql } from '#platform/database';

/** What may be wrong with a single entry, worst first; the number goes through SQL. */
export const entryFaults = ['payload-changed', 'fields-changed', 'entry-missing', 'link-broken'] as const;

/** How one chain stands: what it should be by its entries, and what its head says. */
export interface ChainState {
  chain: string;
  entries: string;
  /** the first entry that does not fit, and which of the faults it has */
  bad_seq: string | null;
  bad_fault: number | null;
  last_seq: string | null;
  last_hash: Buffer | null;
  head_seq: string | null;
  head_hash: Buffer | null;
}

/**
 * The columns beside the payload repeat its beginning, to be searched by; changed, they would tell another story. The
 * beginning is written again from them and compared as text: parsing every payload takes several times as long.
 */
const TRUE_TO_PAYLOAD = `starts_with(e.payload, concat(
    '{"at":"', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    '","actorId":', coalesce('"' || e.actor_id || '"', 'null'),
    ',"action":', to_json(e.action), ',"subjectType":', to_json(e.subject_type),
    ',"subjectId":', coalesce(to_json(e.subject_id)::text, 'null'),
    ',"siteId":', CASE e.chain WHEN 0 THEN 'null' ELSE '"' || e.chain || '"' END, ','))`;

/**
 * Walks every chain asked for (null: all of them) in one statement, and so in one snapshot: entries written meanwhile
 * are neither half seen nor missed. PostgreSQL computes the hashes; only one row a chain leaves it.
 */
export function walkChains(sql: Sql, chains: readonly string[] | null): Promise<ChainState[]> {
  return sql<ChainState>(
    `WITH walked AS (
       SELECT e.chain, e.seq,
              CASE WHEN e.hash <> sha256(e.previous_hash || convert_to(e.payload, 'UTF8')) THEN 0
                   WHEN NOT (${TRUE_TO_PAYLOAD}) THEN 1
                   WHEN e.seq <> coalesce(lag(e.seq) OVER w, 0) + 1 THEN 2
                   WHEN e.previous_hash <> coalesce(lag(e.hash) OVER w, '\\x') THEN 3 END AS fault
         FROM audit_entry e
        WHERE $1::bigint[] IS NULL OR e.chain = ANY($1)
       WINDOW w AS (PARTITION BY e.chain ORDER BY e.seq)
     ), summed AS (
       -- seq and fault in one number, so that the first of them is found in a single pass
       SELECT chain, count(*) AS entries, max(seq) AS last_seq, min(seq * 4 + fault) FILTER (WHERE fault IS NOT NULL) AS bad
         FROM walked GROUP BY chain
     )
     SELECT coalesce(s.chain, h.chain) AS chain, coalesce(s.entries, 0) AS entries,
            s.bad / 4 AS bad_seq, (s.bad % 4)::int AS bad_fault,
            s.last_seq, l.hash AS last_hash, h.last_seq AS head_seq, h.last_hash AS head_hash
       FROM summed s
       FULL JOIN (SELECT * FROM audit_chain WHERE $1::bigint[] IS NULL OR chain = ANY($1)) h ON h.chain = s.chain
       LEFT JOIN audit_entry l ON l.chain = s.chain AND l.seq = s.last_seq
      ORDER BY 1`,
    [chains],
  );
}
