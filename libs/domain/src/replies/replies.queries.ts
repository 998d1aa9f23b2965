import type { ReplyFigures, ReplyRoute } from '#contracts/replies';
import type { Sql } from '#platform/database';

/** The steps of a site whose end is that the firm has its answer. */
export const REPLY_STEPS = ['return-reply-form', 'acknowledge-on-portal'] as const;

export interface ReplyRecord {
  id: string;
  campaign_id: string;
  campaign_title: string;
  campaign_status: string;
  plan_id: string;
  notice_id: string;
  site_id: string;
  site_name: string;
  account_number: string | null;
  time_zone: string;
  firm: string;
  notice_title: string;
  reply_route: { kind: string; address?: string | null } | null;
  /** affected and possibly affected pumps, by the campaign's own count */
  kept: number;
  task_id: string | null;
  task_status: string | null;
  due_on: string | null;
  /** who has the step that asks for it; without one, the site's lead */
  person_id: string | null;
  person: string | null;
  late: boolean;
  /** the last version that counts: final, and not refused by the mail server */
  last_route: ReplyRoute | null;
  last_figures: ReplyFigures | null;
  last_letter: string | null;
  sent_at: Date | null;
  acknowledged_at: Date | null;
  last_error: string | null;
  /** of the newest version of all, interim or not, that went by e-mail */
  newest_letter: string | null;
  newest_figures: ReplyFigures | null;
  newest_note: string | null;
  newest_interim: boolean | null;
}

const SELECT = `
SELECT r.id, r.campaign_id, c.title AS campaign_title, c.status AS campaign_status, c.plan_id, c.notice_id, r.site_id,
       s.name AS site_name, s.account_number, s.time_zone, n.firm, n.title AS notice_title, n.reply_route,
       coalesce(cs.affected + cs.possibly_affected, 0)::int AS kept,
       t.id AS task_id, t.status AS task_status, t.due_on, p.id AS person_id, p.name AS person,
       coalesce(t.status IN ('open', 'waiting') AND t.due_on < ($1::timestamptz AT TIME ZONE s.time_zone)::date, false) AS late,
       v.route AS last_route, v.figures AS last_figures, v.letter AS last_letter, v.sent_at, v.acknowledged_at,
       newest.last_error, newest.state AS newest_letter, newest.figures AS newest_figures, newest.note AS newest_note, newest.interim AS newest_interim
  FROM reply r JOIN campaign c ON c.id = r.campaign_id JOIN notice n ON n.id = c.notice_id JOIN site s ON s.id = r.site_id
  LEFT JOIN campaign_site cs ON cs.campaign_id = r.campaign_id AND cs.site_id = r.site_id
  LEFT JOIN LATERAL (
    SELECT id, status, due_on, assignee_id FROM task WHERE campaign_id = r.campaign_id AND site_id = r.site_id AND device_id IS NULL
       AND step_key IN ('${REPLY_STEPS.join(`', '`)}') AND status <> 'withdrawn'
     ORDER BY step_key DESC LIMIT 1) t ON true
  LEFT JOIN app_user p ON p.id = coalesce(t.assignee_id, s.lead_id)
  LEFT JOIN LATERAL (
    SELECT v.route, v.figures, l.state AS letter, CASE WHEN l.id IS NULL THEN v.created_at ELSE l.sent_at END AS sent_at,
           v.acknowledged_at
      FROM reply_version v LEFT JOIN letter l ON l.id = v.letter_id
     WHERE v.reply_id = r.id AND NOT v.interim AND coalesce(l.state, 'sent') NOT IN ('refused', 'dropped')
     ORDER BY v.number DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (
    SELECT l.last_error, l.state, v.figures, v.details->>'note' AS note, v.interim FROM reply_version v JOIN letter l ON l.id = v.letter_id
     WHERE v.reply_id = r.id ORDER BY v.number DESC LIMIT 1) newest ON true`;

/** By id, those of the caller's sites, one page; without a limit all of them. */
export function listReplies(
  sql: Sql,
  now: Date,
  filter: {
    sites: readonly string[] | null;
    campaignId: string;
    siteId: string | null;
    afterId: string | null;
    limit: number | null;
  },
): Promise<ReplyRecord[]> {
  return sql<ReplyRecord>(
    `${SELECT} WHERE r.campaign_id = $2 AND ($3::bigint[] IS NULL OR r.site_id = ANY($3))
        AND ($4::bigint IS NULL OR r.site_id = $4) AND ($5::bigint IS NULL OR r.id > $5) ORDER BY r.id LIMIT $6`,
    [now, filter.campaignId, filter.sites, filter.siteId, filter.afterId, filter.limit],
  );
}

export async function findReply(
  sql: Sql,
  now: Date,
  sites: readonly string[] | null,
  id: string,
): Promise<ReplyRecord | undefined> {
  const [row] = await sql<ReplyRecord>(
    `${SELECT} WHERE r.id = $2 AND ($3::bigint[] IS NULL OR r.site_id = ANY($3))`,
    [now, id, sites],
  );
  return row;
}

export interface VersionRecord {
  number: number;
  interim: boolean;
  route: ReplyRoute;
  figures: ReplyFigures;
  details: {
    contact?: { name: string; title?: string; phone?: string; email: string } | null;
    note?: string | null;
    to?: string | null;
    referenceNumber?: string | null;
    photoId?: string | null;
  };
  sha256: string | null;
  pdf: Buffer | null;
  file_key: string | null;
  file_type: string | null;
  message_id: string | null;
  letter_state: string | null;
  letter_answer: string | null;
  letter_sent_at: Date | null;
  sent_by: string | null;
  sender: string | null;
  created_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  acknowledger: string | null;
  acknowledgement: { reference?: string | null; note?: string | null } | null;
}

/** What went out, oldest first; the PDFs themselves only for one version that is asked for. */
export function loadVersions(
  sql: Sql,
  replyId: string,
  number: number | null = null,
): Promise<VersionRecord[]> {
  return sql<VersionRecord>(
    `SELECT v.number, v.interim, v.route, v.figures, v.details, v.sha256, v.file_key, v.file_type,
            CASE WHEN $2::int IS NOT NULL THEN v.pdf END AS pdf,
            l.message_id, l.state AS letter_state, coalesce(l.server_answer, l.last_error) AS letter_answer, l.sent_at AS letter_sent_at,
            v.sent_by, s.name AS sender, v.created_at, v.acknowledged_at, v.acknowledged_by, a.name AS acknowledger, v.acknowledgement
       FROM reply_version v LEFT JOIN letter l ON l.id = v.letter_id
       LEFT JOIN app_user s ON s.id = v.sent_by LEFT JOIN app_user a ON a.id = v.acknowledged_by
      WHERE v.reply_id = $1 AND ($2::int IS NULL OR v.number = $2) ORDER BY v.number`,
    [replyId, number],
  );
}
