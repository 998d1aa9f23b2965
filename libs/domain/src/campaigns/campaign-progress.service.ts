import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CampaignOverview, OverviewCampaign, OverviewEvent } from '#contracts/campaign-overview';
import type { CampaignBurndown, CampaignMatrix, CampaignMatrixQuery } from '#contracts/campaign-progress';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import type { Caller } from '#domain/audit';
import { may, siteFilter } from '#domain/identity';
import { PlansService } from '#domain/tasks';
import { Clock } from '#platform/clock';
import { sqlOf } from '#platform/database';
import { burndown } from './burndown.rules.js';
import { presentCampaign, presentProgress } from './campaign.presenter.js';
import { listRunning, rollupOf, scopeBySite } from './campaign.queries.js';
import { CampaignsService } from './campaigns.service.js';
import { presentMatrix } from './matrix.presenter.js';
import { burndownFacts, devicesOf, type StuckRow, stuckPeople } from './progress.queries.js';

/** What Home looks after by itself; a hospital with more campaigns open at once needs the list, which has pages. */
const OVERVIEW_LIMIT = 100;
const STUCK_LIMIT = 3;
const DAY_MS = 86_400_000;

/** How far campaigns are, from the rollups of tasks: nothing here counts tasks. All counts are of the caller's sites. */
@Injectable()
export class CampaignProgressService {
  constructor(
    private readonly database: DataSource,
    private readonly campaigns: CampaignsService,
    private readonly plans: PlansService,
    private readonly clock: Clock,
  ) {}

  /** @throws ExpectedError campaign.not-found */
  async progress(caller: Caller, id: string): Promise<CampaignProgress> {
    const { row, plan, rollup, scope } = await this.counts(caller, id);
    return presentProgress(row, plan, rollup, scope);
  }

  /** Site by step. @throws ExpectedError campaign.not-found */
  async matrix(caller: Caller, id: string, { sort }: CampaignMatrixQuery): Promise<CampaignMatrix> {
    const { plan, rollup, scope } = await this.counts(caller, id);
    return presentMatrix(plan, rollup, scope, sort);
  }

  /** Planned against actual, day by day. @throws ExpectedError campaign.not-found */
  async burndown(caller: Caller, id: string): Promise<CampaignBurndown> {
    await this.campaigns.find(caller, id);
    return burndown(
      await burndownFacts(sqlOf(this.database), id, siteFilter(caller), await this.clock.now()),
    );
  }

  /** The campaigns that run, worst first, with what Home says of each. */
  async overview(caller: Caller): Promise<CampaignOverview> {
    const sql = sqlOf(this.database);
    const sites = siteFilter(caller);
    const now = await this.clock.now();
    const running = (await listRunning(sql, sites, now)).map(presentCampaign);
    const worst = running.toSorted(worstFirst).slice(0, OVERVIEW_LIMIT);
    const ids = worst.map(({ id }) => id);
    const [devices, stuck] = await Promise.all([
      devicesOf(sql, ids, sites),
      may(caller, 'reminder.read') ? stuckPeople(sql, ids, sites, now, STUCK_LIMIT) : [],
    ]);
    const devicesBy = new Map(devices.map((row) => [row.campaign_id, row]));
    return {
      items: worst.map((campaign) => ({
        ...campaign,
        ageDays: Math.max(0, Math.floor((now.getTime() - openedAt(campaign)) / DAY_MS)),
        lateTasks: campaign.tasks.late,
        devices: Number(devicesBy.get(campaign.id)?.devices ?? 0),
        notLocated: Number(devicesBy.get(campaign.id)?.not_located ?? 0),
        stuck: stuck.filter((row) => row.campaign_id === campaign.id).map(presentStuck),
      })),
      total: running.length,
    };
  }

  /** The counts of every campaign that runs at the given sites: what Home listens to. */
  async overviewCounts(caller: Pick<Caller, 'sites'>): Promise<OverviewEvent> {
    const rows = await listRunning(sqlOf(this.database), siteFilter(caller), await this.clock.now());
    return {
      items: rows.map(presentCampaign).map(({ id, version, status, tasks, percentClosed }) => ({
        id,
        version,
        status,
        tasks,
        percentClosed,
      })),
    };
  }

  private async counts(caller: Caller, id: string) {
    const sql = sqlOf(this.database);
    const sites = siteFilter(caller);
    const row = await this.campaigns.find(caller, id);
    const [rollup, scope, plan] = await Promise.all([
      rollupOf(sql, id, sites, await this.clock.now()),
      scopeBySite(sql, id, sites),
      this.plans.definition(sql, row.plan_id),
    ]);
    if (row.opened_plan_id === null) return { row, plan, rollup, scope };
    // what was done of a step that a letter has dropped since is counted too, and has its column
    const before = await this.plans.definition(sql, row.opened_plan_id);
    const dropped = before.steps.filter(({ key }) => !plan.steps.some((step) => step.key === key));
    return { row, plan: { ...plan, steps: [...plan.steps, ...dropped] }, rollup, scope };
  }
}

const openedAt = (campaign: CampaignView): number => Date.parse(campaign.openedAt ?? campaign.createdAt);
const severity = { I: 0, II: 1, III: 2 } as const;

/** Late ones first, of these the gravest class, then the most late tasks, then the oldest. */
function worstFirst(a: CampaignView, b: CampaignView): number {
  const rank = ({ class: grade }: CampaignView): number => (grade === null ? 3 : severity[grade]);
  return (
    Number(b.tasks.late > 0) - Number(a.tasks.late > 0) ||
    rank(a) - rank(b) ||
    b.tasks.late - a.tasks.late ||
    openedAt(a) - openedAt(b)
  );
}

const presentStuck = (row: StuckRow): OverviewCampaign['stuck'][number] => ({
  person: { id: row.person_id, name: row.name },
  open: Number(row.open),
  late: Number(row.late),
  oldestDueOn: row.oldest,
  lastReminder:
    row.state === null || row.created_at === null
      ? null
      : { at: (row.sent_at ?? row.created_at).toISOString(), state: row.state },
});
