import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  CampaignGap,
  CampaignListQuery,
  CampaignView,
  CreateCampaign,
  PatchCampaign,
} from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { PlansService } from '#domain/tasks';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { gapScope, lockCampaign } from './campaign.access.js';
import { presentCampaign } from './campaign.presenter.js';
import { type CampaignRow, findCampaign, findGaps, listCampaigns } from './campaign.queries.js';

/** What of a campaign is settled when it is opened. */
const draftOnly = ['siteIds', 'planKey', 'planVersion', 'draftStep'] as const;

/** Campaigns: reading them, and making and changing drafts. Opening, closing, cancelling: CampaignLifecycleService. */
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
      q: query.q?.trim() || null,
      recallClass: query.class ?? null,
      ownerId: query.owner ?? null,
      planKey: query.plan ?? null,
      beforeId: decodeCursor<{ id: string }>(query.cursor)?.id ?? null,
      limit: query.limit,
    });
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(presentCampaign) };
  }

  /** @throws ExpectedError campaign.not-found */
  async read(caller: Caller, id: string): Promise<CampaignView> {
    return presentCampaign(await this.find(caller, id));
  }

  /** The notice and the sites of a campaign, for matching its fleet live. @throws ExpectedError campaign.not-found */
  async scope(
    caller: Caller,
    id: string,
  ): Promise<{ noticeId: string; siteIds: readonly string[] | null; row: CampaignRow }> {
    const row = await this.find(caller, id);
    return { noticeId: row.notice_id, siteIds: row.site_ids, row };
  }

  /** @throws ExpectedError notice.not-found, notice.attached (409), plan.unknown, plan.version-unknown, access.other-site */
  create(caller: Caller, input: CreateCampaign): Promise<CampaignView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const [notice] = await tx.sql<{ title: string; class: string | null; attached_to: string | null }>(
        'SELECT title, class, attached_to FROM notice WHERE id = $1 FOR SHARE',
        [input.noticeId],
      );
      if (notice === undefined) throw notFound('notice', input.noticeId);
      if (notice.attached_to !== null) {
        throw new ExpectedError(
          'conflict',
          'notice.attached',
          `This notice is attached to notice ${notice.attached_to} of the same event. Work under that one, or take it off first.`,
          { extra: { noticeId: notice.attached_to } },
        );
      }
      const plan = await this.plans.named(tx.sql, input.planKey, input.planVersion);
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

  /**
   * A plan is pinned by its version: a version made later, for another campaign, changes nothing here.
   * @throws ExpectedError campaign.stale, campaign.closed, campaign.not-draft for what only a draft can change, plan.version-unknown
   */
  patch(caller: Caller, id: string, input: PatchCampaign): Promise<CampaignView> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lockCampaign(tx, id);
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
      if (row.status === 'closed') {
        throw new ExpectedError(
          'conflict',
          'campaign.closed',
          'This campaign was closed with a signature: nothing of it changes until it is reopened with one.',
        );
      }
      if (row.status !== 'draft' && draftOnly.some((field) => input[field] !== undefined)) {
        throw new ExpectedError(
          'conflict',
          'campaign.not-draft',
          'Sites and plan are settled once a campaign has been opened.',
        );
      }
      const siteIds = input.siteIds === undefined ? row.site_ids : await this.allowedSites(tx, input.siteIds);
      const plan =
        input.planKey === undefined && input.planVersion === undefined
          ? null
          : await this.plans.named(tx.sql, input.planKey ?? row.plan_key, input.planVersion);
      const ownerId = input.ownerId === undefined ? row.owner_id : await this.owner(tx, input.ownerId);
      const next = {
        title: input.title ?? row.title,
        ownerId,
        siteIds,
        planId: plan?.id ?? row.plan_id,
        draftStep: input.draftStep === undefined ? row.draft_step : input.draftStep,
      };
      await tx.sql(
        `UPDATE campaign SET title = $2, owner_id = $3, site_ids = $4, plan_id = $5, draft_step = $6, version = version + 1
          WHERE id = $1`,
        [id, next.title, next.ownerId, next.siteIds, next.planId, next.draftStep],
      );
      tx.audit({
        action: 'campaign.patch',
        subjectType: 'campaign',
        subjectId: id,
        old: {
          title: row.title,
          ownerId: row.owner_id,
          siteIds: row.site_ids,
          planId: row.plan_id,
          draftStep: row.draft_step,
        },
        new: next,
      });
      return this.fresh(tx, id);
    });
  }

  /** Work that nobody would be there to do, were the campaign opened now. */
  async gaps(caller: Caller, id: string): Promise<CampaignGap[]> {
    const sql = sqlOf(this.database);
    const row = await this.find(caller, id);
    return (await findGaps(sql, await gapScope(sql, row, this.plans))).gaps;
  }

  /** The campaign as it stands, for the services beside this one. @throws ExpectedError campaign.not-found */
  async find(caller: Caller, id: string): Promise<CampaignRow> {
    const row = await findCampaign(sqlOf(this.database), siteFilter(caller), await this.clock.now(), id);
    if (row === undefined) throw notFound('campaign', id);
    return row;
  }

  private async fresh(tx: Tx, id: string): Promise<CampaignView> {
    return presentCampaign((await findCampaign(tx.sql, siteFilter(tx.caller), tx.now, id)) as CampaignRow);
  }

  /** The sites asked for, or all of the caller's; null: every site of the hospital. */
  private async allowedSites(tx: Tx, asked: readonly string[] | null): Promise<readonly string[] | null> {
    if (asked === null) {
      if (tx.caller.sites === 'all') return null;
      if (tx.caller.sites.length > 0) return tx.caller.sites;
      throw new ExpectedError(
        'forbidden',
        'access.no-site',
        'You have not been given any site yet. Ask an administrator for yours.',
      );
    }
    for (const siteId of asked) assertSite(tx.caller, siteId);
    const unique = [...new Set(asked)];
    // held until the draft is written: whoever deletes a site comes before it or sees it
    const present = await tx.sql<{ id: string }>(
      'SELECT id FROM site WHERE id = ANY($1::bigint[]) FOR KEY SHARE',
      [unique],
    );
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
