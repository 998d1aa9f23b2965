import type { Sql } from '#platform/database';
import { type EscalationTarget, escalationTargets, hasReached, type WorkGroup } from './escalation.js';
import { NOTHING_RAISED, type RaisedFacts } from './messages/facts.js';
import { addDays } from './reminder-timing.js';
import { loadOpenCampaigns, loadPeople, loadSites } from './sweep.queries.js';
import { type TaskRow, TASK_COLUMNS, TASK_JOINS, taskFacts } from './listing.queries.js';

/** Tasks of others that a message writes out; the rest is counted. */
const RAISED_LISTED = 20;

export interface Raised {
  facts: RaisedFacts;
  campaignIds: string[];
  siteIds: string[];
}

/**
 * The work of others that has climbed the ladder to this person by `today`, their local day. The database narrows down
 * whom they answer for; the ladder itself is decided by escalation.ts alone, as in the sweep.
 */
export async function loadRaised(sql: Sql, viewerId: string, today: string): Promise<Raised> {
  const groups = await groupsBelow(sql, viewerId);
  if (groups.length === 0) return { facts: NOTHING_RAISED, campaignIds: [], siteIds: [] };
  const reached = await groupsReached(sql, viewerId, today, groups);
  if (reached.length === 0) return { facts: NOTHING_RAISED, campaignIds: [], siteIds: [] };

  const parameters = [
    reached.map(({ group }) => group.assigneeId),
    reached.map(({ group }) => group.campaignId),
    reached.map(({ group }) => group.siteId),
    reached.map(({ target }) =>
      target.afterDaysLate === null ? null : addDays(today, -target.afterDaysLate),
    ),
  ];
  const raised = `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::date[]) AS g(assignee_id, campaign_id, site_id, due_by)
      JOIN task t ON t.assignee_id = g.assignee_id AND t.campaign_id = g.campaign_id AND t.site_id IS NOT DISTINCT FROM g.site_id
                 AND t.status = 'open' AND (g.due_by IS NULL OR t.due_on <= g.due_by)`;
  const people = await sql<{ id: string; name: string; count: string; late: string }>(
    `SELECT u.id, u.name, count(*) AS count, count(*) FILTER (WHERE t.due_on < $5::date) AS late
       FROM ${raised} JOIN app_user u ON u.id = t.assignee_id GROUP BY u.id, u.name ORDER BY late DESC, u.name, u.id`,
    [...parameters, today],
  );
  const tasks = await sql<TaskRow>(
    `SELECT ${TASK_COLUMNS} FROM ${raised} ${TASK_JOINS} ORDER BY t.due_on, t.id LIMIT ${RAISED_LISTED}`,
    parameters,
  );
  const why = new Map(reached.map(({ group, target }) => [group.assigneeId, target.unreachable]));
  return {
    facts: {
      count: sum(people.map((one) => Number(one.count))),
      late: sum(people.map((one) => Number(one.late))),
      people: people.map((one) => ({
        name: one.name,
        count: Number(one.count),
        late: Number(one.late),
        unreachable: why.get(one.id) ?? null,
      })),
      tasks: tasks.map(taskFacts),
    },
    campaignIds: [...new Set(reached.map(({ group }) => group.campaignId))],
    siteIds: [...new Set(reached.flatMap(({ group }) => (group.siteId === null ? [] : [group.siteId])))],
  };
}

/** The open work of everybody this person might answer for: as their lead, as the lead of a site, as risk manager. */
function groupsBelow(sql: Sql, viewerId: string): Promise<WorkGroup[]> {
  const group = `t.assignee_id AS "assigneeId", t.campaign_id AS "campaignId", t.site_id AS "siteId", min(t.due_on) AS "earliestDue"`;
  return sql<WorkGroup>(
    `SELECT ${group} FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
      WHERE t.status = 'open' AND t.assignee_id IN (SELECT id FROM app_user WHERE lead_id = $1) GROUP BY 1, 2, 3
     UNION
     SELECT ${group} FROM task t
      WHERE t.status = 'open' AND t.site_id IN (SELECT id FROM site WHERE lead_id = $1)
        AND t.campaign_id IN (SELECT id FROM campaign WHERE status = 'open') GROUP BY 1, 2, 3
     UNION
     SELECT ${group} FROM task t
      WHERE t.status = 'open' AND t.campaign_id IN (SELECT id FROM campaign WHERE status = 'open' AND owner_id = $1) GROUP BY 1, 2, 3`,
    [viewerId],
  );
}

async function groupsReached(
  sql: Sql,
  viewerId: string,
  today: string,
  groups: WorkGroup[],
): Promise<Array<{ group: WorkGroup; target: EscalationTarget }>> {
  const sites = await loadSites(sql);
  const campaigns = await loadOpenCampaigns(sql);
  const siteLeads = new Map([...sites].map(([id, site]) => [id, site.leadId]));
  const assignees = await loadPeople(sql, [...new Set(groups.map(({ assigneeId }) => assigneeId))]);
  const above = [...assignees.values()].map(({ leadId }) => leadId);
  const heads = [...siteLeads.values(), ...[...campaigns.values()].map(({ ownerId }) => ownerId)];
  const others = [...above, ...heads].filter((id) => id !== null);
  const people = new Map([...assignees, ...(await loadPeople(sql, [...new Set([...others, viewerId])]))]);
  return groups.flatMap((group) =>
    escalationTargets(group, { people, siteLeads, campaigns })
      .filter((target) => target.viewerId === viewerId && hasReached(target, group.earliestDue, today))
      .map((target) => ({ group, target })),
  );
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
