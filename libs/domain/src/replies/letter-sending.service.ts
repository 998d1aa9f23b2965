import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM, type Tx, UnitOfWork } from '#domain/audit';
import { Clock } from '#platform/clock';
import type { Config } from '#platform/config';
import { type Sql, sqlOf } from '#platform/database';
import { type MailAnswer, Mailer, PermanentMailError } from '#platform/mail';
import { CONFIG } from '#platform/wiring';
import { composeForward } from './forward-letter.js';
import { composeHarmAlert } from './harm-letter.js';
import type { LetterPurpose } from './letters.js';

export type LetterResult = 'sent' | 'dropped' | 'refused' | 'done';

interface LetterRow {
  id: string;
  purpose: LetterPurpose;
  subject_id: string;
  occasion: string;
  campaign_id: string;
  to_name: string;
  to_address: string;
  reply_to: string | null;
  subject: string | null;
  body_text: string | null;
  body_html: string | null;
  attachment: Buffer | null;
  attachment_name: string | null;
  message_id: string;
}

interface Written {
  subject: string;
  text: string;
  html: string;
  /** what is kept of it, where that is less: a link is known to its addressee alone */
  kept?: { text: string; html: string };
}

/** Any number that no other advisory lock of two keys takes. */
const SENDING_LOCK = 20_260_103;

/**
 * Sends one letter, whatever happened to it before (docs/decisions/0014). Whoever sends it holds a lock of its
 * connection: a killed worker's letter is free at once, and goes out under the same Message-ID.
 */
@Injectable()
export class LetterSendingService {
  private readonly mailHost: string;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.mailHost = new URL(config.publicUrl).hostname;
  }

  /** @throws Error when it has to be tried again: the mail server's answer, or another worker at the same letter */
  async sendLetter(id: string, attempt: { lastAttempt: boolean }): Promise<LetterResult> {
    const runner = this.database.createQueryRunner();
    await runner.connect();
    try {
      const [lock] = (await runner.query('SELECT pg_try_advisory_lock($1, hashint8($2)) AS mine', [
        SENDING_LOCK,
        id,
      ])) as [{ mine: boolean }];
      if (!lock.mine) throw new Error(`letter ${id} is being sent by another worker`);
      try {
        return await this.sendLocked(sqlOf(this.database), id, attempt.lastAttempt);
      } finally {
        await runner.query('SELECT pg_advisory_unlock($1, hashint8($2))', [SENDING_LOCK, id]);
      }
    } finally {
      await runner.release();
    }
  }

  private async sendLocked(sql: Sql, id: string, lastAttempt: boolean): Promise<LetterResult> {
    // The Message-ID commits before the message goes out, so that every attempt has the same.
    const [letter] = await sql<LetterRow>(
      `UPDATE letter l SET state = 'sending', attempts = attempts + 1,
              message_id = coalesce(message_id, '<letter-' || l.id || '.' || s.message_salt || '@' || $2 || '>')
         FROM sweep s WHERE l.id = $1 AND l.state IN ('pending', 'sending', 'failed') RETURNING l.*`,
      [id, this.mailHost],
    );
    if (letter === undefined) return 'done';
    try {
      const now = await this.clock.now();
      const written = await this.write(sql, letter, now);
      if (written === null) {
        await sql(`UPDATE letter SET state = 'dropped' WHERE id = $1`, [id]);
        return 'dropped';
      }
      const answer = await this.mailer.send({
        to: { name: letter.to_name, address: letter.to_address },
        subject: written.subject,
        text: written.text,
        html: written.html,
        messageId: letter.message_id,
        date: now,
        references: [],
        ...(letter.reply_to === null ? {} : { replyTo: letter.reply_to }),
        ...(letter.attachment === null
          ? {}
          : {
              attachments: [
                {
                  filename: letter.attachment_name ?? 'reply.pdf',
                  content: letter.attachment,
                  contentType: 'application/pdf',
                },
              ],
            }),
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'OOF',
          'X-Closeout-Kind': letter.purpose,
        },
      });
      await this.recordSent(letter, written, answer);
      return 'sent';
    } catch (error) {
      if (error instanceof PermanentMailError) {
        await this.recordRefused(letter, error.message);
        return 'refused';
      }
      await sql(`UPDATE letter SET state = $2, last_error = $3 WHERE id = $1 AND state = 'sending'`, [
        id,
        lastAttempt ? 'failed' : 'pending',
        error instanceof Error ? error.message : String(error),
      ]);
      throw error;
    }
  }

  /** A reply stands as it was signed; the others say what is true now. Null: there is nothing to say any more. */
  private async write(sql: Sql, letter: LetterRow, now: Date): Promise<Written | null> {
    const about = { subjectId: letter.subject_id, occasion: letter.occasion };
    switch (letter.purpose) {
      case 'reply':
        return {
          subject: letter.subject ?? '',
          text: letter.body_text ?? '',
          html: letter.body_html ?? '',
        };
      case 'forward':
        return composeForward(sql, about, this.config.publicUrl);
      case 'harm':
        return composeHarmAlert(sql, { ...about, now, reader: letter.to_name }, this.config.publicUrl);
    }
  }

  private recordSent(letter: LetterRow, written: Written, answer: MailAnswer): Promise<void> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      const kept = written.kept ?? written;
      await tx.sql(
        `UPDATE letter SET state = 'sent', sent_at = $2, server_answer = $3, subject = $4, body_text = $5, body_html = $6,
                last_error = NULL WHERE id = $1`,
        [letter.id, tx.now, answer.response, written.subject, kept.text, kept.html],
      );
      await this.audit(tx, letter, 'letter.sent', { answer: answer.response });
    });
  }

  private recordRefused(letter: LetterRow, reason: string): Promise<void> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      await tx.sql(`UPDATE letter SET state = 'refused', last_error = $2 WHERE id = $1`, [letter.id, reason]);
      await this.audit(tx, letter, 'letter.refused', { reason });
    });
  }

  private async audit(
    tx: Tx,
    letter: LetterRow,
    action: string,
    more: Record<string, unknown>,
  ): Promise<void> {
    const table = { reply: 'reply', forward: 'forwarding', harm: 'harm_record' }[letter.purpose];
    const [subject] = await tx.sql<{ site_id: string | null }>(`SELECT site_id FROM ${table} WHERE id = $1`, [
      letter.subject_id,
    ]);
    tx.audit({
      action,
      subjectType: table.replace('_record', ''),
      subjectId: letter.subject_id,
      siteId: subject?.site_id ?? null,
      new: { letterId: letter.id, occasion: letter.occasion, messageId: letter.message_id, ...more },
    });
  }
}
