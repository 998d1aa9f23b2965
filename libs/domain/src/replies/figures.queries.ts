import { type ReplyFigures, type ReplyObstacle } from '#contracts/replies';
import type { Sql } from '#platform/database';
import { figuresOf, obstacleReasons, placeOf, type PumpFacts, type PumpGroup } from './reconciliation.js';

/**
 * The pumps of a campaign with the facts that decide on their place ($1 campaign, $2 sites or null). Work on a pump is
 * any step but the check of its record.
 */
const PUMPS = `
  SELECT cd.site_id, cd.device_id, coalesce(d.product_code, d.udi_di, '') AS "productCode", cd.verdict, d.status,
         coalesce(w.open, false) AS open, coalesce(w.worked, false) AS worked, coalesce(w.missed, false) AS missed
    FROM campaign_device cd JOIN device d ON d.id = cd.device_id
    LEFT JOIN (
      SELECT device_id, bool_or(status IN ('open', 'waiting')) AS open,
             bool_or(status = 'closed' AND step_key <> 'verify-record') AS worked,
             bool_or(status = 'closed' AND outcome = 'cannot-locate') AS missed
        FROM task WHERE campaign_id = $1 AND device_id IS NOT NULL GROUP BY device_id) w ON w.device_id = cd.device_id
   WHERE cd.campaign_id = $1 AND ($2::bigint[] IS NULL OR cd.site_id = ANY($2))`;

/**
 * The quantities of each site that has pumps in scope, counted by the database over groups of like pumps. Sites without
 * any are left out: `noFigures` is theirs.
 */
export async function loadFigures(
  sql: Sql,
  campaignId: string,
  siteIds: readonly string[] | null,
  asksForWork: boolean,
): Promise<Map<string, ReplyFigures>> {
  const rows = await sql<PumpGroup & { site_id: string }>(
    `SELECT site_id, "productCode", verdict, status, open, worked, missed, count(*)::int AS pumps
       FROM (${PUMPS}) p GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    [campaignId, siteIds],
  );
  const bySite = new Map<string, PumpGroup[]>();
  for (const { site_id, ...group } of rows) bySite.set(site_id, [...(bySite.get(site_id) ?? []), group]);
  return new Map([...bySite].map(([site, groups]) => [site, figuresOf(groups, asksForWork)]));
}

export const noFigures: ReplyFigures = figuresOf([], true);

/**
 * The pumps of a site that have no place in its reply, at most `limit`: first those that are unclear, which no reply can
 * state, then those whose work is open; by asset tag.
 */
export async function loadObstacles(
  sql: Sql,
  campaignId: string,
  siteId: string,
  asksForWork: boolean,
  limit: number,
): Promise<ReplyObstacle[]> {
  const rows = await sql<
    PumpFacts & {
      device_id: string;
      asset_tag: string | null;
      serial_number: string | null;
      product_code: string | null;
    }
  >(
    `SELECT p.*, d.asset_tag, d.serial_number, d.product_code FROM (${PUMPS}) p JOIN device d ON d.id = p.device_id
      WHERE p.verdict = 'possibly-affected'
         OR (p.verdict = 'affected' AND (p.open OR p.missed OR NOT p.worked)
             AND p.status NOT IN ('returned', 'retired', 'transferred', 'not-located', 'isolated'))
      ORDER BY (p.verdict = 'affected' AND p.open), d.asset_tag, p.device_id`,
    [campaignId, [siteId]],
  );
  const obstacles: ReplyObstacle[] = [];
  for (const row of rows) {
    const place = placeOf(row, asksForWork);
    if (place?.at !== 'nowhere') continue;
    obstacles.push({
      deviceId: row.device_id,
      assetTag: row.asset_tag,
      serialNumber: row.serial_number,
      productCode: row.product_code,
      reason: place.because,
      detail: obstacleReasons[place.because],
    });
    if (obstacles.length === limit) break;
  }
  return obstacles;
}
