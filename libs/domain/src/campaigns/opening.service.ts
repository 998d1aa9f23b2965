import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PlanDefinition } from '#contracts/plans';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { loadScope } from '#domain/notices';
import { openingSteps, PlansService, verificationStep } from '#domain/tasks';
import { sqlOf } from '#platform/database';
import type { CampaignRow } from './campaign.queries.js';
import {
  addPartitionKeys,
  createDeviceTasks,
  createOwnPartition,
  createSiteTasks,
  hasOwnPartition,
  nextChunk,
  type OpeningChunk,
  recordVerdicts,
  validatePartitionKeys,
} from './opening.queries.js';
import { takeKept } from './watch.queries.js';

/** Devices of one transaction: large enough to cost little, small enough that a kill loses a fraction of a second. */
const CHUNK_DEVICES = 10_000;
/** From about this many tasks on, a campaign is worth a partition of its own; thousands of small ones would slow worklists. */
const LARGE_CAMPAIGN_TASKS = 100_000;

type OpeningRow = Pick<
  CampaignRow,
  | 'id'
  | 'status'
  | 'notice_id'
  | 'scope_version'
  | 'plan_id'
  | 'owner_id'
  | 'site_ids'
  | 'opened_by'
  | 'opening_device_id'
  | 'opening_done'
  | 'opening_total'
> & { opened_at: Date; opener: string };

/**
 * The job that opens a campaign, in chunks of devices. How far it has come is kept on the campaign in the transaction of
 * each chunk, so a kill at any point is followed by the next chunk; a chunk done twice would change nothing either.
 */
@Injectable()
export class OpeningService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
  ) {}

  /** Runs until the campaign is open; returns at once when it is not opening (a repeated or stale job). */
  async openCampaign(campaignId: string): Promise<void> {
    const campaign = await this.find(campaignId);
    if (campaign === undefined) return;
    const author: Caller = {
      userId: campaign.opened_by,
      name: campaign.opener,
      role: 'system',
      sites: 'all',
    };
    for (let more = true; more;) {
      more = await this.unitOfWork.run(author, (tx) => this.step(tx, campaignId));
    }
    await validatePartitionKeys(sqlOf(this.database), campaignId);
  }

  private async find(campaignId: string): Promise<OpeningRow | undefined> {
    const [row] = await sqlOf(this.database)<OpeningRow>(
      `SELECT c.*, u.name AS opener FROM campaign c JOIN app_user u ON u.id = c.opened_by WHERE c.id = $1 AND c.status = 'opening'`,
      [campaignId],
    );
    return row;
  }

  /** One chunk; or, when none is left, the sites' and the campaign's own tasks, and the campaign is open. */
  private async step(tx: Tx, campaignId: string): Promise<boolean> {
    const [campaign] = await tx.sql<OpeningRow>(
      `SELECT * FROM campaign WHERE id = $1 AND status = 'opening' FOR UPDATE`,
      [campaignId],
    );
    if (campaign === undefined) return false;
    const plan = await this.plans.definition(tx.sql, campaign.plan_id);
    const chunk = await nextChunk(tx.sql, campaign.site_ids, campaign.opening_device_id, CHUNK_DEVICES);
    if (chunk === undefined) {
      await this.finish(tx, campaign, plan);
      return false;
    }
    const deviceSteps = [...openingSteps(plan, 'device'), verificationStep(plan)];
    const large = Number(campaign.opening_total) * deviceSteps.length > LARGE_CAMPAIGN_TASKS;
    if (large && campaign.opening_device_id === '0' && !(await hasOwnPartition(tx.sql, campaignId))) {
      // in a transaction of its own: it locks all tasks for a moment, and must not hold them for a whole chunk
      await createOwnPartition(tx.sql, campaignId);
      return true;
    }
    const piece: OpeningChunk = {
      campaignId,
      ownerId: campaign.owner_id,
      openedAt: campaign.opened_at,
      siteIds: campaign.site_ids,
      products: await loadScope(tx.sql, campaign.notice_id, campaign.scope_version),
      scopeVersion: campaign.scope_version,
      afterDeviceId: campaign.opening_device_id,
      lastDeviceId: chunk.last,
    };
    const recorded = await recordVerdicts(tx.sql, piece);
    const tasks = await createDeviceTasks(tx.sql, piece, deviceSteps);
    await tx.sql(
      'UPDATE campaign SET opening_device_id = $2, opening_done = opening_done + $3 WHERE id = $1',
      [campaignId, chunk.last, chunk.devices],
    );
    tx.audit({
      action: 'campaign.open-chunk',
      subjectType: 'campaign',
      subjectId: campaignId,
      new: {
        upToDevice: chunk.last,
        devicesInScope: recorded.devices,
        verdictsSha256: recorded.digest,
        tasks,
      },
    });
    return true;
  }

  private async finish(tx: Tx, campaign: OpeningRow, plan: PlanDefinition): Promise<void> {
    const opened = { id: campaign.id, ownerId: campaign.owner_id, openedAt: campaign.opened_at };
    const tasks = await createSiteTasks(
      tx.sql,
      opened,
      openingSteps(plan, 'site'),
      openingSteps(plan, 'campaign'),
    );
    await addPartitionKeys(tx.sql, campaign.id);
    await tx.sql(`UPDATE campaign SET status = 'open', version = version + 1 WHERE id = $1`, [campaign.id]);
    tx.audit({
      action: 'campaign.opened',
      subjectType: 'campaign',
      subjectId: campaign.id,
      old: { status: 'opening' },
      new: { status: 'open', siteAndCampaignTasks: tasks },
    });
    for (const changed of await takeKept(tx.sql, campaign.id))
      tx.emit('campaigns.devices-changed', { ...changed });
    tx.emit('reminders.sweep', {});
  }
}
