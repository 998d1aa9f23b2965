import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PreviewCompletion, TaskConsequences } from '#contracts/tasks';
import type { Caller } from '#domain/audit';
import { factsOfDevice, loadScope } from '#domain/notices';
import { TasksService } from '#domain/tasks';
import { sqlOf } from '#platform/database';
import { consequencesOf, type OtherCampaign } from './consequences.rules.js';

/** What closing a task would mean for other campaigns, before somebody does it. */
@Injectable()
export class ConsequencesService {
  constructor(
    private readonly database: DataSource,
    private readonly tasks: TasksService,
  ) {}

  /** Reads alone. The watch does the matching once the task is closed. @throws ExpectedError task.not-found */
  async preview(caller: Caller, taskId: string, request: PreviewCompletion): Promise<TaskConsequences> {
    const { deviceId, campaignId, facts } = await this.tasks.factsRecordedBy(caller, taskId, request);
    if (deviceId === null || Object.keys(facts).length === 0) return { warnings: [] };
    const sql = sqlOf(this.database);
    const rows = await sql<OtherCampaign['campaign'] & { notice_id: string; scope_version: number }>(
      `SELECT c.id, c.title, c.class, c.notice_id, c.scope_version FROM campaign c JOIN device d ON d.id = $2
        WHERE c.status = 'open' AND c.id <> $1
          AND (c.site_ids IS NULL OR d.site_id = ANY(c.site_ids) OR EXISTS (
            SELECT FROM campaign_device cd WHERE cd.campaign_id = c.id AND cd.device_id = d.id)) ORDER BY c.id`,
      [campaignId, deviceId],
    );
    const others: OtherCampaign[] = [];
    for (const { notice_id: noticeId, scope_version: version, ...campaign } of rows)
      others.push({ campaign, products: await loadScope(sql, noticeId, version) });
    return { warnings: consequencesOf(await factsOfDevice(sql, deviceId), facts, others) };
  }
}
