import type { Searched } from '#contracts/tasks';
import type { Sql } from '#platform/database';

/** Where an entry comes from; with `id` it names the entry on every page. */
export type HistorySource = 'device' | 'import' | 'audit' | 'verdict' | 'task' | 'completion' | 'reopening';

/** One moment of a pump's story, before it is put into words. */
export interface HistoryRow {
  source: HistorySource;
  id: string;
  at: Date;
  /** the same in microseconds, for the cursor: a Date has milliseconds */
  at_us: string;
  kind: string;
  actor_id: string | null;
  actor_name: string | null;
  campaign_id: string | null;
  campaign_title: string | null;
  notice_id: string | null;
  scope_version: number | null;
  plan_id: string | null;
  task_id: string | null;
  step_key: string | null;
  task_status: string | null;
  /** of the source: changes, old and new, verdict, completion */
  data: HistoryData;
}

export interface HistoryData {
  changes?: Record<string, [unknown, unknown]>;
  old?: Record<string, unknown> | null;
  new?: Record<string, unknown> | null;
  verdict?: string;
  missing?: string[];
  outcome?: string;
  fields?: Record<string, string | number | boolean>;
  searched?: Searched[] | null;
  note?: string | null;
  reason?: string | null;
  reopened?: boolean;
  dueOn?: string;
  file?: string | null;
}

export interface HistoryFilter {
  deviceId: string;
  sites: readonly string[] | null;
  kind: string | null;
  campaignId: string | null;
  before: { at: string; source: string; id: string } | null;
  limit: number;
}

/** $1 the device, $2 the reader's sites (null: all). A campaign is seen by whoever has one of its sites, a task by its site. */
const CAMPAIGN_SEEN = '($2::bigint[] IS NULL OR c.site_ids IS NULL OR c.site_ids && $2::bigint[])';
const TASK_SEEN = '($2::bigint[] IS NULL OR t.site_id = ANY($2))';
/** What the device's record says of before it came from a site that the reader has not been given is not theirs to read. */
const SINCE_SEEN = '($2::bigint[] IS NULL OR x.at >= (SELECT at FROM seen_since))';

const SOURCES = `
  WITH audited AS MATERIALIZED (
    SELECT e.chain, e.seq, e.at, e.action, e.actor_id,
           -- one that somebody spoilt must not hide the others
           CASE WHEN e.payload IS JSON OBJECT THEN e.payload::jsonb ELSE '{}' END AS payload
      FROM audit_entry e
     WHERE e.subject_type = 'device' AND e.subject_id = $1::bigint::text
       AND e.action IN ('device.create', 'device.report', 'device.patch', 'device.record', 'campaign.device-verified')),
  moved AS (
    SELECT i.finished_at AS at, m.changes->'siteId'->>0 AS from_site FROM import_change m JOIN import i ON i.id = m.import_id
     WHERE m.device_id = $1 AND m.changes ? 'siteId'
    UNION ALL
    SELECT at, payload->'old'->>'siteId' FROM audited WHERE payload->'old' ? 'siteId'),
  seen_since AS (
    SELECT coalesce(max(at), '-infinity') AS at FROM moved WHERE $2::bigint[] IS NOT NULL AND from_site::bigint <> ALL($2)),
  scope AS MATERIALIZED (
    SELECT cd.*, c.title, c.notice_id, c.plan_id, c.opened_plan_id, c.opened_by FROM campaign_device cd JOIN campaign c ON c.id = cd.campaign_id
     WHERE cd.device_id = $1 AND ${CAMPAIGN_SEEN}),
  work AS MATERIALIZED (
    SELECT t.id, t.campaign_id, t.step_key, t.status, t.due_on, t.created_at, s.title, s.notice_id, coalesce(t.plan_id, s.opened_plan_id, s.plan_id) AS plan_id
      FROM scope s JOIN task t ON t.campaign_id = s.campaign_id AND t.device_id = $1 WHERE ${TASK_SEEN}),
  story AS (
    -- the record was made: by a person (audited), or by an import or the sample, of which the device itself tells
    SELECT 'device' AS source, d.id::text AS id, d.created_at AS at, 'recorded' AS kind, i.started_by AS actor_id,
           NULL::bigint AS campaign_id, NULL::text AS title, NULL::bigint AS notice_id, NULL::bigint AS plan_id,
           NULL::bigint AS task_id, NULL::text AS step_key, NULL::text AS task_status,
           CASE WHEN i.id IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('file', coalesce(i.file_name, 'an import')) END AS data
      FROM device d
      -- an import gives everything that it makes its own moment
      LEFT JOIN LATERAL (SELECT * FROM import m WHERE m.finished_at = d.created_at AND m.status = 'done' AND NOT m.dry_run LIMIT 1) i ON true
     WHERE d.id = $1 AND NOT EXISTS (SELECT FROM audited WHERE action IN ('device.create', 'device.report'))
    UNION ALL
    SELECT 'import', i.id::text, i.finished_at, 'imported', i.started_by, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
           jsonb_build_object('changes', m.changes, 'file', i.file_name)
      FROM import_change m JOIN import i ON i.id = m.import_id WHERE m.device_id = $1 AND i.finished_at IS NOT NULL
    UNION ALL
    SELECT 'audit', a.chain || '-' || a.seq, a.at,
           CASE a.action WHEN 'device.create' THEN 'recorded' WHEN 'device.report' THEN 'reported'
                         WHEN 'campaign.device-verified' THEN 'verified' ELSE 'changed' END,
           a.actor_id, s.campaign_id, s.title, s.notice_id, s.plan_id, NULL, NULL, NULL,
           jsonb_build_object('old', a.payload->'old', 'new', a.payload->'new')
      FROM audited a LEFT JOIN scope s ON a.action = 'campaign.device-verified' AND s.campaign_id = (a.payload->'old'->>'campaignId')::bigint
     WHERE ($2::bigint[] IS NULL OR a.chain = ANY($2)) AND (a.action <> 'campaign.device-verified' OR s.campaign_id IS NOT NULL)
    UNION ALL
    -- as it was decided at the opening: a verification that changed it since tells of the verdict before
    SELECT 'verdict', s.campaign_id::text, coalesce(v.at, s.decided_at), 'verdict', s.opened_by, s.campaign_id, s.title,
           s.notice_id, s.plan_id, NULL, NULL, NULL,
           jsonb_build_object('verdict', coalesce(v.verdict, s.verdict), 'missing', to_jsonb(s.missing))
      FROM scope s LEFT JOIN LATERAL (
        SELECT c.opened_at AS at, a.payload->'old'->>'verdict' AS verdict FROM audited a JOIN campaign c ON c.id = s.campaign_id
         WHERE a.action = 'campaign.device-verified' AND (a.payload->'old'->>'campaignId')::bigint = s.campaign_id
         ORDER BY a.at, a.seq LIMIT 1) v ON true
    UNION ALL
    SELECT 'task', w.id::text, w.created_at, 'task-opened', NULL, w.campaign_id, w.title, w.notice_id, w.plan_id, w.id, w.step_key,
           w.status, jsonb_build_object('dueOn', w.due_on)
      FROM work w
    UNION ALL
    SELECT 'audit', e.chain || '-' || e.seq, e.at, 'task-assigned', e.actor_id, w.campaign_id, w.title, w.notice_id, w.plan_id, w.id,
           w.step_key, w.status, jsonb_build_object('old', e.payload::jsonb->'old', 'new', e.payload::jsonb->'new')
      FROM work w JOIN audit_entry e ON e.subject_type = 'task' AND e.subject_id = w.id::text AND e.action = 'task.assign'
       AND e.payload IS JSON OBJECT
    UNION ALL
    SELECT 'completion', h.id::text, h.completed_at, 'task-completed', h.completed_by, w.campaign_id, w.title, w.notice_id, w.plan_id,
           w.id, w.step_key, w.status, jsonb_build_object('outcome', h.outcome, 'fields', h.fields, 'searched', h.searched,
             'note', h.note, 'reason', h.reason, 'reopened', h.reopened_at IS NOT NULL)
      FROM work w JOIN task_completion h ON h.task_id = w.id
    UNION ALL
    SELECT 'reopening', h.id::text, h.reopened_at, 'task-reopened', h.reopened_by, w.campaign_id, w.title, w.notice_id, w.plan_id, w.id,
           w.step_key, w.status, jsonb_build_object('reason', h.reopen_reason)
      FROM work w JOIN task_completion h ON h.task_id = w.id AND h.reopened_at IS NOT NULL)`;

/** One keyset page of a pump's story, newest first, cut to what the reader may see. */
export function deviceStory(sql: Sql, filter: HistoryFilter): Promise<HistoryRow[]> {
  return sql<HistoryRow>(
    `${SOURCES}
     SELECT x.source, x.id, x.at, (extract(epoch FROM x.at) * 1000000)::bigint::text AS at_us, x.kind, x.actor_id, u.name AS actor_name,
            x.campaign_id, x.title AS campaign_title, x.notice_id, (SELECT n.scope_version FROM campaign n WHERE n.id = x.campaign_id) AS scope_version, x.plan_id, x.task_id, x.step_key, x.task_status, x.data
       FROM story x LEFT JOIN app_user u ON u.id = x.actor_id
      WHERE (x.source NOT IN ('device', 'import') OR ${SINCE_SEEN})
        AND ($3::text IS NULL OR x.kind = $3) AND ($4::bigint IS NULL OR x.campaign_id = $4)
        AND ($5::bigint IS NULL OR ((extract(epoch FROM x.at) * 1000000)::bigint, x.source COLLATE "C", x.id COLLATE "C") < ($5, $6, $7))
      ORDER BY (extract(epoch FROM x.at) * 1000000)::bigint DESC, x.source COLLATE "C" DESC, x.id COLLATE "C" DESC LIMIT $8`,
    [
      filter.deviceId,
      filter.sites,
      filter.kind,
      filter.campaignId,
      filter.before?.at ?? null,
      filter.before?.source ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );
}

export interface Names {
  sites: ReadonlyMap<string, string>;
  locations: ReadonlyMap<string, string>;
  people: ReadonlyMap<string, string>;
}

/** The names of places and people that entries name by id; places of other sites than the reader's have none. */
export async function namesOf(
  sql: Sql,
  sites: readonly string[] | null,
  ids: { sites: string[]; locations: string[]; people: string[] },
): Promise<Names> {
  const rows = await sql<{ kind: keyof Names; id: string; name: string }>(
    `SELECT 'sites' AS kind, id, name FROM site WHERE id = ANY($1::bigint[]) AND ($4::bigint[] IS NULL OR id = ANY($4))
     UNION ALL SELECT 'locations', id, name FROM location WHERE id = ANY($2::bigint[]) AND ($4::bigint[] IS NULL OR site_id = ANY($4))
     UNION ALL SELECT 'people', id, name FROM app_user WHERE id = ANY($3::bigint[])`,
    [ids.sites, ids.locations, ids.people, sites],
  );
  const of = (kind: keyof Names): Map<string, string> =>
    new Map(rows.filter((row) => row.kind === kind).map(({ id, name }) => [id, name]));
  return { sites: of('sites'), locations: of('locations'), people: of('people') };
}
