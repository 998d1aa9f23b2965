import type { Sql } from '#platform/database';
import type { CampaignFacts, TaskFacts } from './messages/facts.js';

/** Own tasks that a message writes out; the rest is counted and linked to. */
export const TASKS_LISTED = 50;

/** A task t that waits for the firm is nobody's work until the firm has done its part: whoever chases the firm is reminded. */
export const NOT_WITH_THE_FIRM =
  'NOT EXISTS (SELECT FROM task_wait fw WHERE fw.task_id = t.id AND fw.ended_at IS NULL)';

export interface TaskRow {
  id: string;
  campaign_id: string;
  campaign_title: string;
  class: 'I' | 'II' | 'III' | null;
  step: string | null;
  step_key: string;
  due_on: string;
  site: string | null;
  location: string | null;
  device_id: string | null;
  asset_tag: string | null;
  serial_number: string | null;
  model: string | null;
  assignee: string;
}

export const TASK_COLUMNS = `t.id, t.campaign_id, c.title AS campaign_title, c.class, t.step_key, t.due_on, s.name AS site, l.name AS location,
    t.device_id, d.asset_tag, d.serial_number, d.model, a.name AS assignee,
    (SELECT step->>'title' FROM jsonb_array_elements(p.definition->'steps') AS step WHERE step->>'key' = t.step_key) AS step`;

/** What a line of a message says about a task t besides its own columns; the device's place is where it is now. */
export const TASK_JOINS = `
    JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
    JOIN plan p ON p.id = coalesce(t.plan_id, c.opened_plan_id, c.plan_id)
    JOIN app_user a ON a.id = t.assignee_id
    LEFT JOIN device d ON d.id = t.device_id
    LEFT JOIN site s ON s.id = coalesce(d.site_id, t.site_id)
    LEFT JOIN location l ON l.id = coalesce(d.location_id, t.location_id)`;

export const taskFacts = (row: TaskRow): TaskFacts => ({
  id: row.id,
  campaignId: row.campaign_id,
  campaignTitle: row.campaign_title,
  recallClass: row.class,
  step: row.step ?? row.step_key,
  dueOn: row.due_on,
  site: row.site,
  location: row.location,
  assignee: row.assignee,
  device:
    row.device_id === null
      ? null
      : { id: row.device_id, assetTag: row.asset_tag, serialNumber: row.serial_number, model: row.model },
});

export interface OwnWork {
  campaigns: CampaignFacts[];
  tasks: TaskFacts[];
  siteIds: string[];
}

/**
 * A person's open tasks as they are now, in all open campaigns or in one: counts by campaign, and the first ones by
 * due day. A pump that is listed brings its tasks of every other open campaign with it, for it is touched once
 * (DESIGN rule 7).
 * @param sites cuts the work of somebody on leave to what their stand-in has been given
 */
export async function loadOwnWork(
  sql: Sql,
  personId: string,
  campaignId: string | null,
  today: string,
  sites: readonly string[] | null = null,
): Promise<OwnWork> {
  const counts = await sql<{
    id: string;
    title: string;
    class: 'I' | 'II' | 'III' | null;
    reason: string;
    owner: string;
    open: string;
    late: string;
    first_due: string;
    site_ids: string[];
  }>(
    `SELECT c.id, c.title, c.class, n.reason, o.name AS owner, count(*) AS open, count(*) FILTER (WHERE t.due_on < $3::date) AS late, min(t.due_on) AS first_due,
            coalesce(array_agg(DISTINCT t.site_id::text) FILTER (WHERE t.site_id IS NOT NULL), '{}') AS site_ids
       FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
       JOIN notice n ON n.id = c.notice_id JOIN app_user o ON o.id = c.owner_id
      WHERE t.assignee_id = $1 AND t.status = 'open' AND ${NOT_WITH_THE_FIRM} AND ($2::bigint IS NULL OR t.campaign_id = $2)
        AND ($4::bigint[] IS NULL OR t.site_id IS NULL OR t.site_id = ANY($4))
      GROUP BY c.id, c.title, c.class, n.reason, o.name ORDER BY late DESC, first_due, c.id`,
    [personId, campaignId, today, sites],
  );
  if (counts.length === 0) return { campaigns: [], tasks: [], siteIds: [] };
  const rows = await sql<TaskRow>(
    `WITH first AS (
       SELECT t.id, t.campaign_id, t.device_id FROM task t
        WHERE t.assignee_id = $1 AND t.status = 'open' AND ${NOT_WITH_THE_FIRM} AND t.campaign_id = ANY($2)
          AND ($3::bigint[] IS NULL OR t.site_id IS NULL OR t.site_id = ANY($3)) ORDER BY t.due_on, t.id LIMIT ${TASKS_LISTED}),
     listed AS (
       SELECT id, campaign_id FROM first
        UNION
       SELECT t.id, t.campaign_id FROM task t
        WHERE t.device_id IN (SELECT device_id FROM first) AND t.status = 'open' AND t.assignee_id = $1 AND ${NOT_WITH_THE_FIRM}
          AND ($3::bigint[] IS NULL OR t.site_id IS NULL OR t.site_id = ANY($3)))
     SELECT ${TASK_COLUMNS} FROM listed JOIN task t USING (id, campaign_id) ${TASK_JOINS} ORDER BY t.due_on, t.id`,
    [personId, counts.map(({ id }) => id), sites],
  );
  return {
    campaigns: counts.map((row) => ({
      id: row.id,
      title: row.title,
      recallClass: row.class,
      reason: row.reason,
      owner: row.owner,
      open: Number(row.open),
      late: Number(row.late),
      firstDue: row.first_due,
      closed: 0,
    })),
    tasks: rows.map(taskFacts),
    siteIds: [...new Set(counts.flatMap((row) => row.site_ids))],
  };
}

/** The tasks that these changes of a campaign made, or changed, for a person, as far as they are open and theirs now. */
export async function loadChangedTasks(
  sql: Sql,
  personId: string,
  campaignId: string,
  changeIds: readonly string[],
): Promise<TaskFacts[]> {
  const rows = await sql<TaskRow>(
    `SELECT ${TASK_COLUMNS} FROM (
         SELECT DISTINCT task_id AS id, campaign_id FROM task_change WHERE change_id = ANY($3::bigint[]) AND campaign_id = $2 AND person_id = $1 AND kind <> 'withdrawn') x
       JOIN task t USING (id, campaign_id) ${TASK_JOINS}
      WHERE t.assignee_id = $1 AND t.status = 'open' AND ${NOT_WITH_THE_FIRM} ORDER BY t.due_on, t.id LIMIT ${TASKS_LISTED}`,
    [personId, campaignId, changeIds],
  );
  return rows.map(taskFacts);
}

/** What is left in a campaign, by its rollup. */
export async function loadCampaignState(
  sql: Sql,
  campaignId: string,
): Promise<{
  facts: CampaignFacts;
  status: string;
  open: number;
  /** pumps that are looked for, and that no signed decision of this campaign names */
  notLocated: number;
  siteIds: string[];
} | null> {
  const [row] = await sql<{
    id: string;
    title: string;
    class: 'I' | 'II' | 'III' | null;
    reason: string;
    owner: string;
    status: string;
    open: string;
    closed: string;
    not_located: string;
    site_ids: string[];
  }>(
    `SELECT c.id, c.title, c.class, n.reason, o.name AS owner, c.status, (SELECT count(*) FROM search_asker WHERE campaign_id = c.id) AS not_located, coalesce(sum(r.open), 0) AS open, coalesce(sum(r.closed), 0) AS closed,
            coalesce(array_agg(DISTINCT r.site_id::text) FILTER (WHERE r.site_id > 0), '{}') AS site_ids
       FROM campaign c JOIN notice n ON n.id = c.notice_id JOIN app_user o ON o.id = c.owner_id
       LEFT JOIN task_rollup r ON r.campaign_id = c.id WHERE c.id = $1 GROUP BY c.id, n.reason, o.name`,
    [campaignId],
  );
  if (row === undefined) return null;
  const facts = {
    id: row.id,
    title: row.title,
    recallClass: row.class,
    reason: row.reason,
    owner: row.owner,
    open: 0,
    late: 0,
    firstDue: null,
  };
  return {
    facts: { ...facts, closed: Number(row.closed) },
    status: row.status,
    open: Number(row.open),
    notLocated: Number(row.not_located),
    siteIds: row.site_ids,
  };
}
