import type { Sql } from '#platform/database';

/** Any constant will do, as long as all who decide about the identity of devices take the same one. */
const IDENTITIES = 'fleet.identities';

/**
 * Whoever gives a device its asset tag or serial number holds this until the commit, so that what was found free stays
 * free. 'one': single records, beside each other (the unique asset tag still decides between two of them).
 * 'many': an import, alone.
 */
export async function lockIdentities(sql: Sql, how: 'one' | 'many'): Promise<void> {
  const lock = how === 'one' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await sql(`SELECT ${lock}(hashtextextended($1, 0))`, [IDENTITIES]);
}
