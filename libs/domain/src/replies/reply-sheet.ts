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
  const serials = await sql<ReplySheet['serials'][number]>(
    `SELECT coalesce(d.product_code, d.udi_di, '') AS "productCode",
            array_agg(coalesce(d.serial_number, 'without serial number, asset tag ' || d.asset_tag, 'without serial number')
                      ORDER BY d.serial_number, d.asset_tag, d.id) AS numbers
       FROM campaign_device cd JOIN device d ON d.id = cd.device_id
      WHERE cd.campaign_id = $1 AND cd.site_id = $2 AND cd.verdict <> 'not-affected' GROUP BY 1 ORDER BY 1`,
    [row.campaign_id, row.site_id],
  );
  return {
    ...said,
    serials,
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
