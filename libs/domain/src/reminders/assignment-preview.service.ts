import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecipientEmail } from '#contracts/campaign-people';
import type { Caller } from '#domain/audit';
import { CampaignPeopleService } from '#domain/campaigns';
import type { Config } from '#platform/config';
import { sqlOf } from '#platform/database';
import { CONFIG } from '#platform/wiring';
import { TASKS_LISTED } from './listing.queries.js';
import { composeMessage } from './messages/compose.js';
import { NOTHING_RAISED, type TaskFacts } from './messages/facts.js';
import { localMoment } from './reminder-timing.js';

/** Shows the first e-mail of a campaign before there is one: the same words from the same templates. */
@Injectable()
export class AssignmentPreviewService {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(CampaignPeopleService) private readonly people: CampaignPeopleService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * The e-mail that a person would get, were the draft opened now. Nothing is written and nothing is sent.
   * @throws ExpectedError campaign.not-found; campaign.not-draft (409); recipient.not-found: they would get nothing
   */
  async email(caller: Caller, campaignId: string, personId: string): Promise<RecipientEmail> {
    const { row, tasks, now } = await this.people.firstWork(caller, campaignId, personId, TASKS_LISTED);
    const [known] = await sqlOf(this.database)<{ name: string; time_zone: string | null; reason: string }>(
      `SELECT u.name, u.time_zone, n.reason FROM app_user u, notice n WHERE u.id = $1 AND n.id = $2`,
      [personId, row.notice_id],
    );
    const name = known?.name ?? '';
    const facts = { campaignId, campaignTitle: row.title, recallClass: row.class, assignee: name };
    const message = composeMessage({
      kind: 'assignment',
      reader: name,
      publicUrl: this.config.publicUrl,
      today: localMoment(now, known?.time_zone ?? 'UTC').day,
      campaigns: [
        {
          id: campaignId,
          title: row.title,
          recallClass: row.class,
          reason: known?.reason ?? '',
          owner: row.owner_name,
          open: tasks[0]?.total ?? 0,
          late: 0,
          firstDue: tasks[0]?.due_on ?? null,
          closed: 0,
        },
      ],
      tasks: tasks.map((task): TaskFacts => ({
        ...facts,
        id: '',
        step: task.step,
        dueOn: task.due_on,
        site: task.site,
        location: task.location,
        device:
          task.device_id === null
            ? null
            : {
                id: task.device_id,
                assetTag: task.asset_tag,
                serialNumber: task.serial_number,
                model: task.model,
              },
      })),
      standIns: [],
      onBehalfOf: null,
      raised: NOTHING_RAISED,
      request: null,
    });
    return { person: { id: personId, name }, ...message };
  }
}
