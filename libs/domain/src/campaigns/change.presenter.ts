import type { CampaignChange, Difference, TaskEffectCounts } from '#contracts/campaign-changes';
import type { PlanView } from '#contracts/plans';
import type { ChangeRow } from './change.queries.js';
import type { DifferenceRow } from './difference.queries.js';

export const noTasks = (): TaskEffectCounts => ({
  new: 0,
  returned: 0,
  reopened: 0,
  withdrawn: 0,
  instructions: 0,
  'goes-on': 0,
  kept: 0,
});
const noDevices = (): Difference['devices'] => ({
  added: 0,
  removed: 0,
  verdictChanged: 0,
  undecided: 0,
});
const FIELD = {
  added: 'added',
  removed: 'removed',
  'verdict-changed': 'verdictChanged',
  undecided: 'undecided',
} as const;

/** The rows of a difference summed up: in all, by site and by step. */
export function sumDifference(
  rows: readonly DifferenceRow[],
  names: ReadonlyMap<string, string>,
  steps: ReadonlyArray<{ key: string; title: string }>,
): Pick<Difference, 'devices' | 'tasks' | 'bySite' | 'byStep' | 'empty'> {
  const total = { devices: noDevices(), tasks: noTasks() };
  const bySite = new Map<string, typeof total>();
  const byStep = new Map<string, TaskEffectCounts>();
  for (const { site_id: siteId, step_key: stepKey, effect, n } of rows) {
    const site = bySite.get(siteId) ?? { devices: noDevices(), tasks: noTasks() };
    bySite.set(siteId, site);
    if (
      effect === 'added' ||
      effect === 'removed' ||
      effect === 'verdict-changed' ||
      effect === 'undecided'
    ) {
      for (const { devices } of [total, site]) devices[FIELD[effect]] += n;
      continue;
    }
    const step = byStep.get(stepKey ?? '') ?? noTasks();
    byStep.set(stepKey ?? '', step);
    for (const counts of [total.tasks, site.tasks, step]) counts[effect] += n;
  }
  const { devices, tasks } = total;
  const changed = tasks.new + tasks.returned + tasks.reopened + tasks.withdrawn + tasks.instructions;
  return {
    ...total,
    bySite: [...bySite]
      .map(([siteId, site]) => ({
        siteId: siteId === '0' ? null : siteId,
        site: names.get(siteId) ?? null,
        ...site,
      }))
      .toSorted((a, b) => (a.site ?? '').localeCompare(b.site ?? '', 'en')),
    byStep: [...new Map(steps.map(({ key, title }) => [key, title]))]
      .filter(([key]) => byStep.has(key))
      .map(([stepKey, title]) => ({ stepKey, title, tasks: byStep.get(stepKey) ?? noTasks() })),
    empty: changed + devices.added + devices.removed + devices.verdictChanged === 0,
  };
}

export const planRef = ({ key, version, title }: Pick<PlanView, 'key' | 'version' | 'title'>) => ({
  key,
  version,
  title,
});

export const presentChange = (row: ChangeRow): CampaignChange => ({
  id: row.id,
  kind: row.kind,
  communicationId: row.communication_id,
  reason: row.reason,
  by: row.made_by === null ? null : { id: row.made_by, name: row.maker ?? '' },
  begunAt: row.begun_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  done: Number(row.done),
  total: Number(row.total),
  scope: { from: row.from_scope, to: row.to_scope },
  plan: { from: row.from_plan, to: row.to_plan },
  devices: { ...noDevices(), ...row.devices },
  tasks: { ...noTasks(), ...row.tasks },
});
