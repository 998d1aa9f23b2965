import type { EscalationRung } from '#contracts/plans';
import { daysBetween } from './reminder-timing.js';

/** The open tasks of one person for one campaign at one site (null: the campaign's own steps). */
export interface WorkGroup {
  campaignId: string;
  siteId: string | null;
  assigneeId: string;
  /** the day on which the first of them is due */
  earliestDue: string;
}

/** What decides whether and where a person can be reached. */
export interface Reachable {
  id: string;
  active: boolean;
  mailRefused: boolean;
  leadId: string | null;
  sites: 'all' | readonly string[];
}

export interface EscalationContext {
  people: ReadonlyMap<string, Reachable>;
  /** site id → its lead */
  siteLeads: ReadonlyMap<string, string | null>;
  campaigns: ReadonlyMap<string, { ownerId: string; ladder: readonly EscalationRung[] }>;
}

export type Unreachable = 'mail-refused' | 'inactive';

/** Somebody besides the assignee to whom the work is shown. */
export interface EscalationTarget {
  viewerId: string;
  /** tasks late by at least so many days; null: all that is open, since nobody else hears of it */
  afterDaysLate: number | null;
  /** why the assignee gets no mail, if so */
  unreachable: Unreachable | null;
}

export function unreachable(person: Reachable | undefined): Unreachable | null {
  if (person === undefined || !person.active) return 'inactive';
  return person.mailRefused ? 'mail-refused' : null;
}

/**
 * Where a group of tasks goes besides its assignee, by the plan's ladder, one target a person. The lead is the
 * assignee's own, else the site's. A rung whose person cannot be written to, may not see the site, or is the assignee
 * leads on to the risk manager, so that work never goes unseen because a rung is missing. Work of an assignee who
 * gets no mail is shown to the lead at once, late or not.
 */
export function escalationTargets(group: WorkGroup, context: EscalationContext): EscalationTarget[] {
  const campaign = context.campaigns.get(group.campaignId);
  if (campaign === undefined) return [];
  const assignee = context.people.get(group.assigneeId);
  const siteLead = group.siteId === null ? null : (context.siteLeads.get(group.siteId) ?? null);
  const canTake = (id: string | null): id is string => {
    const person = id === null ? undefined : context.people.get(id);
    return (
      person !== undefined &&
      id !== group.assigneeId &&
      unreachable(person) === null &&
      sees(person, group.siteId)
    );
  };
  const riskManager = canTake(campaign.ownerId) ? campaign.ownerId : null;
  const lead = [assignee?.leadId ?? null, siteLead].find(canTake) ?? riskManager;
  const reason = unreachable(assignee);

  const targets = new Map<string, EscalationTarget>();
  const add = (viewerId: string | null, afterDaysLate: number | null): void => {
    if (viewerId === null) return;
    const known = targets.get(viewerId);
    if (known !== undefined && (known.afterDaysLate === null || known.afterDaysLate <= (afterDaysLate ?? 0)))
      return;
    targets.set(viewerId, { viewerId, afterDaysLate, unreachable: reason });
  };
  if (reason !== null) add(lead, null);
  for (const rung of campaign.ladder) add(rung.to === 'lead' ? lead : riskManager, rung.afterDaysLate);
  return [...targets.values()];
}

/** Whether something of the group has climbed to this target by `today` (the target's local day). */
export function hasReached(target: EscalationTarget, earliestDue: string, today: string): boolean {
  return target.afterDaysLate === null || daysBetween(earliestDue, today) >= target.afterDaysLate;
}

const sees = (person: Reachable, siteId: string | null): boolean =>
  siteId === null || person.sites === 'all' || person.sites.includes(siteId);
