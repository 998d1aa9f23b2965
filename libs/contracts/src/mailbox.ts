import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery } from './common.js';

export const MailboxQuery = z.object({
  ...pageQuery,
  /** an address; its case does not matter */
  to: z.string().trim().min(1).max(320).optional(),
  /** part of an address or of a subject; its case does not matter. Blank: as if it were absent */
  q: z.string().trim().max(320).optional(),
});
export type MailboxQuery = z.infer<typeof MailboxQuery>;

const message = {
  id: Id,
  to: z.array(z.string()),
  subject: z.string(),
  /** with its angle brackets */
  messageId: z.string(),
  /** of the message's Date header */
  date: Moment,
  headers: z.record(z.string(), z.string()),
  /** what Closeout calls it (X-Closeout-Kind): assignment, digest, ... */
  kind: z.string().nullable(),
  /** how often it came under this Message-ID */
  deliveries: z.int(),
};
export const MailboxMessage = z.object(message).meta({ id: 'MailboxMessage' });
export type MailboxMessage = z.infer<typeof MailboxMessage>;
export const MailboxPage = pageOf(MailboxMessage).meta({ id: 'MailboxPage' });

export const MailboxDetail = z
  .object({
    ...message,
    text: z.string(),
    html: z.string().nullable(),
    /** the message as it came, as text */
    raw: z.string(),
    receivedAt: Moment,
    /** in their order; GET mailbox/:id/attachments/:number gives one */
    attachments: z.array(
      z.object({
        /** from 1 */
        number: z.int(),
        filename: z.string().nullable(),
        contentType: z.string(),
        /** bytes */
        size: z.int(),
      }),
    ),
  })
  .meta({ id: 'MailboxDetail' });
export type MailboxDetail = z.infer<typeof MailboxDetail>;

/** Which of the attachments of a message, from 1. */
export const AttachmentNumber = z.coerce.number().int().min(1).max(1000);
