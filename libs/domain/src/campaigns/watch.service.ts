import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WatchFinding, WatchFindingsQuery } from '#contracts/campaign-changes';
import type { Page } from '#contracts/common';
import { type Tx, type Caller, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { PlansService } from '#domain/tasks';
import { cursorId, cutPage, type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import type { CampaignRow } from './campaign.queries.js';
import { CampaignsService } from './campaigns.service.js';
import { askAgain, beginAgain, cameBackOf } from './came-back.js';
import { insertChange } from './change.queries.js';
import { reopenTasks } from './changed-tasks.queries.js';
import { scopeStep } from './letter.queries.js';
import { type ChangedDevices, MovedDevicesService } from './moved-devices.service.js';
import { stepKeys } from './plan-difference.rules.js';
import {
  changedDevices,
  fallenBack,
  inScopeOf,
  keepRemedied,
  type Rematched,
  setOf,
} from './rematch.queries.js';
import {
  lockScope,
  type Reasons,
  type Rescope,
  rescope,
  startSiteTasks,
  taskChange,
  verdictDigest,
} from './rescoping.js';
import {
  devicesOf,
  keepForOpen,
  insertFindings,
  listFindings,
  notFoundBefore,
  settleFindings,
  type Watched,
  watchedCampaigns,
} from './watch.queries.js';

type Turned = Pick<Rematched, 'deviceId' | 'siteId' | 'old' | 'verdict'>;

/** Devices of one transaction, as in an opening. */
const CHUNK_DEVICES = 10_000;
/** Devices that have an audit entry each; more of them have one a campaign, with the digest of its rows (decision 0003). */
const FEW_DEVICES = 100;

/**
 * The campaign ends, the watch does not (DESIGN rule 8): a device that is new, moves, or has another fact of a criterion
 * is held against every campaign again. In an open one its tasks begin or are withdrawn; of one that is over the risk
 * manager is told, once, and can reopen it for that pump. It reads the devices as they are now, so that a repeated or
 * late job changes nothing more.
 */
@Injectable()
export class WatchService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
    private readonly moved: MovedDevicesService,
    private readonly campaigns: CampaignsService,
  ) {}

  async follow(changed: ChangedDevices): Promise<void> {
    await this.moved.follow(changed);
    const sql = sqlOf(this.database);
    const campaigns = await watchedCampaigns(sql);
    if (campaigns.length === 0) return;
    const author = await this.moved.authorOf(changed.by);
    let ids = await devicesOf(sql, changed, '0', CHUNK_DEVICES);
    while (ids.length > 0) {
      const chunk = ids;
      for (const { id } of campaigns)
        await this.unitOfWork.run(author, (tx) => this.look(tx, id, chunk, changed));
      ids = await devicesOf(sql, changed, chunk.at(-1) as string, CHUNK_DEVICES);
    }
  }

  private async look(
    tx: Tx,
    campaignId: string,
    deviceIds: string[],
    changed: ChangedDevices,
  ): Promise<void> {
    await lockScope(tx, campaignId);
    const [campaign] = await tx.sql<Watched & CampaignRow>('SELECT * FROM campaign WHERE id = $1 FOR SHARE', [
      campaignId,
    ]);
    if (campaign === undefined || campaign.status === 'draft') return;
    if (campaign.status === 'opening') return keepForOpen(tx.sql, campaignId, changed);
    const rescoping = await this.rescopingOf(tx.sql, campaign);
    const options = { verification: rescoping.steps.verification, leaveVerifications: true };
    const found = await changedDevices(tx.sql, rescoping.of, setOf(deviceIds), options);
    const backAgain = await fallenBack(tx.sql, rescoping.of, deviceIds);
    const cameBack = await cameBackOf(tx.sql, changed, deviceIds);
    const here = await inScopeOf(tx.sql, campaignId, cameBack);
    if (found.length + backAgain.length + here.length === 0) return;
    if (campaign.status !== 'open') {
      const all = new Map([...here, ...backAgain, ...found].map((row) => [row.deviceId, row]));
      return this.tell(tx, campaign, [...all.values()]);
    }

    const own = new Set(
      (changed.remedies ?? []).filter((one) => one.campaignId === campaignId).map((one) => one.deviceId),
    );
    // what its own work says otherwise now goes on by the outcome of that work
    const undone = backAgain.map(({ deviceId }) => deviceId).filter((id) => !own.has(id));
    if (undone.length > 0) await beginAgain(tx, campaign, rescoping, undone);
    if (here.length > 0)
      await askAgain(
        tx,
        campaign,
        rescoping,
        here.map(({ deviceId }) => deviceId),
      );
    if (found.length === 0) return;
    const remedied = found.filter((row) => row.verdict === 'not-affected' && own.has(row.deviceId));
    if (remedied.length > 0)
      await keepRemedied(
        tx.sql,
        campaignId,
        remedied.map(({ deviceId }) => deviceId),
        tx.now,
      );
    const rest = found.filter((row) => !remedied.includes(row));
    if (rest.length === 0) return;
    const changeId = await insertChange(tx, campaign, {
      kind: 'watch',
      reason: 'Pumps turned up, or their records changed',
      total: rest.length,
      finished: true,
      quiet: campaign.class !== 'I',
    });
    const set = setOf(rest.map(({ deviceId }) => deviceId));
    const rows = await rescope(tx, { ...rescoping, changeId }, set);
    if (rows.some(({ verdict }) => verdict !== 'not-affected'))
      await startSiteTasks(tx, { ...rescoping, changeId });
    await settleFindings(
      tx.sql,
      campaignId,
      rows.map(({ deviceId }) => deviceId),
      tx.now,
    );
    auditRows(tx, campaignId, changeId, rows);
    tx.emit('reminders.sweep', {});
  }

  /** Of a campaign that is over, the risk manager is told of what is in its scope and was not. */
  private async tell(tx: Tx, campaign: Watched & CampaignRow, found: readonly Turned[]): Promise<void> {
    const inScope = found.filter(({ verdict }) => verdict !== 'not-affected');
    const fresh = await notFoundBefore(tx.sql, campaign.id, inScope);
    if (fresh.length === 0) return;
    const changeId = await insertChange(tx, campaign, {
      kind: 'watch',
      reason: 'Pumps turned up in scope after the campaign was over',
      total: fresh.length,
      finished: true,
    });
    await insertFindings(tx.sql, { campaignId: campaign.id, changeId, at: tx.now }, fresh);
    auditRows(tx, campaign.id, changeId, fresh);
    tx.emit('reminders.sweep', {});
  }

  /** What turned up in scope of a campaign that is over, by device id. @throws ExpectedError campaign.not-found */
  async findings(caller: Caller, id: string, query: WatchFindingsQuery): Promise<Page<WatchFinding>> {
    await this.campaigns.find(caller, id);
    const rows = await listFindings(sqlOf(this.database), id, {
      sites: siteFilter(caller),
      state: query.state ?? null,
      afterId: cursorId(query.cursor) ?? '0',
      limit: query.limit + 1,
    });
    return cutPage(rows, query.limit, ({ device: { id } }) => ({ id }));
  }

  /**
   * Part of a signed reopening: the pumps that turned up get their tasks, those that could not be located are looked at
   * again. What was done stays done. The caller holds the scope (`lockScope`) and the campaign, which is open by now.
   * @throws ExpectedError campaign.device-not-in-scope (422) with the devices
   */
  async reopenFor(tx: Tx, row: CampaignRow, deviceIds: string[], reason: string): Promise<void> {
    const changeId = await insertChange(tx, row, {
      kind: 'reopening',
      reason,
      total: deviceIds.length,
      finished: true,
    });
    const rescoping = { ...(await this.rescopingOf(tx.sql, row)), changeId };
    const set = setOf(deviceIds);
    const rows = await rescope(tx, rescoping, set);
    await this.assertInScope(tx, row.id, deviceIds);
    await reopenTasks(tx.sql, taskChange(tx, rescoping), set, {
      steps: rescoping.steps.all,
      reason,
      otherPlan: false,
      outcome: 'cannot-locate',
    });
    await startSiteTasks(tx, rescoping);
    await settleFindings(tx.sql, row.id, deviceIds, tx.now);
    tx.audit({
      action: 'campaign.reopened-for-devices',
      subjectType: 'campaign',
      subjectId: row.id,
      new: { reason, deviceIds, changeId },
    });
    auditRows(tx, row.id, changeId, rows);
  }

  private async assertInScope(tx: Tx, campaignId: string, deviceIds: string[]): Promise<void> {
    const missing = await tx.sql<{ id: string }>(
      `SELECT x.id FROM unnest($2::bigint[]) AS x(id) WHERE NOT EXISTS (
         SELECT FROM campaign_device cd WHERE cd.campaign_id = $1 AND cd.device_id = x.id AND cd.verdict <> 'not-affected'
            AND ($3::bigint[] IS NULL OR cd.site_id = ANY($3)))`,
      [campaignId, deviceIds, siteFilter(tx.caller)],
    );
    if (missing.length === 0) return;
    throw new ExpectedError(
      'invalid',
      'campaign.device-not-in-scope',
      'Some of these pumps are not in scope of this campaign. Leave them out.',
      { extra: { deviceIds: missing.map(({ id }) => id) } },
    );
  }

  /** A campaign as it is, to do something to the tasks of single pumps. */
  async rescopingOf(sql: Sql, campaign: CampaignRow): Promise<Rescope> {
    const plan = await this.plans.definition(sql, campaign.plan_id);
    const { of } = await scopeStep(sql, campaign, campaign.scope_version, campaign.scope_version);
    return {
      of,
      ownerId: campaign.owner_id,
      plan,
      planId: campaign.plan_id,
      openedPlanId: campaign.opened_plan_id,
      steps: stepKeys([], plan),
      changeId: '0',
      reasons: TURNED_UP,
      byLetter: false,
    };
  }
}

const TURNED_UP: Reasons = {
  removed: 'By its record as it is now the notice does not name this pump.',
  decided: 'The record says enough now: the notice applies to this pump.',
  started: 'The pump turned up, or its record changed: the notice names it.',
  reopened: 'The record of this pump lacks a fact that the notice asks for.',
  dropped: '',
  instruction: '',
};

function auditRows(tx: Tx, campaignId: string, changeId: string, rows: readonly Turned[]): void {
  tx.audit({
    action: 'campaign.devices-rematched',
    subjectType: 'campaign',
    subjectId: campaignId,
    new: { changeId, ...verdictDigest(rows) },
  });
  if (rows.length > FEW_DEVICES) return;
  for (const row of rows) {
    tx.audit({
      action: 'campaign.device-rematched',
      subjectType: 'device',
      subjectId: row.deviceId,
      siteId: row.siteId,
      old: { campaignId, verdict: row.old },
      new: { verdict: row.verdict, changeId },
    });
  }
}
