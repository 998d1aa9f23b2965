import type { PlanStep } from '#contracts/plans';
import { compileScope, type ScopeProduct } from '#domain/notices';
import type { Sql } from '#platform/database';

/** What a chunk of the opening needs: a campaign, the devices after one id up to another, and the steps that begin. */
export interface OpeningChunk {
  campaignId: string;
  ownerId: string;
  openedAt: Date;
  siteIds: readonly string[] | null;
  products: ScopeProduct[];
  scopeVersion: number;
  afterDeviceId: string;
  lastDeviceId: string;
  /** of these devices alone */
  deviceIds?: readonly string[];
  /** after the opening: by which plan the tasks go, and the change that they are noted under */
  later?: Later;
}

/** What starts tasks in a campaign that is open already. */
export interface Later {
  planId: string | null;
  changeId: string;
  reason: string;
}

/** Notes new tasks under the change that started them: `added` gives their id, assignee and site. $n: campaign, change, reason. */
const noteStarted = (campaign: string, change: string, reason: string): string =>
  `INSERT INTO task_change (change_id, task_id, campaign_id, person_id, site_id, kind, reason)
   SELECT ${change}::bigint, id, ${campaign}::bigint, assignee_id, site_id, 'started', ${reason}::text FROM added
    WHERE ${change}::bigint IS NOT NULL ON CONFLICT DO NOTHING`;

/** The last device id of the next chunk, and how many devices it has; undefined when none is left. */
export async function nextChunk(
  sql: Sql,
  siteIds: readonly string[] | null,
  afterDeviceId: string,
  size: number,
): Promise<{ last: string; devices: number } | undefined> {
  const [row] = await sql<{ last: string | null; devices: number }>(
    `SELECT max(id) AS last, count(*)::int AS devices FROM (
       SELECT id FROM device WHERE id > $1 AND ($2::bigint[] IS NULL OR site_id = ANY($2)) ORDER BY id LIMIT $3) AS chunk`,
    [afterDeviceId, siteIds, size],
  );
  return row === undefined || row.last === null ? undefined : { last: row.last, devices: row.devices };
}

/** Records the verdicts of a chunk; a device that has one already keeps it. Returns counts and a digest of the rows. */
export async function recordVerdicts(
  sql: Sql,
  chunk: OpeningChunk,
): Promise<{ devices: number; digest: string }> {
  const compiled = compileScope(chunk.products, { firstParameter: 7 });
  const [row] = await sql<{ devices: number; digest: string }>(
    `WITH recorded AS (
       INSERT INTO campaign_device (campaign_id, device_id, site_id, product_id, verdict, missing, decided_at, scope_version)
       SELECT $1::bigint, d.id, d.site_id, m.product_id, m.verdict, m.missing, $5::timestamptz, $6::int
         FROM device d CROSS JOIN LATERAL (${compiled.sql}) m
        WHERE d.id > $2 AND d.id <= $3 AND ($4::bigint[] IS NULL OR d.site_id = ANY($4))
       ON CONFLICT DO NOTHING RETURNING device_id, site_id, verdict
     ), by_site AS (
       INSERT INTO campaign_site AS s (campaign_id, site_id, affected, possibly_affected)
       SELECT $1::bigint, site_id, count(*) FILTER (WHERE verdict = 'affected'), count(*) FILTER (WHERE verdict = 'possibly-affected')
         FROM recorded GROUP BY site_id ORDER BY site_id
       ON CONFLICT (campaign_id, site_id) DO UPDATE
         SET affected = s.affected + excluded.affected, possibly_affected = s.possibly_affected + excluded.possibly_affected
     )
     SELECT count(*)::int AS devices,
            encode(sha256(convert_to(coalesce(string_agg(device_id || ':' || verdict, ',' ORDER BY device_id), ''), 'UTF8')), 'hex') AS digest
       FROM recorded`,
    [
      chunk.campaignId,
      chunk.afterDeviceId,
      chunk.lastDeviceId,
      chunk.siteIds,
      chunk.openedAt,
      chunk.scopeVersion,
      ...compiled.parameters,
    ],
  );
  return row ?? { devices: 0, digest: '' };
}

const stepsParameter = (steps: PlanStep[]): string =>
  JSON.stringify(
    steps.map((step) => ({
      key: step.key,
      assignTo: step.assignTo,
      dueDays: step.dueDays,
      waiting: step.prerequisites.length > 0,
      verification: step.startsOn === 'verification',
    })),
  );

/**
 * The tasks of a chunk: the opening steps for affected devices, the verification step for possibly affected ones. Whoever
 * does them is looked up once a place, not once a task. A task that exists is left alone.
 */
export async function createDeviceTasks(sql: Sql, chunk: OpeningChunk, steps: PlanStep[]): Promise<number> {
  await gatherPlaces(sql, chunk);
  const [row] = await sql<{ tasks: number }>(
    `WITH step AS (
       SELECT * FROM jsonb_to_recordset($4::jsonb) AS s(key text, "assignTo" text, "dueDays" int, waiting boolean, verification boolean)
     ), scope AS MATERIALIZED (
       SELECT cd.device_id, cd.verdict, d.site_id, d.location_id, place_of(d.site_id, d.location_id) AS place
         FROM campaign_device cd JOIN device d ON d.id = cd.device_id
        WHERE cd.campaign_id = $1 AND cd.device_id > $2 AND cd.device_id <= $3 AND d.id > $2 AND d.id <= $3 AND cd.verdict <> 'not-affected'
          AND ($10::bigint[] IS NULL OR cd.device_id = ANY($10))
     ), added AS (
       INSERT INTO task (campaign_id, step_key, device_id, site_id, location_id, status, assignee_id, due_on, created_at, plan_id)
       SELECT $1::bigint, step.key, scope.device_id, scope.site_id, scope.location_id,
              CASE WHEN step.waiting THEN 'waiting' ELSE 'open' END,
              coalesce(CASE step."assignTo" WHEN 'coverage' THEN place.coverage_id WHEN 'site-lead' THEN place.site_lead_id
                                            WHEN 'nurse-educator' THEN place.nurse_educator_id END, $5),
              place.today + step."dueDays", $6::timestamptz, $7::bigint
         FROM scope
         JOIN step ON step.verification = (scope.verdict = 'possibly-affected')
         JOIN opening_place place ON place.place = scope.place
        ORDER BY scope.device_id
       ON CONFLICT (campaign_id, device_id, step_key) WHERE device_id IS NOT NULL DO NOTHING RETURNING id, assignee_id, site_id
     ), noted AS (${noteStarted('$1', '$8', '$9')})
     SELECT count(*)::int AS tasks FROM added`,
    [
      chunk.campaignId,
      chunk.afterDeviceId,
      chunk.lastDeviceId,
      stepsParameter(steps),
      chunk.ownerId,
      chunk.openedAt,
      chunk.later?.planId ?? null,
      chunk.later?.changeId ?? null,
      chunk.later?.reason ?? null,
      chunk.deviceIds ?? null,
    ],
  );
  return row?.tasks ?? 0;
}

/**
 * Who does what at every place, for this transaction. A table with a key, and not a part of the statement above: the
 * verdicts are seconds old and have no statistics, and for the one row that the planner expects of them it would look at
 * all places again for each device.
 */
async function gatherPlaces(sql: Sql, chunk: OpeningChunk): Promise<void> {
  await sql(
    `CREATE TEMP TABLE opening_place (place bigint PRIMARY KEY, today date NOT NULL, coverage_id bigint, site_lead_id bigint,
       nurse_educator_id bigint) ON COMMIT DROP`,
  );
  await sql(
    `INSERT INTO opening_place
     SELECT a.place, ($1::timestamptz AT TIME ZONE site.time_zone)::date, a.coverage_id, a.site_lead_id, a.nurse_educator_id
       FROM place_assignee a JOIN site ON site.id = a.site_id WHERE $2::bigint[] IS NULL OR a.site_id = ANY($2)`,
    [chunk.openedAt, chunk.siteIds],
  );
}

/** The tasks of the sites that have devices in scope, and those of the campaign itself. */
export async function createSiteTasks(
  sql: Sql,
  campaign: { id: string; ownerId: string; openedAt: Date; later?: Later },
  siteSteps: PlanStep[],
  campaignSteps: PlanStep[],
): Promise<number> {
  const [row] = await sql<{ tasks: number }>(
    `WITH step AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS s(key text, "assignTo" text, "dueDays" int, waiting boolean)
     ), own AS (
       SELECT * FROM jsonb_to_recordset($3::jsonb) AS s(key text, "assignTo" text, "dueDays" int, waiting boolean)
     ), added AS (
       INSERT INTO task (campaign_id, step_key, site_id, status, assignee_id, due_on, created_at, plan_id)
       SELECT $1::bigint, step.key, site.id, CASE WHEN step.waiting THEN 'waiting' ELSE 'open' END,
              coalesce(assignee_for(step."assignTo", site.id, NULL, $4), $4),
              ($5::timestamptz AT TIME ZONE site.time_zone)::date + step."dueDays", $5::timestamptz, $6::bigint
         FROM campaign_site cs JOIN site ON site.id = cs.site_id CROSS JOIN step
        WHERE cs.campaign_id = $1 AND cs.affected + cs.possibly_affected > 0
       UNION ALL
       SELECT $1::bigint, own.key, NULL, CASE WHEN own.waiting THEN 'waiting' ELSE 'open' END,
              coalesce(assignee_for(own."assignTo", NULL, NULL, $4), $4),
              ($5::timestamptz AT TIME ZONE 'UTC')::date + own."dueDays", $5::timestamptz, $6::bigint
         FROM own
       ON CONFLICT (campaign_id, site_id, step_key) WHERE device_id IS NULL DO NOTHING RETURNING id, assignee_id, site_id
     ), noted AS (${noteStarted('$1', '$7', '$8')})
     SELECT count(*)::int AS tasks FROM added`,
    [
      campaign.id,
      stepsParameter(siteSteps),
      stepsParameter(campaignSteps),
      campaign.ownerId,
      campaign.openedAt,
      campaign.later?.planId ?? null,
      campaign.later?.changeId ?? null,
      campaign.later?.reason ?? null,
    ],
  );
  return row?.tasks ?? 0;
}

/**
 * A large campaign gets a partition of its own, before its first task. Foreign keys are added once it is full: checked
 * row by row they would cost three times as much as the rows themselves.
 */
export async function createOwnPartition(sql: Sql, campaignId: string): Promise<void> {
  await sql(
    `CREATE TABLE IF NOT EXISTS ${partitionName(campaignId)} PARTITION OF task FOR VALUES IN (${BigInt(campaignId)})`,
  );
}

/**
 * Adds the foreign keys in a moment, without looking at the rows; validatePartitionKeys looks at them afterwards, and
 * keeps nobody from writing meanwhile.
 */
export async function addPartitionKeys(sql: Sql, campaignId: string): Promise<void> {
  const table = partitionName(campaignId);
  if (!(await hasOwnPartition(sql, campaignId))) return;
  await sql(
    `ALTER TABLE ${table}
       ADD CONSTRAINT ${table}_device FOREIGN KEY (device_id) REFERENCES device NOT VALID,
       ADD CONSTRAINT ${table}_site FOREIGN KEY (site_id) REFERENCES site NOT VALID,
       ADD CONSTRAINT ${table}_assignee FOREIGN KEY (assignee_id) REFERENCES app_user NOT VALID`,
  );
}

export async function validatePartitionKeys(sql: Sql, campaignId: string): Promise<void> {
  const table = partitionName(campaignId);
  if (!(await hasOwnPartition(sql, campaignId))) return;
  for (const key of ['device', 'site', 'assignee'])
    await sql(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${table}_${key}`);
}

export async function hasOwnPartition(sql: Sql, campaignId: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    partitionName(campaignId),
  ]);
  return row?.found === true;
}

const partitionName = (campaignId: string): string => `task_campaign_${BigInt(campaignId)}`;
