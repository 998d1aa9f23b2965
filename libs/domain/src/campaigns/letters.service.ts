import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  ApplyLetter,
  CampaignChange,
  CampaignChangesQuery,
  CampaignNews,
  CampaignNewsQuery,
  Difference,
  DifferenceDevice,
  DifferenceDevicesQuery,
  DifferenceQuery,
  SetAsideLetter,
} from '#contracts/campaign-changes';
import type { Page } from '#contracts/common';
import type { PlanView } from '#contracts/plans';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { type CommunicationRow, presentCommunication } from '#domain/notices';
import { PlansService } from '#domain/tasks';
import { cursorId, cutPage, type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { lockCampaign } from './campaign.access.js';
import type { CampaignRow } from './campaign.queries.js';
import { CampaignsService } from './campaigns.service.js';
import { planRef, presentChange, sumDifference } from './change.presenter.js';
import { insertChange, listChanges } from './change.queries.js';
import { type Change, countDifference, listAffected, listDifference } from './difference.queries.js';
import { letterFor, letterInWords, newsOf, scopeStep } from './letter.queries.js';
import type { Rematch } from './rematch.queries.js';
import { planDifference, stepKeys } from './plan-difference.rules.js';

/** A later letter held against an open campaign, shown before it is applied, and put on its way. */
@Injectable()
export class CampaignLettersService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignsService,
    private readonly plans: PlansService,
  ) {}

  /**
   * What applying a letter would do, at the caller's sites. Reads only.
   * @throws ExpectedError campaign.not-found, communication.not-found; campaign.not-open, campaign.no-letter,
   *   campaign.letter-in-force (409); plan.unknown, plan.version-unknown (422)
   */
  async difference(caller: Caller, id: string, query: DifferenceQuery): Promise<Difference> {
    const sql = sqlOf(this.database);
    const row = await this.campaigns.find(caller, id);
    const { letter, from, to } = await this.target(sql, row, query.communication, query);
    const { of, products } = await scopeStep(sql, row, row.scope_version, letter.scope_version);
    const steps = planDifference(from.definition, to.definition);
    const rows = await countDifference(sql, changeOf(row, of, from, to), siteFilter(caller));
    const sites = await sql<{ id: string; name: string }>('SELECT id, name FROM site WHERE id = ANY($1)', [
      [...new Set(rows.map(({ site_id: siteId }) => siteId))],
    ]);
    return {
      communication: presentCommunication(letter),
      scope: { from: row.scope_version, to: letter.scope_version, products },
      plan: { from: planRef(from), to: planRef(to), steps },
      ...sumDifference(rows, new Map(sites.map((site) => [site.id, site.name])), [
        ...to.definition.steps,
        ...from.definition.steps,
      ]),
    };
  }

  /**
   * The devices whose verdict a letter would change, or (with effect) those with a task to which that happens, by id.
   * @throws as difference(); access.other-site
   */
  async differenceDevices(
    caller: Caller,
    id: string,
    query: DifferenceDevicesQuery,
  ): Promise<Page<DifferenceDevice>> {
    const sql = sqlOf(this.database);
    if (query.site !== undefined) assertSite(caller, query.site);
    const row = await this.campaigns.find(caller, id);
    const { letter, from, to } = await this.target(sql, row, query.communication, query);
    const { of } = await scopeStep(sql, row, row.scope_version, letter.scope_version);
    const page = {
      sites: siteFilter(caller),
      siteId: query.site ?? null,
      afterId: cursorId(query.cursor) ?? '0',
      limit: query.limit + 1,
    };
    const rows =
      query.effect === undefined
        ? await listDifference(sql, of, { ...page, change: query.change ?? null })
        : await listAffected(sql, changeOf(row, of, from, to), {
            ...page,
            effect: query.effect,
            step: query.step ?? null,
          });
    return cutPage<DifferenceDevice>(rows, query.limit, ({ id }) => ({ id }));
  }

  /**
   * Puts a letter on its way into a campaign; the job does the work (ApplyingService). From here on what turns up is
   * matched by the letter's scope, and new work follows its plan.
   * @throws ExpectedError as difference(); campaign.letter-running (409) while another is being applied
   */
  apply(caller: Caller, id: string, request: ApplyLetter): Promise<{ changeId: string }> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lockCampaign(tx, id);
      const [running] = await tx.sql<{ id: string }>(
        `SELECT id FROM campaign_change WHERE campaign_id = $1 AND kind = 'letter' AND finished_at IS NULL`,
        [id],
      );
      if (running !== undefined) {
        throw new ExpectedError(
          'conflict',
          'campaign.letter-running',
          'A letter is being applied to this campaign at this moment. Wait until it is done.',
          { extra: { changeId: running.id } },
        );
      }
      const { letter, to } = await this.target(tx.sql, row, request.communicationId, request);
      const [fleet] = await tx.sql<{ n: string }>('SELECT count(*) AS n FROM device');
      const changeId = await insertChange(tx, row, {
        kind: 'letter',
        reason: letterInWords(letter),
        communicationId: letter.id,
        toScope: letter.scope_version,
        toPlanId: to.id,
        total: Number(fleet?.n ?? 0),
      });
      await tx.sql(
        `UPDATE campaign SET scope_version = $2, communication_id = $3, plan_id = $4, version = version + 1,
                opened_plan_id = CASE WHEN plan_id <> $4 THEN coalesce(opened_plan_id, plan_id) ELSE opened_plan_id END WHERE id = $1`,
        [id, letter.scope_version, letter.id, to.id],
      );
      tx.audit({
        action: 'campaign.apply-letter',
        subjectType: 'campaign',
        subjectId: id,
        old: {
          communicationId: row.communication_id,
          scopeVersion: row.scope_version,
          plan: { key: row.plan_key, version: row.plan_version },
        },
        new: {
          communicationId: letter.id,
          scopeVersion: letter.scope_version,
          plan: { key: to.key, version: to.version },
          changeId,
        },
      });
      tx.emit('campaigns.apply-letter', { changeId });
      return { changeId };
    });
  }

  /**
   * A letter that came after the end of a campaign changes nothing in it: it waits for a decision no more. Said twice, it
   * stays as it was said first.
   * @throws ExpectedError campaign.not-found, communication.not-found, access.other-site; campaign.not-closed (409)
   */
  setAside(caller: Caller, id: string, { communicationId, reason }: SetAsideLetter): Promise<void> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lockCampaign(tx, id);
      if (row.status !== 'closed') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-closed',
          `This campaign is ${row.status}: a letter is set aside where the campaign was closed before it came.`,
        );
      }
      const letter = await letterFor(tx.sql, row, communicationId);
      const kept = await tx.sql(
        `INSERT INTO letter_set_aside (campaign_id, communication_id, reason, decided_at, decided_by)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
        [id, letter.id, reason, tx.now, caller.userId],
      );
      if (kept.length === 0) return;
      tx.audit({
        action: 'campaign.set-aside-letter',
        subjectType: 'campaign',
        subjectId: id,
        new: { communicationId: letter.id, letter: letterInWords(letter), reason },
      });
    });
  }

  /** What waits for a decision: letters that are not in force, pumps that turned up; of one campaign, or of all. */
  news(caller: Caller, { campaign }: CampaignNewsQuery): Promise<CampaignNews> {
    return newsOf(sqlOf(this.database), siteFilter(caller), campaign ?? null);
  }

  /** What changed a campaign since it was opened, newest first. @throws ExpectedError campaign.not-found */
  async changes(caller: Caller, id: string, query: CampaignChangesQuery): Promise<Page<CampaignChange>> {
    await this.campaigns.find(caller, id);
    const rows = await listChanges(sqlOf(this.database), id, {
      sites: siteFilter(caller),
      kind: query.kind ?? null,
      beforeId: cursorId(query.cursor),
      limit: query.limit + 1,
    });
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(presentChange) };
  }

  /** The letter and the plans before and after, for a campaign that can follow it. */
  private async target(
    sql: Sql,
    row: CampaignRow,
    communicationId: string | undefined,
    asked: { planKey?: string | undefined; planVersion?: number | undefined },
  ): Promise<{ letter: CommunicationRow; from: PlanView; to: PlanView }> {
    if (row.status !== 'open') {
      throw new ExpectedError(
        'conflict',
        'campaign.not-open',
        row.status === 'draft'
          ? 'A draft follows the newest letter by itself.'
          : `This campaign is ${row.status}: a letter changes an open one. Reopen it first.`,
      );
    }
    const letter = await letterFor(sql, row, communicationId);
    if (row.communication_id !== null && BigInt(letter.id) <= BigInt(row.communication_id)) {
      throw new ExpectedError(
        'conflict',
        'campaign.letter-in-force',
        `${letterInWords(letter)} is in force in this campaign already, or was overtaken by a later one.`,
      );
    }
    const from = await this.plans.named(sql, row.plan_key, row.plan_version);
    if (asked.planKey === undefined && asked.planVersion === undefined && letter.plan_key === null)
      return { letter, from, to: from };
    const hinted = asked.planKey === undefined && asked.planVersion === undefined;
    const key = asked.planKey ?? letter.plan_key ?? row.plan_key;
    const version = hinted ? (letter.plan_version ?? undefined) : asked.planVersion;
    return { letter, from, to: await this.plans.named(sql, key, version) };
  }
}

const changeOf = (row: CampaignRow, of: Rematch, from: PlanView, to: PlanView): Change => ({
  of,
  plan: to.definition,
  keys: stepKeys(planDifference(from.definition, to.definition), to.definition),
  plans: { to: to.id, opened: row.opened_plan_id ?? row.plan_id },
});
