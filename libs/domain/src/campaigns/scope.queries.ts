import type { CampaignDevice } from '#contracts/matching';
import { beginsWith } from '#domain/notices';
import type { Sql } from '#platform/database';

export interface RecordedFilter {
  campaignId: string;
  /** the caller's and the campaign's; null: all */
  sites: readonly string[] | null;
  campaignSites: readonly string[] | null;
  siteId: string | null;
  verdict: string | null;
  q: string | null;
  status: string | null;
  state: 'todo' | 'done' | null;
  /** an affected product, in whichever version of the notice's scope */
  product: string | null;
  missing: string | null;
  afterId: string;
  limit: number;
}

/** Letters carry a row of the notice on under its name; of two rows with one name in one version, the one that is asked for. */
const sameRow = (n: string): string =>
  `cd.product_id IN (SELECT o.id FROM affected_product p JOIN affected_product o ON o.notice_id = p.notice_id
                        AND (o.id = p.id OR (o.version <> p.version AND o.name = p.name)) WHERE p.id = ${n}) AND cd.verdict <> 'not-affected'`;
const hasOpenTask = `EXISTS (SELECT FROM task t WHERE t.device_id = d.id AND t.campaign_id = $1 AND t.status IN ('open', 'waiting'))`;

/**
 * A keyset page by id of the devices as the opening recorded them. A device that is not affected has no row in
 * campaign_device, so that asking for those reads the fleet. Conditions that are not asked for are left out. The tasks are
 * counted for the page alone.
 */
export async function recordedDevices(
  sql: Sql,
  now: Date,
  filter: RecordedFilter,
): Promise<CampaignDevice[]> {
  const parameters: unknown[] = [filter.campaignId, now, filter.afterId, filter.limit];
  const where = ['d.id > $3'];
  const wholeFleet = filter.verdict === 'not-affected';
  const add = (condition: (n: string) => string, value: unknown): void => {
    if (value === null) return;
    parameters.push(value);
    where.push(condition(`$${parameters.length}`));
  };
  add((n) => `d.site_id = ANY(${n}::bigint[])`, filter.sites);
  if (wholeFleet)
    add((n) => `(cd.campaign_id = $1 OR d.site_id = ANY(${n}::bigint[]))`, filter.campaignSites);
  add((n) => `d.site_id = ${n}`, filter.siteId);
  add((n) => `coalesce(cd.verdict, 'not-affected') = ${n}`, filter.verdict);
  add(beginsWith, filter.q);
  add((n) => `d.status = ${n}`, filter.status);
  add(sameRow, filter.product);
  add((n) => `cd.verdict = 'possibly-affected' AND ${n} = ANY(cd.missing)`, filter.missing);
  if (filter.state === 'todo') where.push(hasOpenTask);
  if (filter.state === 'done') where.push(`cd.verdict <> 'not-affected' AND NOT ${hasOpenTask}`);
  return sql<CampaignDevice>(
    `WITH page AS MATERIALIZED (
       SELECT d.*, coalesce(cd.verdict, 'not-affected') AS verdict, cd.product_id,
              CASE WHEN cd.verdict = 'possibly-affected' THEN cd.missing ELSE '{}' END AS missing
         FROM device d
         ${wholeFleet ? 'LEFT' : ''} JOIN campaign_device cd ON cd.device_id = d.id AND cd.campaign_id = $1
        WHERE ${where.join(' AND ')} ORDER BY d.id LIMIT $4)
     SELECT p.id, p.asset_tag AS "assetTag", p.serial_number AS "serialNumber", p.product_code AS "productCode",
            p.software_version AS "softwareVersion", p.site_id AS "siteId", s.name AS site, l.name AS location,
            p.status AS "deviceStatus", p.verdict, p.product_id AS "productId", a.name AS "productName", p.missing,
            t.open AS "openTasks", t.late AS "lateTasks"
       FROM page p JOIN site s ON s.id = p.site_id LEFT JOIN location l ON l.id = p.location_id
       LEFT JOIN affected_product a ON a.id = p.product_id
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS open,
               count(*) FILTER (WHERE t.due_on < ($2::timestamptz AT TIME ZONE coalesce(ts.time_zone, 'UTC'))::date)::int AS late
          FROM task t LEFT JOIN site ts ON ts.id = t.site_id
         WHERE t.device_id = p.id AND t.campaign_id = $1 AND t.status IN ('open', 'waiting')) t
      ORDER BY p.id`,
    parameters,
  );
}
