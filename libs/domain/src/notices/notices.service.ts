import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  CreateNotice,
  type ImportedNotice,
  type NoticeListQuery,
  type NoticeSummary,
  type NoticeView,
  type ProductCriteria,
} from '#contracts/notices';
import { type ImportNotices, type ImportNoticesAnswer } from '#contracts/notice-import';
import type { Page } from '#contracts/common';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { deviceIdentifier } from '#contracts/udi';
import { cursorId, cutPage, sqlOf } from '#platform/database';
import { needsReading, summaryOf, viewOf } from './notice.presenter.js';
import { listNotices } from './notices.queries.js';
import { looksLikeOpenFda, type ReadNotice, readOpenFda } from './openfda.js';
import { type ShippedNoticeKey, shippedNotices } from './shipped/index.js';

/** Notices as they were sent. What they print is never changed: later letters are added, and codes (AddedCodesService). */
@Injectable()
export class NoticesService {
  constructor(
    private readonly database: DataSource,
    private readonly work: UnitOfWork,
  ) {}

  /** Newest first: by the day on which the firm began it. @throws ExpectedError request.bad-cursor */
  async list(query: NoticeListQuery): Promise<Page<NoticeSummary>> {
    const search = query.search?.trim() ?? '';
    const rows = await listNotices(sqlOf(this.database), {
      search: search === '' ? null : search,
      beforeId: cursorId(query.cursor),
      limit: query.limit + 1,
    });
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    const items = page.items.map((row) => ({
      ...summaryOf(row),
      products: row.products,
      communications: row.communications,
    }));
    return { ...page, items };
  }

  /** @throws ExpectedError notice.not-found */
  async read(noticeId: string): Promise<NoticeView> {
    return viewOf(sqlOf(this.database), noticeId);
  }

  async create(caller: Caller, notice: CreateNotice): Promise<NoticeView> {
    return this.work.run(caller, async (tx) =>
      viewOf(tx.sql, await store(tx, notice, { key: null, source: null })),
    );
  }

  /**
   * Notices of our own shape, and records of openFDA. The good ones land in one transaction; every entry that does not
   * comes back with its index, path and reason. A recall number that openFDA gave before is refused, not doubled.
   */
  async import(caller: Caller, body: ImportNotices): Promise<ImportNoticesAnswer> {
    const entries = Array.isArray(body) ? body : 'notices' in body ? body.notices : body.results;
    const onlyOpenFda = !Array.isArray(body) && 'results' in body;
    const refused: ImportNoticesAnswer['refused'] = [];
    const own: ReadNotice[] = [];
    const foreign: Array<{ index: number; entry: unknown }> = [];
    for (const [index, entry] of entries.entries()) {
      if (onlyOpenFda || looksLikeOpenFda(entry)) {
        foreign.push({ index, entry });
        continue;
      }
      const parsed = CreateNotice.safeParse(entry);
      if (parsed.success) own.push({ indexes: [index], notice: parsed.data, warnings: [] });
      else {
        refused.push(
          ...parsed.error.issues.map((issue) => ({
            index,
            path: issue.path.map(String).join('.'),
            reason: issue.message,
          })),
        );
      }
    }
    const read = readOpenFda(foreign);
    refused.push(...read.refused);
    return this.work.run(caller, async (tx) => {
      const created: ImportNoticesAnswer['created'] = [];
      const again: ImportNoticesAnswer['refused'] = [];
      for (const one of own) created.push(await this.land(tx, one, null));
      for (const one of read.notices) {
        const [known] = await tx.sql<{ id: string; numbers: string }>(
          `SELECT id, array_to_string(recall_numbers, ', ') AS numbers FROM notice
            WHERE source = 'openFDA' AND recall_numbers && $1::text[] LIMIT 1`,
          [one.notice.recallNumbers],
        );
        if (known === undefined) created.push(await this.land(tx, one, 'openFDA'));
        else {
          const reason = `is here already: notice ${known.id} (${known.numbers})`;
          again.push(...one.indexes.map((index) => ({ index, path: '', reason })));
        }
      }
      return { created, refused: [...refused, ...again].toSorted((a, b) => a.index - b.index) };
    });
  }

  /** The shipped notices, each created once by its key however often this is called. Returns their ids by key. */
  async ensureShipped(caller: Caller): Promise<Record<ShippedNoticeKey, string>> {
    return this.work.run(caller, async (tx) => {
      // two programs that load at once: the second waits here and then finds the rows
      await tx.sql('SELECT pg_advisory_xact_lock(hashtext($1))', ['notices.ensure-shipped']);
      const ids: Array<[ShippedNoticeKey, string]> = [];
      for (const { key, notice } of shippedNotices) {
        const [present] = await tx.sql<{ id: string }>('SELECT id FROM notice WHERE key = $1', [key]);
        ids.push([key, present?.id ?? (await store(tx, notice, { key, source: 'shipped' }))]);
      }
      return Object.fromEntries(ids) as Record<ShippedNoticeKey, string>;
    });
  }

  private async land(
    tx: Tx,
    one: ReadNotice,
    source: string | null,
  ): Promise<ImportNoticesAnswer['created'][number]> {
    const id = await store(tx, one.notice, { key: null, source });
    return {
      indexes: one.indexes,
      id,
      title: one.notice.title,
      needsReading: one.notice.affectedProducts.some(needsReading),
      warnings: one.warnings,
    };
  }
}

/** A UDI-DI that was given as a whole UDI is kept as its device identifier, for that is what records are held against. */
export const withIdentifiers = (product: ProductCriteria): ProductCriteria => ({
  ...product,
  udiDis: [...new Set(product.udiDis.map(deviceIdentifier))],
});

async function store(
  tx: Tx,
  notice: ImportedNotice,
  origin: { key: string | null; source: string | null },
): Promise<string> {
  const [row] = await tx.sql<{ id: string }>(
    `INSERT INTO notice (key, title, firm, class, action, initiated_on, recall_numbers, event_number, reason, reply_route, source, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
    [
      origin.key,
      notice.title,
      notice.firm,
      notice.class,
      notice.action,
      notice.initiatedOn ?? null,
      notice.recallNumbers,
      notice.eventNumber ?? null,
      notice.reason,
      notice.replyRoute ? JSON.stringify(notice.replyRoute) : null,
      origin.source,
      tx.caller.userId,
      tx.now,
    ],
  );
  const id = (row as { id: string }).id;
  const products = JSON.stringify(notice.affectedProducts.map(withIdentifiers));
  await tx.sql(
    `INSERT INTO affected_product (notice_id, position, name, criteria)
     SELECT $1, p.position, p.criteria->>'name', p.criteria
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS p(criteria, position) ORDER BY p.position`,
    [id, products],
  );
  await storeCommunications(tx, id, notice.communications);
  tx.audit({
    action: 'notice.create',
    subjectType: 'notice',
    subjectId: id,
    new: {
      ...origin,
      title: notice.title,
      firm: notice.firm,
      class: notice.class,
      action: notice.action,
      recallNumbers: notice.recallNumbers,
      eventNumber: notice.eventNumber ?? null,
      communications: notice.communications.length,
      products: notice.affectedProducts.map(({ name }) => name),
      // lists of serials can be long: the entry proves them without repeating them
      productsSha256: createHash('sha256').update(products).digest('hex'),
    },
  });
  return id;
}

async function storeCommunications(
  tx: Tx,
  noticeId: string,
  letters: CreateNotice['communications'],
): Promise<void> {
  await tx.sql(
    `INSERT INTO communication (notice_id, dated_on, kind, summary, created_at)
     SELECT $1, l.date, l.kind, l.summary, $3 FROM jsonb_to_recordset($2::jsonb) AS l(date text, kind text, summary text)`,
    [noticeId, JSON.stringify(letters), tx.now],
  );
}
