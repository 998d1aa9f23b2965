import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { PlanDefinition } from '#contracts/plans';
import type { AssignTask, ReopenTask, TaskHistory, TaskListQuery, TaskView } from '#contracts/tasks';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { applyTaskEffects } from '#domain/fleet';
import { siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { decodeCursor, encodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { isolates } from './completion.rules.js';
import { PlansService } from './plans.service.js';
import { stepOf } from './plan.rules.js';
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

  async list(caller: Caller, query: TaskListQuery): Promise<Page<TaskView>> {
    const after = decodeCursor<{ dueOn: string; id: string }>(query.cursor);
    const rows = await listTasks(sqlOf(this.database), await this.clock.now(), {
      sites: siteFilter(caller),
      assigneeId: query.assignee === 'me' ? caller.userId : (query.assignee ?? null),
      campaignId: query.campaign ?? null,
      siteId: query.site ?? null,
      deviceId: query.device ?? null,
      stepKey: query.step ?? null,
      status: query.status ?? null,
      late: query.due === 'late',
      dueBy: query.due === undefined || query.due === 'late' ? null : query.due,
      after,
      limit: query.limit,
    });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const items: TaskView[] = [];
    for (const row of page) items.push(await this.present(row));
    return {
      items,
      nextCursor:
        rows.length > query.limit && last !== undefined
          ? encodeCursor({ dueOn: last.due_on, id: last.id })
          : null,
    };
  }

  /** @throws ExpectedError task.not-found */
  async read(caller: Caller, id: string): Promise<TaskView> {
    const [row] = await findTasks(sqlOf(this.database), await this.clock.now(), siteFilter(caller), [id]);
    if (row === undefined) throw notFound('task', id);
    return this.present(row);
  }

  /** Every completion of a task, also those that a reopening set aside, oldest first. */
  async history(caller: Caller, id: string): Promise<TaskHistory> {
    await this.read(caller, id);
    const rows = await sqlOf(this.database)<CompletionRow>(
      `SELECT h.*, c.name AS completer, r.name AS reopener FROM task_completion h
         JOIN app_user c ON c.id = h.completed_by LEFT JOIN app_user r ON r.id = h.reopened_by
        WHERE h.task_id = $1 ORDER BY h.id`,
      [id],
    );
    return { items: rows.map(presentCompletion) };
  }

  /**
   * Reopens a closed task: its completion stays in the history; further tasks that it started and that nobody has
   * closed are withdrawn, and come back if the same outcome is given again.
   * @throws ExpectedError task.not-found, task.stale, task.not-closed, campaign.not-open
   */
  reopenTask(caller: Caller, id: string, request: ReopenTask): Promise<TaskView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id, request.version);
      if (row.status !== 'closed') {
        throw await this.conflict(tx, row, 'task.not-closed', 'Only a closed task can be reopened.');
      }
      await tx.sql('SELECT 1 FROM campaign WHERE id = $1 FOR SHARE', [row.campaign_id]);
      await this.requireOpenCampaign(tx, row);
      await tx.sql(
        `UPDATE task_completion SET reopened_by = $2, reopened_at = $3, reopen_reason = $4
          WHERE id = (SELECT max(id) FROM task_completion WHERE task_id = $1)`,
        [id, caller.userId, tx.now, request.reason],
      );
      const plan = await this.plans.definition(tx.sql, row.plan_id);
      const step = stepOf(plan, row.step_key);
      await tx.sql(
        `UPDATE task t SET status = 'open', outcome = NULL, fields = NULL, note = NULL, reason = NULL, completed_at = NULL,
                completed_by = NULL, version = version + 1,
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
        },
        new: { status: 'open', reason: request.reason, withdrawn: withdrawn.map((task) => task.id) },
      });
      // the verdict that followed from the verification is taken back too
      if (step.startsOn === 'verification') tx.emit('campaigns.record-verified', { taskId: id });
      return this.fresh(tx, id);
    });
  }

  /**
   * What a reopened task did to the isolation of its device is taken back: what the campaign still has closed counts, its
   * newest completion first (decision 0009).
   */
  private async takeBackIsolation(tx: Tx, row: TaskRow, plan: PlanDefinition): Promise<void> {
    const effectOf = (stepKey: string, outcome: string | null) =>
      stepOf(plan, stepKey).outcomes.find((one) => one.key === outcome)?.effect;
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
      const [person] = await tx.sql<{ name: string }>(
        `SELECT u.name FROM app_user u WHERE u.id = $1 AND u.active AND u.role <> 'auditor'
            AND (u.all_sites OR $2::bigint IS NULL OR EXISTS (SELECT 1 FROM user_site s WHERE s.user_id = u.id AND s.site_id = $2))`,
        [request.assigneeId, row.site_id],
      );
      if (person === undefined) {
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
    const plan = await this.plans.definition(tx.sql, row.plan_id);
    return new ExpectedError('conflict', code, detail, { extra: { task: presentTask(row, plan) } });
  }

  private async fresh(tx: Tx, id: string): Promise<TaskView> {
    const [row] = await findTasks(tx.sql, tx.now, null, [id]);
    return presentTask(row as TaskRow, await this.plans.definition(tx.sql, (row as TaskRow).plan_id));
  }

  private async present(row: TaskRow): Promise<TaskView> {
    return presentTask(row, await this.plans.definition(sqlOf(this.database), row.plan_id));
  }
}

interface CompletionRow {
  outcome: string;
  fields: Record<string, string | number | boolean>;
  note: string | null;
  reason: string | null;
  completed_at: Date;
  completed_by: string;
  completer: string;
  reopened_at: Date | null;
  reopened_by: string | null;
  reopener: string | null;
  reopen_reason: string | null;
}

function presentCompletion(row: CompletionRow): TaskHistory['items'][number] {
  return {
    outcome: row.outcome,
    fields: row.fields,
    note: row.note,
    reason: row.reason,
    completedAt: row.completed_at.toISOString(),
    completedBy: { id: row.completed_by, name: row.completer },
    reopenedAt: row.reopened_at?.toISOString() ?? null,
    reopenedBy: row.reopened_by === null ? null : { id: row.reopened_by, name: row.reopener ?? '' },
    reopenReason: row.reopen_reason,
  };
}
