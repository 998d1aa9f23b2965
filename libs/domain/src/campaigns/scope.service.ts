import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CampaignDevicesQuery, CampaignGap, SameNotice } from '#contracts/campaigns';
import type {
  CampaignDevice,
  CampaignDevicePage,
  ExplanationView,
  MissingFact,
  PreviewView,
  Verdict,
} from '#contracts/notices';
import type { Caller } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { MatchingService } from '#domain/notices';
import { decodeCursor, encodeCursor, sqlOf } from '#platform/database';
import { CampaignsService } from './campaigns.service.js';

interface DeviceRow {
  id: string;
  asset_tag: string | null;
  serial_number: string | null;
  product_code: string | null;
  software_version: string | null;
  site_id: string;
  site: string;
  location: string | null;
  verdict: Verdict;
  product_id: string | null;
  missing: MissingFact[];
}

/** Which devices a campaign is about: matched live before it opens, as recorded afterwards. */
@Injectable()
export class ScopeService {
  constructor(
    private readonly database: DataSource,
    private readonly campaigns: CampaignsService,
    private readonly matching: MatchingService,
  ) {}

  /** What would be affected, by site, product row and missing fact; near misses; and work that nobody would do. */
  async preview(
    caller: Caller,
    campaignId: string,
  ): Promise<PreviewView & { gaps: CampaignGap[]; sameNotice: SameNotice[] }> {
    const { noticeId, siteIds, row } = await this.campaigns.scope(caller, campaignId);
    const preview = await this.matching.preview(caller, { noticeId, siteIds });
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

  async devices(
    caller: Caller,
    campaignId: string,
    query: CampaignDevicesQuery,
  ): Promise<CampaignDevicePage> {
    const { noticeId, siteIds, row } = await this.campaigns.scope(caller, campaignId);
    if (query.site !== undefined) assertSite(caller, query.site);
    if (row.status === 'draft') {
      return this.matching.devices(caller, {
        noticeId,
        siteIds:
          query.site === undefined ? siteIds : (siteIds?.includes(query.site) ?? true) ? [query.site] : [],
        verdict: query.verdict,
        limit: query.limit,
        cursor: query.cursor,
      });
    }
    const rows = await sqlOf(this.database)<DeviceRow>(
      `SELECT d.id, d.asset_tag, d.serial_number, d.product_code, d.software_version, d.site_id, s.name AS site, l.name AS location,
              coalesce(cd.verdict, 'not-affected') AS verdict, cd.product_id, CASE WHEN cd.verdict = 'possibly-affected' THEN cd.missing ELSE '{}' END AS missing
         FROM device d JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
         ${query.verdict === 'not-affected' ? 'LEFT' : ''} JOIN campaign_device cd ON cd.device_id = d.id AND cd.campaign_id = $1
        WHERE ($2::bigint[] IS NULL OR d.site_id = ANY($2)) AND ($3::bigint[] IS NULL OR d.site_id = ANY($3))
          AND ($4::text IS NULL OR coalesce(cd.verdict, 'not-affected') = $4) AND ($5::bigint IS NULL OR d.site_id = $5)
          AND d.id > $6 ORDER BY d.id LIMIT $7`,
      [
        campaignId,
        siteFilter(caller),
        siteIds,
        query.verdict ?? null,
        query.site ?? null,
        decodeCursor<{ id: string }>(query.cursor)?.id ?? '0',
        query.limit + 1,
      ],
    );
    const page = rows.slice(0, query.limit);
    return {
      items: page.map(presentDevice),
      nextCursor: rows.length > query.limit ? encodeCursor({ id: page.at(-1)?.id }) : null,
    };
  }

  /** Clause by clause, with the values compared, by the record as it stands now. */
  async explanation(caller: Caller, campaignId: string, deviceId: string): Promise<ExplanationView> {
    const { noticeId } = await this.campaigns.scope(caller, campaignId);
    return this.matching.explain(caller, { noticeId, deviceId });
  }
}

function presentDevice(device: DeviceRow): CampaignDevice {
  return {
    id: device.id,
    assetTag: device.asset_tag,
    serialNumber: device.serial_number,
    productCode: device.product_code,
    softwareVersion: device.software_version,
    siteId: device.site_id,
    site: device.site,
    location: device.location,
    verdict: device.verdict,
    productId: device.product_id,
    missing: device.missing,
  };
}
