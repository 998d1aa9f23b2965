import type { CampaignChange } from '#contracts/campaign-changes';
import type { Tx } from '#domain/audit';
import type { Sql } from '#platform/database';
import type { CampaignRow } from './campaign.queries.js';

export interface ChangeRow {
  id: string;
  campaign_id: string;
  kind: CampaignChange['kind'];
  communication_id: string | null;
  from_scope: number;
  to_scope: number;
  from_plan_id: string;
  to_plan_id: string;
  reason: string;
  made_by: string | null;
  maker: string | null;
  begun_at: Date;
  device_id: string;
  done: string;
  total: string;
  finished_at: Date | null;
  from_plan: CampaignChange['plan']['from'];
  to_plan: CampaignChange['plan']['to'];
  devices: Partial<CampaignChange['devices']> | null;
  tasks: Partial<CampaignChange['tasks']> | null;
}

const plan = (id: string): string =>
  `(SELECT jsonb_build_object('key', p.key, 'version', p.version, 'title', p.title) FROM plan p WHERE p.id = ${id})`;

/** The changes of a campaign, newest first, counted at the given sites (null: all). */
export function listChanges(
  sql: Sql,
  campaignId: string,
  page: { sites: readonly string[] | null; kind: string | null; beforeId: string | null; limit: number },
): Promise<ChangeRow[]> {
  return sql<ChangeRow>(
    `WITH page AS MATERIALIZED (
       SELECT * FROM campaign_change WHERE campaign_id = $1 AND ($3::text IS NULL OR kind = $3) AND ($4::bigint IS NULL OR id < $4)
        ORDER BY id DESC LIMIT $5)
     SELECT c.*, u.name AS maker, ${plan('c.from_plan_id')} AS from_plan, ${plan('c.to_plan_id')} AS to_plan,
            (SELECT jsonb_object_agg(effect, n) FROM (
               SELECT CASE WHEN x.verdict = 'not-affected' THEN 'removed' WHEN coalesce(x.old_verdict, 'not-affected') = 'not-affected' THEN 'added'
                           ELSE 'verdictChanged' END AS effect, count(*) AS n
                 FROM campaign_device_change x WHERE x.change_id = c.id AND ($2::bigint[] IS NULL OR x.site_id = ANY($2)) GROUP BY 1
               UNION ALL SELECT 'undecided', count(*) FROM campaign_device_change x
                WHERE x.change_id = c.id AND x.verdict = 'possibly-affected' AND ($2::bigint[] IS NULL OR x.site_id = ANY($2))) e) AS devices,
            (SELECT jsonb_object_agg(CASE kind WHEN 'started' THEN 'new' ELSE kind END, n) FROM (
               SELECT x.kind, count(*) AS n FROM task_change x
                WHERE x.change_id = c.id AND ($2::bigint[] IS NULL OR x.site_id IS NULL OR x.site_id = ANY($2)) GROUP BY 1) e) AS tasks
       FROM page c LEFT JOIN app_user u ON u.id = c.made_by ORDER BY c.id DESC`,
    [campaignId, page.sites, page.kind, page.beforeId, page.limit],
  );
}

/** Begins a change of a campaign; gives its id. */
export async function insertChange(
  tx: Tx,
  row: Pick<CampaignRow, 'id' | 'scope_version' | 'plan_id'>,
  change: {
    kind: CampaignChange['kind'];
    reason: string;
    communicationId?: string;
    toScope?: number;
    toPlanId?: string;
    total?: number;
    finished?: boolean;
    /** nobody is written to at once: the next digest says it */
    quiet?: boolean;
  },
): Promise<string> {
  const [made] = await tx.sql<{ id: string }>(
    `INSERT INTO campaign_change (campaign_id, kind, communication_id, from_scope, to_scope, from_plan_id, to_plan_id, reason, made_by, begun_at,
                                  total, finished_at, told_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, CASE WHEN $12::boolean THEN $10::timestamptz END, CASE WHEN $13::boolean THEN $10::timestamptz END)
     RETURNING id`,
    [
      row.id,
      change.kind,
      change.communicationId ?? null,
      row.scope_version,
      change.toScope ?? row.scope_version,
      row.plan_id,
      change.toPlanId ?? row.plan_id,
      change.reason,
      tx.caller.userId,
      tx.now,
      change.total ?? 0,
      change.finished ?? false,
      change.quiet ?? false,
    ],
  );
  return (made as { id: string }).id;
}
