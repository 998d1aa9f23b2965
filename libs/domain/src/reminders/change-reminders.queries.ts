import type { Sql } from '#platform/database';
import { dayInWords, withDaysInWords } from '#platform/mail';
import { ANSWERS_FOR } from './answering.js';
import type { Claim } from './claims.js';
import { plural } from './messages/sections.js';
import { refusalStandsSql } from './refused-mail.js';
import { idsInMoment, type OwedReminder } from './sweep-plan.js';
import { toWhomItIs } from './to-whom.js';

/** Pumps that a message names; the rest is counted. */
const PUMPS_LISTED = 20;

/** The changes that are done and of which nobody was told yet. Locked: a second sweep waits. */
export async function untoldChanges(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }>(
    'SELECT id FROM campaign_change WHERE told_at IS NULL AND finished_at IS NOT NULL ORDER BY id FOR UPDATE',
  );
  return rows.map(({ id }) => id);
}

export const setTold = (sql: Sql, changes: readonly string[], now: Date): Promise<unknown> =>
  sql('UPDATE campaign_change SET told_at = $2 WHERE id = ANY($1::bigint[])', [changes, now]);

/**
 * One e-mail a campaign for everybody whose tasks were changed, and for the owner where a letter changed the campaign, or
 * pumps turned up after it was over. While somebody is on leave their stand-in gets it.
 */
export async function scopeChangedOwed(
  sql: Sql,
  now: Date,
  changes: readonly string[],
): Promise<OwedReminder[]> {
  const rows = await sql<{ person_id: string; campaign_id: string; ids: string[]; site_ids: string[] }>(
    `SELECT person_id, campaign_id, array_agg(DISTINCT change_id::text ORDER BY change_id::text) AS ids,
            coalesce(array_agg(DISTINCT site_id::text) FILTER (WHERE site_id IS NOT NULL), '{}') AS site_ids
       FROM (SELECT person_id, campaign_id, change_id, site_id FROM task_change WHERE change_id = ANY($1::bigint[])
             UNION ALL
             SELECT ${ANSWERS_FOR}, c.id, h.id, NULL FROM campaign_change h JOIN campaign c ON c.id = h.campaign_id
              WHERE h.id = ANY($1) AND (h.kind = 'letter' OR c.status <> 'open')) x
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [changes],
  );
  return toWhomItIs(
    sql,
    now,
    rows.map(({ person_id, campaign_id, ids, site_ids }) => ({
      kind: 'scope-changed',
      personId: person_id,
      campaignId: campaign_id,
      moment: `change ${ids.join(',')}`,
      siteIds: site_ids,
    })),
  );
}

export interface Changed {
  campaignId: string | null;
  title: string;
  heading: string;
  lines: string[];
  campaignIds: string[];
  siteIds: string[];
}

const SAID: Record<string, (n: number) => string> = {
  started: (n) => `${plural(n, 'new task')}`,
  returned: (n) => `${plural(n, 'task')} ${n === 1 ? 'is' : 'are'} back`,
  reopened: (n) =>
    `${plural(n, 'finished task')} ${n === 1 ? 'is' : 'are'} open again, and what was recorded is kept`,
  withdrawn: (n) => `${plural(n, 'task')} ${n === 1 ? 'is' : 'are'} withdrawn`,
  instructions: (n) => `${plural(n, 'open task')} ${n === 1 ? 'has' : 'have'} another instruction`,
};

/** What the changes of a reminder (by its moment) changed for its person; null: nothing. */
export async function changedFor(sql: Sql, claim: Claim): Promise<Changed | null> {
  const ids = idsInMoment(claim.moment);
  const personId = claim.forPersonId ?? claim.personId;
  const [campaign] = await sql<{ id: string; title: string; status: string; owner_id: string }>(
    `SELECT c.id, c.title, c.status, ${ANSWERS_FOR} AS owner_id FROM campaign c WHERE c.id = $1`,
    [claim.campaignId],
  );
  if (campaign === undefined) return null;
  const counts = await sql<{ kind: string; reason: string; n: number; mine: number; site_ids: string[] }>(
    `SELECT kind, reason, count(*)::int AS n, count(*) FILTER (WHERE person_id = $2)::int AS mine,
            coalesce(array_agg(DISTINCT site_id::text) FILTER (WHERE site_id IS NOT NULL AND person_id = $2), '{}') AS site_ids
       FROM task_change WHERE change_id = ANY($1::bigint[]) GROUP BY kind, reason ORDER BY kind, reason`,
    [ids, personId],
  );
  const letters = await sql<{ summary: string; reason: string }>(
    `SELECT h.reason, m.summary FROM campaign_change h JOIN communication m ON m.id = h.communication_id WHERE h.id = ANY($1::bigint[]) ORDER BY h.id`,
    [ids],
  );
  const mine = counts.filter((row) => row.mine > 0);
  const answers = campaign.owner_id === personId;
  if (mine.length === 0 && !answers) return null;
  const line = (row: (typeof counts)[number], n: number) =>
    `${SAID[row.kind]?.(n)}. ${withDaysInWords(row.reason)}`;
  const lines = [
    ...letters.map(({ reason, summary }) => `${withDaysInWords(reason)}: ${summary}`),
    ...mine.map((row) => line(row, row.mine)),
    ...(answers ? [...(await pumpsInWords(sql, ids, campaign.status)), ...inAll(counts)] : []),
  ];
  if (claim.forPersonId !== null) {
    const [away] = await sql<{ name: string }>('SELECT name FROM app_user WHERE id = $1', [
      claim.forPersonId,
    ]);
    lines.unshift(`${away?.name ?? 'A colleague'} is on leave, and you stand in. The tasks stay theirs.`);
  }
  return {
    campaignId: campaign.id,
    title: campaign.title,
    heading: letters.length > 0 ? 'A letter changed the recall' : 'Pumps turned up, or their records changed',
    lines,
    campaignIds: [campaign.id],
    siteIds: [...new Set(counts.flatMap((row) => row.site_ids))],
  };
}

function inAll(counts: ReadonlyArray<{ kind: string; n: number }>): string[] {
  const byKind = new Map<string, number>();
  for (const { kind, n } of counts) byKind.set(kind, (byKind.get(kind) ?? 0) + n);
  if (byKind.size === 0) return [];
  return [`In all: ${[...byKind].map(([kind, n]) => SAID[kind]?.(n)).join('; ')}.`];
}

/** For whoever answers for the campaign: how many pumps came into its scope and left it, and which, of one that is over. */
async function pumpsInWords(sql: Sql, changes: string[], status: string): Promise<string[]> {
  const [counts] = await sql<{ added: number; removed: number; changed: number }>(
    `SELECT count(*) FILTER (WHERE coalesce(old_verdict, 'not-affected') = 'not-affected')::int AS added,
            count(*) FILTER (WHERE verdict = 'not-affected')::int AS removed,
            count(*) FILTER (WHERE verdict <> 'not-affected' AND coalesce(old_verdict, 'not-affected') <> 'not-affected')::int AS changed
       FROM campaign_device_change WHERE change_id = ANY($1::bigint[])`,
    [changes],
  );
  const { added = 0, removed = 0, changed = 0 } = counts ?? {};
  if (status === 'open') {
    return [
      `${plural(added, 'pump')} came into the scope, ${removed} left it, ${changed} changed between affected and possibly affected.`,
    ];
  }
  const pumps = await sql<{ name: string; site: string }>(
    `SELECT coalesce(d.asset_tag, 'serial ' || d.serial_number, 'pump ' || d.id) AS name, s.name AS site
       FROM campaign_device_change x JOIN device d ON d.id = x.device_id JOIN site s ON s.id = d.site_id
      WHERE x.change_id = ANY($1::bigint[]) ORDER BY s.name, name LIMIT ${PUMPS_LISTED}`,
    [changes],
  );
  const more = added - pumps.length;
  return [
    `${plural(added, 'pump')} turned up that the notice names, and this campaign is over (${status}). Reopen it for them, or record why not.`,
    `${pumps.map(({ name, site }) => `${name} (${site})`).join(', ')}${more > 0 ? `, and ${more} more` : ''}.`,
  ];
}

/** A week without a word: then the firm is asked again. */
const ASK_AGAIN_DAYS = 7;

/** Since when a wait w asks for its chaser: the day after the promise; without one, a week after it was asked for. */
const DUE_FROM = `coalesce(w.promised_on + 1, w.asked_on + ${ASK_AGAIN_DAYS})`;
/** The waits that a chaser has, with the day at the site of each; $1 is now. */
const WAITS = `task_wait w JOIN campaign c ON c.id = w.campaign_id AND c.status = 'open' JOIN task t ON t.id = w.task_id AND t.campaign_id = w.campaign_id
  LEFT JOIN site s ON s.id = t.site_id CROSS JOIN LATERAL (SELECT $1::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC') AS local) l`;

/** To whoever chases the firm: when a promise is over, or a week has passed without one, and then once a week. */
export async function waitingForFirmOwed(sql: Sql, now: Date): Promise<OwedReminder[]> {
  const rows = await sql<{ person_id: string; day: string; campaign_ids: string[]; site_ids: string[] }>(
    `SELECT w.chaser_id AS person_id, min(l.local::date)::text AS day, array_agg(DISTINCT c.id::text) AS campaign_ids,
            coalesce(array_agg(DISTINCT t.site_id::text) FILTER (WHERE t.site_id IS NOT NULL), '{}') AS site_ids
       FROM ${WAITS} JOIN app_user u ON u.id = w.chaser_id AND u.active AND NOT ${refusalStandsSql('$1')}
      WHERE w.ended_at IS NULL AND t.status = 'open' AND ${DUE_FROM} <= l.local::date AND extract(hour FROM l.local) >= coalesce(s.digest_hour, 7)
        AND NOT EXISTS (SELECT FROM reminder r WHERE r.kind = 'waiting-for-firm' AND r.person_id = w.chaser_id
                           AND r.moment >= greatest(${DUE_FROM}, l.local::date - ${ASK_AGAIN_DAYS - 1})::text)
      GROUP BY 1 ORDER BY 1`,
    [now],
  );
  return rows.map((row) => ({
    kind: 'waiting-for-firm',
    personId: row.person_id,
    forPersonId: null,
    campaignId: null,
    moment: row.day,
    campaignIds: row.campaign_ids,
    siteIds: row.site_ids,
  }));
}

const FOR: Record<string, string> = {
  parts: 'parts',
  visit: 'a visit',
  software: 'software',
  instructions: 'new instructions',
};

/** Everything that waits for the firm with this person, oldest promise first; null: nothing any more. */
export async function waitsOf(sql: Sql, personId: string, today: string): Promise<Changed | null> {
  const rows = await sql<{
    waits_for: string;
    promised_on: string | null;
    asked_on: string;
    title: string;
    campaign_id: string;
    site_id: string | null;
    what: string;
    age: number;
  }>(
    `SELECT w.waits_for, w.promised_on, w.asked_on, c.title, c.id AS campaign_id, t.site_id,
            coalesce(d.asset_tag, 'serial ' || d.serial_number, s.name, c.title) AS what, ($2::date - w.asked_on) AS age
       FROM task_wait w JOIN campaign c ON c.id = w.campaign_id AND c.status = 'open' JOIN task t ON t.id = w.task_id AND t.campaign_id = w.campaign_id
       LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
      WHERE w.chaser_id = $1 AND w.ended_at IS NULL AND t.status = 'open' ORDER BY w.promised_on NULLS FIRST, w.id LIMIT 50`,
    [personId, today],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    campaignId: first.campaign_id,
    title: first.title,
    heading: `${plural(rows.length, 'task')} ${rows.length === 1 ? 'waits' : 'wait'} for the firm`,
    lines: rows.map(
      (row) =>
        `${row.what}: ${FOR[row.waits_for] ?? row.waits_for}, asked for on ${dayInWords(row.asked_on)} (${plural(row.age, 'day')} ago), ${
          row.promised_on === null
            ? 'nothing promised'
            : `promised for ${dayInWords(row.promised_on)}${row.promised_on < today ? ', which is over' : ''}`
        }.`,
    ),
    campaignIds: [...new Set(rows.map((row) => row.campaign_id))],
    siteIds: [...new Set(rows.flatMap((row) => (row.site_id === null ? [] : [row.site_id])))],
  };
}
