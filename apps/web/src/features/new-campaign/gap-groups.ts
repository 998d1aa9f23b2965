import type { CampaignGap } from '#contracts/campaigns';

/** Work that one naming would mend: the steps of a place that ask for the same kind of person. */
export interface GapGroup {
  key: string;
  siteId: string | null;
  site: string | null;
  locationId: string | null;
  location: string | null;
  assignTo: string;
  steps: Array<{ stepKey: string; tasks: number }>;
}

/** A lead or an educator is one of the whole site, whatever the location of the pump. */
export function groupGaps(gaps: readonly CampaignGap[]): GapGroup[] {
  const groups = new Map<string, GapGroup>();
  for (const { siteId, site, locationId, location, stepKey, assignTo, tasks } of gaps) {
    const byPlace = assignTo === 'coverage';
    const key = [siteId, byPlace ? locationId : null, assignTo].join(' ');
    const group = groups.get(key) ?? {
      key,
      siteId,
      site,
      locationId: byPlace ? locationId : null,
      location: byPlace ? location : null,
      assignTo,
      steps: [],
    };
    const step = group.steps.find((one) => one.stepKey === stepKey);
    if (step === undefined) group.steps.push({ stepKey, tasks });
    else step.tasks += tasks;
    groups.set(key, group);
  }
  return [...groups.values()];
}
