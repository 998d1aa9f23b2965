import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { DataSource } from 'typeorm';
import { sqlOf } from '#platform/database';
import type { Logger } from '#platform/logging';

const MAX_BYTES = 5 * 1024 * 1024;

/**
 * The embedded mail server: takes every message on the loopback and keeps it in mailbox_message; nothing leaves the
 * machine. A message that comes again under the same Message-ID is counted (deliveries), not kept twice.
 *
 * Two kinds of address play a mail server's troubles, for tests and the sample: one whose local part begins with
 * "refused" is answered 550 always, one that begins with "busy" is answered 451 the first time it is tried.
 */
export class MailSink {
  private server: SMTPServer | undefined;
  private readonly triedOnce = new Set<string>();

  constructor(
    private readonly database: DataSource,
    private readonly logger: Logger,
  ) {}

  /** @param port 0 takes any free one. Gives the port. */
  async start(port: number): Promise<number> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: false,
      size: MAX_BYTES,
      closeTimeout: 1000,
      logger: false,
      onRcptTo: ({ address }, _session, reply) => reply(this.refusal(address)),
      onData: (stream, session, reply) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', (error) => reply(error));
        stream.on('end', () => {
          if (stream.sizeExceeded) {
            reply(refuse(552, 'the message is larger than this server takes'));
            return;
          }
          this.keep(
            Buffer.concat(chunks),
            session.envelope.rcptTo.map(({ address }) => address.toLowerCase()),
          ).then(
            (id) => reply(null, `kept as ${id}`),
            (error: unknown) => {
              this.logger.error({ err: error }, 'the embedded mail server could not keep a message');
              reply(refuse(451, 'the message could not be kept, try again'));
            },
          );
        });
      },
    });
    server.on('error', (error: Error) => this.logger.warn({ err: error }, 'embedded mail server'));
    this.server = server;
    return new Promise((resolve, reject) => {
      const listener = server.listen(port, '127.0.0.1', () => {
        listener.off('error', reject);
        resolve((listener.address() as AddressInfo).port);
      });
      listener.once('error', reject);
    });
  }

  async stop(): Promise<void> {
    const server = this.server;
    if (server === undefined) return;
    this.server = undefined;
    await new Promise<void>((resolve) => server.close(resolve));
  }

  private refusal(address: string): Error | null {
    const local = address.toLowerCase().split('@')[0] ?? '';
    if (local.startsWith('refused')) return refuse(550, 'no such person here');
    if (local.startsWith('busy') && !this.triedOnce.has(address)) {
      this.triedOnce.add(address);
      return refuse(451, 'busy, try again later');
    }
    return null;
  }

  /** Keeps a message as it came and as it reads. Gives its row's id. */
  private async keep(raw: Buffer, recipients: string[]): Promise<string> {
    const mail = await PostalMime.parse(raw);
    const headers: Record<string, string> = {};
    for (const { originalKey, value } of mail.headers) headers[originalKey] ??= value;
    const sentOn = mail.date !== undefined && !Number.isNaN(Date.parse(mail.date)) ? mail.date : null;
    const [row] = await sqlOf(this.database)<{ id: string }>(
      `INSERT INTO mailbox_message (message_id, recipients, subject, sent_on, headers, body_text, body_html, raw)
       VALUES ($1, $2, $3, coalesce($4, clock_timestamp()), $5, $6, $7, $8)
       ON CONFLICT (message_id) DO UPDATE SET deliveries = mailbox_message.deliveries + 1
       RETURNING id`,
      [
        mail.messageId ?? `<${createHash('sha256').update(raw).digest('hex').slice(0, 32)}@no-message-id>`,
        recipients,
        storable(mail.subject ?? ''),
        sentOn,
        JSON.stringify(headers).replaceAll('\\u0000', ''),
        storable(mail.text ?? ''),
        mail.html === undefined ? null : storable(mail.html),
        raw,
      ],
    );
    return row?.id ?? '';
  }
}

/** PostgreSQL keeps every character in a text but NUL. */
const storable = (text: string): string => text.replaceAll('\u0000', '');

const refuse = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
