import type { EscalationRung } from '#contracts/plans';
import { daysBetween } from './reminder-timing.js';
import { sees, type Staff, type Unreachable, unreachable, whoGetsIt } from './who-gets-it.js';

/** The open tasks of one person for one campaign at one site (null: the campaign's own steps). */
export interface WorkGroup {
  campaignId: string;
  siteId: string | null;
  assigneeId: string;
  /** the day on which the first of them is due */
  earliestDue: string;
}

export interface EscalationContext extends Staff {
  /** site id → its lead */
  siteLeads: ReadonlyMap<string, string | null>;
  campaigns: ReadonlyMap<string, { ownerId: string; ladder: readonly EscalationRung[] }>;
}

/** Somebody besides the assignee to whom the work is shown. */
export interface EscalationTarget {
  viewerId: string;
  /** tasks late by at least so many days; null: all that is open, since nobody else hears of it */
  afterDaysLate: number | null;
  /** why the assignee gets no mail, if so */
  unreachable: Unreachable | null;
}

/**
 * Where a group of tasks goes besides its assignee, by the plan's ladder, one target a person. The lead is the
 * assignee's own, else the site's. A rung whose person cannot be written to, may not see the site, or is the assignee
 * leads on to the risk manager, so that work never goes unseen because a rung is missing. Work of an assignee who
 * gets no mail is shown to the lead at once, late or not. Whoever is on leave is replaced by their stand-in, above and
 * below alike: the ladder counts on, and a stand-in who holds the work is not told of it a second time.
 */
export function escalationTargets(group: WorkGroup, context: EscalationContext): EscalationTarget[] {
  const campaign = context.campaigns.get(group.campaignId);
  if (campaign === undefined) return [];
  const assignee = context.people.get(group.assigneeId);
  const siteLead = group.siteId === null ? null : (context.siteLeads.get(group.siteId) ?? null);
  const holderId = whoGetsIt(group.assigneeId, group.siteId, context);
  const canTake = (id: string | null): id is string => {
    const person = id === null ? undefined : context.people.get(id);
    return (
      person !== undefined &&
      id !== group.assigneeId &&
      id !== holderId &&
      unreachable(person) === null &&
      sees(person, group.siteId)
    );
  };
  const present = (id: string | null): string | null =>
    id === null ? null : whoGetsIt(id, group.siteId, context);
  const owner = present(campaign.ownerId);
  const riskManager = canTake(owner) ? owner : null;
  const lead = [assignee?.leadId ?? null, siteLead].map(present).find(canTake) ?? riskManager;
  const reason = unreachable(context.people.get(holderId));

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
