import { distance } from 'fastest-levenshtein';
import type { ImportView } from '#contracts/imports';
import type { Sql } from '#platform/database';

/** New sites, and new locations, of one file that are compared; the rest of a longer list is hardly a slip of the pen. */
const MOST = 500;

/** So many new places of each kind are kept by name. */
const NAMED = 20;

/** Whether two letters beside each other changed places, which is one slip (Nroth, North). */
function isSwap(a: string, b: string): boolean {
  const at = a.split('').findIndex((letter, n) => letter !== b[n]);
  const swapped = `${a.slice(0, at)}${a[at + 1] ?? ''}${a[at] ?? ''}${a.slice(at + 2)}`;
  return at !== -1 && swapped === b;
}

/**
 * The name nearest to `name`, if it is no more than two letters off (one in names of three to five letters: North is
 * not South). Capitals do not count. Pure.
 * @param lettersPerSlip so long is a name in which one letter may be wrong; twice as long, two
 */
export function likeName(name: string, others: readonly string[], lettersPerSlip = 3): string | null {
  const lower = name.toLowerCase();
  let best: string | null = null;
  let least = Math.min(2, Math.floor(lower.length / lettersPerSlip)) + 1;
  for (const other of others) {
    if (Math.abs(other.length - lower.length) >= least) continue;
    const apart = isSwap(lower, other.toLowerCase()) ? 1 : distance(lower, other.toLowerCase());
    if (apart >= least) continue;
    least = apart;
    best = other;
  }
  return best;
}

/** Numbers and single letters: Ward 1 is not Ward 2, nor ICU A a slip for ICU B. */
const counted = (name: string): string => (name.toLowerCase().match(/\d+|\b[a-z]\b/g) ?? []).join(' ');

/** As likeName, for the places within a site, which are told apart by a number or a word (4 East, 4 West). Pure. */
export const likeLocation = (name: string, others: readonly string[]): string | null =>
  likeName(
    name,
    others.filter((other) => counted(other) === counted(name)),
    5,
  );

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

/** Notes in `spot`, beside each location that is not there yet, the one of the same site that was perhaps meant. */
export async function noteLikeLocations(sql: Sql): Promise<void> {
  const fresh = await sql<{ site_key: string; key: string; others: string[] }>(
    `SELECT t.site_key, t.key, ARRAY(SELECT btrim(l.name) FROM location l WHERE l.site_id = p.site_id ORDER BY l.id) AS others
       FROM spot t JOIN place p ON p.key = t.site_key WHERE t.location_id IS NULL AND p.site_id IS NOT NULL
      ORDER BY t.line LIMIT ${MOST}`,
  );
  const like = fresh
    .map(({ site_key, key, others }) => ({ site_key, key, name: likeLocation(key, others) }))
    .filter((one) => one.name !== null);
  if (like.length === 0) return;
  await sql(
    `UPDATE spot t SET looks_like = f.name FROM jsonb_to_recordset($1::jsonb) AS f(site_key text, key text, name text)
      WHERE f.site_key = t.site_key AND f.key = t.key`,
    [JSON.stringify(like)],
  );
}

/** The places that are not there yet, by name, those first that look like one that is. */
export async function newPlaces(sql: Sql): Promise<ImportView['newPlaces']> {
  const sites = await sql<ImportView['newPlaces']['sites'][number]>(
    `SELECT name, looks_like AS like FROM place WHERE site_id IS NULL ORDER BY looks_like IS NULL, line LIMIT ${NAMED}`,
  );
  const locations = await sql<ImportView['newPlaces']['locations'][number]>(
    `SELECT p.name AS site, t.name, t.looks_like AS like FROM spot t JOIN place p ON p.key = t.site_key
      WHERE t.location_id IS NULL ORDER BY t.looks_like IS NULL, t.line LIMIT ${NAMED}`,
  );
  return { sites, locations };
}
