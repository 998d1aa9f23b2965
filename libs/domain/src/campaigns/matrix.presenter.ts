import type { CampaignMatrix, CampaignMatrixQuery } from '#contracts/campaign-progress';
import type { PlanDefinition } from '#contracts/plans';
import { add, type Counts, none, revisionOf } from './campaign.presenter.js';
import type { RollupRow, SiteScopeRow } from './campaign.queries.js';

type Row = { name: string; tasks: Counts; byStep: Map<string, Counts> };

/** Site by step, from the rollup rows that the caller may see. Steps stand in the order of the plan. */
export function presentMatrix(
  plan: PlanDefinition,
  rollup: readonly RollupRow[],
  scope: readonly SiteScopeRow[],
  sort: CampaignMatrixQuery['sort'],
): CampaignMatrix {
  const rows = new Map<string, Row>();
  const byStep = new Map<string, Counts>();
  let tasks = none();
  for (const part of rollup) {
    const row = rows.get(part.site_id) ?? { name: part.site_name ?? '', tasks: none(), byStep: new Map() };
    rows.set(part.site_id, row);
    row.tasks = add(row.tasks, part);
    row.byStep.set(part.step_key, add(row.byStep.get(part.step_key) ?? none(), part));
    byStep.set(part.step_key, add(byStep.get(part.step_key) ?? none(), part));
    tasks = add(tasks, part);
  }
  const steps = plan.steps.filter(({ key }) => (byStep.get(key)?.total ?? 0) > 0);
  // withdrawn tasks leave rows of nothing behind
  const cells = (row: Row) =>
    steps.map(({ key }) => (row.byStep.get(key)?.total ? (row.byStep.get(key) ?? null) : null));
  const devices = new Map(
    scope.map((site) => [site.site_id, Number(site.affected) + Number(site.possibly_affected)]),
  );
  const own = rows.get('0');
  rows.delete('0');
  const byName = ([, a]: [string, Row], [, b]: [string, Row]): number => a.name.localeCompare(b.name, 'en');
  const worst: typeof byName = (a, b) =>
    b[1].tasks.late - a[1].tasks.late || b[1].tasks.open - a[1].tasks.open || byName(a, b);
  return {
    revision: revisionOf(rollup),
    steps: steps.map(({ key, title, scope: of }) => ({
      stepKey: key,
      title,
      scope: of,
      tasks: byStep.get(key) as Counts,
    })),
    sites: [...rows].toSorted(sort === 'name' ? byName : worst).map(([siteId, row]) => ({
      siteId,
      site: row.name,
      devices: devices.get(siteId) ?? 0,
      tasks: row.tasks,
      cells: cells(row),
    })),
    own: own === undefined ? null : { tasks: own.tasks, cells: cells(own) },
    tasks,
  };
}
