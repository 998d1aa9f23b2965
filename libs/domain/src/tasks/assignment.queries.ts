import type { AssignFilter } from '#contracts/tasks';
import type { Sql } from '#platform/database';
import type { TaskRow } from './task.queries.js';
import { seenBy } from './task.queries.js';

/** Somebody to whom tasks can be given: active, and no auditor. */
export interface Assignee {
  id: string;
  name: string;
  sites: 'all' | readonly string[];
}

export async function findAssignee(sql: Sql, id: string): Promise<Assignee | null> {
  const [row] = await sql<{ id: string; name: string; sites: string[] | null }>(
    `SELECT u.id, u.name, CASE WHEN u.all_sites THEN NULL ELSE ARRAY(SELECT site_id::text FROM user_site WHERE user_id = u.id) END AS sites
       FROM app_user u WHERE u.id = $1 AND u.active AND u.role <> 'auditor' FOR SHARE OF u`,
    [id],
  );
  return row === undefined ? null : { id: row.id, name: row.name, sites: row.sites ?? 'all' };
}

/** A campaign's own steps belong to no site, and anybody can do them. */
export const canTake = ({ sites }: Assignee, siteId: string | null): boolean =>
  siteId === null || sites === 'all' || sites.includes(siteId);

/** The rule of the campaigns' own routes: whoever has one of its sites. */
export async function campaignSeen(sql: Sql, sites: readonly string[] | null, id: string): Promise<boolean> {
  const rows = await sql(
    'SELECT 1 FROM campaign WHERE id = $1 AND ($2::bigint[] IS NULL OR site_ids IS NULL OR site_ids && $2::bigint[])',
    [id, sites],
  );
  return rows.length > 0;
}

export async function assignByIds(sql: Sql, assigneeId: string, rows: readonly TaskRow[]): Promise<void> {
  await sql(
    `UPDATE task t SET assignee_id = $3, version = t.version + 1
       FROM unnest($1::bigint[], $2::bigint[]) AS asked(id, campaign_id)
      WHERE t.id = asked.id AND t.campaign_id = asked.campaign_id`,
    [rows.map(({ id }) => id), rows.map((row) => row.campaign_id), assigneeId],
  );
}

/** The sites with tasks of the filter that the person has not been given: from the rollup, not from the tasks. */
export function sitesBeyond(
  sql: Sql,
  filter: AssignFilter,
  sites: readonly string[] | null,
  assignee: Assignee,
): Promise<Array<{ id: string; name: string }>> {
  if (assignee.sites === 'all') return Promise.resolve([]);
  return sql(
    `SELECT s.id, s.name FROM site s
      WHERE s.id <> ALL($1::bigint[]) AND ($2::bigint[] IS NULL OR s.id = ANY($2)) AND ($3::bigint IS NULL OR s.id = $3)
        AND EXISTS (SELECT 1 FROM task_rollup r WHERE r.campaign_id = $4 AND r.site_id = s.id AND r.open > 0
                       AND ($5::text IS NULL OR r.step_key = $5))
        AND ($6::bigint IS NULL OR EXISTS (
              SELECT 1 FROM task t WHERE t.campaign_id = $4 AND t.site_id = s.id AND t.assignee_id = $6
                 AND t.status IN ('open', 'waiting') AND ($5::text IS NULL OR t.step_key = $5)))
      ORDER BY s.name, s.id`,
    [
      assignee.sites,
      sites,
      filter.site ?? null,
      filter.campaign,
      filter.step ?? null,
      filter.assignee ?? null,
    ],
  );
}

/**
 * Gives every open or waiting task of the filter to one person, in one statement, locked in the order of ids as
 * completions lock theirs. Gives for each site the number, and the sha256 over "task:assignee before" in the order of ids.
 */
export async function assignByFilter(
  sql: Sql,
  filter: AssignFilter,
  sites: readonly string[] | null,
  assigneeId: string,
): Promise<Array<{ site_id: string | null; tasks: number; digest: string }>> {
  // before its tasks, as whoever cancels it does
  await sql('SELECT 1 FROM campaign WHERE id = $1 FOR KEY SHARE', [filter.campaign]);
  return sql(
    `WITH wanted AS MATERIALIZED (
       SELECT t.id FROM task t JOIN campaign c ON c.id = t.campaign_id
        WHERE t.campaign_id = $1 AND t.status IN ('open', 'waiting') AND t.assignee_id <> $2
          AND ($3::bigint[] IS NULL OR ${seenBy('$3')}) AND ($4::bigint IS NULL OR t.site_id = $4)
          AND ($5::text IS NULL OR t.step_key = $5) AND ($6::bigint IS NULL OR t.assignee_id = $6)
        ORDER BY t.id FOR UPDATE OF t
     ), moved AS (
       UPDATE task t SET assignee_id = $2, version = t.version + 1 FROM wanted w
        WHERE t.id = w.id AND t.campaign_id = $1
       RETURNING t.id, t.site_id, old.assignee_id AS before)
     SELECT site_id, count(*)::int AS tasks,
            encode(sha256(convert_to(string_agg(id || ':' || before, ',' ORDER BY id), 'UTF8')), 'hex') AS digest
       FROM moved GROUP BY site_id ORDER BY site_id NULLS FIRST`,
    [filter.campaign, assigneeId, sites, filter.site ?? null, filter.step ?? null, filter.assignee ?? null],
  );
}
