import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { GateItem, NotLocatedDecision, NotLocatedList } from '#contracts/closeout';
import { type Caller, UnitOfWork } from '#domain/audit';
import { assertAllSites, CampaignsService, type Gate, lockCampaign } from '#domain/campaigns';
import { siteFilter } from '#domain/identity';
import { type Sql, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { SigningService, type Visitor } from './signing.service.js';

interface MissingRow {
  id: string;
  asset_tag: string | null;
  serial_number: string | null;
  site_id: string;
  site: string;
  lead_id: string | null;
  lead: string | null;
  task_id: string | null;
  signature_id: string | null;
  reason: string | null;
  signer_name: string | null;
  decided_at: Date | null;
}

/**
 * The pumps in scope that nobody found: by their record, or by a task of this campaign that ended as cannot-locate. A
 * decision counts until a task of the campaign ends so once more, or the pump is found and missing anew: the view
 * not_located_standing says it here and for reminders.
 */
const MISSING = `
  SELECT d.id, d.asset_tag, d.serial_number, d.site_id, s.name AS site, s.lead_id, lead.name AS lead, lost.id AS task_id,
         decided.signature_id, decided.reason, decided.signer_name, decided.decided_at
    FROM campaign_device cd
    JOIN device d ON d.id = cd.device_id
    JOIN site s ON s.id = d.site_id
    LEFT JOIN app_user lead ON lead.id = s.lead_id
    LEFT JOIN LATERAL (
      SELECT t.id FROM task t
       WHERE t.campaign_id = $1 AND t.device_id = d.id AND t.status = 'closed' AND t.outcome = 'cannot-locate'
       ORDER BY t.id DESC LIMIT 1) lost ON true
    LEFT JOIN LATERAL (
      SELECT n.signature_id, g.reason, g.signer_name, n.decided_at
        FROM not_located_standing n JOIN signature g ON g.id = n.signature_id
       WHERE n.campaign_id = $1 AND n.device_id = d.id
       ORDER BY n.signature_id DESC LIMIT 1) decided ON true
   WHERE cd.campaign_id = $1 AND cd.verdict <> 'not-affected' AND (d.status = 'not-located' OR lost.id IS NOT NULL)
     AND ($2::bigint[] IS NULL OR d.site_id = ANY($2))`;

/** Pumps that nobody found, and the decision that a campaign may end without them. */
@Injectable()
export class NotLocatedService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly campaigns: CampaignsService,
    private readonly signing: SigningService,
  ) {}

  /** By site and pump, decided or not. @throws ExpectedError campaign.not-found */
  async list(caller: Caller, campaignId: string): Promise<NotLocatedList> {
    await this.campaigns.find(caller, campaignId);
    const rows = await missingPumps(sqlOf(this.database), campaignId, siteFilter(caller));
    return { items: rows.map(present) };
  }

  /**
   * Signs that the campaign may close without these pumps, each named. Their records stay as they are: a scan, an import
   * or a person who finds one brings it back, in a closed campaign too.
   * @throws ExpectedError campaign.not-open (409), not-located.found (422) with the pumps that are not missing here,
   *   not-located.decided-already (409) where every one of them stands decided,
   *   campaign.signature-missing, signature.password-wrong (422), sign-in.too-many (429)
   */
  async decide(
    caller: Caller,
    campaignId: string,
    { deviceIds, reason, password }: NotLocatedDecision,
    visitor: Visitor,
  ): Promise<NotLocatedList> {
    assertAllSites(caller, await this.campaigns.find(caller, campaignId));
    const confirmed = await this.signing.confirm(caller, campaignId, password, visitor);
    return this.unitOfWork.run(caller, async (tx) => {
      const campaign = await lockCampaign(tx, campaignId);
      if (campaign.status !== 'open') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          `This campaign is ${campaign.status}: there is nothing to decide.`,
        );
      }
      const missing = new Map((await missingPumps(tx.sql, campaignId, null)).map((row) => [row.id, row]));
      const named = [...new Set(deviceIds)];
      const found = named.filter((id) => !missing.has(id));
      if (found.length > 0) {
        throw new ExpectedError(
          'invalid',
          'not-located.found',
          'Some of these pumps are not missing in this campaign. Decide only on pumps that were looked for in vain.',
          { errors: found.map((id) => ({ path: 'deviceIds', message: `${id} is not missing` })) },
        );
      }
      // one more to decide on makes it a decision; nobody signs the same over the same state twice
      if (named.every((id) => missing.get(id)?.signature_id != null)) {
        throw new ExpectedError(
          'conflict',
          'not-located.decided-already',
          named.length === 1
            ? 'This pump is decided already, and nothing happened to it since. The decision stands.'
            : 'These pumps are all decided already, and nothing happened to them since. The decisions stand.',
        );
      }
      const pumps = named.map((id) => {
        const row = missing.get(id) as MissingRow;
        return { id, assetTag: row.asset_tag, serialNumber: row.serial_number, site: row.site };
      });
      const signatureId = await this.signing.sign(tx, confirmed, {
        campaign,
        act: 'not-located',
        reason,
        more: { pumps },
      });
      await tx.sql(
        `INSERT INTO not_located_decision (signature_id, campaign_id, device_id, decided_at)
         SELECT $1, $2, unnest($3::bigint[]), $4`,
        [signatureId, campaignId, named, tx.now],
      );
      for (const [siteId, ids] of bySite(named, missing)) {
        tx.audit({
          action: 'campaign.not-located-decision',
          subjectType: 'campaign',
          subjectId: campaignId,
          siteId,
          new: { signatureId, reason, deviceIds: ids },
        });
      }
      return { items: (await missingPumps(tx.sql, campaignId, null)).map(present) };
    });
  }
}

export function missingPumps(
  sql: Sql,
  campaignId: string,
  sites: readonly string[] | null,
): Promise<MissingRow[]> {
  return sql<MissingRow>(`${MISSING} ORDER BY s.name, d.id`, [campaignId, sites]);
}

/** Pumps that were not found are named in a signed decision. */
export const notLocatedGate: Gate = {
  key: 'not-located-decided',
  title: 'Pumps not located',
  async look(sql, { campaignId, sites, limit }) {
    const [counts] = await sql<{ missing: string; open: string }>(
      `SELECT count(*) AS missing, count(*) FILTER (WHERE signature_id IS NULL) AS open FROM (${MISSING}) m`,
      [campaignId, sites],
    );
    const [missing, open] = [Number(counts?.missing ?? 0), Number(counts?.open ?? 0)];
    const rows =
      open === 0
        ? []
        : await sql<MissingRow>(
            `SELECT * FROM (${MISSING}) m WHERE signature_id IS NULL ORDER BY site, id LIMIT $3`,
            [campaignId, sites, limit],
          );
    const items = rows.map((row): GateItem => ({
      kind: 'device',
      id: row.id,
      what: `${nameOf(row)} is not located`,
      deviceId: row.id,
      siteId: row.site_id,
      site: row.site,
      person: row.lead_id === null ? null : { id: row.lead_id, name: row.lead ?? '' },
      dueOn: null,
    }));
    const detail =
      open > 0
        ? `${open === 1 ? '1 pump that is not located is' : `${open} pumps that are not located are`} not decided on yet. The first: ${nameOf(rows[0] as MissingRow)} at ${rows[0]?.site}. Find them, or decide with a reason.`
        : missing === 0
          ? 'Every pump was found.'
          : `${missing} ${missing === 1 ? 'pump is' : 'pumps are'} not located; a signed decision names each.`;
    return { open, detail, figures: { notLocated: missing, undecided: open }, items };
  },
};

const nameOf = (row: MissingRow): string => row.asset_tag ?? row.serial_number ?? `pump ${row.id}`;

function bySite(ids: readonly string[], rows: ReadonlyMap<string, MissingRow>): Map<string, string[]> {
  const sites = new Map<string, string[]>();
  for (const id of ids) {
    const siteId = (rows.get(id) as MissingRow).site_id;
    sites.set(siteId, [...(sites.get(siteId) ?? []), id]);
  }
  return sites;
}

const present = (row: MissingRow): NotLocatedList['items'][number] => ({
  deviceId: row.id,
  assetTag: row.asset_tag,
  serialNumber: row.serial_number,
  siteId: row.site_id,
  site: row.site,
  taskId: row.task_id,
  decision:
    row.signature_id === null || row.decided_at === null
      ? null
      : {
          signatureId: row.signature_id,
          reason: row.reason ?? '',
          by: row.signer_name ?? '',
          at: row.decided_at.toISOString(),
        },
});
