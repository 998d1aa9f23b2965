import { createHash } from 'node:crypto';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import type { PlanDefinition } from '#contracts/plans';
import type { CampaignRow, RollupRow, SiteScopeRow } from './campaign.queries.js';

export interface Counts {
  total: number;
  open: number;
  closed: number;
  late: number;
}

export const none = (): Counts => ({ total: 0, open: 0, closed: 0, late: 0 });

export function add(counts: Counts, row: { open: string; closed: string; late: string }): Counts {
  const open = Number(row.open);
  const closed = Number(row.closed);
  return {
    total: counts.total + open + closed,
    open: counts.open + open,
    closed: counts.closed + closed,
    late: counts.late + Number(row.late),
  };
}

/** Percent of tasks closed, to one decimal, and 100 only when none is open. */
export function percentClosed({ total, closed }: Pick<Counts, 'total' | 'closed'>): number {
  if (total === 0) return 0;
  return closed === total ? 100 : Math.min(99.9, Math.round((1000 * closed) / total) / 10);
}

/** A text that is the same for the same counts of every site and step, and for no others. */
export function revisionOf(rollup: readonly RollupRow[]): string {
  const counts = rollup.map((row) => [row.site_id, row.step_key, row.open, row.closed, row.late].join(' '));
  return createHash('sha256').update(counts.toSorted().join('\n')).digest('base64url').slice(0, 16);
}

export function presentCampaign(row: CampaignRow): CampaignView {
  const tasks = add(none(), row);
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    title: row.title,
    class: row.class,
    noticeId: row.notice_id,
    noticeTitle: row.notice_title,
    planKey: row.plan_key,
    planVersion: row.plan_version,
    planTitle: row.plan_title,
    owner: { id: row.owner_id, name: row.owner_name },
    siteIds: row.site_ids,
    draftStep: row.status === 'draft' ? row.draft_step : null,
    openedAt: row.opened_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    closeNote: row.close_note,
    nothingAffected: row.nothing_affected,
    createdAt: row.created_at.toISOString(),
    tasks,
    percentClosed: percentClosed(tasks),
  };
}

export function presentProgress(
  row: CampaignRow,
  plan: PlanDefinition,
  rollup: RollupRow[],
  scope: SiteScopeRow[],
): CampaignProgress {
  const bySite = new Map<string, { name: string; tasks: Counts }>();
  const byStep = new Map<string, Counts>();
  let tasks = none();
  for (const part of rollup) {
    tasks = add(tasks, part);
    byStep.set(part.step_key, add(byStep.get(part.step_key) ?? none(), part));
    if (part.site_id === '0') continue;
    const site = bySite.get(part.site_id) ?? { name: part.site_name ?? '', tasks: none() };
    bySite.set(part.site_id, { name: site.name, tasks: add(site.tasks, part) });
  }
  const scopeOf = new Map(
    scope.map((site) => [site.site_id, Number(site.affected) + Number(site.possibly_affected)]),
  );
  const sum = (pick: (site: SiteScopeRow) => string): number =>
    scope.reduce((total, site) => total + Number(pick(site)), 0);
  const affected = sum((site) => site.affected);
  const possiblyAffected = sum((site) => site.possibly_affected);
  return {
    status: row.status,
    devices: affected + possiblyAffected,
    affected,
    possiblyAffected,
    removed: sum((site) => site.not_affected),
    tasks,
    percentClosed: percentClosed(tasks),
    opening: { done: Number(row.opening_done), total: Number(row.opening_total) },
    bySite: [...bySite].map(([siteId, site]) => ({
      siteId,
      site: site.name,
      devices: scopeOf.get(siteId) ?? 0,
      tasks: site.tasks,
    })),
    byStep: plan.steps
      .filter((step) => byStep.has(step.key))
      .map((step) => ({ stepKey: step.key, title: step.title, tasks: byStep.get(step.key) as Counts })),
    revision: revisionOf(rollup),
  };
}
