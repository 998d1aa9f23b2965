import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CampaignView } from '#contracts/campaigns';
import type {
  CampaignGate,
  CampaignGates,
  CloseCampaign,
  ReopenCampaign,
  SignatureList,
} from '#contracts/closeout';
import { type Caller, UnitOfWork } from '#domain/audit';
import {
  assertAllSites,
  CampaignLifecycleService,
  type CampaignRow,
  CampaignsService,
  GateRegistry,
  lockCampaign,
  lockScope,
  WatchService,
} from '#domain/campaigns';
import { siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { SigningService, type Visitor } from './signing.service.js';

/** How many of the rows that keep a gate open are named. */
const NAMED = 20;

/** What ends a campaign: gates, and the signature of whoever answers for it. */
@Injectable()
export class ClosingService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignsService,
    private readonly lifecycle: CampaignLifecycleService,
    private readonly watch: WatchService,
    private readonly registry: GateRegistry,
    private readonly signing: SigningService,
    private readonly clock: Clock,
  ) {}

  /** Every gate as it stands, with the first rows that keep it open. @throws ExpectedError campaign.not-found */
  async gates(caller: Caller, id: string): Promise<CampaignGates> {
    const row = await this.campaigns.find(caller, id);
    const now = await this.clock.now();
    // many statements that have to be true together: one snapshot for all of them
    const gates = await this.database.transaction('REPEATABLE READ', (manager) =>
      this.look(sqlOf(manager), row, siteFilter(caller), now, NAMED),
    );
    return { campaignId: id, status: row.status, allMet: gates.every((gate) => gate.met), gates };
  }

  /**
   * Closes an open campaign for good, signed. The gates are asked again in the transaction, with the campaign locked:
   * whatever would open one of them locks the campaign too.
   * @throws ExpectedError campaign.not-open (409), campaign.gates-open (409, with the gates as `gates`),
   *   campaign.signature-missing, signature.password-wrong (422), sign-in.too-many (429)
   */
  async close(
    caller: Caller,
    id: string,
    { note, password }: CloseCampaign,
    visitor: Visitor,
  ): Promise<CampaignView> {
    const before = await this.campaigns.find(caller, id);
    assertAllSites(caller, before);
    // of one that is closed already: its request may come again (Idempotency-Key), and is answered in the transaction
    if (before.status === 'open') {
      assertMet(await this.look(sqlOf(this.database), before, null, await this.clock.now(), NAMED));
    }
    const confirmed =
      before.status === 'open' || password !== undefined
        ? await this.signing.confirm(caller, id, password, visitor)
        : null;
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lockCampaign(tx, id);
      if (row.status !== 'open' || confirmed === null) return this.lifecycle.close(tx, id, note ?? null);
      const gates = await this.look(tx.sql, row, null, tx.now, NAMED);
      assertMet(gates);
      await this.signing.sign(tx, confirmed, { campaign: row, act: 'close', reason: note ?? null, gates });
      return this.lifecycle.close(tx, id, note ?? null);
    });
  }

  /**
   * Opens a closed campaign again, signed, with the reason. For these pumps, if some are named (also when it is open again
   * already); else with whatever turned up while it was closed.
   * @throws ExpectedError campaign.not-closed, campaign.notice-already-open (409), campaign.device-not-in-scope,
   *   campaign.signature-missing, signature.password-wrong (422), sign-in.too-many (429)
   */
  async reopen(
    caller: Caller,
    id: string,
    { reason, deviceIds, password }: ReopenCampaign,
    visitor: Visitor,
  ): Promise<CampaignView> {
    assertAllSites(caller, await this.campaigns.find(caller, id));
    const confirmed = await this.signing.confirm(caller, id, password, visitor);
    return this.unitOfWork.run(caller, async (tx) => {
      await lockScope(tx, id);
      const row = await lockCampaign(tx, id);
      if (row.status !== 'open' || deviceIds === undefined) await this.lifecycle.reopen(tx, id, reason);
      if (deviceIds !== undefined) await this.watch.reopenFor(tx, row, deviceIds, reason);
      // open as a whole: what changed while it was closed is in its scope, or out of it, as in any open campaign
      else if (row.closed_at !== null)
        tx.emit('campaigns.devices-changed', {
          updatedSince: row.closed_at.toISOString(),
          by: tx.caller.userId,
        });
      await this.signing.sign(tx, confirmed, { campaign: row, act: 'reopen', reason });
      tx.emit('reminders.sweep', {});
      return this.lifecycle.fresh(tx, id);
    });
  }

  /** Who signed what, oldest first. @throws ExpectedError campaign.not-found */
  async signatures(caller: Caller, id: string): Promise<SignatureList> {
    await this.campaigns.find(caller, id);
    return this.signing.list(id);
  }

  private look(
    sql: Sql,
    row: CampaignRow,
    sites: readonly string[] | null,
    now: Date,
    limit: number,
  ): Promise<CampaignGate[]> {
    return this.registry.look(sql, { campaignId: row.id, ownerId: row.owner_id, sites, now, limit });
  }
}

/** @throws ExpectedError campaign.gates-open (409) */
function assertMet(gates: readonly CampaignGate[]): void {
  const open = gates.filter((gate) => !gate.met);
  const [first] = open;
  if (first === undefined) return;
  throw new ExpectedError(
    'conflict',
    'campaign.gates-open',
    `${open.length === 1 ? 'One gate is' : `${open.length} gates are`} open: ${open.map((gate) => gate.title.toLowerCase()).join('; ')}. ${first.detail}`,
    {
      extra: {
        gates,
        openTasks: Number(gates.find(({ key }) => key === 'tasks-closed')?.figures['open'] ?? 0),
      },
    },
  );
}
