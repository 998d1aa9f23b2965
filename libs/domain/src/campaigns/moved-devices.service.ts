import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { PlansService, releaseWaiting } from '#domain/tasks';
import { sqlOf } from '#platform/database';
import { devicesMovedBy, type MovedTask, moveScope, moveTasks } from './moved-devices.queries.js';

/** Which devices changed, and who did it. */
export interface ChangedDevices {
  by: string | null;
  /** one of these three */
  deviceIds?: string[];
  /** what an import made or changed */
  importId?: string;
  /** whatever changed since this moment */
  updatedSince?: string;
  /** of deviceIds: pumps that had left the hospital (returned, retired, transferred) and are here again */
  cameBack?: string[];
  /** whose facts were changed by the work of which campaign */
  remedies?: Array<{ deviceId: string; campaignId: string }>;
}

/** Devices of one transaction, as in an opening. */
const CHUNK_DEVICES = 10_000;
/** Tasks that have an audit entry each; more of them have one a campaign, with the digest of its rows (decision 0003). */
const FEW_TASKS = 100;

/**
 * What campaigns do when devices have changed: their open work follows a device to another place. It reads the devices
 * as they are now, so that a repeated or late job changes nothing more.
 */
@Injectable()
export class MovedDevicesService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
  ) {}

  async follow(changed: ChangedDevices): Promise<void> {
    const author = await this.authorOf(changed.by);
    if (changed.deviceIds !== undefined) {
      const { deviceIds } = changed;
      return this.unitOfWork.run(author, (tx) => this.move(tx, deviceIds));
    }
    if (changed.importId === undefined) return;
    const { importId } = changed;
    const sql = sqlOf(this.database);
    let ids = await devicesMovedBy(sql, importId, '0', CHUNK_DEVICES);
    while (ids.length > 0) {
      const chunk = ids;
      await this.unitOfWork.run(author, (tx) => this.move(tx, chunk));
      ids = await devicesMovedBy(sql, importId, chunk.at(-1) as string, CHUNK_DEVICES);
    }
  }

  /** Whoever changed the devices is the author of what follows. */
  async authorOf(userId: string | null): Promise<Caller> {
    const [person] = await sqlOf(this.database)<{ name: string }>('SELECT name FROM app_user WHERE id = $1', [
      userId,
    ]);
    return { userId, name: person?.name ?? 'Closeout', role: 'system', sites: 'all' };
  }

  private async move(tx: Tx, deviceIds: string[]): Promise<void> {
    const tasks = await moveTasks(tx.sql, deviceIds);
    await moveScope(tx.sql, deviceIds);
    const byCampaign = new Map<string, MovedTask[]>();
    for (const task of tasks) {
      byCampaign.set(task.campaign_id, [...(byCampaign.get(task.campaign_id) ?? []), task]);
    }
    for (const [campaignId, moved] of byCampaign) await this.releaseLeft(tx, campaignId, moved);
    if (tasks.length <= FEW_TASKS) {
      for (const task of tasks) tx.audit(entryOf(task));
      return;
    }
    for (const [campaignId, moved] of byCampaign) {
      const rows = moved.map((task) => `${task.id}:${task.old_site_id}>${task.site_id}:${task.assignee_id}`);
      tx.audit({
        action: 'campaign.tasks-moved',
        subjectType: 'campaign',
        subjectId: campaignId,
        new: {
          tasks: moved.length,
          reassigned: moved.filter((task) => task.assignee_id !== task.old_assignee_id).length,
          tasksSha256: createHash('sha256').update(rows.join(',')).digest('hex'),
        },
      });
    }
  }

  /** The last open pump of a site has gone: what the site had waiting for its pumps waits for nothing more. */
  private async releaseLeft(tx: Tx, campaignId: string, moved: MovedTask[]): Promise<void> {
    const [campaign] = await tx.sql<{ plan_id: string }>('SELECT plan_id FROM campaign WHERE id = $1', [
      campaignId,
    ]);
    const plan = await this.plans.definition(tx.sql, (campaign as { plan_id: string }).plan_id);
    const left = moved.filter((task) => task.old_site_id !== task.site_id);
    for (const step of plan.steps) {
      if (step.scope !== 'site' || step.prerequisites.length === 0) continue;
      const siteIds = left
        .filter((task) => step.prerequisites.includes(task.step_key))
        .map((task) => task.old_site_id);
      if (siteIds.length === 0) continue;
      await releaseWaiting(tx.sql, tx.now, {
        campaignId,
        stepKey: step.key,
        prerequisites: step.prerequisites,
        dueDays: step.dueDays,
        deviceIds: [],
        siteIds: [...new Set(siteIds)],
      });
    }
  }
}

const entryOf = (task: MovedTask) => ({
  action: 'task.move',
  subjectType: 'task',
  subjectId: task.id,
  siteId: task.site_id,
  old: { siteId: task.old_site_id, locationId: task.old_location_id, assigneeId: task.old_assignee_id },
  new: {
    deviceId: task.device_id,
    siteId: task.site_id,
    locationId: task.location_id,
    assigneeId: task.assignee_id,
  },
});
