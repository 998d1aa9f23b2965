import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  DecideHarm,
  DescribeHarm,
  HarmDataSheet,
  HarmListQuery,
  HarmPage,
  HarmReported,
  HarmView,
} from '#contracts/harms';
import { type Caller, SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { siteFilter } from '#domain/identity';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { findHarm, type HarmRow, harmState, listHarms, owedTo, presentHarm } from './harm.queries.js';
import { openHarmRecords } from './harm-intake.js';
import { localDay } from './local-day.js';
import { harmDataSheet, harmPdf } from './harm-sheet.js';

/**
 * Records of harm, or of what could have been harm, to a patient: 21 CFR 803.30 gives a user facility ten work days to
 * report a death to the FDA and the manufacturer, and a serious injury to the manufacturer.
 */
@Injectable()
export class HarmsService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Opens the records that completions ask for and that are not there yet; gives how many. */
  openReported(): Promise<number> {
    return this.unitOfWork.run(SYSTEM, (tx) => openHarmRecords(tx));
  }

  /** Newest first. */
  async list(caller: Caller, query: HarmListQuery): Promise<HarmPage> {
    const now = await this.clock.now();
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await listHarms(sqlOf(this.database), {
      sites: siteFilter(caller),
      campaignId: query.campaign ?? null,
      siteId: query.site ?? null,
      state: query.state ?? null,
      beforeId: after?.id ?? null,
      limit: query.limit + 1,
    });
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map((row) => presentHarm(row, now)) };
  }

  /** @throws ExpectedError harm.not-found */
  async read(caller: Caller, id: string): Promise<HarmView> {
    return presentHarm(await this.find(caller, id), await this.clock.now());
  }

  /** @throws ExpectedError harm.not-found */
  async dataSheet(caller: Caller, id: string): Promise<HarmDataSheet> {
    return harmDataSheet(sqlOf(this.database), await this.find(caller, id));
  }

  /** @throws ExpectedError harm.not-found */
  async dataSheetPdf(caller: Caller, id: string): Promise<Buffer> {
    const row = await this.find(caller, id);
    return harmPdf(await harmDataSheet(sqlOf(this.database), row), row);
  }

  /**
   * Decides whether it has to be reported, with the reason; a later decision takes its place, and both are kept.
   * @throws ExpectedError harm.not-found, harm.stale, campaign.not-open (409)
   */
  decide(caller: Caller, id: string, request: DecideHarm): Promise<HarmView> {
    return this.change(caller, id, request.version, 'harm.decide', async (tx) => {
      await tx.sql(
        `INSERT INTO harm_decision (harm_id, event, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5)`,
        [id, request.event, request.reason, caller.userId, tx.now],
      );
      return { event: request.event, reason: request.reason };
    });
  }

  /**
   * Records that it was reported to one of those whom the decision names.
   * @throws ExpectedError harm.not-found, harm.stale, campaign.not-open, harm.not-owed (409), harm.sent-in-future (422)
   */
  reported(caller: Caller, id: string, request: HarmReported): Promise<HarmView> {
    return this.change(caller, id, request.version, 'harm.reported', async (tx, row) => {
      const open = owedTo(
        row.decisions.at(-1)?.event,
        row.reports.map(({ to }) => to),
      );
      if (!open.includes(request.to)) {
        throw new ExpectedError(
          'conflict',
          'harm.not-owed',
          'By the last decision no report is owed there. Decide first, or look at what was reported.',
        );
      }
      if (request.sentOn > localDay(tx.now, row.time_zone)) {
        throw new ExpectedError(
          'invalid',
          'harm.sent-in-future',
          'The day on which it was reported lies ahead. Record it when it has been sent.',
          { errors: [{ path: 'sentOn', message: 'lies ahead' }] },
        );
      }
      await tx.sql(
        `INSERT INTO harm_report (harm_id, recipient, sent_on, reference, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, request.to, request.sentOn, request.reference, caller.userId, tx.now],
      );
      return { to: request.to, sentOn: request.sentOn, reference: request.reference };
    });
  }

  /**
   * Adds what form 3500A asks for and Closeout cannot know.
   * @throws ExpectedError harm.not-found, harm.stale, campaign.not-open (409)
   */
  describe(caller: Caller, id: string, { version, ...details }: DescribeHarm): Promise<HarmView> {
    return this.change(caller, id, version, 'harm.describe', async (tx) => {
      await tx.sql('UPDATE harm_record SET details = details || $2::jsonb WHERE id = $1', [
        id,
        JSON.stringify(details),
      ]);
      // who the patient is stands in the record alone
      return { fields: Object.keys(details) };
    });
  }

  private change(
    caller: Caller,
    id: string,
    version: number,
    action: string,
    work: (tx: Tx, row: HarmRow) => Promise<Record<string, unknown>>,
  ): Promise<HarmView> {
    return this.unitOfWork.run(caller, async (tx) => {
      await tx.sql('SELECT 1 FROM harm_record WHERE id = $1 FOR UPDATE', [id]);
      const row = await findHarm(tx.sql, siteFilter(caller), id);
      if (row === undefined) throw notFound('harm', id);
      const [campaign] = await tx.sql<{ status: string }>(
        'SELECT status FROM campaign WHERE id = $1 FOR SHARE',
        [row.campaign_id],
      );
      if (campaign?.status === 'closed') {
        throw new ExpectedError(
          'conflict',
          'campaign.not-open',
          'This campaign was closed with a signature over what was decided on harm. Reopen it to change that.',
        );
      }
      if (row.version !== version) {
        throw new ExpectedError(
          'conflict',
          'harm.stale',
          'Somebody changed this record in between. Look at its current state and try again.',
          { extra: { harm: presentHarm(row, tx.now) } },
        );
      }
      const changed = await work(tx, row);
      const after = (await findHarm(tx.sql, null, id)) as HarmRow;
      const state = harmState(
        after.decisions.at(-1)?.event,
        after.reports.map(({ to }) => to),
      );
      await tx.sql('UPDATE harm_record SET state = $2, version = version + 1 WHERE id = $1', [id, state]);
      tx.audit({
        action,
        subjectType: 'harm',
        subjectId: id,
        siteId: row.site_id,
        old: { state: row.state },
        new: { state, ...changed },
      });
      return presentHarm({ ...after, state, version: after.version + 1 }, tx.now);
    });
  }

  private async find(caller: Caller, id: string): Promise<HarmRow> {
    const row = await findHarm(sqlOf(this.database), siteFilter(caller), id);
    if (row === undefined) throw notFound('harm', id);
    return row;
  }
}
