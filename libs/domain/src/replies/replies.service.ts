import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type {
  CreateReply,
  ReplyDetail,
  ReplyFigures,
  ReplyListQuery,
  ReplyPage,
  ReplyState,
} from '#contracts/replies';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { assertSite, siteFilter } from '#domain/identity';
import { openingSteps, PlansService } from '#domain/tasks';
import { Clock } from '#platform/clock';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { FileStore } from '#platform/storage';
import { loadFigures, loadObstacles, noFigures } from './figures.queries.js';
import { findReply, listReplies, loadVersions, type ReplyRecord } from './replies.queries.js';
import { presentReply, presentVersion, stateOf } from './reply.presenter.js';
import { replySubject } from './reply-letter.js';
import { loadSheet } from './reply-sheet.js';
import { replyPdf } from './reply-pdf.js';

/** As many pumps as a person looks through; the rest is in the list of tasks. */
const OBSTACLES = 100;

/** The replies that sites owe the firm. Sending them: ReplySendingService. */
@Injectable()
export class RepliesService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly plans: PlansService,
    private readonly files: FileStore,
  ) {}

  /** The replies of a campaign at the caller's sites, in the order in which they became due. */
  async list(caller: Caller, query: ReplyListQuery): Promise<ReplyPage> {
    const now = await this.clock.now();
    return this.atOneMoment((sql) => this.page(sql, now, caller, query));
  }

  private async page(sql: Sql, now: Date, caller: Caller, query: ReplyListQuery): Promise<ReplyPage> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const rows = await listReplies(sql, now, {
      sites: siteFilter(caller),
      campaignId: query.campaign,
      siteId: query.site ?? null,
      afterId: after?.id ?? null,
      limit: query.limit + 1,
    });
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    const figures = page.items.length === 0 ? new Map() : await this.figures(sql, page.items);
    return {
      ...page,
      items: page.items.map((row) => presentReply(row, figures.get(row.site_id) ?? noFigures)),
    };
  }

  /** @throws ExpectedError reply.not-found */
  async read(caller: Caller, id: string): Promise<ReplyDetail> {
    const now = await this.clock.now();
    return this.atOneMoment(async (sql) => this.detail(sql, await this.find(sql, now, caller, id)));
  }

  /** State, figures and versions are several statements: what they say together has to be true together. */
  private atOneMoment<T>(look: (sql: Sql) => Promise<T>): Promise<T> {
    return this.database.transaction('REPEATABLE READ', (manager) => look(sqlOf(manager)));
  }

  /**
   * The reply form: as the records say now, as a draft; or a version as it went out. A version that went out in another
   * form gives that.
   * @throws ExpectedError reply.not-found, reply.no-such-version
   */
  async document(
    caller: Caller,
    id: string,
    version: number | undefined,
  ): Promise<{ type: string; content: Buffer | Readable }> {
    const [sql, now] = [sqlOf(this.database), await this.clock.now()];
    const row = await this.find(sql, now, caller, id);
    if (version === undefined) {
      const figures = (await this.figures(sql, [row])).get(row.site_id) ?? noFigures;
      const draft = { figures, interim: false, contact: null, note: null, signature: null, at: now };
      return { type: 'application/pdf', content: await replyPdf(await loadSheet(sql, row, draft)) };
    }
    const [sent] = await loadVersions(sql, id, version);
    if (sent?.pdf) return { type: 'application/pdf', content: sent.pdf };
    if (sent?.file_key && sent.file_type) {
      return { type: sent.file_type, content: this.files.get(sent.file_key) };
    }
    throw new ExpectedError(
      'not-found',
      'reply.no-such-version',
      `This reply has no document of a version ${version}.`,
    );
  }

  /**
   * A reply for a site that the firm asked and that has no pump in scope; sites with pumps owe theirs by themselves.
   * @throws ExpectedError campaign.not-found, site.not-found, access.other-site, reply.site-outside (422),
   *   campaign.not-open (409) when it is closed
   */
  create(caller: Caller, { campaignId, siteId }: CreateReply): Promise<ReplyDetail> {
    return this.unitOfWork.run(caller, async (tx) => {
      assertSite(caller, siteId);
      const [campaign] = await tx.sql<{ status: string; inside: boolean }>(
        'SELECT status, site_ids IS NULL OR $2 = ANY(site_ids) AS inside FROM campaign WHERE id = $1 FOR SHARE',
        [campaignId, siteId],
      );
      if (campaign === undefined) throw notFound('campaign', campaignId);
      const [site] = await tx.sql('SELECT 1 FROM site WHERE id = $1', [siteId]);
      if (site === undefined) throw notFound('site', siteId);
      if (!campaign.inside || campaign.status === 'draft' || campaign.status === 'opening') {
        throw new ExpectedError(
          'invalid',
          'reply.site-outside',
          'Replies are for the sites of a campaign that was opened or cancelled.',
        );
      }
      const [made] = await tx.sql<{ id: string }>(
        'INSERT INTO reply (campaign_id, site_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id',
        [campaignId, siteId, tx.now],
      );
      const [known] =
        made === undefined
          ? await tx.sql<{ id: string }>('SELECT id FROM reply WHERE campaign_id = $1 AND site_id = $2', [
              campaignId,
              siteId,
            ])
          : [made];
      const id = (known as { id: string }).id;
      if (made !== undefined) {
        if (campaign.status === 'closed') {
          throw new ExpectedError(
            'conflict',
            'campaign.not-open',
            'This campaign was closed with a signature over its replies. Reopen it to add one.',
          );
        }
        tx.audit({
          action: 'reply.create',
          subjectType: 'reply',
          subjectId: id,
          siteId,
          new: { campaignId, siteId },
        });
      }
      return this.within(tx, id);
    });
  }

  /** The reply as a transaction sees it. @throws ExpectedError reply.not-found */
  async within(tx: Tx, id: string): Promise<ReplyDetail> {
    return this.detail(tx.sql, await this.find(tx.sql, tx.now, tx.caller, id));
  }

  /** @throws ExpectedError reply.not-found */
  async find(sql: Sql, now: Date, caller: Caller, id: string): Promise<ReplyRecord> {
    const row = await findReply(sql, now, siteFilter(caller), id);
    if (row === undefined) throw notFound('reply', id);
    return row;
  }

  /** Of replies of one campaign: the figures of this moment by site. */
  async figures(sql: Sql, rows: ReplyRecord[]): Promise<Map<string, ReplyFigures>> {
    const [first] = rows;
    if (first === undefined) return new Map();
    return loadFigures(
      sql,
      first.campaign_id,
      rows.map((row) => row.site_id),
      await this.asksForWork(sql, first),
    );
  }

  /** All replies of a campaign at these sites (null: everywhere), with the state that versions and records give. */
  async states(
    sql: Sql,
    now: Date,
    { campaignId, sites }: { campaignId: string; sites: readonly string[] | null },
  ): Promise<Array<{ row: ReplyRecord; state: ReplyState }>> {
    const rows = await listReplies(sql, now, { sites, campaignId, siteId: null, afterId: null, limit: null });
    const figures = await this.figures(sql, rows);
    return rows.map((row) => ({ row, state: stateOf(row, figures.get(row.site_id) ?? noFigures) }));
  }

  async obstacles(sql: Sql, row: ReplyRecord): Promise<ReplyDetail['obstacles']> {
    return loadObstacles(sql, row.campaign_id, row.site_id, await this.asksForWork(sql, row), OBSTACLES);
  }

  private async detail(sql: Sql, row: ReplyRecord): Promise<ReplyDetail> {
    const now = (await this.figures(sql, [row])).get(row.site_id) ?? noFigures;
    return {
      ...presentReply(row, now),
      now,
      subjects: { final: replySubject(row, false), interim: replySubject(row, true) },
      obstacles: await this.obstacles(sql, row),
      versions: (await loadVersions(sql, row.id)).map(presentVersion),
    };
  }

  private async asksForWork(sql: Sql, row: ReplyRecord): Promise<boolean> {
    return openingSteps(await this.plans.definition(sql, row.plan_id), 'device').length > 0;
  }
}
