import { Injectable } from '@nestjs/common';
import type { AssignFilter, AssignTasks, AssignTasksAnswer, TaskResult } from '#contracts/tasks';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertSite, siteFilter, standsInFor } from '#domain/identity';
import { ExpectedError, notFound } from '#platform/errors';
import {
  assignByFilter,
  assignByIds,
  type Assignee,
  campaignSeen,
  canTake,
  findAssignee,
  sitesBeyond,
} from './assignment.queries.js';
import { PlansService } from './plans.service.js';
import { presentTask } from './task.presenter.js';
import { findTasks, lockTasks, type TaskRow } from './task.queries.js';

const CANNOT = 'Choose an active person who has been given this site.';

/** Giving many tasks to somebody at once. One task: TasksService.assignTask. */
@Injectable()
export class AssignmentService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
  ) {}

  /**
   * Tasks by id are answered one by one, and what is refused changes nothing. A filter gives all that fit it, or, where
   * the person has not been given a site of them, none.
   * @throws ExpectedError of a filter: campaign.not-found, access.other-site, task.assignee-cannot (422, naming the sites)
   */
  assignTasks(caller: Caller, request: AssignTasks): Promise<AssignTasksAnswer> {
    return this.unitOfWork.run(caller, async (tx) => {
      const assignee = await findAssignee(tx.sql, request.assigneeId);
      return request.filter === undefined
        ? this.byIds(tx, request.tasks ?? [], assignee)
        : this.byFilter(tx, request.filter, assignee);
    });
  }

  private async byIds(
    tx: Tx,
    asked: NonNullable<AssignTasks['tasks']>,
    assignee: Assignee | null,
  ): Promise<AssignTasksAnswer> {
    const ids = asked.map(({ id }) => id);
    const rows = new Map(
      (await lockTasks(tx.sql, tx.now, siteFilter(tx.caller), ids)).map((row) => [row.id, row]),
    );
    const seen = new Set<string>();
    const refusals = asked.map(({ id, version }) => {
      const twice = seen.has(id);
      seen.add(id);
      return twice
        ? no(422, 'task.asked-twice', 'This task stands twice in the request.')
        : refusal(rows.get(id), version, assignee);
    });
    const accepted = asked.flatMap(({ id }, at) => (refusals[at] === null ? [rows.get(id) as TaskRow] : []));
    if (assignee !== null && accepted.length > 0) {
      await assignByIds(tx.sql, assignee.id, accepted);
      for (const row of accepted) {
        tx.audit({
          action: 'task.assign',
          subjectType: 'task',
          subjectId: row.id,
          siteId: row.site_id,
          old: { assigneeId: row.assignee_id },
          new: { assigneeId: assignee.id },
        });
      }
    }
    const covered = await standsInFor(tx.sql, tx.now, tx.caller.userId);
    const fresh = new Map<string, TaskResult['task']>();
    for (const row of await findTasks(tx.sql, tx.now, siteFilter(tx.caller), ids)) {
      fresh.set(row.id, presentTask(row, await this.plans.definition(tx.sql, row.plan_id), covered));
    }
    return {
      assigned: accepted.length,
      refused: asked.length - accepted.length,
      results: asked.map(({ id }, at) => ({
        id,
        ok: refusals[at] === null,
        ...(refusals[at] ?? { status: 200, code: null, detail: null, errors: [] }),
        task: fresh.get(id) ?? null,
      })),
      bySite: [],
    };
  }

  private async byFilter(
    tx: Tx,
    filter: AssignFilter,
    assignee: Assignee | null,
  ): Promise<AssignTasksAnswer> {
    const sites = siteFilter(tx.caller);
    if (!(await campaignSeen(tx.sql, sites, filter.campaign))) throw notFound('campaign', filter.campaign);
    if (filter.site !== undefined) assertSite(tx.caller, filter.site);
    if (assignee === null) throw cannot('Choose an active person who is not an auditor.');
    const beyond = await sitesBeyond(tx.sql, filter, sites, assignee);
    if (beyond.length > 0) {
      const named = beyond.slice(0, 5).map(({ name }) => name);
      const more = beyond.length - named.length;
      throw cannot(
        `${assignee.name} has not been given ${named.join(', ')}${more > 0 ? ` and ${more} more sites` : ''}. Give them the site first, or choose the tasks of other sites.`,
      );
    }
    const moved = await assignByFilter(tx.sql, filter, sites, assignee.id);
    // a task may have begun at another site between the look above and the lock
    if (moved.some(({ site_id: siteId }) => !canTake(assignee, siteId))) throw cannot(CANNOT);
    // one entry a site for however many tasks, on the chain of the site: the digest binds it to each task and its assignee before
    for (const { site_id: siteId, tasks, digest } of moved) {
      tx.audit({
        action: 'task.assign-many',
        subjectType: 'campaign',
        subjectId: filter.campaign,
        siteId,
        old: null,
        new: { filter, assigneeId: assignee.id, tasks, tasksSha256: digest },
      });
    }
    return {
      assigned: moved.reduce((sum, { tasks }) => sum + tasks, 0),
      refused: 0,
      results: [],
      bySite: moved.map(({ site_id: siteId, tasks }) => ({ siteId, assigned: tasks })),
    };
  }
}

type No = Pick<TaskResult, 'status' | 'code' | 'detail' | 'errors'>;
const no = (status: number, code: string, detail: string, errors: TaskResult['errors'] = []): No => ({
  status,
  code,
  detail,
  errors,
});

function refusal(row: TaskRow | undefined, version: number, assignee: Assignee | null): No | null {
  if (row === undefined) return no(404, 'task.not-found', 'There is no such task that you may see.');
  if (row.status === 'closed' || row.status === 'withdrawn')
    return no(409, 'task.closed', 'This task needs nobody any more.');
  if (row.version !== version)
    return no(409, 'task.stale', 'Somebody changed this task in between. Look at its current state.');
  if (assignee === null || !canTake(assignee, row.site_id)) {
    return no(422, 'task.assignee-cannot', CANNOT, [{ path: 'assigneeId', message: 'cannot do this task' }]);
  }
  return null;
}

const cannot = (detail: string): ExpectedError =>
  new ExpectedError('invalid', 'task.assignee-cannot', detail, {
    errors: [{ path: 'assigneeId', message: 'cannot do these tasks' }],
  });
