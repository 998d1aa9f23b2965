import { Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type {
  AcknowledgeReply,
  EnterReply,
  ReplyContact,
  ReplyDetail,
  ReplyFigures,
  ReplyFormQuery,
  ReplyRoute,
  SendReply,
} from '#contracts/replies';
import { z } from 'zod';
import { type Caller, type Tx, UnitOfWork } from '#domain/audit';
import { CompletionService, PlansService, stepOf } from '#domain/tasks';
import { ExpectedError } from '#platform/errors';
import { FileStore } from '#platform/storage';
import { noFigures } from './figures.queries.js';
import { oweLetter } from './letters.js';
import { addsUp, sameFigures } from './reconciliation.js';
import type { ReplyRecord } from './replies.queries.js';
import { RepliesService } from './replies.service.js';
import { replyPdf } from './reply-pdf.js';
import { composeReply, formType } from './reply-letter.js';
import { loadSheet } from './reply-sheet.js';

/** States of a letter that the mail server has neither taken nor refused. */
const ON_ITS_WAY: readonly string[] = ['pending', 'sending', 'failed'];

interface Outgoing {
  /** of this version of the reply */
  number: number;
  route: ReplyRoute;
  interim: boolean;
  figures: ReplyFigures;
  details: Record<string, unknown>;
  pdf?: Buffer;
  file?: { key: string; type: string; sha256: string };
  letterId?: string;
}

/**
 * Giving a reply to the firm. Whatever the route, the count has to add up, and the site's step that asks for the reply
 * is closed in the same transaction (docs/decisions/0014).
 */
@Injectable()
export class ReplySendingService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly replies: RepliesService,
    private readonly completions: CompletionService,
    private readonly plans: PlansService,
    private readonly files: FileStore,
  ) {}

  /**
   * Sends the reply to the firm by e-mail, with the form as PDF.
   * @throws ExpectedError reply.not-found; reply.does-not-add-up (409, with the pumps as `obstacles`), reply.sending,
   *   reply.already-sent (409);
   *   reply.no-address (422); what closing the site's step throws
   */
  send(caller: Caller, id: string, request: SendReply): Promise<ReplyDetail> {
    return this.unitOfWork.run(caller, async (tx) => {
      const { row, figures, number } = await this.readyReply(tx, id, request.interim);
      assertNotThereYet(row, figures, request);
      const to = request.to ?? row.reply_route?.address ?? null;
      if (to === null || !z.email().safeParse(to).success) {
        throw new ExpectedError(
          'invalid',
          'reply.no-address',
          'The notice names no e-mail address to reply to. Send one as "to", or enter the reply on the portal.',
          { errors: [{ path: 'to', message: 'an e-mail address of the firm' }] },
        );
      }
      const sheet = await loadSheet(tx.sql, row, {
        figures,
        interim: request.interim,
        contact: request.contact,
        note: request.note ?? null,
        signature: { name: caller.name, role: caller.role },
        at: tx.now,
      });
      const pdf = await replyPdf(sheet);
      const content = composeReply(row, figures, request, caller.name);
      const letterId = await oweLetter(tx, {
        purpose: 'reply',
        subjectId: id,
        occasion: `version ${number}`,
        campaignId: row.campaign_id,
        to: { name: row.firm, address: to },
        replyTo: request.contact.email,
        content,
        attachment: { name: `reply-${id}-${number}.pdf`, content: pdf },
      });
      return this.record(tx, row, {
        number,
        route: 'email',
        interim: request.interim,
        figures,
        details: { contact: request.contact, note: request.note ?? null, to },
        pdf,
        ...(letterId === null ? {} : { letterId }),
      });
    });
  }

  /**
   * Records that the reply was typed into the firm's portal.
   * @throws ExpectedError as send(); reply.no-such-photo (422) when the photograph is not one of the reply's task
   */
  enter(caller: Caller, id: string, request: EnterReply): Promise<ReplyDetail> {
    return this.unitOfWork.run(caller, async (tx) => {
      const { row, figures, number } = await this.readyReply(tx, id, request.interim);
      assertNotThereYet(row, figures, null);
      if (request.photoId !== undefined) {
        const [photo] = await tx.sql('SELECT 1 FROM task_photo WHERE key = $1 AND task_id = $2', [
          request.photoId,
          row.task_id,
        ]);
        if (photo === undefined) {
          throw new ExpectedError(
            'invalid',
            'reply.no-such-photo',
            'This photograph is not one of the task that asks for the reply. Add the screenshot there first.',
            { errors: [{ path: 'photoId', message: 'is not a photograph of the reply’s task' }] },
          );
        }
      }
      return this.record(tx, row, {
        number,
        route: 'portal',
        interim: request.interim,
        figures,
        details: {
          contact: request.contact,
          note: request.note ?? null,
          referenceNumber: request.referenceNumber,
          photoId: request.photoId ?? null,
        },
      });
    });
  }

  /**
   * Keeps a distributor's own form as it was filled in and sent.
   * @throws ExpectedError as send(); reply.form-unreadable (422) when it is neither a PDF nor a picture
   */
  async upload(
    caller: Caller,
    id: string,
    query: ReplyFormQuery,
    content: Buffer,
    said: string,
  ): Promise<ReplyDetail> {
    const type = formType(content);
    if (type === null || type !== said) {
      throw new ExpectedError(
        'invalid',
        'reply.form-unreadable',
        'Send the form as PDF, JPEG, PNG or WebP, under its own media type.',
      );
    }
    const sha256 = createHash('sha256').update(content).digest('hex');
    const key = `replies/${randomUUID()}`;
    await this.files.put(key, Readable.from(content));
    try {
      return await this.unitOfWork.run(caller, async (tx) => {
        const { row, figures, number } = await this.readyReply(tx, id, false);
        assertNotThereYet(row, figures, null);
        const contact: ReplyContact = { name: query.contactName, email: query.contactEmail };
        return this.record(tx, row, {
          number,
          route: 'form',
          interim: false,
          figures,
          details: { contact, referenceNumber: query.referenceNumber ?? null },
          file: { key, type, sha256 },
        });
      });
    } catch (error) {
      // after a lost connection nobody knows whether the row is there: then the file stays
      if (error instanceof ExpectedError) await this.files.remove(key);
      throw error;
    }
  }

  /**
   * The firm said that it has the reply.
   * @throws ExpectedError reply.not-found, reply.not-sent (409)
   */
  acknowledge(caller: Caller, id: string, request: AcknowledgeReply): Promise<ReplyDetail> {
    return this.unitOfWork.run(caller, async (tx) => {
      const row = await this.lock(tx, id);
      const [version] = await tx.sql<{ number: number }>(
        `UPDATE reply_version SET acknowledged_at = coalesce($2::timestamptz, $3), acknowledged_by = $4, acknowledgement = $5
          WHERE id = (SELECT v.id FROM reply_version v LEFT JOIN letter l ON l.id = v.letter_id
                       WHERE v.reply_id = $1 AND NOT v.interim AND coalesce(l.state, 'sent') = 'sent'
                       ORDER BY v.number DESC LIMIT 1) RETURNING number`,
        [
          id,
          request.receivedAt ?? null,
          tx.now,
          caller.userId,
          JSON.stringify({ reference: request.reference ?? null, note: request.note ?? null }),
        ],
      );
      if (version === undefined) {
        throw new ExpectedError(
          'conflict',
          'reply.not-sent',
          'There is nothing to acknowledge: no final reply has gone out yet.',
        );
      }
      tx.audit({
        action: 'reply.acknowledged',
        subjectType: 'reply',
        subjectId: id,
        siteId: row.site_id,
        new: { version: version.number, ...request },
      });
      return this.replies.within(tx, id);
    });
  }

  private async lock(tx: Tx, id: string): Promise<ReplyRecord> {
    await tx.sql('SELECT 1 FROM reply WHERE id = $1 FOR UPDATE', [id]);
    return this.replies.find(tx.sql, tx.now, tx.caller, id);
  }

  private async readyReply(
    tx: Tx,
    id: string,
    interim: boolean,
  ): Promise<{ row: ReplyRecord; figures: ReplyFigures; number: number }> {
    const row = await this.lock(tx, id);
    if (ON_ITS_WAY.includes(row.last_letter ?? '') || ON_ITS_WAY.includes(row.newest_letter ?? '')) {
      throw new ExpectedError(
        'conflict',
        'reply.sending',
        'A reply is on its way to the mail server. Wait until it is there or was refused.',
      );
    }
    const figures = (await this.replies.figures(tx.sql, [row])).get(row.site_id) ?? noFigures;
    const sum = addsUp(figures, row.kept, interim);
    if (!sum.ok) {
      const obstacles = await this.replies.obstacles(tx.sql, row);
      throw new ExpectedError(
        'conflict',
        'reply.does-not-add-up',
        `The count does not add up: ${sum.missing} of ${Math.max(figures.total.affected, row.kept)} affected pumps have no place in the reply. ` +
          (figures.total.unplaced > 0
            ? 'See obstacles, the unclear ones first: verify or correct their records. An interim reply waits for them too.'
            : 'See obstacles; close their work, or send an interim reply that says how many are still open.'),
        { extra: { obstacles, figures } },
      );
    }
    return { row, figures, number: await this.nextNumber(tx, id) };
  }

  private async nextNumber(tx: Tx, id: string): Promise<number> {
    const [row] = await tx.sql<{ n: number }>(
      'SELECT coalesce(max(number), 0)::int + 1 AS n FROM reply_version WHERE reply_id = $1',
      [id],
    );
    return row?.n ?? 1;
  }

  private async record(tx: Tx, row: ReplyRecord, out: Outgoing): Promise<ReplyDetail> {
    const completionId = out.interim ? null : await this.closeStep(tx, row, out.details);
    const sha256 =
      out.file?.sha256 ?? (out.pdf === undefined ? null : createHash('sha256').update(out.pdf).digest('hex'));
    await tx.sql(
      `INSERT INTO reply_version (reply_id, number, interim, route, figures, details, letter_id, completion_id, pdf, file_key, file_type,
                                  sha256, sent_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        row.id,
        out.number,
        out.interim,
        out.route,
        JSON.stringify(out.figures),
        JSON.stringify(out.details),
        out.letterId ?? null,
        completionId,
        out.pdf ?? null,
        out.file?.key ?? null,
        out.file?.type ?? null,
        sha256,
        tx.caller.userId,
        tx.now,
      ],
    );
    tx.audit({
      action: out.interim ? 'reply.send-interim' : 'reply.send',
      subjectType: 'reply',
      subjectId: row.id,
      siteId: row.site_id,
      new: {
        campaignId: row.campaign_id,
        version: out.number,
        route: out.route,
        figures: out.figures,
        sha256,
        ...out.details,
      },
    });
    return this.replies.within(tx, row.id);
  }

  /** The step that asks for the reply ends with the reply. Gives its completion, also where it was closed before. */
  private async closeStep(
    tx: Tx,
    row: ReplyRecord,
    details: Record<string, unknown>,
  ): Promise<string | null> {
    if (row.task_id === null) return null;
    if (row.campaign_status === 'open' && (row.task_status === 'open' || row.task_status === 'waiting')) {
      const [task] = await tx.sql<{ version: number; step_key: string }>(
        'SELECT version, step_key FROM task WHERE id = $1 AND campaign_id = $2',
        [row.task_id, row.campaign_id],
      );
      const { version, step_key } = task as { version: number; step_key: string };
      const step = stepOf(await this.plans.definition(tx.sql, row.plan_id), step_key);
      // what the plan's own form asks for, as far as the reply says it
      const known: Record<string, unknown> = { sentTo: details.to, reference: details.referenceNumber };
      const fields = Object.fromEntries(
        step.fields
          .map(({ key }) => [key, known[key]] as const)
          .filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
      );
      await this.completions.completeWithin(tx, row.task_id, {
        version,
        outcome: step.outcomes[0]?.key ?? 'returned',
        fields,
        note: 'Closed by the reply to the firm.',
      });
    }
    const [completion] = await tx.sql<{ id: string | null }>(
      'SELECT max(id) AS id FROM task_completion WHERE task_id = $1 AND reopened_at IS NULL',
      [row.task_id],
    );
    return completion?.id ?? null;
  }
}

/**
 * Two people with the same page open: the firm gets one message, not two that say the same. Beside a closed campaign no
 * reply goes out by any route but one that the records ask for.
 * @param email what would be sent; null: it goes another way
 * @throws ExpectedError reply.already-sent (409)
 */
function assertNotThereYet(
  row: ReplyRecord,
  figures: ReplyFigures,
  email: Pick<SendReply, 'interim' | 'note'> | null,
): void {
  const says = (sent: ReplyFigures | null): boolean => sent !== null && sameFigures(sent, figures);
  const twice =
    email !== null &&
    row.newest_letter === 'sent' &&
    says(row.newest_figures) &&
    (row.newest_note ?? '') === (email.note ?? '') &&
    // what went another way since, or was closed by hand, may say something else: then the same count is news again
    (email.interim || (row.newest_interim === false && says(row.last_figures)));
  if (!twice && !(row.campaign_status === 'closed' && says(row.last_figures))) return;
  throw new ExpectedError(
    'conflict',
    'reply.already-sent',
    'The firm has this reply already, with the same count. Look at what was sent; a corrected one is due when the count changes.',
  );
}
