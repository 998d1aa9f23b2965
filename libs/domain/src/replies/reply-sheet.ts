import type { Sql } from '#platform/database';
import type { ReplyRecord } from './replies.queries.js';
import type { ReplySheet } from './reply-pdf.js';

type Said = Pick<ReplySheet, 'figures' | 'interim' | 'contact' | 'note' | 'signature' | 'at'>;

/** Everything that stands on a reply form: what is said, and what it is an answer to. */
export async function loadSheet(sql: Sql, row: ReplyRecord, said: Said): Promise<ReplySheet> {
  const [notice] = await sql<{
    recall_numbers: string[];
    event_number: string | null;
    letter_date: string | null;
  }>(
    `SELECT n.recall_numbers, n.event_number,
            coalesce((SELECT dated_on FROM communication WHERE notice_id = n.id ORDER BY dated_on DESC, id DESC LIMIT 1), n.initiated_on::text) AS letter_date
       FROM notice n WHERE n.id = $1`,
    [row.notice_id],
  );
  return {
    ...said,
    firm: row.firm,
    noticeTitle: row.notice_title,
    recallNumbers: notice?.recall_numbers ?? [],
    eventNumber: notice?.event_number ?? null,
    letterDate: notice?.letter_date ?? null,
    site: row.site_name,
    accountNumber: row.account_number,
    corrects: row.last_figures !== null && !said.interim,
    timeZone: row.time_zone,
  };
}
