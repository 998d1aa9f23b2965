import { createHash } from 'node:crypto';
import type { PlanDefinition } from '#contracts/plans';
import type { Tx } from '#domain/audit';
import { openingSteps, releaseWaiting, verificationStep } from '#domain/tasks';
import {
  type ChangedTask,
  devicesWaiting,
  followPlan,
  reopenTasks,
  returnTasks,
  type TaskChange,
  withdrawTasks,
} from './changed-tasks.queries.js';
import { moveTasks } from './moved-devices.queries.js';
import { createDeviceTasks, createSiteTasks } from './opening.queries.js';
import type { StepKeys } from './plan-difference.rules.js';
import {
  changedDevices,
  type DeviceSet,
  recordChanges,
  type Rematch,
  type Rematched,
  restamp,
  setOf,
} from './rematch.queries.js';

/** Why something was done to a task, as the person reads it. */
export interface Reasons {
  /** the device left the scope */
  removed: string;
  /** the record decides, so that nobody has to verify it */
  decided: string;
  /** a task begins, or comes back */
  started: string;
  /** done, and asked for again */
  reopened: string;
  /** the step is not asked for any more */
  dropped: string;
  instruction: string;
}

/** A change of an open campaign, as far as a set of devices needs it. */
export interface Rescope {
  of: Rematch;
  ownerId: string;
  plan: PlanDefinition;
  planId: string;
  /** null: the campaign's plan has never been changed */
  openedPlanId: string | null;
  steps: StepKeys;
  changeId: string;
  reasons: Reasons;
  /** a letter: all devices stand by its version and plan from now on. Otherwise devices changed, and verifications under way are left alone */
  byLetter: boolean;
}

const inScope = (row: Pick<Rematched, 'verdict'>): boolean => row.verdict !== 'not-affected';
const idsOf = (rows: readonly Rematched[]): string[] => rows.map(({ deviceId }) => deviceId);

/** One job at a time decides upon the devices of a campaign. */
export const lockScope = (tx: Tx, campaignId: string): Promise<unknown> =>
  tx.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`rescope ${campaignId}`]);

/**
 * Holds a set of devices against the scope and the plan of now, and brings verdicts and tasks into line: finished work
 * stays, but where its instruction changed or its verification is in doubt; open work that is not asked for is
 * withdrawn; what is missing begins. Done twice it changes nothing the second time.
 * @returns the devices whose verdict changed
 */
export async function rescope(tx: Tx, rescoping: Rescope, set: DeviceSet): Promise<Rematched[]> {
  const { of, steps, reasons, byLetter } = rescoping;
  const change = taskChange(tx, rescoping);
  const rows = await changedDevices(tx.sql, of, set, {
    verification: steps.verification,
    leaveVerifications: !byLetter,
  });
  if (rows.length === 0 && !byLetter) return rows;
  await recordChanges(tx.sql, of, { id: change.changeId, at: tx.now }, rows);
  const touched: ChangedTask[] = [];
  const back: ChangedTask[] = [];
  if (byLetter) {
    await restamp(tx.sql, of, set);
    if (steps.dropped.length > 0) {
      const dropped = { steps: steps.dropped, reason: reasons.dropped, comesBack: true };
      touched.push(...(await withdrawTasks(tx.sql, change, set, dropped)));
    }
  }
  const removed = rows.filter((row) => !inScope(row));
  const affected = rows.filter(({ verdict }) => verdict === 'affected');
  const doubtful = rows.filter(({ verdict }) => verdict === 'possibly-affected');
  const only = (some: readonly Rematched[]) => setOf(idsOf(some));
  const work = steps.all.filter((key) => key !== steps.verification);
  const verification = [steps.verification];
  const comeBack = comingBack(rescoping);
  if (removed.length > 0) {
    const gone = { steps: null, reason: reasons.removed, comesBack: true };
    touched.push(...(await withdrawTasks(tx.sql, change, only(removed), gone)));
  }
  if (affected.length > 0) {
    const decided = { steps: verification, reason: reasons.decided, comesBack: true };
    touched.push(...(await withdrawTasks(tx.sql, change, only(affected), decided)));
    const returned = { ...comeBack, steps: work };
    back.push(...(await returnTasks(tx.sql, change, only(affected), returned)));
  }
  if (doubtful.length > 0) {
    const returned = { ...comeBack, steps: verification };
    back.push(...(await returnTasks(tx.sql, change, only(doubtful), returned)));
    const again = { steps: verification, reason: reasons.reopened, otherPlan: false };
    back.push(...(await reopenTasks(tx.sql, change, only(doubtful), again)));
  }
  if (byLetter && steps.added.length > 0) {
    // a step that an earlier letter had dropped
    back.push(...(await returnTasks(tx.sql, change, set, { ...comeBack, steps: steps.added })));
  }
  if (byLetter && steps.changed.length > 0) {
    const again = { steps: steps.changed, reason: reasons.instruction, otherPlan: true };
    back.push(...(await reopenTasks(tx.sql, change, set, again)));
  }
  await startMissing(tx, rescoping, set, rows);
  if (byLetter) {
    const told = { changed: steps.changed, all: steps.all, reason: reasons.instruction };
    await followPlan(tx.sql, change, set, told);
  }
  const movable = [...new Set(back.map(({ device_id: id }) => id as string))];
  if (movable.length > 0) await moveTasks(tx.sql, movable);
  const sites = [...rows.map(({ siteId }) => siteId), ...touched.map(({ site_id: id }) => id ?? '0')];
  await release(tx, rescoping, set, sites);
  return rows;
}

export const taskChange = (tx: Tx, { of, changeId, planId, plan }: Rescope): TaskChange => ({
  campaignId: of.campaignId,
  changeId,
  at: tx.now,
  by: tx.caller.userId,
  planId,
  dueDays: Object.fromEntries(plan.steps.map(({ key, dueDays }) => [key, dueDays])),
});

const comingBack = ({ steps, plan, reasons }: Rescope) => ({
  begins: steps.begins,
  waiting: plan.steps.filter(({ prerequisites }) => prerequisites.length > 0).map(({ key }) => key),
  verification: steps.verification,
  reason: reasons.started,
});

const laterOf = ({ planId, openedPlanId, changeId, reasons }: Rescope) => ({
  planId: openedPlanId === null || openedPlanId === planId ? null : planId,
  changeId,
  reason: reasons.started,
});

/** The tasks that begin: of the devices whose verdict changed, and with a letter those of every step that it added. */
async function startMissing(
  tx: Tx,
  rescoping: Rescope,
  set: DeviceSet,
  rows: readonly Rematched[],
): Promise<void> {
  const { of, plan, ownerId, byLetter } = rescoping;
  const some = byLetter ? set : setOf(idsOf(rows.filter(inScope)));
  if (!byLetter && some.ids?.length === 0) return;
  await createDeviceTasks(
    tx.sql,
    {
      campaignId: of.campaignId,
      ownerId,
      openedAt: tx.now,
      siteIds: byLetter ? null : [...new Set(rows.map(({ siteId }) => siteId))],
      products: [...of.products],
      scopeVersion: of.scopeVersion,
      afterDeviceId: some.after,
      lastDeviceId: some.last,
      ...(some.ids === null ? {} : { deviceIds: some.ids }),
      later: laterOf(rescoping),
    },
    [...openingSteps(plan, 'device'), verificationStep(plan)],
  );
}

/** The sites' and the campaign's own tasks that are missing: of a site that has its first pump in scope, of a step that a letter added. */
export async function startSiteTasks(tx: Tx, rescoping: Rescope): Promise<number> {
  const { of, ownerId, plan } = rescoping;
  const campaign = { id: of.campaignId, ownerId, openedAt: tx.now, later: laterOf(rescoping) };
  return createSiteTasks(tx.sql, campaign, openingSteps(plan, 'site'), openingSteps(plan, 'campaign'));
}

/** The tasks of sites and of the campaign by a letter's plan. */
export async function rescopeSites(tx: Tx, rescoping: Rescope): Promise<void> {
  const { steps, reasons } = rescoping;
  const change = taskChange(tx, rescoping);
  if (steps.dropped.length > 0) {
    const dropped = { steps: steps.dropped, reason: reasons.dropped, comesBack: true };
    await withdrawTasks(tx.sql, change, 'sites', dropped);
  }
  if (steps.changed.length > 0) {
    const again = { steps: steps.changed, reason: reasons.instruction, otherPlan: true };
    await reopenTasks(tx.sql, change, 'sites', again);
  }
  if (steps.added.length > 0)
    await returnTasks(tx.sql, change, 'sites', { ...comingBack(rescoping), steps: steps.added });
  await startSiteTasks(tx, rescoping);
  await followPlan(tx.sql, change, 'sites', {
    changed: steps.changed,
    all: steps.all,
    reason: reasons.instruction,
  });
  const sites = await tx.sql<{ id: string }>(
    `SELECT DISTINCT site_id AS id FROM task WHERE campaign_id = $1 AND device_id IS NULL AND status = 'waiting' AND site_id IS NOT NULL`,
    [rescoping.of.campaignId],
  );
  await release(
    tx,
    rescoping,
    null,
    sites.map(({ id }) => id),
  );
}

/** What waited for tasks that are no more, or begins with its prerequisites done, waits no longer. */
async function release(
  tx: Tx,
  { of, plan }: Rescope,
  set: DeviceSet | null,
  sites: readonly string[],
): Promise<void> {
  const waitingFor = plan.steps.filter(({ prerequisites }) => prerequisites.length > 0);
  if (waitingFor.length === 0) return;
  const deviceIds = set === null ? [] : await devicesWaiting(tx.sql, of.campaignId, set);
  const siteIds = [...new Set(sites)].filter((id) => id !== '0');
  for (const step of waitingFor) {
    const { key: stepKey, prerequisites, dueDays } = step;
    const these = {
      deviceIds: step.scope === 'device' ? deviceIds : [],
      siteIds: step.scope === 'site' ? siteIds : [],
    };
    if (these.deviceIds.length + these.siteIds.length === 0) continue;
    await releaseWaiting(tx.sql, tx.now, {
      campaignId: of.campaignId,
      stepKey,
      prerequisites,
      dueDays,
      ...these,
    });
  }
}

/** What an audit entry about many verdicts carries: counts, and the digest that binds it to the rows. */
export function verdictDigest(
  rows: ReadonlyArray<Pick<Rematched, 'deviceId' | 'old' | 'verdict'>>,
): Record<string, unknown> {
  const of = (test: (row: (typeof rows)[number]) => boolean): number => rows.filter(test).length;
  const was = ({ old }: Pick<Rematched, 'old'>): boolean => old !== null && old !== 'not-affected';
  return {
    devicesAdded: of((row) => !was(row)),
    devicesRemoved: of((row) => !inScope(row)),
    verdictsChanged: of((row) => was(row) && inScope(row)),
    verdictsSha256: createHash('sha256')
      .update(rows.map((row) => `${row.deviceId}:${row.verdict}`).join(','))
      .digest('hex'),
  };
}
