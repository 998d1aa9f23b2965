import type { Sql } from '#platform/database';
import { ANSWERS_FOR } from './answering.js';
import type { Changed } from './change-reminders.queries.js';
import type { Claim } from './claims.js';
import { plural } from './messages/sections.js';
import { idsInMoment, type OwedReminder } from './sweep-plan.js';
import { toWhomItIs } from './to-whom.js';

/** Pumps that a message names; the rest is counted. */
const PUMPS_LISTED = 50;

/** A pump k of a sample of campaign c, that can be checked: open, and with no work of the campaign left at it. */
const TO_CHECK = `check_pump k JOIN campaign_check h ON h.id = k.check_id JOIN campaign c ON c.id = h.campaign_id AND c.status = 'open'
  JOIN device d ON d.id = k.device_id
 WHERE k.result IS NULL
   AND NOT EXISTS (SELECT FROM task t WHERE t.campaign_id = c.id AND t.device_id = d.id AND t.status IN ('open', 'waiting'))`;

/**
 * To whoever has pumps to check independently that they have not heard of: one e-mail, with all that they have to check. A
 * pump that was found otherwise is told again when its work is done again. Marks what it gives: rows and marks commit together.
 */
export async function checksOwed(sql: Sql, now: Date): Promise<OwedReminder[]> {
  const rows = await sql<{ person_id: string; campaign_id: string; site_ids: string[] }>(
    `WITH due AS (
       UPDATE check_pump p SET told_at = $1
         FROM (SELECT k.id, c.id AS campaign_id, d.site_id FROM ${TO_CHECK} AND k.told_at IS NULL AND k.assignee_id IS NOT NULL) x
        WHERE p.id = x.id RETURNING p.assignee_id, x.campaign_id, x.site_id)
     SELECT assignee_id AS person_id, campaign_id, array_agg(DISTINCT site_id::text) AS site_ids FROM due GROUP BY 1, 2 ORDER BY 1, 2`,
    [now],
  );
  return toWhomItIs(
    sql,
    now,
    rows.map(({ person_id, campaign_id, site_ids }) => ({
      kind: 'check-given',
      personId: person_id,
      campaignId: campaign_id,
      moment: `check ${now.toISOString()}`,
      siteIds: site_ids,
    })),
  );
}

/**
 * To those whom a disagreement concerns, but for whoever found it: the person with the task that is open again, the lead of
 * the site, and who answers for the campaign. Marks what it gives.
 */
export async function disagreementsOwed(sql: Sql, now: Date): Promise<OwedReminder[]> {
  const rows = await sql<{ person_id: string; campaign_id: string; ids: string[]; site_ids: string[] }>(
    `WITH due AS (
       UPDATE check_pump SET disagreement_told_at = $1 WHERE result = 'disagree' AND disagreement_told_at IS NULL
       RETURNING id, check_id, device_id, reopened_task_id, checked_by)
     SELECT w.person_id, c.id AS campaign_id, array_agg(DISTINCT due.id::text ORDER BY due.id::text) AS ids, array_agg(DISTINCT d.site_id::text) AS site_ids
       FROM due JOIN campaign_check h ON h.id = due.check_id JOIN campaign c ON c.id = h.campaign_id
       JOIN device d ON d.id = due.device_id JOIN site s ON s.id = d.site_id
      CROSS JOIN LATERAL (
        SELECT t.assignee_id AS person_id FROM task t WHERE t.id = due.reopened_task_id AND t.campaign_id = c.id
        UNION SELECT s.lead_id UNION SELECT ${ANSWERS_FOR}) w
      WHERE w.person_id IS NOT NULL AND w.person_id IS DISTINCT FROM due.checked_by GROUP BY 1, 2 ORDER BY 1, 2`,
    [now],
  );
  return toWhomItIs(
    sql,
    now,
    rows.map(({ person_id, campaign_id, ids, site_ids }) => ({
      kind: 'check-disagreed',
      personId: person_id,
      campaignId: campaign_id,
      moment: `disagree ${ids.join(',')}`,
      siteIds: site_ids,
    })),
  );
}

const NAME = `concat_ws(', ', coalesce(d.asset_tag, 'serial ' || d.serial_number, 'pump ' || d.id) || coalesce(' (' || d.model || ')', ''), l.name, s.name)`;

/** What a person has to check in a campaign at this moment; null: nothing any more. */
export async function toCheckFor(sql: Sql, claim: Claim): Promise<Changed | null> {
  const rows = await sql<{
    name: string;
    site_id: string;
    title: string;
    attempt: number;
    done_by: string | null;
  }>(
    `SELECT ${NAME} AS name, x.site_id, x.title, x.attempt,
            (SELECT string_agg(DISTINCT u.name, ', ') FROM task t JOIN task_completion h ON h.task_id = t.id JOIN app_user u ON u.id = h.completed_by
              WHERE t.campaign_id = $2 AND t.device_id = x.device_id) AS done_by
       FROM (SELECT k.id, k.device_id, k.attempt, d.site_id, c.title FROM ${TO_CHECK} AND k.assignee_id = $1 AND c.id = $2) x
       JOIN device d ON d.id = x.device_id JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id ORDER BY s.name, l.name NULLS FIRST, d.id`,
    [claim.forPersonId ?? claim.personId, claim.campaignId],
  );
  const [first] = rows;
  if (first === undefined) return null;
  const more = rows.length - PUMPS_LISTED;
  return {
    campaignId: claim.campaignId,
    title: first.title,
    heading: `${plural(rows.length, 'pump')} to check independently`,
    lines: [
      'Inspect each of these pumps again, as if nobody had, and answer whether you find what was recorded. You did none of the work on them.',
      ...rows
        .slice(0, PUMPS_LISTED)
        .map(
          ({ name, attempt, done_by: by }) =>
            `${name}${by === null ? '' : `: done by ${by}`}${attempt > 1 ? ', once more after a disagreement' : ''}.`,
        ),
      ...(more > 0 ? [`And ${more} more: the check of the campaign has all of them.`] : []),
    ],
    campaignIds: claim.campaignId === null ? [] : [claim.campaignId],
    siteIds: [...new Set(rows.map((row) => row.site_id))],
  };
}

/** Which checks found otherwise, and what follows (by the moment of the reminder); null: none. */
export async function disagreementFor(sql: Sql, claim: Claim): Promise<Changed | null> {
  const ids = idsInMoment(claim.moment);
  const rows = await sql<{
    name: string;
    site_id: string;
    title: string;
    checker: string;
    note: string;
    assignee: string | null;
  }>(
    `SELECT ${NAME} AS name, d.site_id, c.title, u.name AS checker, k.note, a.name AS assignee
       FROM check_pump k JOIN campaign_check h ON h.id = k.check_id JOIN campaign c ON c.id = h.campaign_id JOIN app_user u ON u.id = k.checked_by
       JOIN device d ON d.id = k.device_id JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
       LEFT JOIN task t ON t.id = k.reopened_task_id AND t.campaign_id = c.id LEFT JOIN app_user a ON a.id = t.assignee_id
      WHERE k.id = ANY($1::bigint[]) ORDER BY k.id`,
    [ids],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    campaignId: claim.campaignId,
    title: first.title,
    heading: `The independent check found otherwise at ${plural(rows.length, 'pump')}`,
    lines: [
      ...rows.map(
        ({ name, checker, note, assignee }) =>
          `${name}: ${checker} found: ${note}. Its task is open again${assignee === null ? '' : `, with ${assignee}`}.`,
      ),
      'The pump is checked once more when that is done, and the sample is larger now.',
    ],
    campaignIds: claim.campaignId === null ? [] : [claim.campaignId],
    siteIds: [...new Set(rows.map((row) => row.site_id))],
  };
}
