import { Injectable } from '@nestjs/common';
import type { Verdict } from '#contracts/notices';
import { SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { openingSteps, PlansService, startTasks } from '#domain/tasks';

interface VerifiedTask {
  campaign_id: string;
  device_id: string;
  outcome: string | null;
  status: string;
  completed_by: string | null;
  completer: string;
  assignee_id: string;
  plan_id: string;
  owner_id: string;
  verdict: string;
  scope_site_id: string;
  version: number;
}

/** What follows from a verified record: a confirmed pump gets the steps of the campaign, another is taken out of scope. */
@Injectable()
export class VerifiedRecordsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
  ) {}

  /** Reads the task as it stands now, so that a repeated or late job changes nothing more. */
  async applyVerifiedRecord(taskId: string): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const [task] = await tx.sql<VerifiedTask>(
        `SELECT t.campaign_id, t.device_id, t.outcome, t.status, t.completed_by, u.name AS completer, t.assignee_id, t.version,
                c.plan_id, c.owner_id, cd.verdict, cd.site_id AS scope_site_id
           FROM task t JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
           JOIN campaign_device cd ON cd.campaign_id = t.campaign_id AND cd.device_id = t.device_id
           LEFT JOIN app_user u ON u.id = t.completed_by
          WHERE t.id = $1 FOR UPDATE OF cd FOR SHARE OF c`,
        [taskId],
      );
      if (task === undefined) return;
      if (task.status === 'open') return this.decide(tx, task, 'possibly-affected');
      if (task.status !== 'closed') return;
      if (task.outcome === 'affected') await this.confirm(tx, task, taskId);
      else if (task.outcome === 'not-affected' || task.outcome === 'not-applicable')
        await this.remove(tx, task);
      // cannot-locate leaves the pump possibly affected: it stays in scope and visible as not located
    });
  }

  private async confirm(tx: Tx, task: VerifiedTask, taskId: string): Promise<void> {
    await this.decide(tx, task, 'affected');
    const plan = await this.plans.definition(tx.sql, task.plan_id);
    // what the pump had begun before it left the scope goes on
    await tx.sql(
      `UPDATE task SET status = withdrawn_as, withdrawn_as = NULL, reason = NULL, version = version + 1,
              plan_id = (SELECT nullif(c.plan_id, coalesce(c.opened_plan_id, c.plan_id)) FROM campaign c WHERE c.id = $1)
        WHERE campaign_id = $1 AND device_id = $2 AND status = 'withdrawn' AND withdrawn_as IS NOT NULL AND step_key = ANY($3::text[])`,
      [task.campaign_id, task.device_id, plan.steps.map(({ key }) => key)],
    );
    await startTasks(
      tx.sql,
      tx.now,
      openingSteps(plan, 'device').map((step) => ({
        campaignId: task.campaign_id,
        stepKey: step.key,
        deviceId: task.device_id,
        siteId: null,
        assignTo: step.assignTo,
        ownerId: task.owner_id,
        fallbackId: task.assignee_id,
        dueDays: step.dueDays,
        waiting: step.prerequisites.length > 0,
        startedBy: taskId,
      })),
    );
  }

  private async remove(tx: Tx, task: VerifiedTask): Promise<void> {
    await this.decide(tx, task, 'not-affected');
    await tx.sql(
      `UPDATE task SET status = 'withdrawn', withdrawn_as = status, reason = 'the record was verified: the notice does not apply', version = version + 1
        WHERE campaign_id = $1 AND device_id = $2 AND status IN ('open', 'waiting')`,
      [task.campaign_id, task.device_id],
    );
  }

  private async decide(tx: Tx, task: VerifiedTask, verdict: Verdict): Promise<void> {
    if (task.verdict === verdict) return;
    const column = {
      affected: 'affected',
      'possibly-affected': 'possibly_affected',
      'not-affected': 'not_affected',
    };
    const from = column[task.verdict as keyof typeof column];
    await tx.sql(
      `UPDATE campaign_device SET verdict = $3, decided_by = $4, decided_at = $5 WHERE campaign_id = $1 AND device_id = $2`,
      [task.campaign_id, task.device_id, verdict, task.completed_by, tx.now],
    );
    await tx.sql(
      `UPDATE campaign_site SET ${from} = ${from} - 1, ${column[verdict]} = ${column[verdict]} + 1 WHERE campaign_id = $1 AND site_id = $2`,
      [task.campaign_id, task.scope_site_id],
    );
    tx.audit({
      action: 'campaign.device-verified',
      subjectType: 'device',
      subjectId: task.device_id,
      siteId: task.scope_site_id,
      old: { campaignId: task.campaign_id, verdict: task.verdict },
      new: { verdict, verifiedBy: task.completer },
    });
  }
}
