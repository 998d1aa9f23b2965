import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { MailboxDetail, MailboxMessage, MailboxQuery } from '#contracts/mailbox';
import type { Caller } from '#domain/audit';
import type { Config } from '#platform/config';
import { cutPage, decodeCursor, sqlOf } from '#platform/database';
import { ExpectedError, notFound } from '#platform/errors';
import { attachmentsOf, type MailAttachment } from '#platform/mail';
import { CONFIG } from '#platform/wiring';
import { readsAllMail, readsInvitations } from './mailbox.policy.js';

/**
 * A link that opens an account is for its addressee's eyes ($3), whoever else reads all mail. Whoever manages people ($4)
 * also reads the invitation of somebody without a password: that person cannot sign in to read it here.
 */
const NOT_OTHERS_LINKS = `(coalesce(headers->>'X-Closeout-Kind', '') NOT IN ('invite', 'password-reset')
  OR recipients @> ARRAY[$3::text]
  OR ($4::boolean AND headers->>'X-Closeout-Kind' = 'invite' AND cardinality(recipients) = 1
      AND EXISTS (SELECT FROM app_user u WHERE lower(u.email) = recipients[1] AND u.password_hash IS NULL)))`;

const COLUMNS = 'id, recipients, subject, message_id, sent_on, headers, deliveries';

interface MailboxRow {
  id: string;
  recipients: string[];
  subject: string;
  message_id: string;
  sent_on: Date;
  headers: Record<string, string>;
  deliveries: number;
}

interface MessageRow extends MailboxRow {
  body_text: string | null;
  body_html: string | null;
  /** as it came, attachments and all */
  raw: Buffer;
  received_at: Date;
}

/** What the embedded mail server has received. With a mail server of the house there is no mailbox here. */
@Injectable()
export class MailboxService {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Newest first.
   * @throws ExpectedError mailbox.not-embedded
   */
  async list(caller: Caller, query: MailboxQuery): Promise<Page<MailboxMessage>> {
    const after = decodeCursor<{ id: string }>(query.cursor);
    const { own, only, invitations } = await this.reach(caller);
    const rows = await sqlOf(this.database)<MailboxRow>(
      `SELECT ${COLUMNS} FROM mailbox_message
        WHERE ($1::text IS NULL OR recipients @> ARRAY[$1]) AND ($2::text IS NULL OR recipients @> ARRAY[$2])
          AND ($7::text IS NULL OR strpos(lower(subject), lower($7)) > 0
               OR strpos(array_to_string(recipients, ' '), lower($7)) > 0)
          AND ${NOT_OTHERS_LINKS} AND ($5::bigint IS NULL OR id < $5) ORDER BY id DESC LIMIT $6`,
      [
        only,
        query.to?.toLowerCase() ?? null,
        own,
        invitations,
        after?.id ?? null,
        query.limit + 1,
        query.q || null,
      ],
    );
    const page = cutPage(rows, query.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map(present) };
  }

  /** @throws ExpectedError mailbox.not-embedded, message.not-found */
  async read(caller: Caller, id: string): Promise<MailboxDetail> {
    const row = await this.find(caller, id);
    const attachments = await attachmentsOf(row.raw);
    return {
      ...present(row),
      text: row.body_text ?? '',
      html: row.body_html,
      raw: row.raw.toString('utf8'),
      receivedAt: row.received_at.toISOString(),
      attachments: attachments.map(({ filename, contentType, content }, at) => ({
        number: at + 1,
        filename,
        contentType,
        size: content.length,
      })),
    };
  }

  /**
   * One of the files that came with a message, by its number.
   * @throws ExpectedError mailbox.not-embedded, message.not-found, message.no-such-attachment
   */
  async attachment(caller: Caller, id: string, number: number): Promise<MailAttachment> {
    const { raw } = await this.find(caller, id);
    const found = (await attachmentsOf(raw))[number - 1];
    if (found !== undefined) return found;
    throw new ExpectedError(
      'not-found',
      'message.no-such-attachment',
      `This message has no attachment ${number}.`,
    );
  }

  private async find(caller: Caller, id: string): Promise<MessageRow> {
    const { own, only, invitations } = await this.reach(caller);
    const [row] = await sqlOf(this.database)<MessageRow>(
      `SELECT ${COLUMNS}, body_text, body_html, raw, received_at FROM mailbox_message
        WHERE id = $2 AND ($1::text IS NULL OR recipients @> ARRAY[$1]) AND ${NOT_OTHERS_LINKS}`,
      [only, id, own, invitations],
    );
    if (row === undefined) throw notFound('message', id);
    return row;
  }

  /** The caller's own address, and the one whose messages alone they read; null: they read every message. */
  private async reach(caller: Caller): Promise<{ own: string; only: string | null; invitations: boolean }> {
    if (this.config.mailSinkPort === undefined) {
      throw new ExpectedError(
        'not-found',
        'mailbox.not-embedded',
        'Mail goes to the mail server of SMTP_URL here: look into the mailboxes there.',
      );
    }
    const [row] = await sqlOf(this.database)<{ address: string }>(
      'SELECT lower(email) AS address FROM app_user WHERE id = $1',
      [caller.userId],
    );
    const own = row?.address ?? '';
    return { own, only: readsAllMail(caller) ? null : own, invitations: readsInvitations(caller) };
  }
}

const present = (row: MailboxRow): MailboxMessage => ({
  id: row.id,
  to: row.recipients,
  subject: row.subject,
  messageId: row.message_id,
  date: row.sent_on.toISOString(),
  headers: row.headers,
  kind: row.headers['X-Closeout-Kind'] ?? null,
  deliveries: row.deliveries,
});
