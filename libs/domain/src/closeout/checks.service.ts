import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { AnswerCheck, CheckList, CheckPump, CheckView, StartCheck } from '#contracts/closeout';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { CampaignsService, lockCampaign } from '#domain/campaigns';
import { siteFilter } from '#domain/identity';
import { canTake, findAssignee, TasksService } from '#domain/tasks';
import { sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { viewsOf } from './check.presenter.js';
import { sampleSize, widenedSize } from './check.rules.js';
import { type CheckRow, checksOf, countCompleted, countsOf, drawPumps, pumpsOf } from './check.queries.js';

type Pump = CheckPump & { checkId: string };

/** The independent check: a random sample of completed pumps, inspected again by somebody who did none of their work. */
@Injectable()
export class ChecksService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignsService,
    private readonly tasks: TasksService,
  ) {}

  /** Every check of a campaign, with its pumps at the caller's sites. @throws ExpectedError campaign.not-found */
  async list(caller: Caller, campaignId: string): Promise<CheckList> {
    await this.campaigns.find(caller, campaignId);
    return { items: await viewsOf(sqlOf(this.database), campaignId, siteFilter(caller)) };
  }

  /**
   * Draws a sample. The seed is Closeout's own and recorded, so that nobody chooses who is checked and anybody can draw the
   * same again. Only when the work at every pump is over: a sample of half of them would say nothing of the rest.
   * @throws ExpectedError campaign.not-open, check.too-early, check.under-way (409), check.nothing-done (422)
   */
  start(caller: Caller, campaignId: string, request: StartCheck): Promise<CheckView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const campaign = await lockCampaign(tx, campaignId);
      if (campaign.status !== 'open') throw notOpen(campaign.status);
      await assertWorkIsOver(tx, campaignId);
      if ((await countsOf(tx.sql, campaignId)).some((counts) => Number(counts.to_check) > 0)) {
        throw new ExpectedError(
          'conflict',
          'check.under-way',
          'A check of this campaign is under way. Answer for its pumps first.',
        );
      }
      const population = await countCompleted(tx.sql, campaignId);
      if (population === 0) {
        throw new ExpectedError(
          'invalid',
          'check.nothing-done',
          'No pump was completed: there is nothing to check.',
        );
      }
      const firstSize = sampleSize(request, population);
      const seed = randomBytes(16).toString('hex');
      const [made] = await tx.sql<{ id: string }>(
        `INSERT INTO campaign_check (campaign_id, level, percent, seed, population, first_size, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
        [
          campaignId,
          request.level,
          request.percent ?? null,
          seed,
          population,
          firstSize,
          caller.userId,
          tx.now,
        ],
      );
      const id = (made as { id: string }).id;
      await drawPumps(tx.sql, { id, campaignId, seed, ownerId: campaign.owner_id }, firstSize);
      const pumps = (await pumpsOf(tx.sql, campaignId, { sites: null })).filter(
        (pump) => pump.checkId === id,
      );
      tx.audit({
        action: 'campaign.check-start',
        subjectType: 'campaign',
        subjectId: campaignId,
        new: { checkId: id, ...request, seed, population, size: pumps.length },
      });
      return this.view(tx, campaignId, id);
    });
  }

  /**
   * Gives a pump of the sample to somebody else.
   * @throws ExpectedError check.not-found, check.answered, campaign.not-open (409), check.same-person,
   *   check.assignee-cannot (422)
   */
  assign(caller: Caller, campaignId: string, pumpId: string, assigneeId: string): Promise<CheckPump> {
    return this.unitOfWork.run(caller, async (tx) => {
      const pump = await this.lock(tx, campaignId, pumpId);
      assertOther(pump, assigneeId);
      const person = await findAssignee(tx.sql, assigneeId);
      if (person === null || !canTake(person, pump.siteId)) {
        throw new ExpectedError(
          'invalid',
          'check.assignee-cannot',
          'Choose an active person who has been given this site.',
          { errors: [{ path: 'assigneeId', message: 'cannot check this pump' }] },
        );
      }
      // whoever has it from now on hears of it
      await tx.sql(
        `UPDATE check_pump SET told_at = CASE WHEN assignee_id = $2 THEN told_at END, assignee_id = $2 WHERE id = $1`,
        [pumpId, assigneeId],
      );
      tx.audit({
        action: 'campaign.check-assign',
        subjectType: 'campaign',
        subjectId: campaignId,
        siteId: pump.siteId,
        old: { assigneeId: pump.assignee?.id ?? null },
        new: { checkPumpId: pumpId, deviceId: pump.deviceId, assigneeId },
      });
      return this.fresh(tx, campaignId, pumpId);
    });
  }

  /**
   * What the second inspection found. Agreement ends it; a disagreement reopens the task, puts the pump back to be checked
   * once it is done again, and widens the sample (check.rules.ts).
   * @throws ExpectedError check.not-found, check.answered, check.not-done-again, campaign.not-open (409),
   *   check.same-person, check.no-such-task (422)
   */
  answer(caller: Caller, campaignId: string, pumpId: string, answer: AnswerCheck): Promise<CheckPump> {
    return this.unitOfWork.run(caller, async (tx) => {
      const pump = await this.lock(tx, campaignId, pumpId);
      assertOther(pump, caller.userId ?? '');
      await assertDoneAgain(tx, campaignId, pump);
      const reopened =
        answer.result === 'disagree' ? await this.disagree(tx, campaignId, pump, answer) : null;
      await tx.sql(
        `UPDATE check_pump SET result = $2, note = $3, checked_by = $4, checked_at = $5, reopened_task_id = $6 WHERE id = $1`,
        [pumpId, answer.result, answer.note ?? null, caller.userId, tx.now, reopened],
      );
      tx.audit({
        action: 'campaign.check-answer',
        subjectType: 'campaign',
        subjectId: campaignId,
        siteId: pump.siteId,
        new: {
          checkPumpId: pumpId,
          checkId: pump.checkId,
          deviceId: pump.deviceId,
          result: answer.result,
          note: answer.note ?? null,
          reopenedTaskId: reopened,
        },
      });
      if (answer.result === 'disagree') await this.widen(tx, campaignId, pump);
      return this.fresh(tx, campaignId, pumpId);
    });
  }

  /** @returns the task that was reopened */
  private async disagree(tx: Tx, campaignId: string, pump: Pump, answer: AnswerCheck): Promise<string> {
    const [task] = await tx.sql<{ id: string; version: number }>(
      `SELECT id, version FROM task
        WHERE campaign_id = $1 AND device_id = $2 AND status = 'closed' AND ($3::bigint IS NULL OR id = $3)
        ORDER BY (started_by_task_id IS NULL) DESC, completed_at, id LIMIT 1`,
      [campaignId, pump.deviceId, answer.taskId ?? null],
    );
    if (task === undefined) {
      throw new ExpectedError(
        'invalid',
        'check.no-such-task',
        'The pump has no such closed task in this campaign.',
        { errors: [{ path: 'taskId', message: 'is no closed task of this pump' }] },
      );
    }
    await this.tasks.reopenWithin(tx, task.id, {
      version: task.version,
      reason: `The independent check found otherwise: ${answer.note ?? ''}`,
    });
    await tx.sql(
      `INSERT INTO check_pump (check_id, device_id, place, attempt, assignee_id) VALUES ($1, $2, $3, $4, $5)`,
      [pump.checkId, pump.deviceId, pump.place, pump.attempt + 1, tx.caller.userId],
    );
    return task.id;
  }

  private async widen(tx: Tx, campaignId: string, pump: Pump): Promise<void> {
    const check = (await checksOf(tx.sql, campaignId)).find(({ id }) => id === pump.checkId) as CheckRow;
    const counts = (await countsOf(tx.sql, campaignId)).find(({ check_id }) => check_id === pump.checkId);
    const wanted = widenedSize(check.first_size, Number(counts?.disagreements ?? 0), check.population);
    const more = wanted - Number(counts?.size ?? 0);
    if (more <= 0) return;
    const [campaign] = await tx.sql<{ owner_id: string }>('SELECT owner_id FROM campaign WHERE id = $1', [
      campaignId,
    ]);
    const drawn = await drawPumps(
      tx.sql,
      { id: check.id, campaignId, seed: check.seed, ownerId: campaign?.owner_id ?? '' },
      more,
    );
    tx.audit({
      action: 'campaign.check-widen',
      subjectType: 'campaign',
      subjectId: campaignId,
      new: { checkId: check.id, disagreements: Number(counts?.disagreements ?? 0), drawn },
    });
  }

  /** Locks the campaign against a closing and the check against other answers. */
  private async lock(tx: Tx, campaignId: string, pumpId: string): Promise<Pump> {
    const campaign = await this.campaigns.find(tx.caller, campaignId);
    await tx.sql('SELECT 1 FROM campaign WHERE id = $1 FOR SHARE', [campaignId]);
    await tx.sql(
      `SELECT 1 FROM campaign_check WHERE campaign_id = $1
          AND id = (SELECT check_id FROM check_pump WHERE id = $2) FOR UPDATE`,
      [campaignId, pumpId],
    );
    const [pump] = await pumpsOf(tx.sql, campaignId, { sites: siteFilter(tx.caller), id: pumpId });
    if (pump === undefined) throw notFound('check', pumpId);
    const [now] = await tx.sql<{ status: string }>('SELECT status FROM campaign WHERE id = $1', [
      campaign.id,
    ]);
    if (now?.status !== 'open') throw notOpen(now?.status ?? '');
    if (pump.result !== null) {
      throw new ExpectedError('conflict', 'check.answered', `This pump was checked: ${pump.result}.`, {
        extra: { pump },
      });
    }
    return pump;
  }

  private async fresh(tx: Tx, campaignId: string, pumpId: string): Promise<CheckPump> {
    const [pump] = await pumpsOf(tx.sql, campaignId, { sites: null, id: pumpId });
    return pump as CheckPump;
  }

  private async view(tx: Tx, campaignId: string, id: string): Promise<CheckView> {
    const views = await viewsOf(tx.sql, campaignId, null);
    return views.find((view) => view.id === id) as CheckView;
  }
}

/** @throws ExpectedError check.same-person: who did the work does not judge it */
function assertOther(pump: Pump, personId: string): void {
  const same = pump.doneBy.find(({ id }) => id === personId);
  if (same === undefined) return;
  throw new ExpectedError(
    'invalid',
    'check.same-person',
    `${same.name} did work on this pump and cannot check it. Somebody else has to.`,
    { errors: [{ path: 'assigneeId', message: 'did the work that is checked' }] },
  );
}

async function assertWorkIsOver(tx: Tx, campaignId: string): Promise<void> {
  const [open] = await tx.sql<{ n: string }>(
    `SELECT count(*) AS n FROM task WHERE campaign_id = $1 AND device_id IS NOT NULL AND status IN ('open', 'waiting')`,
    [campaignId],
  );
  if (open === undefined || open.n === '0') return;
  throw new ExpectedError(
    'conflict',
    'check.too-early',
    `${open.n} tasks at pumps are open. The sample is drawn when the work at every pump is over.`,
  );
}

async function assertDoneAgain(tx: Tx, campaignId: string, pump: Pump): Promise<void> {
  const [open] = await tx.sql(
    `SELECT 1 FROM task WHERE campaign_id = $1 AND device_id = $2 AND status IN ('open', 'waiting') LIMIT 1`,
    [campaignId, pump.deviceId],
  );
  if (open === undefined) return;
  throw new ExpectedError(
    'conflict',
    'check.not-done-again',
    'This pump has open tasks again. It is checked when they are closed.',
  );
}

const notOpen = (status: string): ExpectedError =>
  new ExpectedError(
    'conflict',
    'campaign.not-open',
    `This campaign is ${status}: its pumps are not checked.`,
  );
