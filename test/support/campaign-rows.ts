import { defaultCadence, defaultLadder } from '#contracts/plans';
import type { TestSql } from './database.js';

// Campaigns and tasks written by SQL, for specs about what is done with them. Ids come as strings.

let made = 0;

export interface CampaignRowOptions {
  ownerId: string;
  class?: 'I' | 'II' | 'III' | null;
  title?: string;
  status?: string;
  siteIds?: string[];
}

/** An open campaign with a notice and a plan of its own; the plan has the steps inspect and verify-software. */
export async function createCampaignRow(
  sql: TestSql,
  options: CampaignRowOptions,
): Promise<{ id: string; title: string }> {
  made += 1;
  const title = options.title ?? `Campaign ${made}`;
  const step = (key: string, name: string) => ({
    key,
    title: name,
    scope: 'device',
    instructions: 'As the notice says.',
    startsOn: 'opening',
    fields: [],
    outcomes: [{ key: 'clean', label: 'Clean', starts: [] }],
    prerequisites: [],
    dueDays: 7,
    assignTo: 'coverage',
  });
  const definition = {
    key: 'test',
    title: 'Test plan',
    steps: [step('inspect', 'Inspect the contacts'), step('verify-software', 'Verify the software version')],
    cadence: defaultCadence,
    ladder: defaultLadder,
  };
  const [row] = await sql<{ id: string }>(
    `WITH n AS (INSERT INTO notice (title, firm, class, action, created_at) VALUES ($1, 'Firm', $2, 'correction', clock_timestamp()) RETURNING id),
          p AS (INSERT INTO plan (key, version, title, definition, created_at) VALUES ($3, 1, 'Test plan', $4, clock_timestamp()) RETURNING id)
     INSERT INTO campaign (notice_id, plan_id, title, class, status, owner_id, site_ids, created_at)
     SELECT n.id, p.id, $1, $2, $5, $6, $7, clock_timestamp() FROM n, p RETURNING id`,
    [
      title,
      options.class === undefined ? 'II' : options.class,
      `test-${made}`,
      JSON.stringify(definition),
      options.status ?? 'open',
      options.ownerId,
      options.siteIds ?? null,
    ],
  );
  return { id: row?.id ?? '', title };
}

export interface TaskRowOptions {
  campaignId: string;
  assigneeId: string;
  siteId?: string;
  locationId?: string;
  deviceId?: string;
  stepKey?: string;
  /** YYYY-MM-DD */
  dueOn: string;
  status?: 'open' | 'waiting';
}

export async function createTaskRow(sql: TestSql, options: TaskRowOptions): Promise<string> {
  const [row] = await sql<{ id: string }>(
    `INSERT INTO task (campaign_id, step_key, device_id, site_id, location_id, status, assignee_id, due_on, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp()) RETURNING id`,
    [
      options.campaignId,
      options.stepKey ?? 'inspect',
      options.deviceId ?? null,
      options.siteId ?? null,
      options.locationId ?? null,
      options.status ?? 'open',
      options.assigneeId,
      options.dueOn,
    ],
  );
  return row?.id ?? '';
}

/** Closes tasks as their assignee, with the completion that goes with it. */
export async function closeTaskRows(sql: TestSql, ids: string[]): Promise<void> {
  await sql(
    `WITH closed AS (
       UPDATE task SET status = 'closed', outcome = 'clean', version = version + 1, completed_at = clock_timestamp(), completed_by = assignee_id
        WHERE id = ANY($1) AND status = 'open' RETURNING id, campaign_id, assignee_id)
     INSERT INTO task_completion (task_id, campaign_id, outcome, fields, completed_by, completed_at)
     SELECT id, campaign_id, 'clean', '{}', assignee_id, clock_timestamp() FROM closed`,
    [ids],
  );
}

export async function reopenTaskRows(sql: TestSql, ids: string[]): Promise<void> {
  await sql(`UPDATE task SET status = 'open', outcome = NULL, version = version + 1 WHERE id = ANY($1)`, [
    ids,
  ]);
}
