import type { WatchFinding } from '#contracts/campaign-changes';
import { deviceFacts } from '#contracts/notices';
import type { Sql } from '#platform/database';
import { GONE, hereAgain } from './came-back.js';
import type { CampaignRow } from './campaign.queries.js';
import type { ChangedDevices } from './moved-devices.service.js';
import type { Rematched } from './rematch.queries.js';

/** The next devices of a change after one id, in the order of ids. */
export async function devicesOf(
  sql: Sql,
  changed: ChangedDevices,
  afterId: string,
  limit: number,
): Promise<string[]> {
  const parts: Array<{ sql: string; parameters: unknown[] }> = [];
  if (changed.deviceIds !== undefined)
    parts.push({
      sql: 'SELECT id FROM device WHERE id = ANY($3::bigint[])',
      parameters: [changed.deviceIds],
    });
  else if (changed.importId !== undefined) {
    parts.push({
      // an import gives everything that it makes its own moment
      sql: `SELECT device_id AS id FROM import_change x WHERE import_id = $3 AND (changes ?| $4::text[] OR (${hereAgain('$5')}))
            UNION SELECT d.id FROM import i JOIN device d ON d.created_at = i.finished_at WHERE i.id = $3`,
      parameters: [changed.importId, [...deviceFacts, 'siteId'], GONE],
    });
  } else if (changed.updatedSince !== undefined)
    parts.push({
      sql: 'SELECT id FROM device WHERE updated_at >= $3::timestamptz',
      parameters: [changed.updatedSince],
    });
  const [part] = parts;
  if (part === undefined) return [];
  const rows = await sql<{ id: string }>(
    `SELECT id FROM (${part.sql}) AS d WHERE id > $1 ORDER BY id LIMIT $2`,
    [afterId, limit, ...part.parameters],
  );
  return rows.map(({ id }) => id);
}

export type Watched = Pick<
  CampaignRow,
  | 'id'
  | 'status'
  | 'class'
  | 'title'
  | 'notice_id'
  | 'plan_id'
  | 'opened_plan_id'
  | 'owner_id'
  | 'site_ids'
  | 'scope_version'
>;

/**
 * The campaigns that the watch looks at: those that are open; those that are closed; and those cancelled as drafts because
 * nothing was affected, unless another campaign answers the notice. For one that is opening the change is kept until it is
 * open.
 */
export function watchedCampaigns(sql: Sql): Promise<Watched[]> {
  return sql<Watched>(
    `SELECT c.* FROM campaign c
      WHERE c.status IN ('opening', 'open', 'closed')
         OR (c.status = 'cancelled' AND c.opened_at IS NULL
             AND NOT EXISTS (SELECT FROM campaign o WHERE o.notice_id = c.notice_id AND o.id <> c.id AND (o.status <> 'cancelled' OR o.id > c.id)))
      ORDER BY c.id`,
  );
}

/**
 * Those of the devices that nobody was told of yet. One that the campaign was reopened for was dealt with: when it turns
 * up after the next closing, it is told of again.
 */
export async function notFoundBefore<T extends Pick<Rematched, 'deviceId'>>(
  sql: Sql,
  campaignId: string,
  rows: readonly T[],
): Promise<T[]> {
  const known = await sql<{ id: string }>(
    'SELECT device_id AS id FROM watch_finding WHERE campaign_id = $1 AND device_id = ANY($2::bigint[]) AND reopened_at IS NULL',
    [campaignId, rows.map(({ deviceId }) => deviceId)],
  );
  const told = new Set(known.map(({ id }) => id));
  return rows.filter(({ deviceId }) => !told.has(deviceId));
}

/** Keeps what turned up in scope of a campaign that is over. */
export async function insertFindings(
  sql: Sql,
  of: { campaignId: string; changeId: string; at: Date },
  rows: ReadonlyArray<Pick<Rematched, 'deviceId' | 'siteId' | 'old' | 'verdict'>>,
): Promise<void> {
  await sql(
    `WITH r AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($3::jsonb) AS r("deviceId" bigint, "siteId" bigint, old text, verdict text)
     ), found AS (
       INSERT INTO watch_finding (campaign_id, device_id, change_id, verdict, found_at)
       SELECT $1::bigint, "deviceId", $2::bigint, verdict, $4::timestamptz FROM r
       ON CONFLICT (campaign_id, device_id) DO UPDATE SET change_id = excluded.change_id, verdict = excluded.verdict,
          found_at = excluded.found_at, reopened_at = NULL)
     INSERT INTO campaign_device_change (change_id, device_id, site_id, old_verdict, verdict)
     SELECT $2::bigint, "deviceId", "siteId", old, verdict FROM r`,
    [of.campaignId, of.changeId, JSON.stringify(rows), of.at],
  );
}

interface FindingRow {
  id: string;
  asset_tag: string | null;
  serial_number: string | null;
  site_id: string;
  site: string;
  verdict: WatchFinding['verdict'];
  found_at: Date;
  reopened_at: Date | null;
}

/** A keyset page, by device id, of what turned up in scope of a campaign that is over. */
export async function listFindings(
  sql: Sql,
  campaignId: string,
  page: { sites: readonly string[] | null; state: string | null; afterId: string; limit: number },
): Promise<WatchFinding[]> {
  const rows = await sql<FindingRow>(
    `SELECT d.id, d.asset_tag, d.serial_number, d.site_id, s.name AS site, f.verdict, f.found_at, f.reopened_at
       FROM watch_finding f JOIN device d ON d.id = f.device_id JOIN site s ON s.id = d.site_id
      WHERE f.campaign_id = $1 AND ($2::bigint[] IS NULL OR d.site_id = ANY($2)) AND f.device_id > $4
        AND ($3::text IS NULL OR (f.reopened_at IS NULL) = ($3 = 'new'))
      ORDER BY f.device_id LIMIT $5`,
    [campaignId, page.sites, page.state, page.afterId, page.limit],
  );
  return rows.map((row) => ({
    device: {
      id: row.id,
      assetTag: row.asset_tag,
      serialNumber: row.serial_number,
      siteId: row.site_id,
      site: row.site,
    },
    verdict: row.verdict,
    foundAt: row.found_at.toISOString(),
    reopenedAt: row.reopened_at?.toISOString() ?? null,
  }));
}

/** What turned up and is worked on by now, because the campaign is open again, waits for nobody's decision. */
export async function settleFindings(
  sql: Sql,
  campaignId: string,
  deviceIds: readonly string[],
  at: Date,
): Promise<void> {
  await sql(
    `UPDATE watch_finding SET reopened_at = $3
      WHERE campaign_id = $1 AND device_id = ANY($2::bigint[]) AND reopened_at IS NULL`,
    [campaignId, deviceIds, at],
  );
}

/** A change that came while the campaign was opening: chunks that went by before it do not know of it. */
export async function keepForOpen(sql: Sql, campaignId: string, changed: ChangedDevices): Promise<void> {
  await sql(
    `INSERT INTO campaign_waiting_change (campaign_id, change) SELECT $1, $2::jsonb
      WHERE NOT EXISTS (SELECT FROM campaign_waiting_change WHERE campaign_id = $1 AND change = $2::jsonb)`,
    [campaignId, JSON.stringify(changed)],
  );
}

/** Gives out, once, what was kept for it. */
export const takeKept = async (sql: Sql, campaignId: string): Promise<ChangedDevices[]> =>
  (
    await sql<{ change: ChangedDevices }>(
      'DELETE FROM campaign_waiting_change WHERE campaign_id = $1 RETURNING change',
      [campaignId],
    )
  ).map(({ change }) => change);
