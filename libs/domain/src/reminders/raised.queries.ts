import type { Sql } from '#platform/database';
import { ANSWERS_FOR } from './answering.js';
import { type EscalationTarget, escalationTargets, hasReached, type WorkGroup } from './escalation.js';
import { NOTHING_RAISED, type RaisedFacts } from './messages/facts.js';
import { addDays } from './reminder-timing.js';
import { loadAway, loadOpenCampaigns, loadPeople, loadSites } from './sweep.queries.js';
import { NOT_WITH_THE_FIRM, type TaskRow, TASK_COLUMNS, TASK_JOINS, taskFacts } from './listing.queries.js';

/** Tasks of others that a message writes out; the rest is counted. */
const RAISED_LISTED = 20;
const PEOPLE_LISTED = 20;

export interface Raised {
  facts: RaisedFacts;
  campaignIds: string[];
  siteIds: string[];
}

/**
 * The work of others that has climbed the ladder to this person by `today`, their local day. The database narrows down
 * whom they answer for, themself and for those they stand in for; the ladder itself is decided by escalation.ts alone, as in the sweep.
 */
export async function loadRaised(sql: Sql, viewerId: string, now: Date, today: string): Promise<Raised> {
  const away = await loadAway(sql, now);
  const coveredFor = [...away].flatMap(([person, standIn]) => (standIn === viewerId ? [person] : []));
  const groups = await groupsBelow(sql, [viewerId, ...coveredFor]);
  const reached = groups.length === 0 ? [] : await groupsReached(sql, viewerId, today, groups, away);
  if (reached.length === 0) return { facts: NOTHING_RAISED, campaignIds: [], siteIds: [] };

  const parameters = [
    reached.map(({ group }) => group.assigneeId),
    reached.map(({ group }) => group.campaignId),
    reached.map(({ group }) => group.siteId ?? '0'),
    reached.map(({ target }) =>
      target.afterDaysLate === null ? 'infinity' : addDays(today, -target.afterDaysLate),
    ),
  ];
  const people = await sql<{ id: string; name: string; count: string; late: string }>(
    `SELECT u.id, u.name, sum(r.count) AS count, sum(r.late) AS late
       FROM (SELECT t.assignee_id, count(*) AS count, count(*) FILTER (WHERE t.due_on < $5::date) AS late
               FROM ${RAISED_TASKS} GROUP BY 1) AS r
       JOIN app_user u ON u.id = r.assignee_id GROUP BY u.id ORDER BY late DESC, u.name, u.id`,
    [...parameters, today],
  );
  const tasks = await sql<TaskRow>(
    `WITH first AS MATERIALIZED (
       SELECT t.id, t.campaign_id FROM ${RAISED_TASKS} ORDER BY t.due_on, t.id LIMIT ${RAISED_LISTED})
     SELECT ${TASK_COLUMNS} FROM first JOIN task t USING (id, campaign_id) ${TASK_JOINS} ORDER BY t.due_on, t.id`,
    parameters,
  );
  const why = new Map(reached.map(({ group, target }) => [group.assigneeId, target.unreachable]));
  const named = people
    .map(({ id, name, count, late }) => ({
      name,
      count: Number(count),
      late: Number(late),
      unreachable: why.get(id) ?? null,
    }))
    // those who get no mail first: nobody but the reader will tell them
    .toSorted((a, b) => Number(b.unreachable !== null) - Number(a.unreachable !== null));
  return {
    facts: {
      count: sum(named.map((one) => one.count)),
      late: sum(named.map((one) => one.late)),
      people: named.slice(0, PEOPLE_LISTED),
      morePeople: Math.max(0, named.length - PEOPLE_LISTED),
      tasks: tasks.map(taskFacts),
    },
    campaignIds: [...new Set(reached.map(({ group }) => group.campaignId))],
    siteIds: [...new Set(reached.flatMap(({ group }) => (group.siteId === null ? [] : [group.siteId])))],
  };
}

/** The open tasks t of the groups in $1 to $4: assignee, campaign, site (0: none) and the last due day that counts. */
const RAISED_TASKS = `unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::date[]) AS g(assignee_id, campaign_id, site_id, due_by)
      JOIN task t ON t.assignee_id = g.assignee_id AND t.campaign_id = g.campaign_id AND coalesce(t.site_id, 0) = g.site_id
                 AND t.status = 'open' AND t.due_on <= g.due_by AND ${NOT_WITH_THE_FIRM}`;

/**
 * The open work of everybody this person might answer for: as their lead, as the lead of a site, as risk manager. Most
 * people answer for nobody, so that is asked first, and only the parts that apply are read.
 */
async function groupsBelow(sql: Sql, viewerIds: readonly string[]): Promise<WorkGroup[]> {
  const [duties] = await sql<{ people: string[]; sites: string[]; campaigns: string[] }>(
    `SELECT ARRAY(SELECT id::text FROM app_user WHERE lead_id = ANY($1)) AS people,
            ARRAY(SELECT id::text FROM site WHERE lead_id = ANY($1)) AS sites,
            ARRAY(SELECT c.id::text FROM campaign c WHERE c.status = 'open' AND ${ANSWERS_FOR} = ANY($1)) AS campaigns`,
    [viewerIds],
  );
  if (duties === undefined) return [];
  const parts = [
    ['t.assignee_id', duties.people],
    ['t.site_id', duties.sites],
    ['t.campaign_id', duties.campaigns],
  ] as const;
  const found = new Map<string, WorkGroup>();
  for (const [column, ids] of parts) {
    if (ids.length === 0) continue;
    const groups = await sql<WorkGroup>(
      `SELECT t.assignee_id AS "assigneeId", t.campaign_id AS "campaignId", t.site_id AS "siteId", min(t.due_on) AS "earliestDue"
         FROM task t WHERE t.status = 'open' AND ${NOT_WITH_THE_FIRM} AND ${column} = ANY($1)
          AND t.campaign_id = ANY(ARRAY(SELECT id FROM campaign WHERE status = 'open')) GROUP BY 1, 2, 3`,
      [ids],
    );
    for (const group of groups) found.set(`${group.assigneeId} ${group.campaignId} ${group.siteId}`, group);
  }
  return [...found.values()];
}

async function groupsReached(
  sql: Sql,
  viewerId: string,
  today: string,
  groups: WorkGroup[],
  away: ReadonlyMap<string, string>,
): Promise<Array<{ group: WorkGroup; target: EscalationTarget }>> {
  const sites = await loadSites(sql, null);
  const campaigns = await loadOpenCampaigns(sql);
  const siteLeads = new Map([...sites].map(([id, site]) => [id, site.leadId]));
  const assignees = await loadPeople(sql, [...new Set(groups.map(({ assigneeId }) => assigneeId))]);
  const above = [...assignees.values()].map(({ leadId }) => leadId);
  const heads = [...siteLeads.values(), ...[...campaigns.values()].map(({ ownerId }) => ownerId)];
  const others = [...above, ...heads, ...away.values()].filter((id) => id !== null);
  const people = new Map([...assignees, ...(await loadPeople(sql, [...new Set([...others, viewerId])]))]);
  return groups.flatMap((group) =>
    escalationTargets(group, { people, away, siteLeads, campaigns })
      .filter((target) => target.viewerId === viewerId && hasReached(target, group.earliestDue, today))
      .map((target) => ({ group, target })),
  );
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
