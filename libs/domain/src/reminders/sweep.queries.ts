import {
  Cadence,
  defaultCadence,
  defaultLadder,
  EscalationRung,
  type RecallClassKey,
} from '#contracts/plans';
import type { Sql } from '#platform/database';
import { z } from 'zod';
import { ANSWERS_FOR } from './answering.js';
import type { WorkGroup } from './escalation.js';
import { NOT_WITH_THE_FIRM } from './listing.queries.js';
import { refusalStandsSql } from './refused-mail.js';
import {
  onBehalfKey,
  type OwedReminder,
  pairKey,
  type SweepCampaign,
  type SweepFacts,
  type SweepPerson,
  type SweepSite,
} from './sweep-plan.js';

const DAY_MS = 86_400_000;

/** People with what decides whether, when and what they are written to; all of them, or these. */
export async function loadPeople(sql: Sql, ids: readonly string[] | null): Promise<Map<string, SweepPerson>> {
  const rows = await sql<{
    id: string;
    lead_id: string | null;
    active: boolean;
    mail_refused_at: Date | null;
    home_site_id: string | null;
    time_zone: string | null;
    digest_hour: number | null;
    sites: string[] | null;
  }>(
    `SELECT u.id, u.lead_id, u.active, u.mail_refused_at, u.home_site_id, u.time_zone, u.digest_hour,
            CASE WHEN u.all_sites THEN NULL
                 ELSE ARRAY(SELECT s.site_id::text FROM user_site s WHERE s.user_id = u.id) END AS sites
       FROM app_user u WHERE $1::bigint[] IS NULL OR u.id = ANY($1)`,
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        leadId: row.lead_id,
        active: row.active,
        mailRefused: row.mail_refused_at !== null,
        mailRefusedAt: row.mail_refused_at,
        homeSiteId: row.home_site_id,
        timeZone: row.time_zone,
        digestHour: row.digest_hour,
        sites: row.sites ?? 'all',
      },
    ]),
  );
}

/** The calendars of sites; of all, or of these. */
export async function loadSites(sql: Sql, ids: readonly string[] | null): Promise<Map<string, SweepSite>> {
  const rows = await sql<{
    id: string;
    time_zone: string;
    digest_hour: number;
    weekly_days_off: number[];
    holidays: string[];
    lead_id: string | null;
  }>(
    `SELECT id, time_zone, digest_hour, weekly_days_off, holidays::text[] AS holidays, lead_id FROM site
      WHERE $1::bigint[] IS NULL OR id = ANY($1)`,
    [ids],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        timeZone: row.time_zone,
        digestHour: row.digest_hour,
        weeklyDaysOff: row.weekly_days_off,
        holidays: row.holidays,
        leadId: row.lead_id,
      },
    ]),
  );
}

/** Who is on leave now, and who stands in for them. */
export async function loadAway(sql: Sql, now: Date): Promise<Map<string, string>> {
  const rows = await sql<{ user_id: string; stand_in_id: string }>(
    'SELECT user_id, stand_in_id FROM leave_at($1)',
    [now],
  );
  return new Map(rows.map((row) => [row.user_id, row.stand_in_id]));
}

/** The open campaigns, each with whoever answers for it. */
export async function loadOpenCampaigns(sql: Sql): Promise<Map<string, SweepCampaign>> {
  const rows = await sql<{
    id: string;
    owner_id: string;
    class: 'I' | 'II' | 'III' | null;
    cadence: unknown;
    ladder: unknown;
  }>(
    `SELECT c.id, ${ANSWERS_FOR} AS owner_id, c.class, p.definition->'cadence' AS cadence, p.definition->'ladder' AS ladder
       FROM campaign c JOIN plan p ON p.id = c.plan_id WHERE c.status = 'open'`,
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ownerId: row.owner_id,
        recallClass: (row.class ?? 'none') satisfies RecallClassKey,
        cadence: Cadence.catch(defaultCadence).parse(row.cadence),
        ladder: z.array(EscalationRung).catch(defaultLadder).parse(row.ladder),
      },
    ]),
  );
}

/**
 * Everything a sweep decides upon, in few set-based reads: one pass over the open tasks, which at two million of them
 * takes less than a second, and a handful of rows for each person and campaign.
 */
export async function loadSweepFacts(sql: Sql, now: Date): Promise<SweepFacts> {
  const campaigns = await loadOpenCampaigns(sql);
  const open = [...campaigns.keys()];
  const longest = Math.max(1, ...[...campaigns.values()].map(({ cadence }) => longestInterval(cadence)));
  // An e-mail sent earlier than this can't hold back anything that is owed now, whatever the time zones.
  const since = new Date(now.getTime() - (longest + 2) * DAY_MS);

  const [people, away, sites, groups, assigned, unsent, sent, looking] = [
    await loadPeople(sql, null),
    await loadAway(sql, now),
    await loadSites(sql, null),
    await sql<WorkGroup>(
      `SELECT t.assignee_id AS "assigneeId", t.campaign_id AS "campaignId", t.site_id AS "siteId", min(t.due_on) AS "earliestDue"
         FROM task t WHERE t.status = 'open' AND t.campaign_id = ANY($1) AND ${NOT_WITH_THE_FIRM} GROUP BY 1, 2, 3`,
      [open],
    ),
    await sql<{ person_id: string; campaign_id: string; for_person_id: string | null }>(
      `SELECT person_id, campaign_id, for_person_id FROM reminder WHERE kind IN ('assignment', 'scope-changed') AND campaign_id = ANY($1)
       UNION ALL
       -- while a letter is being applied, and until it is told of, nobody gets another e-mail about the same tasks
       SELECT r.person_id, r.campaign_id, NULL FROM task_person_rollup r
        WHERE r.campaign_id = ANY(ARRAY(SELECT campaign_id FROM campaign_change WHERE told_at IS NULL)) GROUP BY 1, 2`,
      [open],
    ),
    // before what was sent: one that is sent between the two looks is in both then, and not in neither
    await sql<{ person_id: string; kind: string; campaign_id: string | null }>(
      `SELECT person_id, kind, campaign_id FROM reminder
        WHERE state IN ('pending', 'sending', 'failed') AND kind IN ('assignment', 'digest', 'manual', 'scope-changed')`,
    ),
    await sql<{ person_id: string; campaign_id: string; sent_at: Date; digest_at: Date | null }>(
      `SELECT r.person_id, c.id AS campaign_id, max(r.sent_at) AS sent_at, max(r.sent_at) FILTER (WHERE r.kind = 'digest') AS digest_at
         FROM reminder r CROSS JOIN LATERAL unnest(r.campaign_ids) AS c(id)
        WHERE r.state = 'sent' AND r.kind IN ('assignment', 'digest', 'manual', 'scope-changed') AND r.sent_at > $1 GROUP BY 1, 2`,
      [since],
    ),
    await sql<{ person_id: string; at: Date }>(
      `SELECT person_id, max(coalesce(sent_at, created_at)) AS at FROM reminder
        WHERE kind = 'looking-for' AND ((state = 'sent' AND sent_at > $1::timestamptz - interval '2 days') OR state IN ('pending', 'sending', 'failed')) GROUP BY 1`,
      [now],
    ),
  ];
  const lastDigest = new Map<string, Date>();
  for (const { person_id: id, digest_at: at } of sent) {
    const known = lastDigest.get(id);
    if (at !== null && (known === undefined || known < at)) lastDigest.set(id, at);
  }
  return {
    now,
    people,
    away,
    sites,
    campaigns,
    groups,
    assigned: new Set(
      assigned.map((row) =>
        row.for_person_id === null
          ? pairKey(row.person_id, row.campaign_id)
          : onBehalfKey(row.person_id, row.campaign_id, row.for_person_id),
      ),
    ),
    lastSent: new Map(sent.map((row) => [pairKey(row.person_id, row.campaign_id), row.sent_at])),
    lastDigest,
    lastLooking: new Map(looking.map((row) => [row.person_id, row.at])),
    digestUnsent: new Set(unsent.filter((row) => row.kind === 'digest').map((row) => row.person_id)),
    listedUnsent: new Set(
      unsent.flatMap((row) => (row.campaign_id === null ? [] : [pairKey(row.person_id, row.campaign_id)])),
    ),
  };
}

const longestInterval = ({ everyDays, everyDaysWhenLate }: Cadence): number =>
  Math.max(...Object.values(everyDays), ...Object.values(everyDaysWhenLate));

/**
 * One message to whoever answers for each open campaign in which nothing is left to do. Its moment is the last completion,
 * so that closing again after a reopening says it again, and nothing else does.
 */
export async function allTasksClosedOwed(sql: Sql, now: Date): Promise<OwedReminder[]> {
  const rows = await sql<{ id: string; owner_id: string; moment: string; site_ids: string[] }>(
    `SELECT done.id, done.owner_id, done.moment, done.site_ids
       FROM (SELECT c.id, u.id AS owner_id, r.site_ids,
                    coalesce((SELECT d.id FROM task_completion d WHERE d.campaign_id = c.id ORDER BY d.id DESC LIMIT 1), 0)::text AS moment
               FROM campaign c
               JOIN app_user u ON u.id = ${ANSWERS_FOR} AND u.active AND NOT ${refusalStandsSql('$1')}
              CROSS JOIN LATERAL (SELECT sum(open) AS open, sum(closed) AS closed,
                                         coalesce(array_agg(DISTINCT site_id::text) FILTER (WHERE site_id > 0), '{}') AS site_ids
                                    FROM task_rollup WHERE campaign_id = c.id) AS r
              WHERE c.status = 'open' AND r.open = 0 AND r.closed > 0) AS done
      WHERE NOT EXISTS (SELECT 1 FROM reminder m WHERE m.kind = 'all-tasks-closed' AND m.campaign_id = done.id
                           AND m.moment = done.moment AND m.state NOT IN ('dropped', 'refused'))`,
    [now],
  );
  return rows.map((row) => ({
    kind: 'all-tasks-closed',
    personId: row.owner_id,
    forPersonId: null,
    campaignId: row.id,
    moment: row.moment,
    campaignIds: [row.id],
    siteIds: row.site_ids,
  }));
}

/**
 * Writes the rows that do not exist yet and gives the new ones. An all-tasks-closed that was dropped or refused is owed
 * again: what kept it back then (something was open, the mail server) is over.
 */
export function insertReminders(
  sql: Sql,
  now: Date,
  owed: readonly OwedReminder[],
): Promise<Array<{ id: string; kind: OwedReminder['kind'] }>> {
  return sql(
    `INSERT INTO reminder (kind, person_id, for_person_id, campaign_id, moment, campaign_ids, site_ids, created_at, queued_at)
     SELECT x.kind, x.person_id, x.for_person_id, x.campaign_id, x.moment, x.campaign_ids::bigint[], x.site_ids::bigint[], $2, clock_timestamp()
       FROM jsonb_to_recordset($1::jsonb)
            AS x(kind text, person_id bigint, for_person_id bigint, campaign_id bigint, moment text, campaign_ids text, site_ids text)
         ON CONFLICT (kind, person_id, campaign_id, moment)
         DO UPDATE SET state = 'pending', queued_at = excluded.queued_at
          WHERE reminder.kind = 'all-tasks-closed' AND reminder.state IN ('dropped', 'refused')
     RETURNING id, kind`,
    [
      JSON.stringify(
        owed.map((one) => ({
          kind: one.kind,
          person_id: one.personId,
          for_person_id: one.forPersonId,
          campaign_id: one.campaignId,
          moment: one.moment,
          campaign_ids: `{${one.campaignIds.join(',')}}`,
          site_ids: `{${one.siteIds.join(',')}}`,
        })),
      ),
      now,
    ],
  );
}

/**
 * Takes up to `limit` reminders that nobody is at work on, though they were queued more than `afterSeconds` of real
 * time ago (their job ended in failure, or the queue lost it), marks them queued again and gives their ids.
 */
export async function takeOverdueSendings(sql: Sql, afterSeconds: number, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    `UPDATE reminder SET queued_at = clock_timestamp()
      WHERE id IN (SELECT id FROM reminder
                    WHERE state IN ('pending', 'sending', 'failed')
                      AND (state <> 'sending' OR claimed_until < clock_timestamp())
                      AND coalesce(queued_at, '-infinity') < clock_timestamp() - make_interval(secs => $1)
                    ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING id`,
    [afterSeconds, limit],
  );
  return rows.map((row) => row.id);
}
