import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  CampaignGap,
  CampaignListQuery,
  CampaignProgress,
  CampaignView,
  CreateCampaign,
  PatchCampaign,
} from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { loadScope } from '#domain/notices';
import { PlansService } from '#domain/tasks';
import { Clock } from '#platform/clock';
import { decodeCursor, encodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { presentCampaign, presentProgress } from './campaign.presenter.js';
import {
  type CampaignRow,
  findCampaign,
  findGaps,
  listCampaigns,
  rollupOf,
  scopeBySite,
} from './campaign.queries.js';

/** Campaigns from draft to close. The work of opening one is done by OpeningService, in a job. */
@Injectable()
export class CampaignsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
    private readonly clock: Clock,
  ) {}

  async list(caller: Caller, query: CampaignListQuery): Promise<Page<CampaignView>> {
    const rows = await listCampaigns(sqlOf(this.database), siteFilter(caller), await this.clock.now(), {
      status: query.status ?? null,
      noticeId: query.notice ?? null,
      beforeId: decodeCursor<{ id: string }>(query.cursor)?.id ?? null,
      limit: query.limit,
    });
    const page = rows.slice(0, query.limit);
    return {
      items: page.map(presentCampaign),
      nextCursor: rows.length > query.limit ? encodeCursor({ id: page.at(-1)?.id }) : null,
    };
  }

  /** @throws ExpectedError campaign.not-found */
  async read(caller: Caller, id: string): Promise<CampaignView> {
    return presentCampaign(await this.row(caller, id));
  }

  /** The notice and the sites of a campaign, for matching its fleet live. @throws ExpectedError campaign.not-found */
  async scope(
    caller: Caller,
    id: string,
  ): Promise<{ noticeId: string; siteIds: readonly string[] | null; row: CampaignRow }> {
    const row = await this.row(caller, id);
    return { noticeId: row.notice_id, siteIds: row.site_ids, row };
  }

  /** @throws ExpectedError notice.not-found, plan.unknown, access.other-site */
  create(caller: Caller, input: CreateCampaign): Promise<CampaignView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const [notice] = await tx.sql<{ title: string; class: string | null }>(
        'SELECT title, class FROM notice WHERE id = $1',
        [input.noticeId],
      );
      if (notice === undefined) throw notFound('notice', input.noticeId);
      const plan = await this.plans.newest(tx.sql, input.planKey);
      const siteIds = await this.allowedSites(tx, input.siteIds ?? null);
      const ownerId = await this.owner(tx, input.ownerId);
      const [created] = await tx.sql<{ id: string }>(
        `INSERT INTO campaign (notice_id, plan_id, title, class, owner_id, site_ids, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
        [
          input.noticeId,
          plan.id,
          input.title ?? notice.title,
          notice.class,
          ownerId,
          siteIds,
          caller.userId,
          tx.now,
        ],
      );
      const id = (created as { id: string }).id;
      tx.audit({
        action: 'campaign.create',
        subjectType: 'campaign',
        subjectId: id,
        new: { noticeId: input.noticeId, planKey: plan.key, planVersion: plan.version, siteIds, ownerId },
      });
      return this.fresh(tx, id);
    });
  }

  /** @throws ExpectedError campaign.stale, campaign.not-draft for what only a draft can change */
  patch(caller: Caller, id: string, input: PatchCampaign): Promise<CampaignView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id);
      if (row.version !== input.version) {
        throw new ExpectedError(
          'conflict',
          'campaign.stale',
          'Somebody changed this campaign in between. Look at its current state.',
          {
            extra: { campaign: presentCampaign(row) },
          },
        );
      }
      if (row.status !== 'draft' && (input.siteIds !== undefined || input.planKey !== undefined)) {
        throw new ExpectedError(
          'conflict',
          'campaign.not-draft',
          'Sites and plan are settled once a campaign has been opened.',
        );
      }
      const siteIds = input.siteIds === undefined ? row.site_ids : await this.allowedSites(tx, input.siteIds);
      const plan = input.planKey === undefined ? null : await this.plans.newest(tx.sql, input.planKey);
      const ownerId = input.ownerId === undefined ? row.owner_id : await this.owner(tx, input.ownerId);
      const next = { title: input.title ?? row.title, ownerId, siteIds, planId: plan?.id ?? row.plan_id };
      await tx.sql(
        `UPDATE campaign SET title = $2, owner_id = $3, site_ids = $4, plan_id = $5, version = version + 1 WHERE id = $1`,
        [id, next.title, next.ownerId, next.siteIds, next.planId],
      );
      tx.audit({
        action: 'campaign.patch',
        subjectType: 'campaign',
        subjectId: id,
        old: { title: row.title, ownerId: row.owner_id, siteIds: row.site_ids, planId: row.plan_id },
        new: next,
      });
      return this.fresh(tx, id);
    });
  }

  /** Work that nobody would be there to do, were the campaign opened now. */
  async gaps(caller: Caller, id: string): Promise<CampaignGap[]> {
    const row = await this.row(caller, id);
    return (await this.gapsOf(sqlOf(this.database), row)).gaps;
  }

  /**
   * Puts the opening on its way; the job does the work.
   * @throws ExpectedError campaign.not-draft (409), campaign.nobody-to-do-it with the gaps, campaign.nothing-affected (422)
   */
  async open(caller: Caller, id: string): Promise<{ status: 'opening' }> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id);
      if (row.status !== 'draft') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-draft',
          `This campaign is ${row.status}: only a draft can be opened.`,
        );
      }
      const { found, gaps } = await this.gapsOf(tx.sql, row);
      if (found === 0) {
        throw new ExpectedError(
          'invalid',
          'campaign.nothing-affected',
          'No device of the chosen sites is affected or possibly affected. Look at the near misses; if they are none, cancel the campaign with that reason.',
        );
      }
      const [first] = gaps;
      if (first !== undefined) {
        const place = [first.site, first.location].filter((name) => name !== null).join(', ');
        throw new ExpectedError(
          'invalid',
          'campaign.nobody-to-do-it',
          `Nobody is there to do "${first.stepKey}" at ${place}${gaps.length > 1 ? `, nor ${gaps.length - 1} more` : ''}. Name who covers the place, or the site's team, lead or nurse educator.`,
          { extra: { gaps } },
        );
      }
      await tx.sql(
        `UPDATE campaign SET status = 'opening', opened_at = $2, opened_by = $3, version = version + 1,
                opening_total = (SELECT count(*) FROM device WHERE $4::bigint[] IS NULL OR site_id = ANY($4)) WHERE id = $1`,
        [id, tx.now, caller.userId, row.site_ids],
      );
      tx.audit({
        action: 'campaign.open',
        subjectType: 'campaign',
        subjectId: id,
        old: { status: 'draft' },
        new: { status: 'opening' },
      });
      tx.emit('campaigns.open', { campaignId: id });
      return { status: 'opening' };
    });
  }

  async progress(caller: Caller, id: string): Promise<CampaignProgress> {
    const sql = sqlOf(this.database);
    const sites = siteFilter(caller);
    const row = await this.row(caller, id);
    const [rollup, scope, plan] = await Promise.all([
      rollupOf(sql, id, sites, await this.clock.now()),
      scopeBySite(sql, id, sites),
      this.plans.definition(sql, row.plan_id),
    ]);
    return presentProgress(row, plan, rollup, scope);
  }

  /** @throws ExpectedError campaign.not-open, campaign.tasks-open with how many */
  close(caller: Caller, id: string, note: string | undefined): Promise<CampaignView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id);
      if (row.status !== 'open') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          `This campaign is ${row.status}: only an open one can be closed.`,
        );
      }
      const [left] = await tx.sql<{ open: string }>(
        'SELECT coalesce(sum(open), 0) AS open FROM task_rollup WHERE campaign_id = $1',
        [id],
      );
      if (left !== undefined && left.open !== '0') {
        throw new ExpectedError(
          'conflict',
          'campaign.tasks-open',
          `${left.open} tasks are still open. A campaign closes when every task is closed.`,
          {
            extra: { openTasks: Number(left.open) },
          },
        );
      }
      return this.end(tx, row, 'closed', note ?? null);
    });
  }

  /** Ends a draft or an open campaign that does not apply; its open tasks are withdrawn, what was done stays. */
  cancel(caller: Caller, id: string, reason: string): Promise<CampaignView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id);
      if (row.status !== 'draft' && row.status !== 'open') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          `This campaign is ${row.status}: it cannot be cancelled.`,
        );
      }
      await tx.sql(
        `UPDATE task SET status = 'withdrawn', reason = $2, version = version + 1
          WHERE campaign_id = $1 AND status IN ('open', 'waiting')`,
        [id, `campaign cancelled: ${reason}`],
      );
      return this.end(tx, row, 'cancelled', reason);
    });
  }

  private async end(
    tx: Tx,
    row: CampaignRow,
    status: 'closed' | 'cancelled',
    note: string | null,
  ): Promise<CampaignView> {
    await tx.sql(
      'UPDATE campaign SET status = $2, closed_at = $3, closed_by = $4, close_note = $5, version = version + 1 WHERE id = $1',
      [row.id, status, tx.now, tx.caller.userId, note],
    );
    tx.audit({
      action: status === 'closed' ? 'campaign.close' : 'campaign.cancel',
      subjectType: 'campaign',
      subjectId: row.id,
      old: { status: row.status },
      new: { status, note },
    });
    return this.fresh(tx, row.id);
  }

  private async gapsOf(
    sql: ReturnType<typeof sqlOf>,
    row: CampaignRow,
  ): Promise<{ found: number; gaps: CampaignGap[] }> {
    return findGaps(sql, {
      products: await loadScope(sql, row.notice_id),
      plan: await this.plans.definition(sql, row.plan_id),
      siteIds: row.site_ids,
      ownerId: row.owner_id,
    });
  }

  private async row(caller: Caller, id: string): Promise<CampaignRow> {
    const row = await findCampaign(sqlOf(this.database), siteFilter(caller), await this.clock.now(), id);
    if (row === undefined) throw notFound('campaign', id);
    return row;
  }

  private async lock(tx: Tx, id: string): Promise<CampaignRow> {
    await tx.sql('SELECT 1 FROM campaign WHERE id = $1 FOR UPDATE', [id]);
    const row = await findCampaign(tx.sql, siteFilter(tx.caller), tx.now, id);
    if (row === undefined) throw notFound('campaign', id);
    // What is decided for a campaign is decided for all its sites.
    if (row.site_ids === null && tx.caller.sites !== 'all') {
      throw new ExpectedError(
        'forbidden',
        'access.other-site',
        'This campaign covers sites that you have not been given.',
      );
    }
    for (const siteId of row.site_ids ?? []) assertSite(tx.caller, siteId);
    return row;
  }

  private async fresh(tx: Tx, id: string): Promise<CampaignView> {
    return presentCampaign((await findCampaign(tx.sql, siteFilter(tx.caller), tx.now, id)) as CampaignRow);
  }

  /** The sites asked for, or all of the caller's; null: every site of the hospital. */
  private async allowedSites(tx: Tx, asked: readonly string[] | null): Promise<readonly string[] | null> {
    if (asked === null) return tx.caller.sites === 'all' ? null : tx.caller.sites;
    for (const siteId of asked) assertSite(tx.caller, siteId);
    const unique = [...new Set(asked)];
    const present = await tx.sql<{ id: string }>('SELECT id FROM site WHERE id = ANY($1::bigint[])', [
      unique,
    ]);
    if (present.length !== unique.length) {
      const known = new Set(present.map((site) => site.id));
      throw new ExpectedError('invalid', 'site.not-found', 'Some of these sites do not exist.', {
        errors: unique
          .filter((id) => !known.has(id))
          .map((id) => ({ path: 'siteIds', message: `there is no site ${id}` })),
      });
    }
    return unique;
  }

  private async owner(tx: Tx, asked: string | undefined): Promise<string> {
    const id = asked ?? tx.caller.userId;
    const [person] = await tx.sql<{ id: string }>(
      `SELECT id FROM app_user WHERE id = $1 AND active AND role IN ('risk-manager', 'administrator')`,
      [id],
    );
    if (person === undefined) {
      throw new ExpectedError(
        'invalid',
        'campaign.owner-cannot',
        'A campaign is answered for by an active risk manager.',
        {
          errors: [{ path: 'ownerId', message: 'is no active risk manager' }],
        },
      );
    }
    return person.id;
  }
}
