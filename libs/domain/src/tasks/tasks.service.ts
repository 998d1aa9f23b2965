import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { PlanDefinition } from '#contracts/plans';
import {
  type AssignTask,
  exits,
  type PreviewCompletion,
  type ReopenTask,
  type TaskHistory,
  type TaskListQuery,
  type TaskView,
} from '#contracts/tasks';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { applyTaskEffects } from '#domain/fleet';
import { siteFilter, standsInFor } from '#domain/identity';
import { Clock } from '#platform/clock';
import { cutPage, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { canTake, findAssignee } from './assignment.queries.js';
import { factsRecorded, isolates, type VerifiedFacts } from './completion.rules.js';
import { stepOf } from './plan.rules.js';
import { PlansService } from './plans.service.js';
import { completionsOf } from './task-history.js';
import { taskPosition } from './task-order.js';
import { presentTask } from './task.presenter.js';
import { findTasks, listTasks, lockTasks, type TaskRow } from './task.queries.js';

/** Reading, assigning and reopening tasks. Closing them: CompletionService. */
@Injectable()
export class TasksService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
    private readonly clock: Clock,
  ) {}

  /**
   * "me" is the caller and those they stand in for at this moment.
   * @throws ExpectedError task.sort-too-wide (422): a whole campaign is sorted by due day alone, by its index
   */
  async list(caller: Caller, query: TaskListQuery): Promise<Page<TaskView>> {
    const { sort } = query;
    const q = query.q?.trim() ?? '';
    if (sort !== 'due' && !query.assignee && !query.site && !query.device && q === '') {
      throw new ExpectedError(
        'invalid',
        'task.sort-too-wide',
        'Narrow the list by assignee, site, device or q to have it in this order.',
        { errors: [{ path: 'sort', message: 'needs assignee, site, device or q' }] },
      );
    }
    const [sql, now] = [sqlOf(this.database), await this.clock.now()];
    const covered = await standsInFor(sql, now, caller.userId);
    const me = caller.userId === null ? [] : [caller.userId, ...covered.keys()];
    const rows = await listTasks(sql, now, {
      sites: siteFilter(caller),
      assigneeIds: query.assignee === 'me' ? me : query.assignee === undefined ? null : [query.assignee],
      campaignId: query.campaign ?? null,
      siteId: query.site ?? null,
      deviceId: query.device ?? null,
      stepKey: query.step ?? null,
      status: query.status ?? null,
      outcome: query.outcome ?? null,
      late: query.due === 'late',
      dueBy: query.due === undefined || query.due === 'late' ? null : query.due,
      q: q === '' ? null : q,
      sort,
      after: taskPosition(sort, query.cursor),
      limit: query.limit,
    });
    const page = cutPage(rows, query.limit, ({ keys, id }) => ({ sort, keys, id }));
    const items: TaskView[] = [];
    for (const row of page.items)
      items.push(presentTask(row, await this.plans.definition(sql, row.plan_id), covered));
    return { ...page, items };
  }

  /** @throws ExpectedError task.not-found */
  async read(caller: Caller, id: string): Promise<TaskView> {
    const [sql, now] = [sqlOf(this.database), await this.clock.now()];
    const [row] = await findTasks(sql, now, siteFilter(caller), [id]);
    if (row === undefined) throw notFound('task', id);
    const covered = await standsInFor(sql, now, caller.userId);
    return presentTask(row, await this.plans.definition(sql, row.plan_id), covered);
  }

  /**
   * What closing the task as typed in would record on its pump; not-applicable and cannot-locate record nothing.
   * @throws ExpectedError task.not-found
   */
  async factsRecordedBy(
    caller: Caller,
    id: string,
    { outcome, fields = {} }: PreviewCompletion,
  ): Promise<{ deviceId: string | null; campaignId: string; facts: VerifiedFacts }> {
    const sql = sqlOf(this.database);
    const [row] = await findTasks(sql, await this.clock.now(), siteFilter(caller), [id]);
    if (row === undefined) throw notFound('task', id);
    const step = stepOf(await this.plans.definition(sql, row.plan_id), row.step_key);
    const nothing = outcome !== undefined && (exits as readonly string[]).includes(outcome);
    return {
      deviceId: row.device_id,
      campaignId: row.campaign_id,
      facts: nothing ? {} : factsRecorded(step, fields),
    };
  }

  /** Every completion of a task, also those that a reopening set aside, oldest first. */
  async history(caller: Caller, id: string): Promise<TaskHistory> {
    await this.read(caller, id);
    return { items: await completionsOf(sqlOf(this.database), id) };
  }

  /**
   * Reopens a closed task: its completion stays in the history; further tasks that it started and that nobody has
   * closed are withdrawn, and come back if the same outcome is given again.
   * @throws ExpectedError task.not-found, task.stale, task.not-closed, campaign.not-open; task.out-of-scope where the
   *   notice does not name the pump (any more), task.step-dropped where the plan has no such step any more
   */
  reopenTask(caller: Caller, id: string, request: ReopenTask): Promise<TaskView> {
    return this.unitOfWork.run(caller, (tx) => this.reopenWithin(tx, id, request));
  }

  /** The same in a transaction that does more: a check by somebody else found the work not to be as recorded. */
  async reopenWithin(tx: Tx, id: string, request: ReopenTask): Promise<TaskView> {
    const row = await this.lock(tx, id, request.version);
    if (row.status !== 'closed') {
      throw await this.conflict(tx, row, 'task.not-closed', 'Only a closed task can be reopened.');
    }
    await tx.sql('SELECT 1 FROM campaign WHERE id = $1 FOR SHARE', [row.campaign_id]);
    await this.requireOpenCampaign(tx, row);
    await tx.sql(
      `UPDATE task_completion SET reopened_by = $2, reopened_at = $3, reopen_reason = $4
          WHERE id = (SELECT max(id) FROM task_completion WHERE task_id = $1)`,
      [id, tx.caller.userId, tx.now, request.reason],
    );
    // done again, it goes by the plan of now
    const plan = await this.plans.definition(tx.sql, row.campaign_plan_id);
    const step = plan.steps.find(({ key }) => key === row.step_key);
    if (step === undefined) {
      const detail =
        'A later letter does not ask for this step any more. What was done of it stays as it is.';
      throw await this.conflict(tx, row, 'task.step-dropped', detail);
    }
    if (row.verdict === 'not-affected' && step.startsOn !== 'verification') {
      const detail =
        'The notice does not name this pump by its record as it is now, so there is nothing to be done again. Correct the record first if it is wrong.';
      throw await this.conflict(tx, row, 'task.out-of-scope', detail);
    }
    await tx.sql(
      `UPDATE task t SET status = 'open', outcome = NULL, fields = NULL, note = NULL, reason = NULL, searched = NULL, completed_at = NULL,
                completed_by = NULL, version = version + 1, 
                plan_id = (SELECT nullif(c.plan_id, coalesce(c.opened_plan_id, c.plan_id)) FROM campaign c WHERE c.id = $2),
                due_on = greatest(due_on, ($3::timestamptz AT TIME ZONE coalesce((SELECT time_zone FROM site WHERE id = t.site_id), 'UTC'))::date + $4::int)
          WHERE id = $1 AND campaign_id = $2`,
      [id, row.campaign_id, tx.now, Math.min(step.dueDays, 3)],
    );
    await this.takeBackIsolation(tx, row, plan);
    const withdrawn = await tx.sql<{ id: string }>(
      `WITH RECURSIVE begun AS (
           SELECT id FROM task WHERE campaign_id = $1 AND started_by_task_id = $2
           UNION SELECT t.id FROM task t JOIN begun b ON t.started_by_task_id = b.id AND t.campaign_id = $1)
         UPDATE task SET status = 'withdrawn', reason = 'the task that started it was reopened', version = version + 1
          WHERE campaign_id = $1 AND id IN (SELECT id FROM begun) AND status IN ('open', 'waiting') RETURNING id`,
      [row.campaign_id, id],
    );
    tx.audit({
      action: 'task.reopen',
      subjectType: 'task',
      subjectId: id,
      siteId: row.site_id,
      old: {
        status: 'closed',
        outcome: row.outcome,
        fields: row.fields,
        note: row.note,
        reason: row.reason,
        ...(row.searched === null ? {} : { searched: row.searched }),
      },
      new: { status: 'open', reason: request.reason, withdrawn: withdrawn.map((task) => task.id) },
    });
    // the pump may have moved since the task was done
    if (row.device_id !== null) {
      tx.emit('campaigns.devices-changed', { deviceIds: [row.device_id], by: tx.caller.userId });
    }
    // the verdict that followed from the verification is taken back too
    if (step.startsOn === 'verification') tx.emit('campaigns.record-verified', { taskId: id });
    return this.fresh(tx, id);
  }

  /**
   * What a reopened task did to the isolation of its device is taken back: what the campaign still has closed counts, its
   * newest completion first (decision 0009).
   */
  private async takeBackIsolation(tx: Tx, row: TaskRow, plan: PlanDefinition): Promise<void> {
    const effectOf = (stepKey: string, outcome: string | null) =>
      plan.steps.find(({ key }) => key === stepKey)?.outcomes.find((one) => one.key === outcome)?.effect;
    const effect = effectOf(row.step_key, row.outcome);
    if (row.device_id === null || !isolates(effect)) return;
    const closed = await tx.sql<{ step_key: string; outcome: string }>(
      `SELECT step_key, outcome FROM task t WHERE campaign_id = $1 AND device_id = $2 AND status = 'closed'
        ORDER BY (SELECT max(id) FROM task_completion h WHERE h.task_id = t.id) DESC`,
      [row.campaign_id, row.device_id],
    );
    const last = closed.map((task) => effectOf(task.step_key, task.outcome)).find(isolates);
    await applyTaskEffects(tx, [
      {
        deviceId: row.device_id,
        campaignId: row.campaign_id,
        reopened: { effect, held: last === 'isolate' },
        located: undefined,
      },
    ]);
  }

  /** @throws ExpectedError task.not-found, task.stale, task.closed, task.assignee-cannot (422) */
  assignTask(caller: Caller, id: string, request: AssignTask): Promise<TaskView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id, request.version);
      if (row.status === 'closed' || row.status === 'withdrawn') {
        throw await this.conflict(tx, row, 'task.closed', 'This task needs nobody any more.');
      }
      const person = await findAssignee(tx.sql, request.assigneeId);
      if (person === null || !canTake(person, row.site_id)) {
        throw new ExpectedError(
          'invalid',
          'task.assignee-cannot',
          'Choose an active person who has been given this site.',
          {
            errors: [{ path: 'assigneeId', message: 'cannot do this task' }],
          },
        );
      }
      await tx.sql(
        'UPDATE task SET assignee_id = $3, version = version + 1 WHERE id = $1 AND campaign_id = $2',
        [id, row.campaign_id, request.assigneeId],
      );
      tx.audit({
        action: 'task.assign',
        subjectType: 'task',
        subjectId: id,
        siteId: row.site_id,
        old: { assigneeId: row.assignee_id },
        new: { assigneeId: request.assigneeId },
      });
      return this.fresh(tx, id);
    });
  }

  private async lock(tx: Tx, id: string, version: number): Promise<TaskRow> {
    const [row] = await lockTasks(tx.sql, tx.now, siteFilter(tx.caller), [id]);
    if (row === undefined) throw notFound('task', id);
    if (row.version !== version) {
      throw await this.conflict(
        tx,
        row,
        'task.stale',
        'Somebody changed this task in between. Look at its current state.',
      );
    }
    return row;
  }

  private async requireOpenCampaign(tx: Tx, row: TaskRow): Promise<void> {
    const [campaign] = await tx.sql<{ status: string }>('SELECT status FROM campaign WHERE id = $1', [
      row.campaign_id,
    ]);
    if (campaign?.status !== 'open') {
      throw await this.conflict(
        tx,
        row,
        'campaign.not-open',
        `The campaign is ${campaign?.status}: its tasks stay as they are.`,
      );
    }
  }

  private async conflict(tx: Tx, row: TaskRow, code: string, detail: string): Promise<ExpectedError> {
    return new ExpectedError('conflict', code, detail, { extra: { task: await this.present(tx, row) } });
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
