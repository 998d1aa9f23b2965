import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM, UnitOfWork } from '#domain/audit';
import { TasksService } from '#domain/tasks';
import { Clock } from '#platform/clock';
import { sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { noFigures } from './figures.queries.js';
import { FORWARD_REMINDER_DAYS } from './forward-timing.js';
import { alertRiskManager, openHarmRecords } from './harm-intake.js';
import { tellHolders } from './holder-telling.js';
import { oweLetter } from './letters.js';
import { localDay } from './local-day.js';
import { sameFigures } from './reconciliation.js';
import { findReply, REPLY_STEPS } from './replies.queries.js';
import { RepliesService } from './replies.service.js';
import { harmReminderOwed } from './work-days.js';

/** What went out is compared with the records that often; a page that shows a reply compares at once. */
const CHECK_EVERY_MINUTES = 10;
/** So many a sweep: one whole campaign of a large hospital group. */
const CHECKED_AT_ONCE = 200;
const LETTERS_AT_ONCE = 500;
/** Longer than all retries of a job together take, so that only abandoned letters are queued again. */
const PUT_BACK_AFTER_SECONDS = 300;

/**
 * What time or another room's change owes: replies of campaigns that opened, corrected ones, reminders to those who have
 * not acknowledged, the end of the ten work days. It may be killed at any point and run as often as one likes.
 */
@Injectable()
export class RepliesSweepService {
  constructor(
    private readonly database: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly replies: RepliesService,
    private readonly tasks: TasksService,
  ) {}

  async sweep(): Promise<void> {
    await this.unitOfWork.run(SYSTEM, (tx) => openHarmRecords(tx));
    await this.remindOfHarm();
    await this.owe();
    await this.takeOverByHand();
    await this.reopenRefused();
    await this.askForCorrections();
    await this.unitOfWork.run(SYSTEM, (tx) => tellHolders(tx));
    await this.remindForwardings();
    await this.putBack();
  }

  /** A reply is due from every site that has pumps in the scope of an open campaign, unless the firm wants none. */
  private owe(): Promise<void> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const made = await tx.sql<{ site_id: string }>(
        `INSERT INTO reply (campaign_id, site_id, created_at)
         SELECT cs.campaign_id, cs.site_id, $1
           FROM campaign c JOIN notice n ON n.id = c.notice_id JOIN campaign_site cs ON cs.campaign_id = c.id
          WHERE c.status = 'open' AND coalesce(n.reply_route->>'kind', '') <> 'none'
            AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.campaign_id = cs.campaign_id AND r.site_id = cs.site_id)
          ORDER BY 1, 2 ON CONFLICT DO NOTHING RETURNING site_id`,
        [tx.now],
      );
      if (made.length > 0) {
        tx.audit({
          action: 'reply.due',
          subjectType: 'reply',
          subjectId: null,
          new: { replies: made.length },
        });
      }
    });
  }

  /** The step was closed without a reply from here: on paper, by telephone. It counts as one with the figures of now. */
  private async takeOverByHand(): Promise<void> {
    const sql = sqlOf(this.database);
    const closed = await sql<{ id: string; completion_id: string; by: string; at: Date; said: string }>(
      `SELECT r.id, h.id AS completion_id, h.completed_by AS by, h.completed_at AS at,
              concat_ws(' ', CASE WHEN h.outcome = 'not-applicable' THEN 'Closed as not applicable:' END, h.reason, h.note) AS said
         FROM reply r JOIN task t ON t.campaign_id = r.campaign_id AND t.site_id = r.site_id AND t.device_id IS NULL
          AND t.step_key = ANY($1) AND t.status = 'closed'
         JOIN LATERAL (SELECT * FROM task_completion WHERE task_id = t.id ORDER BY id DESC LIMIT 1) h ON true
        WHERE NOT EXISTS (SELECT 1 FROM reply_version v WHERE v.reply_id = r.id AND v.completion_id >= h.id)
        ORDER BY r.id LIMIT ${CHECKED_AT_ONCE}`,
      [REPLY_STEPS],
    );
    for (const { id, completion_id, by, at, said } of closed) {
      await this.unitOfWork.run(SYSTEM, async (tx) => {
        await tx.sql('SELECT 1 FROM reply WHERE id = $1 FOR UPDATE', [id]);
        const row = await findReply(tx.sql, tx.now, null, id);
        if (row === undefined) return;
        const figures = (await this.replies.figures(tx.sql, [row])).get(row.site_id) ?? noFigures;
        const [made] = await tx.sql<{ number: number }>(
          `INSERT INTO reply_version (reply_id, number, interim, route, figures, details, completion_id, sent_by, created_at)
           SELECT $1, coalesce((SELECT max(number) FROM reply_version WHERE reply_id = $1), 0) + 1, false, 'by-hand', $2, $3, $4, $5, $6
            WHERE NOT EXISTS (SELECT 1 FROM reply_version WHERE reply_id = $1 AND completion_id >= $4)
           RETURNING number`,
          [
            id,
            JSON.stringify(figures),
            JSON.stringify({ note: said === '' ? null : said }),
            completion_id,
            by,
            at,
          ],
        );
        if (made === undefined) return;
        tx.audit({
          action: 'reply.by-hand',
          subjectType: 'reply',
          subjectId: id,
          siteId: row.site_id,
          new: { version: made.number, figures, closedBy: by },
        });
      });
    }
  }

  /** The firm's mail server will never take the reply: the step that it closed is open again. */
  private async reopenRefused(): Promise<void> {
    const refused = await sqlOf(this.database)<{ task_id: string; version: number; error: string | null }>(
      `SELECT t.id AS task_id, t.version, l.last_error AS error
         FROM letter l JOIN reply_version v ON v.letter_id = l.id JOIN task_completion h ON h.id = v.completion_id
         JOIN task t ON t.id = h.task_id AND t.campaign_id = h.campaign_id AND t.status = 'closed'
         JOIN campaign c ON c.id = t.campaign_id AND c.status = 'open'
        WHERE l.purpose = 'reply' AND l.state = 'refused' AND h.reopened_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM reply_version later WHERE later.reply_id = v.reply_id AND later.number > v.number)`,
    );
    for (const { task_id, version, error } of refused)
      await this.reopen(task_id, version, `The firm’s mail server did not take the reply: ${error ?? ''}`);
  }

  /** The count changed after the reply went out: the step is open again, and its reminders with it. */
  private async askForCorrections(): Promise<void> {
    const [sql, now] = [sqlOf(this.database), await this.clock.now()];
    const due = await sql<{ id: string }>(
      `UPDATE reply SET checked_at = $1 WHERE id IN (
         SELECT r.id FROM reply r JOIN campaign c ON c.id = r.campaign_id AND c.status = 'open'
          WHERE (r.checked_at IS NULL OR r.checked_at < $1::timestamptz - make_interval(mins => ${CHECK_EVERY_MINUTES}))
            AND EXISTS (SELECT 1 FROM reply_version v LEFT JOIN letter l ON l.id = v.letter_id
                         WHERE v.reply_id = r.id AND NOT v.interim AND coalesce(l.state, 'sent') = 'sent')
          ORDER BY r.checked_at NULLS FIRST, r.id LIMIT ${CHECKED_AT_ONCE} FOR UPDATE OF r SKIP LOCKED) RETURNING id`,
      [now],
    );
    for (const { id } of due) {
      const row = await findReply(sql, now, null, id);
      if (row?.task_id == null || row.task_status !== 'closed' || row.last_figures === null) continue;
      const figures = (await this.replies.figures(sql, [row])).get(row.site_id) ?? noFigures;
      if (sameFigures(figures, row.last_figures)) continue;
      const [task] = await sql<{ version: number }>(
        'SELECT version FROM task WHERE id = $1 AND campaign_id = $2',
        [row.task_id, row.campaign_id],
      );
      const reason = 'The count of pumps has changed since the reply went out: send a corrected one.';
      if (task !== undefined) await this.reopen(row.task_id, task.version, reason);
    }
  }

  private async reopen(taskId: string, version: number, reason: string): Promise<void> {
    try {
      await this.tasks.reopenTask(SYSTEM, taskId, { version, reason });
    } catch (error) {
      // somebody was there first, or the campaign is over: the next sweep sees what is left to do
      if (!(error instanceof ExpectedError)) throw error;
    }
  }

  private async remindForwardings(): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const due = await tx.sql<{
        id: string;
        campaign_id: string;
        name: string;
        email: string;
        letters: number;
      }>(
        `SELECT f.id, f.campaign_id, f.name, f.email, l.letters
           FROM forwarding f JOIN campaign c ON c.id = f.campaign_id AND c.status = 'open'
           JOIN LATERAL (SELECT count(*)::int AS letters, bool_and(state = 'sent') AS sent, max(sent_at) AS last
                           FROM letter WHERE purpose = 'forward' AND subject_id = f.id) l ON true
          WHERE f.state = 'waiting' AND l.sent
            AND l.last <= $1::timestamptz - make_interval(days => CASE WHEN c.class = 'I' THEN $2::int ELSE $3::int END)
          ORDER BY f.id LIMIT ${LETTERS_AT_ONCE}`,
        [tx.now, FORWARD_REMINDER_DAYS.I, FORWARD_REMINDER_DAYS.other],
      );
      for (const row of due) {
        await oweLetter(tx, {
          purpose: 'forward',
          subjectId: row.id,
          occasion: `reminder ${row.letters}`,
          campaignId: row.campaign_id,
          to: { name: row.name, address: row.email },
        });
      }
      if (due.length > 0) {
        const reminded = due.map(({ id }) => id);
        tx.audit({
          action: 'forwarding.remind',
          subjectType: 'forwarding',
          subjectId: null,
          new: { reminded },
        });
      }
    });
  }

  private async remindOfHarm(): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const open = await tx.sql<{ id: string; campaign_id: string; due_on: string; time_zone: string }>(
        `SELECT h.id, h.campaign_id, h.due_on, coalesce(s.time_zone, 'UTC') AS time_zone
           FROM harm_record h LEFT JOIN site s ON s.id = h.site_id WHERE h.state IN ('undecided', 'reportable') ORDER BY h.id`,
      );
      for (const { id, campaign_id, due_on, time_zone } of open) {
        const today = localDay(tx.now, time_zone);
        if (!harmReminderOwed(today, due_on)) continue;
        await alertRiskManager(tx, { id, campaignId: campaign_id, occasion: `day ${today}` });
      }
    });
  }

  private async putBack(): Promise<void> {
    await this.unitOfWork.run(SYSTEM, async (tx) => {
      const left = await tx.sql<{ id: string }>(
        `UPDATE letter SET queued_at = clock_timestamp() WHERE id IN (
           SELECT id FROM letter WHERE state IN ('pending', 'sending', 'failed')
              AND queued_at < clock_timestamp() - make_interval(secs => ${PUT_BACK_AFTER_SECONDS})
            ORDER BY id LIMIT ${LETTERS_AT_ONCE} FOR UPDATE SKIP LOCKED) RETURNING id`,
      );
      for (const { id } of left) tx.emit('replies.send', { letterId: id });
    });
  }
}
