import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type {
  CampaignPeoplePage,
  CampaignPeopleQuery,
  CampaignPerson,
  CampaignRecipients,
  CampaignRecipientsQuery,
} from '#contracts/campaign-people';
import type { Caller } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { PlansService } from '#domain/tasks';
import { Clock } from '#platform/clock';
import { badCursor, cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { gapScope } from './campaign.access.js';
import { type CampaignRow, gapsAt, type GapScope, placesInScope, type PlaceRow } from './campaign.queries.js';
import { CampaignsService } from './campaigns.service.js';
import { type FirstTask, firstTasks } from './first-tasks.queries.js';
import { listPeople, type PersonRow } from './people.queries.js';
import { recipientsAt } from './recipients.rules.js';

const SITES_NAMED = 3;
const count = z.string().regex(/^\d{1,18}$/);
const PeopleCursor = z.object({ late: count, open: count, id: count });

/** Who works in a campaign: before it opens, and since. At the caller's sites. */
@Injectable()
export class CampaignPeopleService {
  constructor(
    private readonly database: DataSource,
    private readonly campaigns: CampaignsService,
    private readonly plans: PlansService,
    private readonly clock: Clock,
  ) {}

  /** Everybody with tasks, most late ones first. @throws ExpectedError campaign.not-found, access.other-site, request.bad-cursor */
  async people(caller: Caller, id: string, query: CampaignPeopleQuery): Promise<CampaignPeoplePage> {
    await this.campaigns.find(caller, id);
    if (query.site !== undefined) assertSite(caller, query.site);
    const rows = await listPeople(sqlOf(this.database), await this.clock.now(), {
      campaignId: id,
      callerId: caller.userId,
      sites: siteFilter(caller),
      siteId: query.site ?? null,
      after: cursorOf(query.cursor),
      limit: query.limit,
    });
    const page = cutPage(rows, query.limit, ({ late, open, person_id: id }) => ({ late, open, id }));
    return { ...page, items: page.items.map(presentPerson) };
  }

  /**
   * Who will get how many tasks when a draft opens, by the fleet and the coverage as they are now.
   * @throws ExpectedError campaign.not-found; campaign.not-draft (409): whoever has tasks now is among its people
   */
  async recipients(caller: Caller, id: string, query: CampaignRecipientsQuery): Promise<CampaignRecipients> {
    const sql = sqlOf(this.database);
    const { scope, places } = await this.draftAt(caller, id);
    const recipients = recipientsAt(places, scope.plan, scope.ownerId);
    const shown = recipients.slice(0, query.limit);
    const people = await sql<{ id: string; name: string; mail_refused: boolean }>(
      'SELECT id, name, mail_refused_at IS NOT NULL AS mail_refused FROM app_user WHERE id = ANY($1::bigint[])',
      [shown.map(({ personId }) => personId)],
    );
    const known = new Map(people.map((person) => [person.id, person]));
    return {
      people: recipients.length,
      tasks: recipients.reduce((sum, { tasks }) => sum + tasks, 0),
      devices: places.reduce((sum, { affected, possibly }) => sum + affected + possibly, 0),
      items: shown.map(({ personId, tasks, devices, sites, steps }) => ({
        person: { id: personId, name: known.get(personId)?.name ?? '' },
        tasks,
        devices,
        sites: sites.slice(0, SITES_NAMED),
        siteCount: sites.length,
        steps,
        mailRefused: known.get(personId)?.mail_refused ?? false,
      })),
      gaps: gapsAt(places, scope.plan),
    };
  }

  /**
   * What one person would have to begin with when a draft opens, for the e-mail that says so.
   * @throws ExpectedError campaign.not-found; campaign.not-draft (409); recipient.not-found: they would get nothing
   */
  async firstWork(
    caller: Caller,
    id: string,
    personId: string,
    limit: number,
  ): Promise<{ row: CampaignRow; tasks: FirstTask[]; now: Date }> {
    const { row, scope, places } = await this.draftAt(caller, id);
    const now = await this.clock.now();
    const tasks = await firstTasks(sqlOf(this.database), { scope, places, personId, now, limit });
    if (tasks.length === 0) throw notFound('recipient', personId);
    return { row, tasks, now };
  }

  /** A draft and the places that it is about, as far as the caller sees them. */
  private async draftAt(
    caller: Caller,
    id: string,
  ): Promise<{ row: CampaignRow; scope: GapScope; places: PlaceRow[] }> {
    const sql = sqlOf(this.database);
    const row = await this.campaigns.find(caller, id);
    if (row.status !== 'draft') {
      throw new ExpectedError(
        'conflict',
        'campaign.not-draft',
        `This campaign is ${row.status}: its tasks have been given. Look at its people.`,
      );
    }
    const scope = await gapScope(sql, row, this.plans);
    return {
      row,
      scope,
      places: await placesInScope(sql, { ...scope, siteIds: visible(caller, scope.siteIds) }),
    };
  }
}

/** The campaign's sites that the caller sees; null: every site. */
function visible(caller: Caller, siteIds: readonly string[] | null): readonly string[] | null {
  const given = siteFilter(caller);
  if (siteIds === null || given === null) return siteIds ?? given;
  return siteIds.filter((siteId) => given.includes(siteId));
}

function cursorOf(cursor: string | undefined): z.infer<typeof PeopleCursor> | null {
  const read = decodeCursor(cursor);
  if (read === null) return null;
  const parsed = PeopleCursor.safeParse(read);
  if (!parsed.success) throw badCursor();
  return parsed.data;
}

function presentPerson(row: PersonRow): CampaignPerson {
  return {
    person: { id: row.person_id, name: row.name },
    sites: row.sites,
    siteCount: row.site_count,
    open: Number(row.open),
    late: Number(row.late),
    closed: Number(row.closed),
    oldestDueOn: row.oldest,
    lastReminder:
      row.kind === null || row.state === null || row.created_at === null
        ? null
        : {
            id: row.reminder_seen === true ? row.reminder_id : null,
            kind: row.kind,
            state: row.state,
            createdAt: row.created_at.toISOString(),
            sentAt: row.sent_at?.toISOString() ?? null,
          },
    mailRefused: row.mail_refused,
    active: row.active,
  };
}
