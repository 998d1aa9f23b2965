import type { NoticeRef, NoticeSummary, NoticeView, ProductCriteria } from '#contracts/notices';
import type { Sql } from '#platform/database';
import { namedCriteria } from './added-codes.js';
import {
  listCommunications,
  loadProducts,
  type NoticeRow,
  presentCommunication,
  type ProductRow,
  readNotice,
} from './notices.queries.js';

/** Whether a person has to read what no program could: free text, or a product without any code. */
export const needsReading = (product: ProductCriteria): boolean =>
  Boolean(product.unread) || product.productCodes.length + product.udiDis.length === 0;

/** A notice with its letters and products as they are now. @throws ExpectedError notice.not-found */
export async function viewOf(sql: Sql, noticeId: string): Promise<NoticeView> {
  const row = await readNotice(sql, noticeId);
  const products = await loadProducts(sql, noticeId);
  const letters = await listCommunications(sql, noticeId);
  return {
    ...summaryOf(row),
    reason: row.reason,
    replyRoute: row.reply_route,
    communications: letters.map(presentCommunication),
    affectedProducts: products.map(presentProduct),
    scopeVersion: row.scope_version,
    attachedTo: row.attached_to,
    attached: await sql<NoticeRef>('SELECT id, title, firm FROM notice WHERE attached_to = $1 ORDER BY id', [
      noticeId,
    ]),
  };
}

export const presentProduct = (product: ProductRow): NoticeView['affectedProducts'][number] => ({
  ...product.criteria,
  id: product.id,
  position: product.position,
  addedCodes: product.added,
  needsReading: needsReading(namedCriteria(product)),
});

export const summaryOf = (row: NoticeRow): Omit<NoticeSummary, 'products' | 'communications'> => ({
  id: row.id,
  key: row.key,
  title: row.title,
  firm: row.firm,
  class: row.class,
  action: row.action,
  initiatedOn: row.initiated_on,
  recallNumbers: row.recall_numbers,
  eventNumber: row.event_number,
  source: row.source,
  needsReading: row.needs_reading,
  createdAt: row.created_at.toISOString(),
});
