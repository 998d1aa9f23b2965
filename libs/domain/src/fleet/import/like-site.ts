import { distance } from 'fastest-levenshtein';
import type { Sql } from '#platform/database';

/** New sites of one file that are compared; the rest of a longer list is hardly a slip of the pen. */
const MOST = 500;

/**
 * The name nearest to `name`, if it is no more than two letters off (one in names of three to five letters: North is
 * not South). Capitals do not count. Pure.
 */
export function likeName(name: string, others: readonly string[]): string | null {
  const lower = name.toLowerCase();
  let best: string | null = null;
  let least = Math.min(2, Math.floor(lower.length / 3)) + 1;
  for (const other of others) {
    if (Math.abs(other.length - lower.length) >= least) continue;
    const apart = distance(lower, other.toLowerCase());
    if (apart >= least) continue;
    least = apart;
    best = other;
  }
  return best;
}

/** Notes in `place`, beside each site that is not there yet, the one that is there and was perhaps meant. */
export async function noteLikeSites(sql: Sql): Promise<void> {
  const fresh = await sql<{ key: string }>(
    `SELECT key FROM place WHERE site_id IS NULL ORDER BY line LIMIT ${MOST}`,
  );
  if (fresh.length === 0) return;
  const sites = await sql<{ name: string }>('SELECT btrim(name) AS name FROM site ORDER BY id');
  const names = sites.map((site) => site.name);
  const like = fresh
    .map(({ key }) => ({ key, name: likeName(key, names) }))
    .filter((one) => one.name !== null);
  await sql(
    `UPDATE place p SET looks_like = f.name FROM jsonb_to_recordset($1::jsonb) AS f(key text, name text) WHERE f.key = p.key`,
    [JSON.stringify(like)],
  );
}
