import type { Sql } from '#platform/database';
import { WRITTEN_OUT } from './report.queries.js';

const PUMP = `coalesce(d.asset_tag, d.serial_number, 'pump ' || d.id)`;

/** Every site's reply, with each version that went out, oldest first; a site that has not replied has one row without. */
export const repliesSent = (sql: Sql, campaignId: string) =>
  sql<{
    site: string;
    number: number | null;
    interim: boolean | null;
    route: string | null;
    total: Record<string, number> | null;
    by: string | null;
    at: Date | null;
    answer: string | null;
    acknowledged_at: Date | null;
  }>(
    `SELECT s.name AS site, v.number, v.interim, v.route, v.figures->'total' AS total, u.name AS by,
            CASE WHEN l.id IS NULL THEN v.created_at ELSE l.sent_at END AS at, coalesce(l.server_answer, l.last_error) AS answer, v.acknowledged_at
       FROM reply r JOIN site s ON s.id = r.site_id LEFT JOIN reply_version v ON v.reply_id = r.id
       LEFT JOIN letter l ON l.id = v.letter_id LEFT JOIN app_user u ON u.id = v.sent_by
      WHERE r.campaign_id = $1 ORDER BY s.name, v.number LIMIT 500`,
    [campaignId],
  );

export const forwardingsOf = (sql: Sql, campaignId: string) =>
  sql<{
    organisation: string;
    name: string;
    email: string;
    site: string;
    state: string;
    letters: number;
    acknowledged_at: Date | null;
    acknowledged_by: string | null;
    settler: string | null;
    reason: string | null;
  }>(
    `SELECT f.*, s.name AS site, u.name AS settler,
            (SELECT count(*)::int FROM letter l WHERE l.purpose = 'forward' AND l.subject_id = f.id AND l.state = 'sent') AS letters
       FROM forwarding f JOIN site s ON s.id = f.site_id LEFT JOIN app_user u ON u.id = f.settled_by
      WHERE f.campaign_id = $1 ORDER BY f.id LIMIT ${WRITTEN_OUT}`,
    [campaignId],
  );

export const harmsOf = (sql: Sql, campaignId: string) =>
  sql<{
    what: string;
    pump: string | null;
    site: string | null;
    aware_at: Date;
    due_on: string;
    state: string;
    decision: string | null;
    reports: string | null;
  }>(
    `SELECT h.what, ${PUMP} AS pump, s.name AS site, h.aware_at, h.due_on, h.state,
            (SELECT u.name || ': ' || x.reason FROM harm_decision x JOIN app_user u ON u.id = x.decided_by WHERE x.harm_id = h.id ORDER BY x.id DESC LIMIT 1) AS decision,
            (SELECT string_agg('to the ' || CASE x.recipient WHEN 'fda' THEN 'FDA' ELSE x.recipient END || ' ' || x.sent_on || ', ' || x.reference, '; ' ORDER BY x.id) FROM harm_report x WHERE x.harm_id = h.id) AS reports
       FROM harm_record h LEFT JOIN site s ON s.id = h.site_id LEFT JOIN device d ON d.id = h.device_id
      WHERE h.campaign_id = $1 ORDER BY h.id LIMIT ${WRITTEN_OUT}`,
    [campaignId],
  );

export const waitsOf = (sql: Sql, campaignId: string) =>
  sql<{
    waits_for: string;
    note: string | null;
    pump: string | null;
    site: string | null;
    asked_on: string;
    promised_on: string | null;
    chaser: string;
    ended_at: Date | null;
    over: boolean;
  }>(
    `SELECT w.*, ${PUMP} AS pump, s.name AS site, u.name AS chaser, t.status NOT IN ('open', 'waiting') AS over
       FROM task_wait w JOIN task t ON t.id = w.task_id AND t.campaign_id = w.campaign_id JOIN app_user u ON u.id = w.chaser_id
       LEFT JOIN site s ON s.id = t.site_id LEFT JOIN device d ON d.id = t.device_id
      WHERE w.campaign_id = $1 ORDER BY w.id LIMIT ${WRITTEN_OUT}`,
    [campaignId],
  );

/** What the watch did to single pumps is in tables/changes.csv. */
export const lettersApplied = (sql: Sql, campaignId: string) =>
  sql<{
    begun_at: Date;
    letter: string | null;
    reason: string;
    devices: number;
    tasks: number;
    by: string | null;
  }>(
    `SELECT k.begun_at, m.kind || ' of ' || m.dated_on AS letter, k.reason, u.name AS by,
            (SELECT count(*)::int FROM campaign_device_change WHERE change_id = k.id) AS devices,
            (SELECT count(*)::int FROM task_change WHERE change_id = k.id) AS tasks
       FROM campaign_change k LEFT JOIN communication m ON m.id = k.communication_id LEFT JOIN app_user u ON u.id = k.made_by
      WHERE k.campaign_id = $1 AND k.kind <> 'watch' ORDER BY k.id LIMIT ${WRITTEN_OUT}`,
    [campaignId],
  );
