import { issueLinkToken } from '#domain/identity';
import type { Sql } from '#platform/database';
import type { Claim } from './claims.js';
import { loadCampaignState, loadChangedTasks, loadOwnWork } from './listing.queries.js';
import { type Changed, changedFor, waitsOf } from './change-reminders.queries.js';
import { disagreementFor, toCheckFor } from './check-reminders.queries.js';
import { foundFor, lookedForBy } from './search-reminders.queries.js';
import { composeAccountLink } from './messages/account-link.js';
import { composeMessage, type Message } from './messages/compose.js';
import { type MessageFacts, NOTHING_RAISED } from './messages/facts.js';
import { loadRaised } from './raised.queries.js';
import { refusalStandsSql } from './refused-mail.js';
import { localMoment } from './reminder-timing.js';
import { calendarOf, idsInMoment } from './sweep-plan.js';
import { loadPeople, loadSites } from './sweep.queries.js';

/** Tasks that were there before, written out below those that a change made. */
const LISTED_BESIDE_NEWS = 10;

/** A message as the state of this moment makes it, and what it lists. */
export interface Due {
  address: { name: string; address: string };
  message: Message;
  /** what is kept of it, where that is less: a link that opens an account is known to its addressee alone */
  kept?: Message;
  campaignIds: string[];
  siteIds: string[];
}

/** Why nothing goes out. */
export type NotDue = 'person-inactive' | 'mail-refused' | 'nothing-to-do' | 'campaign-not-open';

/**
 * Reads afresh what a reminder has to say now (DESIGN rule 3): nothing left to do, nothing sent.
 * One that somebody asked for is tried for a person whose mail was refused before, for somebody may have mended the address.
 */
export async function loadDue(sql: Sql, claim: Claim, now: Date, publicUrl: string): Promise<Due | NotDue> {
  const [contact] = await sql<{
    name: string;
    email: string;
    active: boolean;
    refused: boolean;
    by: string | null;
  }>(
    `SELECT u.name, u.email, u.active, ${refusalStandsSql('$3')} AS refused,
            (SELECT name FROM app_user WHERE id = $2) AS by
       FROM app_user u WHERE u.id = $1`,
    [claim.personId, claim.requestedBy, now],
  );
  if (contact === undefined || !contact.active) return 'person-inactive';
  const asked = claim.kind === 'manual' || claim.kind === 'invite' || claim.kind === 'password-reset';
  if (contact.refused && !asked) return 'mail-refused';
  const address = { name: contact.name, address: contact.email };
  if (claim.kind === 'invite' || claim.kind === 'password-reset') {
    const issued = await issueLinkToken(sql, claim.moment);
    if (issued === null) return 'nothing-to-do';
    const about = { kind: claim.kind, reader: contact.name, publicUrl, by: contact.by, hours: issued.hours };
    const { sent, kept } = composeAccountLink(about, issued.token);
    return { address, message: sent, kept, campaignIds: [], siteIds: [] };
  }
  const base = { kind: claim.kind, reader: contact.name, publicUrl };

  if (claim.kind === 'all-tasks-closed') {
    const state = await loadCampaignState(sql, claim.campaignId ?? '0');
    if (state === null || state.status !== 'open') return 'campaign-not-open';
    if (state.open > 0) return 'nothing-to-do';
    const today = localMoment(now, 'UTC').day;
    const nothing = { tasks: [], standIns: [], onBehalfOf: null, raised: NOTHING_RAISED, request: null };
    return {
      address,
      message: composeMessage({
        ...base,
        today,
        campaigns: [state.facts],
        ...nothing,
        notLocated: state.notLocated,
      }),
      campaignIds: [state.facts.id],
      siteIds: state.siteIds,
    };
  }

  if (said[claim.kind] !== undefined) {
    const today = await localToday(sql, [claim.personId], now);
    return changeDue(sql, { ...base, today, address }, claim);
  }
  if (claim.kind === 'looking-for') {
    const looking = await lookedForBy(sql, [{ id: claim.forPersonId ?? claim.personId, sites: null }]);
    if (looking === null) return 'nothing-to-do';
    const today = await localToday(sql, [claim.personId], now);
    const nothing = { campaigns: [], tasks: [], standIns: [], onBehalfOf: null, raised: NOTHING_RAISED };
    return {
      address,
      message: composeMessage({ ...base, today, ...nothing, request: null, looking: looking.facts }),
      campaignIds: looking.campaignIds,
      siteIds: looking.siteIds,
    };
  }
  const covered = await coveredBy(sql, claim.personId, now);
  const today = await localToday(sql, [claim.personId, ...covered.map(({ id }) => id)], now);
  if (claim.kind === 'digest')
    return digestDue(sql, { ...base, today, address }, claim.personId, covered, now);

  const behalf = covered.find(({ id }) => id === claim.forPersonId) ?? null;
  // the leave is over or somebody else stands in by now: the next sweep writes to whoever it is about
  if (claim.forPersonId !== null && behalf === null) return 'nothing-to-do';
  const own = await loadOwnWork(
    sql,
    behalf?.id ?? claim.personId,
    claim.campaignId,
    today,
    behalf === null ? null : behalf.sites,
  );
  if (own.campaigns.length === 0) return 'nothing-to-do';
  return {
    address,
    message: composeMessage({
      ...base,
      today,
      campaigns: own.campaigns,
      tasks: own.tasks,
      standIns: [],
      onBehalfOf: behalf === null ? null : { name: behalf.name, until: behalf.until },
      raised: NOTHING_RAISED,
      request: claim.kind === 'manual' ? { by: contact.by ?? 'A colleague', note: claim.note } : null,
    }),
    campaignIds: own.campaigns.map(({ id }) => id),
    siteIds: own.siteIds,
  };
}

type Base = Pick<MessageFacts, 'kind' | 'reader' | 'publicUrl' | 'today'> & Pick<Due, 'address'>;

/** What the e-mails say that are not about the person's own list of work. */
const said: Partial<
  Record<Claim['kind'], (sql: Sql, claim: Claim, today: string) => Promise<Changed | null>>
> = {
  'scope-changed': changedFor,
  'waiting-for-firm': (sql, { personId }, today) => waitsOf(sql, personId, today),
  'pump-found': foundFor,
  'check-given': toCheckFor,
  'check-disagreed': disagreementFor,
};

/** What a letter or pumps that turned up changed for the person, also where nothing is left to do; or what waits for the firm. */
async function changeDue(sql: Sql, { address, ...base }: Base, claim: Claim): Promise<Due | NotDue> {
  const changed = (await said[claim.kind]?.(sql, claim, base.today)) ?? null;
  if (changed === null) return 'nothing-to-do';
  const personId = claim.forPersonId ?? claim.personId;
  const [own, tasks] =
    claim.kind !== 'scope-changed' || claim.campaignId === null
      ? [{ campaigns: [], tasks: [], siteIds: [] }, []]
      : [
          await loadOwnWork(sql, personId, claim.campaignId, base.today),
          await loadChangedTasks(sql, personId, claim.campaignId, idsInMoment(claim.moment)),
        ];
  const news = new Set(tasks.map(({ id }) => id));
  return {
    address,
    message: composeMessage({
      ...base,
      campaigns: own.campaigns,
      tasks: own.tasks.filter(({ id }) => !news.has(id)).slice(0, LISTED_BESIDE_NEWS),
      standIns: [],
      onBehalfOf: null,
      raised: NOTHING_RAISED,
      request: null,
      changed: { ...changed, tasks },
    }),
    campaignIds: changed.campaignIds,
    siteIds: [...new Set([...own.siteIds, ...changed.siteIds])],
  };
}

/** One message for everything of a day: the own work, that of each person they stand in for, what they look for, and what was raised. */
async function digestDue(
  sql: Sql,
  { address, ...base }: Base,
  personId: string,
  covered: Covered[],
  now: Date,
): Promise<Due | NotDue> {
  const own = await loadOwnWork(sql, personId, null, base.today);
  const raised = await loadRaised(sql, personId, now, base.today);
  const standIns: MessageFacts['standIns'] = [];
  const works = [own];
  for (const { id, name, until, sites } of covered) {
    const work = await loadOwnWork(sql, id, null, base.today, sites);
    if (work.campaigns.length === 0) continue;
    standIns.push({ name, until, campaigns: work.campaigns, tasks: work.tasks });
    works.push(work);
  }
  const looking = await lookedForBy(sql, [{ id: personId, sites: null }, ...covered]);
  if (own.campaigns.length + standIns.length === 0 && raised.facts.count === 0 && looking === null) {
    return 'nothing-to-do';
  }
  return {
    address,
    message: composeMessage({
      ...base,
      campaigns: own.campaigns,
      tasks: own.tasks,
      standIns,
      onBehalfOf: null,
      raised: raised.facts,
      request: null,
      ...(looking === null ? {} : { looking: looking.facts }),
    }),
    campaignIds: [
      ...new Set([
        ...works.flatMap(({ campaigns }) => campaigns.map(({ id }) => id)),
        ...raised.campaignIds,
        ...(looking?.campaignIds ?? []),
      ]),
    ],
    siteIds: [
      ...new Set([
        ...works.flatMap(({ siteIds }) => siteIds),
        ...raised.siteIds,
        ...(looking?.siteIds ?? []),
      ]),
    ],
  };
}

interface Covered {
  id: string;
  name: string;
  /** the last day of the leave */
  until: string;
  /** what the stand-in has been given; null: every site */
  sites: readonly string[] | null;
}

/** Those whom a person stands in for at this moment: the rule of whoGetsIt(), which a stand-in away themself fails. */
async function coveredBy(sql: Sql, personId: string, now: Date): Promise<Covered[]> {
  return sql<Covered>(
    `WITH away AS (SELECT * FROM leave_at($2))
     SELECT u.id, u.name, l.to_day AS until,
            CASE WHEN i.all_sites THEN NULL ELSE ARRAY(SELECT site_id::text FROM user_site WHERE user_id = i.id) END AS sites
       FROM away l JOIN app_user u ON u.id = l.user_id JOIN app_user i ON i.id = l.stand_in_id
      WHERE l.stand_in_id = $1 AND NOT EXISTS (SELECT FROM away WHERE user_id = $1) ORDER BY u.name, u.id`,
    [personId, now],
  );
}

/**
 * The day on the wall of the first of these people, by the same calendar as in the sweep; the work of the others is
 * what they stand in for.
 */
async function localToday(sql: Sql, people: [string, ...string[]], now: Date): Promise<string> {
  const [personId] = people;
  const person = (await loadPeople(sql, [personId])).get(personId);
  if (person === undefined) return localMoment(now, 'UTC').day;
  if (person.timeZone !== null) return localMoment(now, person.timeZone).day;
  const [first] =
    person.homeSiteId === null
      ? await sql<{ id: string | null }>(
          `SELECT min(t.site_id) AS id FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
            WHERE t.assignee_id = ANY($1) AND t.status = 'open'`,
          [people],
        )
      : [];
  const siteId = person.homeSiteId ?? first?.id ?? null;
  const sites = await loadSites(sql, siteId === null ? [] : [siteId]);
  return localMoment(now, calendarOf(person, siteId, sites).timeZone).day;
}
