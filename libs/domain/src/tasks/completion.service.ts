import { Injectable } from '@nestjs/common';
import type { PlanDefinition, PlanStep } from '#contracts/plans';
import type { CompleteTask, CompleteTasks, CompleteTasksAnswer, TaskView } from '#contracts/tasks';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { applyTaskEffects, keepSearched, staysIsolated } from '#domain/fleet';
import { siteFilter, standsInFor } from '#domain/identity';
import { ExpectedError } from '#platform/errors';
import {
  type CompletionRequest as Request,
  harmRefusal,
  type Refused,
  stateRefusal,
  twice,
} from './completion.refusals.js';
import { effectOf, outcomeRule } from './completion.rules.js';
import { doneAt, type SenderClock, timesOf, withTimesPutRight } from './completion.time.js';
import { PlansService } from './plans.service.js';
import { stepOf } from './plan.rules.js';
import { type CompletedStep, decideCompletion, type Refusal } from './task-lifecycle.js';
import { presentTask } from './task.presenter.js';
import {
  closeTasks,
  findTasks,
  lastReopened,
  lockTasks,
  type NewTask,
  releaseWaiting,
  startTasks,
  type TaskRow,
} from './task.queries.js';
import { verificationRefusal } from './verification.js';

interface Accepted {
  row: TaskRow;
  plan: PlanDefinition;
  step: PlanStep;
  /** its times put right by the clock of the sender */
  request: Request;
  /** as it was sent */
  told: Request;
  completed: CompletedStep;
  /** when it counts as done */
  at: Date;
  /** what the person is told besides */
  notes: string[];
}

const STATUS = { conflict: 409, invalid: 422, 'not-found': 404 } as const;

/** Closing tasks: one, or many at once. What is refused changes nothing; what is accepted commits together. */
@Injectable()
export class CompletionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
  ) {}

  /**
   * Closes one task.
   * @throws ExpectedError task.not-found; task.stale, task.closed, task.waiting or campaign.not-open (409, with the
   *   current state as `task`); task.outcome-…, task.fields-invalid, task.reason-missing, task.harm-in-future,
   *   task.harm-too-long-ago (422)
   * @param sender their clock, to put the time of the work right by; null: nothing is known of it
   */
  completeTask(
    caller: Caller,
    id: string,
    request: CompleteTask,
    sender: SenderClock | null = null,
  ): Promise<TaskView> {
    return this.unitOfWork.run(caller, (tx) => this.completeWithin(tx, id, request, sender));
  }

  /** The same in the transaction of something that closes a task by what it does (a reply that is sent). */
  async completeWithin(
    tx: Tx,
    id: string,
    request: CompleteTask,
    sender: SenderClock | null = null,
  ): Promise<TaskView> {
    const { accepted, refused } = await this.complete(tx, [{ ...request, id }], sender);
    const first = refused[0];
    if (first !== undefined) {
      throw new ExpectedError(first.kind, first.refusal.code, first.refusal.detail, {
        errors: first.refusal.errors,
        extra: first.row === undefined ? {} : { task: await this.present(tx, first.row) },
      });
    }
    const done = accepted[0] as Accepted;
    return { ...(await this.fresh(tx, done.row.id)), notes: done.notes };
  }

  /** Closes many; answers per task, in the order asked. */
  completeTasks(caller: Caller, request: CompleteTasks): Promise<CompleteTasksAnswer> {
    return this.unitOfWork.run(caller, async (tx) => {
      const { accepted, refused } = await this.complete(tx, request.tasks);
      const notes = new Map(accepted.map((done) => [done.row.id, done.notes]));
      const refusedAt = new Map(refused.map((entry) => [entry.at, entry]));
      const ids = request.tasks.map((task) => task.id);
      const rows = await findTasks(tx.sql, tx.now, siteFilter(tx.caller), ids);
      const views = new Map<string, TaskView>();
      const covered = await standsInFor(tx.sql, tx.now, caller.userId);
      for (const row of rows) {
        const view = presentTask(row, await this.plans.definition(tx.sql, row.plan_id), covered);
        views.set(row.id, { ...view, notes: notes.get(row.id) ?? [] });
      }
      return {
        completed: request.tasks.length - refused.length,
        refused: refused.length,
        results: request.tasks.map(({ id }, at) => {
          const no = refusedAt.get(at);
          return {
            id,
            ok: no === undefined,
            status: no === undefined ? 200 : STATUS[no.kind],
            code: no?.refusal.code ?? null,
            detail: no?.refusal.detail ?? null,
            errors: no?.refusal.errors ?? [],
            task: views.get(id) ?? null,
          };
        }),
      };
    });
  }

  private async complete(
    tx: Tx,
    requests: Request[],
    sender: SenderClock | null = null,
  ): Promise<{ accepted: Accepted[]; refused: Refused[] }> {
    const rows = await lockTasks(
      tx.sql,
      tx.now,
      siteFilter(tx.caller),
      requests.map((request) => request.id),
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const dated = requests.flatMap(({ id, completedAt }) => (completedAt === undefined ? [] : [id]));
    const reopened = dated.length > 0 ? await lastReopened(tx.sql, dated) : new Map<string, Date>();
    const accepted: Accepted[] = [];
    const refused: Refused[] = [];
    const seen = new Set<string>();
    for (const [at, told] of requests.entries()) {
      const row = byId.get(told.id);
      const no = seen.has(told.id) ? twice(told.id, row) : stateRefusal(told, row);
      seen.add(told.id);
      if (no !== null || row === undefined) {
        refused.push({ ...(no as Omit<Refused, 'at'>), at });
        continue;
      }
      const plan = await this.plans.definition(tx.sql, row.plan_id);
      const step = stepOf(plan, row.step_key);
      const began = reopened.get(row.id) ?? row.created_at;
      const { at: done, shift, note } = doneAt(told.completedAt, { now: tx.now, began, sender });
      const request = withTimesPutRight(told, { now: tx.now, shift });
      const decision = decideCompletion(step, request, outcomeRule(step, row));
      const refusal = decision.ok
        ? (harmRefusal(tx.now, request) ??
          (await verificationRefusal(
            tx.sql,
            row,
            step,
            decision.step,
            `${request.reason ?? ''}${request.note ?? ''}`,
          )))
        : decision.refusal;
      if (!decision.ok || refusal !== null) {
        refused.push({ id: request.id, at, kind: 'invalid', refusal: refusal as Refusal, row });
        continue;
      }
      const notes = note === null ? [] : [note];
      accepted.push({ row, plan, step, request, told, completed: decision.step, at: done, notes });
    }
    if (accepted.length > 0) await this.record(tx, accepted);
    return { accepted, refused };
  }

  private async record(tx: Tx, accepted: Accepted[]): Promise<void> {
    await closeTasks(
      tx.sql,
      tx.caller.userId as string,
      accepted.map(({ row, request, completed, at }) => ({
        id: row.id,
        campaignId: row.campaign_id,
        outcome: completed.outcome,
        fields: completed.fields,
        note: request.note ?? null,
        reason: request.reason ?? null,
        searched: searchedOf(request),
        harm: request.harm ?? null,
        completedAt: at.toISOString(),
      })),
    );
    const effects = accepted.flatMap(({ row, step, completed }) => effectOf(row, step, completed));
    if (effects.length > 0) {
      const stillHeld = await applyTaskEffects(tx, effects);
      for (const { row, completed, notes } of accepted) {
        const holders = completed.definition?.effect === 'release' && stillHeld.get(row.device_id ?? '');
        if (holders) notes.push(staysIsolated(holders));
      }
    }
    await keepSearched(
      tx,
      accepted.flatMap(({ row, completed, request }) =>
        completed.outcome === 'cannot-locate' && row.device_id !== null
          ? [{ deviceId: row.device_id, taskId: row.id, searched: request.searched ?? [] }]
          : [],
      ),
    );
    await startTasks(tx.sql, tx.now, accepted.flatMap(followUps));
    for (const release of waitingBehind(accepted)) {
      if (release.siteIds.length > 0) {
        // Two last tasks of a site closed at the same moment must not each wait for the other.
        await tx.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
          `release ${release.campaignId} ${release.stepKey}`,
        ]);
      }
      await releaseWaiting(tx.sql, tx.now, release);
    }
    for (const { row, step, completed, request, told, at, notes } of accepted) {
      tx.audit({
        action: 'task.complete',
        subjectType: 'task',
        subjectId: row.id,
        siteId: row.site_id,
        old: { status: row.status, version: row.version },
        new: {
          status: 'closed',
          campaignId: row.campaign_id,
          stepKey: row.step_key,
          deviceId: row.device_id,
          outcome: completed.outcome,
          fields: completed.fields,
          note: request.note ?? null,
          reason: request.reason ?? null,
          ...timesOf(told, request, at),
          ...(notes.length > 0 ? { notes } : {}),
          ...(searchedOf(request) === null ? {} : { searched: searchedOf(request) }),
          // what happened is read in its record, by fewer people
          ...(request.harm === undefined ? {} : { harm: { awareAt: request.harm.awareAt } }),
        },
      });
      if (request.harm !== undefined) tx.emit('replies.harm-reported', { taskId: row.id });
      if (step.startsOn === 'verification') {
        tx.emit('campaigns.record-verified', { taskId: row.id });
        // nobody decided: what the record says by now counts again
        if (completed.outcome === 'cannot-locate')
          tx.emit('campaigns.devices-changed', { deviceIds: [row.device_id], by: tx.caller.userId });
      }
    }
  }

  private async fresh(tx: Tx, id: string): Promise<TaskView> {
    const [row] = await findTasks(tx.sql, tx.now, null, [id]);
    return this.present(tx, row as TaskRow);
  }

  private async present(tx: Tx, row: TaskRow): Promise<TaskView> {
    return presentTask(
      row,
      await this.plans.definition(tx.sql, row.plan_id),
      await standsInFor(tx.sql, tx.now, tx.caller.userId),
    );
  }
}

const searchedOf = ({ searched = [] }: Request) => (searched.length === 0 ? null : searched);

function followUps({ row, plan, completed }: Accepted): NewTask[] {
  return (completed.definition?.starts ?? []).map((key) => {
    const next = stepOf(plan, key);
    return {
      campaignId: row.campaign_id,
      stepKey: key,
      deviceId: next.scope === 'device' ? row.device_id : null,
      siteId: next.scope === 'campaign' ? null : row.site_id,
      assignTo: next.assignTo,
      ownerId: row.owner_id,
      fallbackId: row.assignee_id,
      dueDays: next.dueDays,
      waiting: false,
      startedBy: row.id,
      planId: row.plan_id,
    };
  });
}

type Release = Parameters<typeof releaseWaiting>[2];

/** The waiting steps that name one of the closed steps as a prerequisite, once per campaign and step. */
function waitingBehind(accepted: Accepted[]): Release[] {
  const releases = new Map<string, Release>();
  for (const { row, plan, step } of accepted) {
    for (const next of plan.steps.filter((candidate) => candidate.prerequisites.includes(step.key))) {
      const key = `${row.campaign_id} ${next.key}`;
      const release = releases.get(key) ?? {
        campaignId: row.campaign_id,
        stepKey: next.key,
        prerequisites: next.prerequisites,
        dueDays: next.dueDays,
        deviceIds: [],
        siteIds: [],
      };
      if (next.scope === 'device' && row.device_id !== null) release.deviceIds.push(row.device_id);
      else if (next.scope === 'site' && row.site_id !== null) release.siteIds.push(row.site_id);
      releases.set(key, release);
    }
  }
  return [...releases.values()].sort((a, b) =>
    `${a.campaignId} ${a.stepKey}` < `${b.campaignId} ${b.stepKey}` ? -1 : 1,
  );
}
