import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Tx, UnitOfWork } from '#domain/audit';
import { sqlOf } from '#platform/database';
import type { CampaignRow } from './campaign.queries.js';
import { insertChange } from './change.queries.js';
import { reopenTasks } from './changed-tasks.queries.js';
import { MovedDevicesService } from './moved-devices.service.js';
import { moveTasks } from './moved-devices.queries.js';
import { setOf } from './rematch.queries.js';
import { lockScope, taskChange } from './rescoping.js';
import { insertFindings, notFoundBefore } from './watch.queries.js';
import { WatchService } from './watch.service.js';

interface FoundSearch {
  id: string;
  device_id: string;
  site_id: string;
  status: string;
  ending: 'found' | 'given-up';
  place: string;
  found_by: string | null;
}

/**
 * What campaigns do when a pump is found that nobody could find: its tasks that ended as cannot-locate open again, and of a
 * campaign that is over the risk manager is told, as of any pump that turns up. Each search is followed once, in one
 * transaction; what is left undone the next event or sweep finds.
 */
@Injectable()
export class FoundPumpsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly watch: WatchService,
    private readonly moved: MovedDevicesService,
  ) {}

  async follow(): Promise<void> {
    for (let after = '0'; ;) {
      const [next] = await sqlOf(this.database)<{ id: string; found_by: string | null }>(
        `SELECT id, found_by FROM device_search WHERE ended_at IS NOT NULL AND followed_at IS NULL AND id > $1 ORDER BY id LIMIT 1`,
        [after],
      );
      if (next === undefined) return;
      after = next.id;
      const author = await this.moved.authorOf(next.found_by);
      await this.unitOfWork.run(author, (tx) => this.followOne(tx, next.id));
    }
  }

  private async followOne(tx: Tx, searchId: string): Promise<void> {
    const [search] = await tx.sql<FoundSearch>(
      `SELECT q.id, q.device_id, d.site_id, d.status, q.ending, q.found_by, coalesce(q.found_place, concat_ws(', ', l.name, s.name)) AS place
         FROM device_search q JOIN device d ON d.id = q.device_id JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
        WHERE q.id = $1 AND q.followed_at IS NULL FOR UPDATE OF q SKIP LOCKED`,
      [searchId],
    );
    if (search === undefined) return;
    await tx.sql('UPDATE device_search SET followed_at = $2, found_place = $3 WHERE id = $1', [
      searchId,
      tx.now,
      search.ending === 'found' ? search.place : null,
    ]);
    // missing again by now: another search goes on, and nobody has anything in hand
    if (search.ending !== 'found' || search.status === 'not-located') return;
    const campaigns = await tx.sql<{ id: string }>(
      `SELECT c.id FROM campaign_device cd JOIN campaign c ON c.id = cd.campaign_id AND c.status IN ('open', 'closed')
        WHERE cd.device_id = $1 AND cd.verdict <> 'not-affected' AND (
          EXISTS (SELECT FROM task t WHERE t.campaign_id = c.id AND t.device_id = $1 AND t.status = 'closed' AND t.outcome = 'cannot-locate')
          OR (c.status = 'closed' AND EXISTS (SELECT FROM not_located_decision n WHERE n.campaign_id = c.id AND n.device_id = $1)))
        ORDER BY c.id`,
      [search.device_id],
    );
    for (const { id } of campaigns) await this.tellCampaign(tx, id, search);
    tx.emit('reminders.sweep', {});
  }

  private async tellCampaign(tx: Tx, campaignId: string, search: FoundSearch): Promise<void> {
    await lockScope(tx, campaignId);
    const [campaign] = await tx.sql<CampaignRow>('SELECT * FROM campaign WHERE id = $1 FOR SHARE', [
      campaignId,
    ]);
    const reason = `Found at ${search.place}.`;
    if (campaign?.status === 'open') {
      const changeId = await insertChange(tx, campaign, {
        kind: 'watch',
        reason,
        total: 1,
        finished: true,
        quiet: campaign.class !== 'I',
      });
      const rescoping = { ...(await this.watch.rescopingOf(tx.sql, campaign)), changeId };
      const reopened = await reopenTasks(tx.sql, taskChange(tx, rescoping), setOf([search.device_id]), {
        steps: rescoping.steps.all,
        reason,
        otherPlan: false,
        outcome: 'cannot-locate',
      });
      // the pump may have been found somewhere else: whoever has its tasks there is told
      await moveTasks(tx.sql, [search.device_id]);
      await tx.sql(
        `UPDATE task_change x SET person_id = t.assignee_id, site_id = t.site_id FROM task t
          WHERE x.change_id = $1 AND t.id = x.task_id AND t.campaign_id = x.campaign_id`,
        [changeId],
      );
      this.audit(tx, campaignId, search, { changeId, reopened: reopened.map(({ id }) => id) });
    } else if (campaign?.status === 'closed') {
      const [cd] = await tx.sql<{ verdict: 'affected' | 'possibly-affected' }>(
        'SELECT verdict FROM campaign_device WHERE campaign_id = $1 AND device_id = $2',
        [campaignId, search.device_id],
      );
      if (cd === undefined) return;
      const row = { deviceId: search.device_id, siteId: search.site_id, old: null, verdict: cd.verdict };
      if ((await notFoundBefore(tx.sql, campaignId, [row])).length === 0) return;
      const changeId = await insertChange(tx, campaign, { kind: 'watch', reason, total: 1, finished: true });
      await insertFindings(tx.sql, { campaignId, changeId, at: tx.now }, [row]);
      this.audit(tx, campaignId, search, { changeId, finding: true });
    }
  }

  private audit(tx: Tx, campaignId: string, search: FoundSearch, more: Record<string, unknown>): void {
    tx.audit({
      action: 'campaign.pump-found',
      subjectType: 'device',
      subjectId: search.device_id,
      siteId: search.site_id,
      new: { campaignId, searchId: search.id, place: search.place, ...more },
    });
  }
}
