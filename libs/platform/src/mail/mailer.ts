import { createTransport } from 'nodemailer';

export interface OutgoingMail {
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  /** with its angle brackets */
  messageId: string;
  date: Date;
  /** the threads it belongs to, with their angle brackets */
  references: string[];
  headers: Record<string, string>;
  /** who gets the answers, where that is not the sender */
  replyTo?: string;
  attachments?: Array<{ filename: string; content: Buffer; contentType: string }>;
}

export interface MailAnswer {
  /** the server's last line: "250 2.0.0 Ok: queued as 4B2D…" */
  response: string;
}

/** The server will never take this message for this person: an unknown address, a refused content. */
export class PermanentMailError extends Error {
  override readonly name = 'PermanentMailError';
}

/** It did not go out this time. */
export class TransientMailError extends Error {
  override readonly name = 'TransientMailError';
}

/** As many connections as the mail queue has jobs at a time. */
const CONNECTIONS = 8;
const CONNECT_MS = 10_000;
/** A server that checks a message's content may be slow to answer its end. */
const SILENCE_MS = 60_000;

/** Sends over SMTP, on connections that are kept open. */
export class Mailer {
  private readonly transport;

  constructor(settings: { smtpUrl: string; mailFrom: string }) {
    this.transport = createTransport(
      {
        url: settings.smtpUrl,
        pool: true,
        maxConnections: CONNECTIONS,
        // The row decides whether to try again, not the connection pool.
        maxRequeues: 0,
        connectionTimeout: CONNECT_MS,
        greetingTimeout: CONNECT_MS,
        socketTimeout: SILENCE_MS,
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from: settings.mailFrom },
    );
  }

  /**
   * @throws PermanentMailError when the server refuses the recipient or the message for good (5xx)
   * @throws TransientMailError for everything else, also for a refused sender or sign-in: those are ours to mend
   */
  async send(mail: OutgoingMail): Promise<MailAnswer> {
    try {
      const answer = await this.transport.sendMail({
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        date: mail.date,
        headers: mail.headers,
        ...(mail.replyTo !== undefined && { replyTo: mail.replyTo }),
        ...(mail.attachments !== undefined && { attachments: mail.attachments }),
        // as RFC 2919 writes it
        normalizeHeaderKey: (key) => (key === 'List-ID' ? 'List-Id' : key),
        ...(mail.references.length > 0 && { references: mail.references, inReplyTo: mail.references[0] }),
      });
      return { response: answer.response };
    } catch (error) {
      throw typed(error);
    }
  }

  close(): void {
    this.transport.close();
  }
}

interface SmtpError {
  message?: string;
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/**
 * Whether a 5xx says something of the sender or the server and nothing of the recipient: many servers ask for the sign-in
 * and refuse to relay only at RCPT TO. Taken for the recipient's, one wrong setting would silence everybody at once.
 * Enhanced codes (RFC 3463) X.3 system, X.4 routing and X.5 protocol are of that kind, but for a message that is too big.
 */
function isOursToMend(responseCode: number, said: string): boolean {
  const enhanced = /^\d{3}[ -]5\.(\d+)\.(\d+)/.exec(said);
  if (enhanced?.[1] === '3') return enhanced[2] !== '4';
  if (enhanced?.[1] === '4' || enhanced?.[1] === '5') return true;
  return [502, 503, 530, 534, 535, 538].includes(responseCode) || /\b(?:relay|authenticat)/i.test(said);
}

/** Tells a refusal of this recipient or this message from everything that another try may overcome. */
function typed(error: unknown): Error {
  const { message, code, command, responseCode, response } = (error ?? {}) as SmtpError;
  // Answers repeat the address; it belongs in no log, and so neither the address nor nodemailer's error goes further.
  const said = (response ?? message ?? String(error)).replaceAll(/[^\s<>:,;"']+@[^\s<>:,;"']+/g, '[address]');
  const aboutTheMail = command === 'RCPT TO' || command === 'DATA';
  if (
    aboutTheMail &&
    responseCode !== undefined &&
    responseCode >= 500 &&
    responseCode < 600 &&
    !isOursToMend(responseCode, said)
  ) {
    return new PermanentMailError(said);
  }
  // nodemailer itself will not even try an address that cannot be one
  if (code === 'EENVELOPE' && command === 'API') return new PermanentMailError(said);
  return new TransientMailError(said);
}
