import type { PlanDefinition, PlanStep } from '#contracts/plans';
import { openingSteps, verificationStep } from '#domain/tasks';
import { assigneeAt, type PlaceRow } from './campaign.queries.js';

export interface Recipient {
  personId: string;
  tasks: number;
  devices: number;
  sites: Array<{ id: string; name: string }>;
  /** tasks by step, in the order of the plan */
  steps: Array<{ stepKey: string; title: string; tasks: number }>;
}

interface Share {
  devices: number;
  sites: Map<string, string>;
  bySteps: Map<string, number>;
}

/**
 * Who gets how many tasks when the campaign opens, most first: the same people that the opening takes. An affected pump
 * gets the opening steps, a possibly affected one the verification; a site its own steps, the campaign's go to its owner.
 */
export function recipientsAt(
  places: readonly PlaceRow[],
  plan: PlanDefinition,
  ownerId: string,
): Recipient[] {
  const shares = new Map<string, Share>();
  const give = (personId: string | null, step: PlanStep, tasks: number): Share | null => {
    if (personId === null || tasks === 0) return null;
    const share = shares.get(personId) ?? { devices: 0, sites: new Map(), bySteps: new Map() };
    shares.set(personId, share);
    share.bySteps.set(step.key, (share.bySteps.get(step.key) ?? 0) + tasks);
    return share;
  };
  const verify = verificationStep(plan);
  const seenSites = new Set<string>();
  for (const place of places) {
    const handled = new Map<Share, { affected: number; possibly: number }>();
    const note = (share: Share | null, devices: { affected?: number; possibly?: number }): void => {
      if (share === null) return;
      share.sites.set(place.site_id, place.site);
      handled.set(share, { affected: 0, possibly: 0, ...handled.get(share), ...devices });
    };
    for (const step of openingSteps(plan, 'device')) {
      note(give(assigneeAt(place, step), step, place.affected), { affected: place.affected });
    }
    note(give(assigneeAt(place, verify), verify, place.possibly), { possibly: place.possibly });
    for (const [share, { affected, possibly }] of handled) share.devices += affected + possibly;
    if (seenSites.has(place.site_id)) continue;
    seenSites.add(place.site_id);
    for (const step of openingSteps(plan, 'site')) note(give(assigneeAt(place, step), step, 1), {});
  }
  if (places.length > 0) for (const step of openingSteps(plan, 'campaign')) give(ownerId, step, 1);
  return [...shares]
    .map(([personId, { devices, sites, bySteps }]) => ({
      personId,
      devices,
      tasks: [...bySteps.values()].reduce((sum, tasks) => sum + tasks, 0),
      sites: [...sites].map(([id, name]) => ({ id, name })),
      steps: plan.steps.flatMap(({ key, title }) =>
        bySteps.has(key) ? [{ stepKey: key, title, tasks: bySteps.get(key) ?? 0 }] : [],
      ),
    }))
    .toSorted((a, b) => b.tasks - a.tasks || Number(BigInt(a.personId) - BigInt(b.personId)));
}
