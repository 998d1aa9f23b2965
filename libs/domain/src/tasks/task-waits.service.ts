import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { TaskWait, TaskWaitsQuery, WaitForFirm } from '#contracts/campaign-changes';
import type { Page } from '#contracts/common';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { canTake, findAssignee } from './assignment.queries.js';
import { lockTasks, seenBy, type TaskRow } from './task.queries.js';

interface WaitRow {
  id: string;
  task_id: string;
  campaign_id: string;
  step_key: string;
  waits_for: TaskWait['for'];
  asked_on: string;
  promised_on: string | null;
  note: string | null;
  chaser_id: string;
  chaser: string;
  device_id: string | null;
  asset_tag: string | null;
  serial_number: string | null;
  site_id: string | null;
  site: string | null;
  age: number;
  overdue: boolean;
  begun_at: Date;
  ended_at: Date | null;
}

/** Days by the calendar of the site; $1 is now. */
const selectWaits = `
  SELECT w.*, t.step_key, u.name AS chaser, d.id AS device_id, d.asset_tag, d.serial_number, s.id AS site_id, s.name AS site,
         l.today - w.asked_on AS age, coalesce(w.promised_on < l.today, false) AS overdue
    FROM task_wait w JOIN task t ON t.id = w.task_id AND t.campaign_id = w.campaign_id JOIN campaign c ON c.id = w.campaign_id
    JOIN app_user u ON u.id = w.chaser_id LEFT JOIN device d ON d.id = t.device_id LEFT JOIN site s ON s.id = t.site_id
   CROSS JOIN LATERAL (SELECT ($1::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date AS today) l`;

/**
 * Tasks that wait for the firm: for parts, a visit, software or new instructions. The task stays open and with its
 * assignee; whoever chases the firm is reminded when a promise is over, or when a week has brought none. It ends by hand,
 * with another wait, or with the task.
 */
@Injectable()
export class TaskWaitsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** What waits, in open tasks, at the caller's sites: broken promises first, then what was asked for longest ago. */
  async list(caller: Caller, query: TaskWaitsQuery): Promise<Page<TaskWait>> {
    const after = decodeCursor<{ overdue: boolean; askedOn: string; id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<WaitRow>(
      `SELECT * FROM (${selectWaits}
        WHERE w.ended_at IS NULL AND t.status IN ('open', 'waiting') AND c.status = 'open'
          AND ($2::bigint[] IS NULL OR ${seenBy('$2')}) AND ($3::bigint IS NULL OR w.campaign_id = $3) AND ($4::bigint IS NULL OR w.chaser_id = $4)
       ) AS q WHERE $5::boolean IS NULL OR (NOT overdue, asked_on, id) > (NOT $5, $6::date, $7::bigint)
        ORDER BY NOT overdue, asked_on, id LIMIT $8`,
      [
        await this.clock.now(),
        siteFilter(caller),
        query.campaign ?? null,
        query.chaser === 'me' ? caller.userId : (query.chaser ?? null),
        after?.overdue ?? null,
        after?.askedOn ?? null,
        after?.id ?? null,
        query.limit + 1,
      ],
    );
    return cutPage(rows.map(present), query.limit, ({ overdue, askedOn, id }) => ({ overdue, askedOn, id }));
  }

  /**
   * Puts an open task to wait; a wait that it has ends with the new one, and both stay readable in the audit trail.
   * @throws ExpectedError task.not-found; task.stale, task.not-open (409); task.chaser-cannot (422)
   */
  wait(caller: Caller, taskId: string, request: WaitForFirm): Promise<TaskWait> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await openTask(tx, taskId, request.version);
      const chaserId = request.chaserId ?? row.owner_id;
      const person = await findAssignee(tx.sql, chaserId);
      if (person === null || !canTake(person, row.site_id)) {
        throw new ExpectedError(
          'invalid',
          'task.chaser-cannot',
          'Choose an active person who has been given this site.',
          { errors: [{ path: 'chaserId', message: 'cannot ask the firm for this task' }] },
        );
      }
      await end(tx, taskId);
      const [made] = await tx.sql<{ id: string; asked_on: string }>(
        `INSERT INTO task_wait (task_id, campaign_id, waits_for, asked_on, promised_on, note, chaser_id, begun_at, begun_by)
         VALUES ($1, $2, $3, coalesce($4::date, ($8::timestamptz AT TIME ZONE coalesce((SELECT time_zone FROM site WHERE id = $10), 'UTC'))::date),
                 $5, $6, $7, $8, $9) RETURNING id, asked_on`,
        [
          taskId,
          row.campaign_id,
          request.for,
          request.askedOn ?? null,
          request.promisedOn ?? null,
          request.note ?? null,
          chaserId,
          tx.now,
          caller.userId,
          row.site_id,
        ],
      );
      tx.audit({
        action: 'task.wait',
        subjectType: 'task',
        subjectId: taskId,
        siteId: row.site_id,
        new: {
          for: request.for,
          askedOn: made?.asked_on,
          promisedOn: request.promisedOn ?? null,
          note: request.note ?? null,
          chaserId,
        },
      });
      return read(tx.sql, tx.now, (made as { id: string }).id);
    });
  }

  /** The firm has done its part, or the wait was a mistake. @throws ExpectedError task.not-found; task.not-waiting, campaign.not-open (409) */
  endWait(caller: Caller, taskId: string): Promise<TaskWait> {
    return this.unitOfWork.run(caller, async (tx) => {
      const [row] = await lockTasks(tx.sql, tx.now, siteFilter(caller), [taskId]);
      if (row === undefined) throw notFound('task', taskId);
      if (row.campaign_status === 'closed') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          'The campaign is closed: its tasks stay as they are.',
        );
      }
      const id = await end(tx, taskId);
      if (id === null)
        throw new ExpectedError('conflict', 'task.not-waiting', 'This task does not wait for the firm.');
      tx.audit({ action: 'task.wait-ended', subjectType: 'task', subjectId: taskId, siteId: row.site_id });
      return read(tx.sql, tx.now, id);
    });
  }
}

async function openTask(tx: Tx, id: string, version: number): Promise<TaskRow> {
  const [row] = await lockTasks(tx.sql, tx.now, siteFilter(tx.caller), [id]);
  if (row === undefined) throw notFound('task', id);
  if (row.version !== version) {
    throw new ExpectedError(
      'conflict',
      'task.stale',
      'Somebody changed this task in between. Look at its current state.',
    );
  }
  if (row.status !== 'open' || row.campaign_status !== 'open') {
    throw new ExpectedError('conflict', 'task.not-open', 'Only an open task of an open campaign can wait.');
  }
  return row;
}

async function end(tx: Tx, taskId: string): Promise<string | null> {
  const [ended] = await tx.sql<{ id: string }>(
    'UPDATE task_wait SET ended_at = $2, ended_by = $3 WHERE task_id = $1 AND ended_at IS NULL RETURNING id',
    [taskId, tx.now, tx.caller.userId],
  );
  return ended?.id ?? null;
}

async function read(sql: Sql, now: Date, id: string): Promise<TaskWait> {
  const [row] = await sql<WaitRow>(`${selectWaits} WHERE w.id = $2`, [now, id]);
  return present(row as WaitRow);
}

const present = (row: WaitRow): TaskWait => ({
  id: row.id,
  taskId: row.task_id,
  campaignId: row.campaign_id,
  stepKey: row.step_key,
  for: row.waits_for,
  askedOn: row.asked_on,
  promisedOn: row.promised_on,
  note: row.note,
  chaser: { id: row.chaser_id, name: row.chaser },
  device:
    row.device_id === null
      ? null
      : { id: row.device_id, assetTag: row.asset_tag, serialNumber: row.serial_number },
  site: row.site_id === null ? null : { id: row.site_id, name: row.site ?? '' },
  ageDays: row.age,
  overdue: row.overdue,
  begunAt: row.begun_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
});
