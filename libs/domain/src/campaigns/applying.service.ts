import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { PlansService } from '#domain/tasks';
import { type Sql, sqlOf } from '#platform/database';
import { type CampaignRow } from './campaign.queries.js';
import type { ChangeRow } from './change.queries.js';
import { scopeStep } from './letter.queries.js';
import { nextChunk } from './opening.queries.js';
import { planDifference, stepKeys } from './plan-difference.rules.js';
import { lockScope, type Reasons, type Rescope, rescope, rescopeSites, verdictDigest } from './rescoping.js';

/** Devices of one transaction, as in an opening. */
const CHUNK_DEVICES = 10_000;

type Running = Pick<
  ChangeRow,
  | 'id'
  | 'campaign_id'
  | 'device_id'
  | 'from_scope'
  | 'to_scope'
  | 'from_plan_id'
  | 'to_plan_id'
  | 'reason'
  | 'made_by'
> & { maker: string | null };

/**
 * The job that applies a letter to an open campaign, in chunks of devices. How far it has come is kept on the change in the
 * transaction of each chunk: a kill at any point is followed by the next chunk, and nothing is done twice. Work goes on
 * meanwhile; a task goes by the old instruction until its chunk is reached.
 */
@Injectable()
export class ApplyingService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
  ) {}

  /** Runs until the letter is applied; returns at once when it is (a repeated or stale job). */
  async applyLetter(changeId: string): Promise<void> {
    const running = await this.running(sqlOf(this.database), changeId);
    if (running === undefined) return;
    const author: Caller = {
      userId: running.made_by,
      name: running.maker ?? 'Closeout',
      role: 'system',
      sites: 'all',
    };
    while (await this.unitOfWork.run(author, (tx) => this.step(tx, changeId)));
  }

  private async running(sql: Sql, changeId: string): Promise<Running | undefined> {
    const [row] = await sql<Running>(
      `SELECT h.*, u.name AS maker FROM campaign_change h LEFT JOIN app_user u ON u.id = h.made_by
        WHERE h.id = $1 AND h.kind = 'letter' AND h.finished_at IS NULL`,
      [changeId],
    );
    return row;
  }

  /** One chunk; or, when none is left, the sites' and the campaign's own tasks, and the letter is applied. */
  private async step(tx: Tx, changeId: string): Promise<boolean> {
    await tx.sql('SELECT 1 FROM campaign_change WHERE id = $1 FOR UPDATE', [changeId]);
    const running = await this.running(tx.sql, changeId);
    if (running === undefined) return false;
    await lockScope(tx, running.campaign_id);
    const [campaign] = await tx.sql<CampaignRow>('SELECT * FROM campaign WHERE id = $1 FOR SHARE', [
      running.campaign_id,
    ]);
    if (campaign === undefined) return false;
    if (campaign.status !== 'open') {
      // cancelled in between: nothing is left to be changed
      await this.finish(tx, running);
      return false;
    }
    const rescoping = await this.rescoping(tx.sql, campaign, running);
    const chunk = await nextChunk(tx.sql, null, running.device_id, CHUNK_DEVICES);
    if (chunk === undefined) {
      await rescopeSites(tx, rescoping);
      await this.finish(tx, running);
      return false;
    }
    const set = { after: running.device_id, last: chunk.last, ids: null };
    const rows = await rescope(tx, rescoping, set);
    await tx.sql('UPDATE campaign_change SET device_id = $2, done = done + $3 WHERE id = $1', [
      changeId,
      chunk.last,
      chunk.devices,
    ]);
    tx.audit({
      action: 'campaign.apply-letter-chunk',
      subjectType: 'campaign',
      subjectId: campaign.id,
      new: { changeId, upToDevice: chunk.last, ...verdictDigest(rows) },
    });
    return true;
  }

  private async rescoping(sql: Sql, campaign: CampaignRow, running: Running): Promise<Rescope> {
    const from = await this.plans.definition(sql, running.from_plan_id);
    const plan = await this.plans.definition(sql, running.to_plan_id);
    const { of } = await scopeStep(sql, campaign, running.from_scope, running.to_scope);
    return {
      of,
      ownerId: campaign.owner_id,
      plan,
      planId: running.to_plan_id,
      openedPlanId: campaign.opened_plan_id,
      steps: stepKeys(planDifference(from, plan), plan),
      changeId: running.id,
      reasons: reasonsOf(running.reason),
      byLetter: true,
    };
  }

  private async finish(tx: Tx, running: Running): Promise<void> {
    await tx.sql('UPDATE campaign_change SET finished_at = $2 WHERE id = $1', [running.id, tx.now]);
    const counts = await tx.sql<{ kind: string; n: number }>(
      'SELECT kind, count(*)::int AS n FROM task_change WHERE change_id = $1 GROUP BY kind ORDER BY kind',
      [running.id],
    );
    tx.audit({
      action: 'campaign.letter-applied',
      subjectType: 'campaign',
      subjectId: running.campaign_id,
      new: { changeId: running.id, tasks: Object.fromEntries(counts.map(({ kind, n }) => [kind, n])) },
    });
    tx.emit('reminders.sweep', {});
  }
}

const reasonsOf = (letter: string): Reasons => ({
  removed: `${letter} does not name this pump.`,
  decided: `${letter} names this pump by its record as it is.`,
  started: `${letter} asks for this.`,
  reopened: `${letter} needs a fact that the record of this pump lacks.`,
  dropped: `${letter} does not ask for this any more.`,
  instruction: `${letter} changed the instruction.`,
});
