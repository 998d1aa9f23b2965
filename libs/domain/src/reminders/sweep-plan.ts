import type { Cadence, EscalationRung, RecallClassKey } from '#contracts/plans';
import type { ReminderKind } from '#contracts/reminders';
import { type EscalationContext, escalationTargets, hasReached, type WorkGroup } from './escalation.js';
import {
  type Calendar,
  digestOwed,
  type ListedWork,
  type LocalMoment,
  localMoment,
} from './reminder-timing.js';
import { refusalStands } from './refused-mail.js';
import { type Reachable, type Staff, whoGetsIt } from './who-gets-it.js';

export interface SweepPerson extends Reachable {
  /** when the mail server last refused to take mail for them */
  mailRefusedAt: Date | null;
  homeSiteId: string | null;
  /** their own settings, over those of the site */
  timeZone: string | null;
  digestHour: number | null;
}

export interface SweepSite extends Calendar {
  leadId: string | null;
}

export interface SweepCampaign {
  ownerId: string;
  recallClass: RecallClassKey;
  cadence: Cadence;
  ladder: readonly EscalationRung[];
}

/** Everything one sweep decides upon. Pairs are keyed by pairKey(person, campaign). */
export interface SweepFacts extends Staff {
  now: Date;
  people: ReadonlyMap<string, SweepPerson>;
  sites: ReadonlyMap<string, SweepSite>;
  /** the open campaigns */
  campaigns: ReadonlyMap<string, SweepCampaign>;
  groups: readonly WorkGroup[];
  /** pairs that have their assignment e-mail, in whatever state; of one on behalf of somebody, onBehalfKey() */
  assigned: ReadonlySet<string>;
  /** pairs → when an e-mail that lists the campaign was last sent to the person */
  lastSent: ReadonlyMap<string, Date>;
  /** person → when their last digest was sent */
  lastDigest: ReadonlyMap<string, Date>;
  /** person → when their last e-mail of what they look for was made, and sent where it has been */
  lastLooking: ReadonlyMap<string, Date>;
  /** people for whom a digest is made and not yet sent */
  digestUnsent: ReadonlySet<string>;
  /** pairs of an assignment or manual e-mail that is made and not yet sent */
  listedUnsent: ReadonlySet<string>;
}

export interface OwedReminder {
  kind: Exclude<ReminderKind, 'manual' | 'invite' | 'password-reset'>;
  /** who gets it */
  personId: string;
  /** whose work it is about, where that is somebody on leave; a digest says it in its text */
  forPersonId: string | null;
  campaignId: string | null;
  moment: string;
  campaignIds: string[];
  siteIds: string[];
}

export const pairKey = (personId: string, campaignId: string): string => `${personId}:${campaignId}`;
export const onBehalfKey = (personId: string, campaignId: string, forPersonId: string): string =>
  `${pairKey(personId, campaignId)}:${forPersonId}`;

/**
 * The moment of a reminder on behalf of somebody: beside the stand-in's own one, and for each person away one of its
 * own, so that the key of a reminder (kind, person, campaign, moment) says once what is sent once.
 */
export const momentFor = (moment: string, forPersonId: string | null): string =>
  forPersonId === null ? moment : `${moment} for ${forPersonId}`;

/** The ids that a moment names after its first word ("change 7,8"), on behalf of somebody too; none: []. */
export const idsInMoment = (moment: string): string[] => /^\w+ ([\d,]+)/.exec(moment)?.[1]?.split(',') ?? [];

/** Where neither the person nor any site says otherwise. */
const PLAIN_CALENDAR: Calendar = { timeZone: 'UTC', digestHour: 7, weeklyDaysOff: [6, 7], holidays: [] };

/** A person's own settings over their home site's, over those of the first site where they have work. */
export function calendarOf(
  person: Pick<SweepPerson, 'homeSiteId' | 'timeZone' | 'digestHour'>,
  firstSiteWithWork: string | null,
  sites: ReadonlyMap<string, Calendar>,
): Calendar {
  const site = sites.get(person.homeSiteId ?? firstSiteWithWork ?? '') ?? PLAIN_CALENDAR;
  return {
    timeZone: person.timeZone ?? site.timeZone,
    digestHour: person.digestHour ?? site.digestHour,
    weeklyDaysOff: site.weeklyDaysOff,
    holidays: site.holidays,
  };
}

/** What there is for one person: their own open work and that of those they stand in for, and what has come up the ladder. */
interface Desk {
  own: WorkGroup[];
  raised: Array<{ group: WorkGroup; reached: (today: string) => boolean }>;
}

/**
 * The assignment e-mails and digests owed at `facts.now`: an assignment as soon as a person has open work in an open
 * campaign, at any hour, to their stand-in while they are on leave; a digest by the person's calendar and the campaigns' cadence. Nobody gets a digest because
 * of a campaign whose assignment e-mail is owed or on its way, nor a second digest while one is on its way, nor one beside the
 * e-mail of what they look for that went out when the day's digest could have: what came up since is in the next.
 */
export function remindersOwed(facts: SweepFacts): OwedReminder[] {
  const owed: OwedReminder[] = [];
  const momentIn = memo((timeZone: string) => localMoment(facts.now, timeZone));
  for (const [personId, desk] of desksOf(facts)) {
    const person = facts.people.get(personId);
    if (person === undefined || !person.active) continue;
    if (refusalStands(person.mailRefusedAt, facts.now)) continue;
    const calendar = calendarOf(person, firstSite(desk), facts.sites);
    const at = momentIn(calendar.timeZone);

    const assignments = assignmentsOwed(facts, personId, desk.own);
    owed.push(...assignments);
    if (facts.digestUnsent.has(personId)) continue;
    const listedToday = new Set(assignments.map((one) => one.campaignId));
    const digest = digestOf(facts, personId, desk, at, calendar, listedToday);
    if (digest !== null) owed.push(digest);
  }
  return owed;
}

function assignmentsOwed(facts: SweepFacts, personId: string, own: WorkGroup[]): OwedReminder[] {
  const owed = new Map<string, OwedReminder>();
  for (const { campaignId, siteId, assigneeId } of own) {
    const forPersonId = assigneeId === personId ? null : assigneeId;
    // whoever had the e-mail before going on leave has been told; the digest tells the stand-in
    if (facts.assigned.has(pairKey(assigneeId, campaignId))) continue;
    if (forPersonId !== null && facts.assigned.has(onBehalfKey(personId, campaignId, forPersonId))) continue;
    const key = `${campaignId} ${assigneeId}`;
    const one = owed.get(key) ?? {
      kind: 'assignment',
      personId,
      forPersonId,
      campaignId,
      moment: momentFor('opening', forPersonId),
      campaignIds: [campaignId],
      siteIds: [],
    };
    if (siteId !== null) one.siteIds.push(siteId);
    owed.set(key, one);
  }
  return [...owed.values()];
}

function digestOf(
  facts: SweepFacts,
  personId: string,
  desk: Desk,
  at: LocalMoment,
  calendar: Calendar,
  listedToday: ReadonlySet<string | null>,
): OwedReminder | null {
  const zone = calendar.timeZone;
  const dayOf = (moment: Date | undefined): string | null =>
    moment === undefined ? null : localMoment(moment, zone).day;
  const raised = desk.raised.filter(({ reached }) => reached(at.day)).map(({ group }) => group);
  const lateOf = new Map<string, boolean>();
  for (const { campaignId, earliestDue } of desk.own) {
    lateOf.set(campaignId, (lateOf.get(campaignId) ?? false) || earliestDue < at.day);
  }
  for (const { campaignId } of raised) lateOf.set(campaignId, true);
  const work: ListedWork[] = [...lateOf].flatMap(([campaignId, late]) => {
    const campaign = facts.campaigns.get(campaignId);
    if (campaign === undefined) return [];
    const pair = pairKey(personId, campaignId);
    const today = listedToday.has(campaignId) || facts.listedUnsent.has(pair);
    return [{ ...campaign, late, lastListedOn: today ? at.day : dayOf(facts.lastSent.get(pair)) }];
  });
  if (!digestOwed(at, calendar, dayOf(facts.lastDigest.get(personId)), work)) return null;
  const looking = facts.lastLooking.get(personId);
  if (looking !== undefined) {
    // one that went out before the hour of the digest, by the calendar of another site, takes no digest away: it could every day
    const { day, hour } = localMoment(looking, zone);
    if (day === at.day && hour >= calendar.digestHour) return null;
  }
  const siteIds = [...desk.own, ...raised].flatMap(({ siteId }) => (siteId === null ? [] : [siteId]));
  return {
    kind: 'digest',
    personId,
    forPersonId: null,
    campaignId: null,
    moment: at.day,
    campaignIds: [...lateOf.keys()],
    siteIds: [...new Set(siteIds)],
  };
}

function desksOf(facts: SweepFacts): Map<string, Desk> {
  const desks = new Map<string, Desk>();
  const deskOf = (personId: string): Desk => {
    let desk = desks.get(personId);
    if (desk === undefined) desks.set(personId, (desk = { own: [], raised: [] }));
    return desk;
  };
  const context: EscalationContext = {
    people: facts.people,
    away: facts.away,
    siteLeads: new Map([...facts.sites].map(([id, site]) => [id, site.leadId])),
    campaigns: facts.campaigns,
  };
  for (const group of facts.groups) {
    deskOf(whoGetsIt(group.assigneeId, group.siteId, facts)).own.push(group);
    for (const target of escalationTargets(group, context)) {
      deskOf(target.viewerId).raised.push({
        group,
        reached: (today) => hasReached(target, group.earliestDue, today),
      });
    }
  }
  return desks;
}

/** The lowest-numbered site of their own work, else of what was raised to them. */
function firstSite(desk: Desk): string | null {
  const first = (groups: WorkGroup[]): string | null => {
    let found: string | null = null;
    for (const { siteId } of groups) {
      if (siteId !== null && (found === null || BigInt(siteId) < BigInt(found))) found = siteId;
    }
    return found;
  };
  return first(desk.own) ?? first(desk.raised.map(({ group }) => group));
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(key)));
    return value;
  };
}
