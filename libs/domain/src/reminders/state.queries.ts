import type { Sql } from '#platform/database';
import type { Claim } from './claims.js';
import { loadCampaignState, loadOwnWork } from './listing.queries.js';
import { type MessageFacts, NOTHING_RAISED } from './messages/facts.js';
import { loadRaised } from './raised.queries.js';
import { localMoment } from './reminder-timing.js';
import { calendarOf } from './sweep-plan.js';
import { loadPeople, loadSites } from './sweep.queries.js';

/** A message as the state of this moment makes it, and what it lists. */
export interface Due {
  address: { name: string; address: string };
  facts: MessageFacts;
  campaignIds: string[];
  siteIds: string[];
}

/** Why nothing goes out. */
export type NotDue = 'person-inactive' | 'mail-refused' | 'nothing-to-do' | 'campaign-not-open';

/**
 * Reads afresh what a reminder has to say now (DESIGN rule 3): nothing left to do, nothing sent.
 * A manual reminder is tried for a person whose mail was refused before, for somebody may have mended the address.
 */
export async function loadDue(sql: Sql, claim: Claim, now: Date, publicUrl: string): Promise<Due | NotDue> {
  const [contact] = await sql<{
    name: string;
    email: string;
    active: boolean;
    refused: boolean;
    by: string | null;
  }>(
    `SELECT u.name, u.email, u.active, u.mail_refused_at IS NOT NULL AS refused,
            (SELECT name FROM app_user WHERE id = $2) AS by
       FROM app_user u WHERE u.id = $1`,
    [claim.personId, claim.requestedBy],
  );
  if (contact === undefined || !contact.active) return 'person-inactive';
  if (contact.refused && claim.kind !== 'manual') return 'mail-refused';
  const address = { name: contact.name, address: contact.email };
  const base = { kind: claim.kind, reader: contact.name, publicUrl };

  if (claim.kind === 'all-tasks-closed') {
    const state = await loadCampaignState(sql, claim.campaignId ?? '0');
    if (state === null || state.status !== 'open') return 'campaign-not-open';
    if (state.open > 0) return 'nothing-to-do';
    const today = localMoment(now, 'UTC').day;
    const nothing = { tasks: [], raised: NOTHING_RAISED, request: null };
    return {
      address,
      facts: { ...base, today, campaigns: [state.facts], ...nothing },
      campaignIds: [state.facts.id],
      siteIds: state.siteIds,
    };
  }

  const today = await localToday(sql, claim.personId, now);
  const own = await loadOwnWork(
    sql,
    claim.personId,
    claim.kind === 'digest' ? null : claim.campaignId,
    today,
  );
  const raised =
    claim.kind === 'digest'
      ? await loadRaised(sql, claim.personId, today)
      : { facts: NOTHING_RAISED, campaignIds: [], siteIds: [] };
  if (own.campaigns.length === 0 && raised.facts.count === 0) return 'nothing-to-do';
  return {
    address,
    facts: {
      ...base,
      today,
      campaigns: own.campaigns,
      tasks: own.tasks,
      raised: raised.facts,
      request: claim.kind === 'manual' ? { by: contact.by ?? 'A colleague', note: claim.note } : null,
    },
    campaignIds: [...new Set([...own.campaigns.map(({ id }) => id), ...raised.campaignIds])],
    siteIds: [...new Set([...own.siteIds, ...raised.siteIds])],
  };
}

/** The day on the wall of this person, by the same calendar as in the sweep. */
async function localToday(sql: Sql, personId: string, now: Date): Promise<string> {
  const person = (await loadPeople(sql, [personId])).get(personId);
  if (person === undefined) return localMoment(now, 'UTC').day;
  if (person.timeZone !== null) return localMoment(now, person.timeZone).day;
  const [first] =
    person.homeSiteId === null
      ? await sql<{ id: string | null }>(
          `SELECT min(t.site_id) AS id FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
            WHERE t.assignee_id = $1 AND t.status = 'open'`,
          [personId],
        )
      : [];
  const siteId = person.homeSiteId ?? first?.id ?? null;
  const sites = await loadSites(sql, siteId === null ? [] : [siteId]);
  return localMoment(now, calendarOf(person, siteId, sites).timeZone).day;
}
