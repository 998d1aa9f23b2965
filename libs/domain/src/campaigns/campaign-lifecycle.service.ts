import { Injectable } from '@nestjs/common';
import type { CampaignView, NothingAffected, SameNotice } from '#contracts/campaigns';
import type { PreviewView } from '#contracts/matching';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { PlansService, stepOf } from '#domain/tasks';
import { ExpectedError } from '#platform/errors';
import { gapScope, lockCampaign } from './campaign.access.js';
import { presentCampaign } from './campaign.presenter.js';
import { type CampaignRow, findCampaign, findGaps } from './campaign.queries.js';
import { ScopeService } from './scope.service.js';

/** From draft to open, closed or cancelled. The work of opening is done by OpeningService, in a job. */
@Injectable()
export class CampaignLifecycleService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly plans: PlansService,
    private readonly scope: ScopeService,
  ) {}

  /**
   * Puts the opening on its way; the job does the work.
   * @throws ExpectedError campaign.not-draft (409), campaign.notice-already-open (409) with the other campaign,
   *   campaign.nobody-to-do-it with the gaps, campaign.nothing-affected (422)
   */
  async open(caller: Caller, id: string): Promise<{ status: 'opening' }> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lockCampaign(tx, id);
      if (row.status !== 'draft') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-draft',
          `This campaign is ${row.status}: only a draft can be opened.`,
        );
      }
      await this.assertFirstOfNotice(tx, row);
      const scope = await gapScope(tx.sql, row, this.plans);
      const { found, gaps } = await findGaps(tx.sql, scope);
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
          `Nobody is there to do "${stepOf(scope.plan, first.stepKey).title}" at ${place}${gaps.length > 1 ? `, nor ${gaps.length - 1} more` : ''}. Name who covers the place, or the site's team, lead or nurse educator.`,
          { extra: { gaps } },
        );
      }
      await tx.sql(
        `UPDATE campaign SET status = 'opening', opened_at = $2, opened_by = $3, version = version + 1,
                opening_total = (SELECT count(*) FROM device WHERE $4::bigint[] IS NULL OR site_id = ANY($4)),
                scope_version = (SELECT scope_version FROM notice WHERE id = notice_id),
                communication_id = (SELECT max(id) FROM communication m WHERE m.notice_id = campaign.notice_id) WHERE id = $1`,
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

  /**
   * A pump is not given the work of one notice twice: of its campaigns that are under way no two share a site. Whoever
   * opens one holds the notice until the commit, so that of two at the same moment the second sees the first.
   */
  private async assertFirstOfNotice(tx: Tx, row: CampaignRow): Promise<void> {
    await tx.sql('SELECT 1 FROM notice WHERE id = $1 FOR NO KEY UPDATE', [row.notice_id]);
    const [other] = await tx.sql<SameNotice>(
      `SELECT id, title, status FROM campaign
        WHERE notice_id = $1 AND id <> $2 AND status IN ('opening', 'open')
          AND (site_ids IS NULL OR $3::bigint[] IS NULL OR site_ids && $3::bigint[]) ORDER BY id LIMIT 1`,
      [row.notice_id, row.id, row.site_ids],
    );
    if (other === undefined) return;
    // The caller has every site of the campaign they open (lockCampaign), so they may see whatever shares one of them.
    throw new ExpectedError(
      'conflict',
      'campaign.notice-already-open',
      `The campaign "${other.title}" (${other.id}) answers the same notice at some of these sites and is ${other.status}. Work in that one, or take the sites that it covers out of this one.`,
      { extra: { campaign: other } },
    );
  }

  /**
   * Ends an open campaign. Whether it may end is asked by whoever closes it (the room of the close-out): gates and
   * signature are theirs, in the same transaction.
   * @throws ExpectedError campaign.not-open
   */
  async close(tx: Tx, id: string, note: string | null): Promise<CampaignView> {
    const row = await lockCampaign(tx, id);
    if (row.status !== 'open') throw notOpen(row.status, 'closed');
    return this.end(tx, row, 'closed', note);
  }

  /**
   * A closed campaign is open again, with everything that was done; who closed it, and why, stays in the audit trail.
   * @throws ExpectedError campaign.not-closed, campaign.notice-already-open
   */
  async reopen(tx: Tx, id: string, reason: string): Promise<void> {
    const row = await lockCampaign(tx, id);
    if (row.status !== 'closed') {
      throw new ExpectedError(
        'conflict',
        'campaign.not-closed',
        `This campaign is ${row.status}: only a closed one can be reopened.`,
      );
    }
    await this.assertFirstOfNotice(tx, row);
    await tx.sql(
      `UPDATE campaign SET status = 'open', closed_at = NULL, closed_by = NULL, close_note = NULL, version = version + 1
        WHERE id = $1`,
      [id],
    );
    tx.audit({
      action: 'campaign.reopen',
      subjectType: 'campaign',
      subjectId: id,
      old: { status: 'closed', closedAt: row.closed_at?.toISOString() ?? null, note: row.close_note },
      new: { status: 'open', reason },
    });
  }

  /**
   * Ends a draft or an open campaign that does not apply; its open tasks are withdrawn, what was done stays.
   * With `nothingAffected` that is the hospital's response to the notice: the matching result of this moment is kept with
   * the campaign, near misses too, so that years later it can be seen on what the answer rested.
   * @throws ExpectedError campaign.not-open, campaign.reason-missing for one that people were given tasks by,
   *   campaign.something-affected (409) with the preview
   */
  async cancel(
    caller: Caller,
    id: string,
    { reason, nothingAffected }: { reason: string | undefined; nothingAffected: boolean },
  ): Promise<CampaignView> {
    const matched = nothingAffected ? await this.scope.preview(caller, id) : null;
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await lockCampaign(tx, id);
      if (row.status !== 'draft' && row.status !== 'open') {
        throw notOpen(row.status, 'cancelled');
      }
      if (matched !== null) await this.keepNothingAffected(tx, row, matched);
      if (row.status === 'draft') return this.end(tx, row, 'cancelled', reason ?? null);
      if (reason === undefined) {
        throw new ExpectedError(
          'invalid',
          'campaign.reason-missing',
          'People have been given tasks by this campaign. Say why it is cancelled.',
          { errors: [{ path: 'reason', message: 'must not be empty' }] },
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

  /** @throws ExpectedError campaign.something-affected (409) */
  private async keepNothingAffected(tx: Tx, row: CampaignRow, matched: PreviewView): Promise<void> {
    const [recorded] = await tx.sql<{ n: string }>(
      `SELECT count(*) AS n FROM campaign_device WHERE campaign_id = $1 AND verdict <> 'not-affected'`,
      [row.id],
    );
    const { affected, possiblyAffected } = matched;
    if (affected + possiblyAffected + Number(recorded?.n ?? 0) > 0) {
      throw new ExpectedError(
        'conflict',
        'campaign.something-affected',
        `${affected} pumps are affected and ${possiblyAffected} possibly affected${Number(recorded?.n ?? 0) > 0 ? `, and the campaign has ${recorded?.n} in its scope` : ''}: "nothing is affected" would not be true. Complete the records of those possibly affected, or open the campaign.`,
        { extra: { affected, possiblyAffected, recorded: Number(recorded?.n ?? 0) } },
      );
    }
    const kept: NothingAffected = {
      at: tx.now.toISOString(),
      notAffected: matched.notAffected,
      missingFacts: matched.missingFacts,
      nearMisses: matched.nearMisses,
      codesWithoutDevices: matched.codesWithoutDevices,
    };
    await tx.sql('UPDATE campaign SET nothing_affected = $2 WHERE id = $1', [row.id, JSON.stringify(kept)]);
    tx.audit({ action: 'campaign.nothing-affected', subjectType: 'campaign', subjectId: row.id, new: kept });
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

  async fresh(tx: Tx, id: string): Promise<CampaignView> {
    return presentCampaign((await findCampaign(tx.sql, siteFilter(tx.caller), tx.now, id)) as CampaignRow);
  }
}

const notOpen = (status: string, wanted: 'closed' | 'cancelled'): ExpectedError =>
  new ExpectedError(
    'conflict',
    'campaign.not-open',
    wanted === 'closed'
      ? `This campaign is ${status}: only an open one can be closed.`
      : `This campaign is ${status}: it cannot be cancelled.`,
  );
