import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM, UnitOfWork } from '#domain/audit';
import { Clock } from '#platform/clock';
import type { Config } from '#platform/config';
import { sqlOf } from '#platform/database';
import type { Logger } from '#platform/logging';
import { type MailAnswer, Mailer, type OutgoingMail, PermanentMailError } from '#platform/mail';
import { CONFIG, LOGGER } from '#platform/wiring';
import { type Claim, Claims } from './claims.js';
import type { Message } from './messages/compose.js';
import { type Due, loadDue, type NotDue } from './state.queries.js';

export type SendingResult = 'sent' | 'dropped' | 'refused' | 'done';

/** A lease is renewed while the sender lives, so it only has to outlast a short stop of the process. */
const LEASES_PER_JOB_LOCK = 2;

/** Sends one reminder, whatever happened to it before. */
@Injectable()
export class SendingService {
  private readonly claims: Claims;
  private readonly mailHost: string;
  private salt: string | undefined;

  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(UnitOfWork) private readonly unitOfWork: UnitOfWork,
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.mailHost = new URL(config.publicUrl).hostname;
    const leaseSeconds = config.jobLockSeconds * LEASES_PER_JOB_LOCK;
    this.claims = new Claims(database, { leaseSeconds, mailHost: this.mailHost }, logger);
  }

  /**
   * Claims the row, reads what there is to say now, sends it and records it as sent. A crash leaves a row that is
   * claimed again when its lease is over; if the server had taken the message just before, it comes a second time
   * under the same Message-ID.
   * @throws Error when it has to be tried again: the mail server's answer, or another worker at the same row
   */
  async sendReminder(reminderId: string, attempt: { lastAttempt: boolean }): Promise<SendingResult> {
    const claim = await this.claims.take(reminderId);
    if (claim === 'done') return 'done';
    if (claim === 'held') throw new Error(`reminder ${reminderId} is being sent by another worker`);
    try {
      return await this.sendClaimed(claim);
    } catch (error) {
      await this.giveBack(claim, error, attempt.lastAttempt);
      throw error;
    } finally {
      this.claims.letGo(claim);
    }
  }

  private async sendClaimed(claim: Claim): Promise<SendingResult> {
    const now = await this.clock.now();
    const due = await loadDue(sqlOf(this.database), claim, now, this.config.publicUrl);
    if (typeof due === 'string') return this.leaveUnsent(claim, due);
    let answer: MailAnswer;
    try {
      answer = await this.mailer.send(await this.envelope(claim, due, due.message, now));
    } catch (error) {
      if (!(error instanceof PermanentMailError)) throw error;
      await this.recordRefusal(claim, error.message);
      return 'refused';
    }
    await this.recordSent(claim, due, due.kept ?? due.message, answer, now);
    return 'sent';
  }

  /** RFC 3834: made by a program; RFC 2919: which list of messages it belongs to. One thread a campaign. */
  private async envelope(claim: Claim, due: Due, message: Message, now: Date): Promise<OutgoingMail> {
    const salt = await this.messageSalt();
    return {
      to: due.address,
      subject: message.subject,
      text: message.text,
      html: message.html,
      messageId: claim.messageId,
      date: now,
      references: due.campaignIds.map((id) => `<campaign-${id}.${salt}@${this.mailHost}>`),
      headers: {
        'Auto-Submitted': 'auto-generated',
        // asks Exchange not to answer with an absence note
        'X-Auto-Response-Suppress': 'All',
        'List-Id': `Closeout reminders <reminders.closeout.${this.mailHost}>`,
        'X-Closeout-Kind': claim.kind,
      },
    };
  }

  private async recordSent(
    claim: Claim,
    due: Due,
    message: Message,
    answer: MailAnswer,
    now: Date,
  ): Promise<void> {
    const { subject, text, html } = message;
    const [row] = await sqlOf(this.database)<{ refused: boolean }>(
      `UPDATE reminder r SET state = 'sent', sent_at = $3, subject = $4, body_text = $5, body_html = $6, server_answer = $7,
              campaign_ids = $8, site_ids = $9, claimed_until = NULL, last_error = NULL
         FROM app_user u WHERE r.id = $1 AND r.attempts = $2 AND r.state = 'sending' AND u.id = r.person_id
       RETURNING u.mail_refused_at IS NOT NULL AS refused`,
      [claim.id, claim.attempt, now, subject, text, html, answer.response, due.campaignIds, due.siteIds],
    );
    if (row === undefined) {
      this.logger.warn(
        { reminderId: claim.id },
        'a reminder was taken over while it was sent: it goes out twice, as one message',
      );
    } else if (row.refused) {
      await this.unitOfWork.run(SYSTEM, async (tx) => {
        await tx.sql('UPDATE app_user SET mail_refused_at = NULL, mail_refused_reason = NULL WHERE id = $1', [
          claim.personId,
        ]);
        tx.audit({
          action: 'user.mail-accepted',
          subjectType: 'user',
          subjectId: claim.personId,
          new: { reminderId: claim.id, answer: answer.response },
        });
      });
    }
  }

  /** The row, the person and the audit entry say the same. From here on the person's work goes up the ladder. */
  private recordRefusal(claim: Claim, reason: string): Promise<void> {
    return this.unitOfWork.run(SYSTEM, async (tx) => {
      await tx.sql(
        `UPDATE reminder SET state = 'refused', last_error = $3, claimed_until = NULL WHERE id = $1 AND attempts = $2`,
        [claim.id, claim.attempt, reason],
      );
      await tx.sql('UPDATE app_user SET mail_refused_at = $2, mail_refused_reason = $3 WHERE id = $1', [
        claim.personId,
        tx.now,
        reason,
      ]);
      tx.audit({
        action: 'user.mail-refused',
        subjectType: 'user',
        subjectId: claim.personId,
        new: { reminderId: claim.id, reason },
      });
    });
  }

  private async leaveUnsent(claim: Claim, why: NotDue): Promise<SendingResult> {
    const state = why === 'mail-refused' ? 'refused' : 'dropped';
    await sqlOf(this.database)(
      `UPDATE reminder SET state = $3, last_error = $4, claimed_until = NULL WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
      [claim.id, claim.attempt, state, why],
    );
    return state;
  }

  private async giveBack(claim: Claim, error: unknown, lastAttempt: boolean): Promise<void> {
    await sqlOf(this.database)(
      `UPDATE reminder SET state = $3, last_error = $4, claimed_until = NULL WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
      [
        claim.id,
        claim.attempt,
        lastAttempt ? 'failed' : 'pending',
        error instanceof Error ? error.message : String(error),
      ],
    ).catch((failure: unknown) =>
      this.logger.warn(
        { err: failure, reminderId: claim.id },
        'a reminder could not be given back; its lease will end',
      ),
    );
  }

  private async messageSalt(): Promise<string> {
    if (this.salt === undefined) {
      const [row] = await sqlOf(this.database)<{ message_salt: string }>('SELECT message_salt FROM sweep');
      this.salt = row?.message_salt ?? '';
    }
    return this.salt;
  }
}
