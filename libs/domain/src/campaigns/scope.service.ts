import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CampaignDevicesQuery, CampaignGap, SameNotice } from '#contracts/campaigns';
import type { CampaignDevicePage, ExplanationView, PreviewView } from '#contracts/matching';
import type { Caller } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { MatchingService } from '#domain/notices';
import { Clock } from '#platform/clock';
import { cursorId, cutPage, sqlOf } from '#platform/database';
import { scopeVersionOf } from './campaign.access.js';
import { CampaignsService } from './campaigns.service.js';
import { recordedDevices } from './scope.queries.js';

/** Which devices a campaign is about: matched live before it opens, as recorded afterwards. */
@Injectable()
export class ScopeService {
  constructor(
    private readonly database: DataSource,
    private readonly campaigns: CampaignsService,
    private readonly matching: MatchingService,
    private readonly clock: Clock,
  ) {}

  /** What would be affected, by site, product row and missing fact; near misses; and work that nobody would do. */
  async preview(
    caller: Caller,
    campaignId: string,
  ): Promise<PreviewView & { gaps: CampaignGap[]; sameNotice: SameNotice[] }> {
    const { noticeId, siteIds, row } = await this.campaigns.scope(caller, campaignId);
    const preview = await this.matching.preview(caller, {
      noticeId,
      scopeVersion: scopeVersionOf(row),
      siteIds,
    });
    const gaps = row.status === 'draft' ? await this.campaigns.gaps(caller, campaignId) : [];
    const sameNotice = await sqlOf(this.database)<SameNotice>(
      `SELECT id, title, status FROM campaign
        WHERE notice_id = $1 AND id <> $2 AND status <> 'cancelled'
          AND ($3::bigint[] IS NULL OR site_ids IS NULL OR site_ids && $3::bigint[])
          AND ($4::bigint[] IS NULL OR site_ids IS NULL OR site_ids && $4::bigint[]) ORDER BY id`,
      [noticeId, campaignId, siteFilter(caller), siteIds],
    );
    return {
      ...preview,
      sameNotice,
      gaps: gaps.filter((gap) => caller.sites === 'all' || caller.sites.includes(gap.siteId ?? '')),
    };
  }

  /** One page of devices by id: matched live of a draft, as recorded of any other campaign. */
  async devices(
    caller: Caller,
    campaignId: string,
    query: CampaignDevicesQuery,
  ): Promise<CampaignDevicePage> {
    const { noticeId, siteIds, row } = await this.campaigns.scope(caller, campaignId);
    if (query.site !== undefined) assertSite(caller, query.site);
    if (row.status === 'draft') {
      if (query.state !== undefined) return { items: [], nextCursor: null };
      return this.matching.devices(caller, {
        noticeId,
        siteIds:
          query.site === undefined ? siteIds : (siteIds?.includes(query.site) ?? true) ? [query.site] : [],
        verdict: query.verdict,
        q: query.q || undefined,
        status: query.status,
        product: query.product,
        missing: query.missing,
        doubtful: query.doubtful,
        limit: query.limit,
        cursor: query.cursor,
      });
    }
    // the opening records what is missing, not what is in doubt
    if (query.doubtful !== undefined) return { items: [], nextCursor: null };
    const rows = await recordedDevices(sqlOf(this.database), await this.clock.now(), {
      campaignId,
      sites: siteFilter(caller),
      campaignSites: siteIds,
      siteId: query.site ?? null,
      verdict: query.verdict ?? null,
      q: query.q || null,
      status: query.status ?? null,
      state: query.state ?? null,
      product: query.product ?? null,
      missing: query.missing ?? null,
      afterId: cursorId(query.cursor) ?? '0',
      limit: query.limit + 1,
    });
    return cutPage(rows, query.limit, ({ id }) => ({ id }));
  }

  /** Clause by clause, with the values compared, by the record as it stands now. */
  async explanation(caller: Caller, campaignId: string, deviceId: string): Promise<ExplanationView> {
    const { noticeId, row } = await this.campaigns.scope(caller, campaignId);
    return this.matching.explain(caller, { noticeId, scopeVersion: scopeVersionOf(row), deviceId });
  }
}
