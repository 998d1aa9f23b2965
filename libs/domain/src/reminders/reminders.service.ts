import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type {
  RemindAnswer,
  RemindCampaign,
  ReminderDetail,
  ReminderListQuery,
  ReminderView,
  RemindPreview,
  SweepView,
} from '#contracts/reminders';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { remindable, sentToday } from './remindable.queries.js';
import { momentFor } from './sweep-plan.js';
import { loadAway, loadPeople } from './sweep.queries.js';
import { whoGetsIt } from './who-gets-it.js';
import { presentReminder, REMINDER_COLUMNS, type ReminderRow } from './reminder.presenter.js';

/**
 * Whether a caller may read a reminder r: their own, what was sent on their behalf while they were away, and those that list nothing but sites they are given ($1: null
 * for all sites; $2: the caller). A message that lists other sites too is not shown in part.
 */
const VISIBLE = `($1::bigint[] IS NULL OR r.person_id = $2 OR r.for_person_id = $2 OR (r.site_ids <> '{}' AND r.site_ids <@ $1::bigint[]))`;

/** Reminders as people see them and ask for them. */
@Injectable()
export class RemindersService {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Newest first. */
  async list(caller: Caller, query: ReminderListQuery): Promise<Page<ReminderView>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await sqlOf(this.database)<ReminderRow>(
      `SELECT ${REMINDER_COLUMNS} FROM reminder r JOIN app_user u ON u.id = r.person_id
        WHERE ${VISIBLE} AND ($3::bigint IS NULL OR r.id < $3) AND ($4::bigint IS NULL OR r.campaign_ids @> ARRAY[$4::bigint])
          AND ($5::bigint IS NULL OR r.person_id = $5 OR r.for_person_id = $5) AND ($6::text IS NULL OR r.state = $6) AND ($7::text IS NULL OR r.kind = $7)
        ORDER BY r.id DESC LIMIT $8`,
      [
        siteFilter(caller),
        caller.userId,
        after?.id ?? null,
        query.campaign ?? null,
        query.person === 'me' ? caller.userId : (query.person ?? null),
        query.state ?? null,
        query.kind ?? null,
        query.limit + 1,
      ],
    );
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(presentReminder) };
  }

  /**
   * One reminder with the message as it was sent.
   * @throws ExpectedError reminder.not-found
   */
  async read(caller: Caller, id: string): Promise<ReminderDetail> {
    const [row] = await sqlOf(this.database)<
      ReminderRow & {
        note: string | null;
        body_text: string | null;
        body_html: string | null;
        server_answer: string | null;
      }
    >(
      `SELECT ${REMINDER_COLUMNS}, r.note, r.body_text, r.body_html, r.server_answer
         FROM reminder r JOIN app_user u ON u.id = r.person_id WHERE ${VISIBLE} AND r.id = $3`,
      [siteFilter(caller), caller.userId, id],
    );
    if (row === undefined) throw notFound('reminder', id);
    return {
      ...presentReminder(row),
      note: row.note,
      text: row.body_text,
      html: row.body_html,
      serverAnswer: row.server_answer,
    };
  }

  /**
   * Asks for an e-mail to everybody with open tasks in a campaign, or to some of them, at once and at any hour. Only
   * people with work at the caller's sites. A second message to a person within a second is not made, and they are named
   * as skipped.
   * @throws ExpectedError campaign.not-found, campaign.not-open
   */
  remind(caller: Caller, campaignId: string, request: RemindCampaign): Promise<RemindAnswer> {
    return this.unitOfWork.run(caller, async (tx) => {
      await assertOpen(tx, campaignId);
      const wanted = request.personIds === undefined ? null : [...new Set(request.personIds)];
      const people = await remindable(tx.sql, campaignId, wanted, siteFilter(caller));
      const reachable = people.filter(({ active }) => active);
      const rows = await tx.sql<{ id: string; owed_to: string }>(
        `INSERT INTO reminder (kind, person_id, for_person_id, campaign_id, moment, campaign_ids, site_ids, requested_by, note, created_at, queued_at)
         SELECT 'manual', x.person_id, x.for_person_id, $2, x.moment, ARRAY[$2::bigint], x.site_ids::bigint[], $3, $4, $5, clock_timestamp()
           FROM jsonb_to_recordset($1::jsonb) AS x(person_id bigint, for_person_id bigint, moment text, site_ids text)
             ON CONFLICT (kind, person_id, campaign_id, moment) DO NOTHING RETURNING id, coalesce(for_person_id, person_id) AS owed_to`,
        [
          JSON.stringify(
            (await addressed(tx, reachable)).map(({ personId, forPersonId, siteIds }) => ({
              person_id: personId,
              for_person_id: forPersonId,
              moment: momentFor(`${tx.now.toISOString().slice(0, 19)}Z`, forPersonId),
              site_ids: `{${siteIds.join(',')}}`,
            })),
          ),
          campaignId,
          caller.userId,
          request.note ?? null,
          tx.now,
        ],
      );
      for (const { id } of rows) tx.emit('reminders.send', { reminderId: id });
      if (rows.length > 0) {
        tx.audit({
          action: 'campaign.remind',
          subjectType: 'campaign',
          subjectId: campaignId,
          new: { reminders: rows.length, personIds: wanted, note: request.note ?? null },
        });
      }
      return {
        reminders: rows.length,
        reminderIds: rows.map(({ id }) => id),
        skipped: [
          ...skippedOf(wanted ?? people.map(({ id }) => id), people),
          ...reachable
            .filter(({ id }) => !rows.some((row) => row.owed_to === id))
            .map(({ id }) => ({ personId: id, reason: 'reminded-just-now' as const })),
        ],
      };
    });
  }

  /** Whom `remind` would reach now, and who of them had an e-mail today. @throws ExpectedError campaign.not-found, campaign.not-open */
  async remindPreview(caller: Caller, campaignId: string): Promise<RemindPreview> {
    const sql = sqlOf(this.database);
    await assertOpen({ sql, caller }, campaignId);
    const people = await remindable(sql, campaignId, null, siteFilter(caller));
    const today = await sentToday(
      sql,
      await this.clock.now(),
      campaignId,
      people.map(({ id }) => id),
    );
    return {
      items: people
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
        .map(({ id, name, active }) => ({
          person: { id, name },
          active,
          sentTodayAt: today.get(id)?.toISOString() ?? null,
        })),
    };
  }

  /** How far the sweep has come. */
  async sweep(): Promise<SweepView> {
    const [row] = await sqlOf(this.database)<{
      swept_at: Date | null;
      finished_at: Date | null;
      unsent: string;
    }>(
      `SELECT swept_at, finished_at,
              (SELECT count(*) FROM reminder WHERE state IN ('pending', 'sending', 'failed')) AS unsent FROM sweep`,
    );
    return {
      sweptAt: row?.swept_at?.toISOString() ?? null,
      finishedAt: row?.finished_at?.toISOString() ?? null,
      unsent: Number(row?.unsent ?? 0),
    };
  }
}

/** To each person, or to who stands in for them while they are away: if the stand-in can take all of it. */
async function addressed(
  tx: Tx,
  asked: ReadonlyArray<{ id: string; site_ids: string[] }>,
): Promise<Array<{ personId: string; forPersonId: string | null; siteIds: string[] }>> {
  const away = await loadAway(tx.sql, tx.now);
  const people = await loadPeople(tx.sql, [...away.values()]);
  return asked.map(({ id, site_ids: siteIds }) => {
    const takers = new Set(
      (siteIds.length === 0 ? [null] : siteIds).map((site) => whoGetsIt(id, site, { people, away })),
    );
    const [taker] = takers;
    return takers.size === 1 && taker !== undefined && taker !== id
      ? { personId: taker, forPersonId: id, siteIds }
      : { personId: id, forPersonId: null, siteIds };
  });
}

function skippedOf(
  wanted: readonly string[],
  people: ReadonlyArray<{ id: string; active: boolean }>,
): RemindAnswer['skipped'] {
  const active = new Map(people.map((one) => [one.id, one.active]));
  return wanted
    .filter((id) => active.get(id) !== true)
    .map((personId) => ({ personId, reason: active.has(personId) ? 'not-active' : 'no-open-tasks' }));
}

/** Sees a campaign whoever sees one of its sites: the rule of the campaigns' own routes. */
async function assertOpen(tx: Pick<Tx, 'sql' | 'caller'>, campaignId: string): Promise<void> {
  const [campaign] = await tx.sql<{ status: string }>(
    `SELECT status FROM campaign WHERE id = $1 AND ($2::bigint[] IS NULL OR site_ids IS NULL OR site_ids && $2::bigint[])`,
    [campaignId, siteFilter(tx.caller)],
  );
  if (campaign === undefined) throw notFound('campaign', campaignId);
  if (campaign.status !== 'open') {
    throw new ExpectedError(
      'conflict',
      'campaign.not-open',
      `Reminders belong to an open campaign, and this one is ${campaign.status}.`,
    );
  }
}
