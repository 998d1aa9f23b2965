import type { Verdict } from '#contracts/notices';
import { compileScope, type ScopeProduct } from '#domain/notices';
import type { Sql } from '#platform/database';

/** A campaign and the scope to hold devices against. */
export interface Rematch {
  campaignId: string;
  /** of the campaign; null: every site. A device elsewhere counts only if the campaign has it already */
  siteIds: readonly string[] | null;
  products: readonly ScopeProduct[];
  scopeVersion: number;
  /** ids of products that say the same as in the version before: what a person decided by them still holds */
  unchangedProducts: readonly string[];
}

/** A device whose verdict is another one than the campaign has recorded. */
export interface Rematched {
  deviceId: string;
  siteId: string;
  /** where the campaign counts it; null: it has no row */
  oldSiteId: string | null;
  old: Verdict | null;
  verdict: Verdict;
  productId: string;
  missing: string[];
}

/**
 * Every device that passes `where` (over d and cd), with the verdict that the campaign has (old, null: none) and the one
 * that it should have, as a SELECT with $1 the campaign, $2 its sites, $3 the unchanged products. `free` is the first
 * number that the caller's own parameters may not use; they come before it.
 *
 * A person's word on a record that does not say enough counts as long as neither the record nor the letter says more:
 * facts that decide, and a letter that says something else of the product, overrule it. A pump that left the criteria by
 * the campaign's own remedy stays in it, for the steps that follow.
 */
export function rematchSql(of: Rematch, where: string, free: number): { sql: string; parameters: unknown[] } {
  const compiled = compileScope(of.products, { firstParameter: free });
  const word = `(cd.decided_by IS NOT NULL AND m.verdict = 'possibly-affected' AND m.product_id = ANY($3::bigint[]))`;
  const remedied = '(cd.remedied_at IS NOT NULL AND m.verdict IS NULL)';
  return {
    sql: `SELECT d.id AS device_id, d.site_id, d.location_id, d.status, cd.site_id AS old_site_id, cd.verdict AS old,
                 CASE WHEN ${word} OR ${remedied} THEN cd.verdict ELSE coalesce(m.verdict, 'not-affected') END AS verdict,
                 coalesce(m.product_id, cd.product_id) AS product_id, coalesce(m.missing, '{}') AS missing, m.verdict AS named
            FROM device d LEFT JOIN campaign_device cd ON cd.campaign_id = $1::bigint AND cd.device_id = d.id
            LEFT JOIN LATERAL (${compiled.sql}) m ON true
           WHERE (cd.device_id IS NOT NULL OR $2::bigint[] IS NULL OR d.site_id = ANY($2)) AND ${where}`,
    parameters: compiled.parameters,
  };
}

export const CHANGED = `coalesce(old, 'not-affected') <> verdict`;

/** Which devices a chunk is about: an id range, and of it all or some. */
export interface DeviceSet {
  after: string;
  last: string;
  ids: readonly string[] | null;
}

export const setOf = (ids: readonly string[]): DeviceSet => {
  const sorted = ids.map(BigInt).toSorted((a, b) => (a < b ? -1 : 1));
  return { after: String((sorted[0] ?? 1n) - 1n), last: String(sorted.at(-1) ?? 0n), ids };
};

/** Over d, in parameters $4 to $6. */
const IN_SET = 'd.id > $4 AND d.id <= $5 AND ($6::bigint[] IS NULL OR d.id = ANY($6))';

/**
 * A pump whose verification is under way stays with the person who verifies it: the outcome comes by
 * campaigns.record-verified, and a verification that was reopened is looked at again.
 */
const NOT_BEING_VERIFIED = `NOT (cd.verdict = 'possibly-affected' AND EXISTS (
  SELECT FROM task v WHERE v.campaign_id = $1 AND v.device_id = d.id AND v.step_key = $7
     AND ((v.status = 'closed' AND v.outcome IN ('affected', 'not-affected', 'not-applicable'))
       OR (v.status = 'open' AND EXISTS (SELECT FROM task_completion h WHERE h.task_id = v.id AND h.reopened_at IS NOT NULL)
           AND NOT EXISTS (SELECT FROM task_change x WHERE x.task_id = v.id AND x.kind = 'reopened')))))`;

/**
 * The devices of a set whose verdict changes, in the order of their ids. Their rows in the campaign are locked first.
 * @param verification the key of the plan's verification step
 */
export async function changedDevices(
  sql: Sql,
  of: Rematch,
  set: DeviceSet,
  options: { verification: string; leaveVerifications: boolean },
): Promise<Rematched[]> {
  await sql(
    `SELECT 1 FROM campaign_device d WHERE campaign_id = $1 AND device_id > $2 AND device_id <= $3
        AND ($4::bigint[] IS NULL OR device_id = ANY($4)) ORDER BY device_id FOR UPDATE`,
    [of.campaignId, set.after, set.last, set.ids],
  );
  const extra = options.leaveVerifications ? [options.verification] : [];
  const where = options.leaveVerifications ? `${IN_SET} AND ${NOT_BEING_VERIFIED}` : IN_SET;
  const { sql: matched, parameters } = rematchSql(of, where, 7 + extra.length);
  return sql<Rematched>(
    `SELECT device_id AS "deviceId", site_id AS "siteId", old_site_id AS "oldSiteId", old, verdict, product_id AS "productId", missing
       FROM (${matched}) AS r WHERE ${CHANGED} ORDER BY device_id`,
    [of.campaignId, of.siteIds, of.unchangedProducts, set.after, set.last, set.ids, ...extra, ...parameters],
  );
}

/** Records the verdicts, their counts by site and what changed. A device that leaves the scope keeps its row. */
export async function recordChanges(
  sql: Sql,
  of: Pick<Rematch, 'campaignId' | 'scopeVersion'>,
  change: { id: string; at: Date },
  rows: readonly Rematched[],
): Promise<void> {
  await sql(
    `WITH r AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS r("deviceId" bigint, "siteId" bigint, "oldSiteId" bigint, old text, verdict text,
                                                        "productId" bigint, missing text[])
     ), written AS (
       INSERT INTO campaign_device AS cd (campaign_id, device_id, site_id, product_id, verdict, missing, decided_at, scope_version)
       SELECT $1::bigint, "deviceId", "siteId", "productId", verdict, missing, $4::timestamptz, $5::int FROM r ORDER BY "deviceId"
       ON CONFLICT (campaign_id, device_id) DO UPDATE SET site_id = excluded.site_id, product_id = excluded.product_id,
          verdict = excluded.verdict, missing = excluded.missing, decided_by = NULL, decided_at = excluded.decided_at,
          scope_version = excluded.scope_version
     ), noted AS (
       INSERT INTO campaign_device_change (change_id, device_id, site_id, old_verdict, verdict)
       SELECT $3::bigint, "deviceId", "siteId", old, verdict FROM r
       ON CONFLICT (change_id, device_id) DO UPDATE SET verdict = excluded.verdict
     )
     INSERT INTO campaign_site AS s (campaign_id, site_id, affected, possibly_affected, not_affected)
     SELECT $1::bigint, site_id, coalesce(sum(n) FILTER (WHERE verdict = 'affected'), 0),
            coalesce(sum(n) FILTER (WHERE verdict = 'possibly-affected'), 0), coalesce(sum(n) FILTER (WHERE verdict = 'not-affected'), 0)
       FROM (SELECT "siteId" AS site_id, verdict, 1 AS n FROM r
             UNION ALL SELECT "oldSiteId", old, -1 FROM r WHERE old IS NOT NULL) AS both_ways
      GROUP BY site_id ORDER BY site_id
     ON CONFLICT (campaign_id, site_id) DO UPDATE SET affected = s.affected + excluded.affected,
        possibly_affected = s.possibly_affected + excluded.possibly_affected, not_affected = s.not_affected + excluded.not_affected`,
    [of.campaignId, JSON.stringify(rows), change.id, change.at, of.scopeVersion],
  );
}

/** The devices that keep their verdict under a new version of the scope: from now on it stands by that version. */
export async function restamp(sql: Sql, of: Rematch, set: DeviceSet): Promise<void> {
  const { sql: matched, parameters } = rematchSql(
    of,
    'cd.device_id IS NOT NULL AND d.id > $4 AND d.id <= $5',
    7,
  );
  await sql(
    `UPDATE campaign_device cd SET scope_version = $6::int, product_id = r.product_id,
            missing = CASE WHEN cd.verdict = 'possibly-affected' THEN r.missing ELSE cd.missing END
       FROM (${matched}) AS r
      WHERE cd.campaign_id = $1 AND cd.device_id = r.device_id AND cd.scope_version <> $6 AND cd.verdict = r.verdict`,
    [of.campaignId, of.siteIds, of.unchangedProducts, set.after, set.last, of.scopeVersion, ...parameters],
  );
}

/** Pumps that the campaign's own work took out of the criteria: they stay in it, as they are. */
export async function keepRemedied(
  sql: Sql,
  campaignId: string,
  deviceIds: string[],
  at: Date,
): Promise<void> {
  await sql(
    `UPDATE campaign_device SET remedied_at = $3 WHERE campaign_id = $1 AND device_id = ANY($2::bigint[]) AND remedied_at IS NULL`,
    [campaignId, deviceIds, at],
  );
}

/**
 * Of pumps that the campaign's own work took out of the criteria, those that the notice names once more by their record
 * (another work, a file or a person put the old version back). They are as any pump in scope from now on.
 */
export async function fallenBack(sql: Sql, of: Rematch, deviceIds: readonly string[]): Promise<Rematched[]> {
  const where = 'cd.remedied_at IS NOT NULL AND d.id = ANY($4::bigint[])';
  const { sql: matched, parameters } = rematchSql(of, where, 5);
  const rows = await sql<Rematched>(
    `SELECT device_id AS "deviceId", site_id AS "siteId", old_site_id AS "oldSiteId", old, verdict, product_id AS "productId", missing
       FROM (${matched}) AS r WHERE named IS NOT NULL AND verdict <> 'not-affected' AND NOT ${CHANGED} ORDER BY device_id`,
    [of.campaignId, of.siteIds, of.unchangedProducts, deviceIds, ...parameters],
  );
  if (rows.length > 0)
    await sql(
      'UPDATE campaign_device SET remedied_at = NULL WHERE campaign_id = $1 AND device_id = ANY($2::bigint[])',
      [of.campaignId, rows.map(({ deviceId }) => deviceId)],
    );
  return rows;
}

/** Those of the devices that are in scope of a campaign, as it has them. */
export function inScopeOf(
  sql: Sql,
  campaignId: string,
  deviceIds: readonly string[],
): Promise<Array<Pick<Rematched, 'deviceId' | 'siteId' | 'old' | 'verdict'>>> {
  return sql(
    `SELECT cd.device_id AS "deviceId", d.site_id AS "siteId", cd.verdict AS old, cd.verdict
       FROM campaign_device cd JOIN device d ON d.id = cd.device_id
      WHERE cd.campaign_id = $1 AND cd.device_id = ANY($2::bigint[]) AND cd.verdict <> 'not-affected' ORDER BY 1`,
    [campaignId, deviceIds],
  );
}
