import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery, PersonRef, text, words } from './common.js';

/**
 * due: the count does not add up yet. ready: it does. sending: on its way to the mail server. sent: the server has it.
 * entered: on a portal, in a form of its own, or the step was closed by hand. acknowledged: the firm said so.
 * correction-due: what went out is not, or no longer, what the records say.
 */
export const replyStates = [
  'due',
  'ready',
  'sending',
  'sent',
  'entered',
  'acknowledged',
  'correction-due',
] as const;
export type ReplyState = (typeof replyStates)[number];

/** email: with the PDF attached. portal: typed in there. form: the distributor's own. by-hand: the step was closed without a reply from here. */
export const replyRoutes = ['email', 'portal', 'form', 'by-hand'] as const;
export type ReplyRoute = (typeof replyRoutes)[number];

/** Where an affected pump is, for the firm: each pump is in exactly one place. */
export const dispositions = [
  'corrected',
  'isolated',
  'returned',
  'disposed',
  'notLocated',
  'transferred',
] as const;
export type Disposition = (typeof dispositions)[number];

const count = z.int().min(0);
const counts = {
  affected: count,
  /** inspected and in order, corrected, or nothing was to be done to it */
  corrected: count,
  isolated: count,
  returned: count,
  disposed: count,
  notLocated: count,
  transferred: count,
  /** work on it is not finished: only an interim reply may say so */
  stillOpen: count,
  /** in none of these places, or in two: never sent */
  unplaced: count,
  /** of `affected`, those that are possibly affected: nobody has verified their records, and each is `unplaced` too */
  possiblyAffected: count.optional(),
};
/** productCode: of pumps whose record has none, the UDI-DI; empty where neither is recorded */
export const ReplyRow = z.object({ productCode: z.string(), ...counts });
export type ReplyRow = z.infer<typeof ReplyRow>;

/** The quantities of a reply, by product code (else by UDI-DI). noStock: the site has none of the affected pumps. */
export const ReplyFigures = z.object({
  noStock: z.boolean(),
  rows: z.array(ReplyRow),
  total: z.object(counts),
});
export type ReplyFigures = z.infer<typeof ReplyFigures>;

/** A pump that keeps a reply from going out. */
export const ReplyObstacle = z.object({
  deviceId: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  productCode: z.string().nullable(),
  /** still-open, not-verified, found-again, not-worked-on */
  reason: z.string(),
  detail: z.string(),
});
export type ReplyObstacle = z.infer<typeof ReplyObstacle>;

const Contact = z.object({
  name: words(200),
  title: text(200).optional(),
  phone: text(60).optional(),
  email: z.email().max(200),
});
export type ReplyContact = z.infer<typeof Contact>;

const answered = {
  /** whom the firm may ask */
  contact: Contact,
  note: text(2000).optional(),
  /** states how many pumps are still open; the final reply stays due */
  interim: z.boolean().default(false),
};

export const SendReply = z
  .object({ ...answered, /** another address than the notice's */ to: z.email().max(200).optional() })
  .meta({ id: 'SendReply' });
export type SendReply = z.infer<typeof SendReply>;

export const EnterReply = z
  .object({
    ...answered,
    /** what the portal gave */
    referenceNumber: words(200),
    /** a photograph of the reply's task: the screenshot */
    photoId: z.uuid().optional(),
  })
  .meta({ id: 'EnterReply' });
export type EnterReply = z.infer<typeof EnterReply>;

/** Query of the upload of a distributor's own form, which is the body: a PDF or a picture. */
export const ReplyFormQuery = z.object({
  contactName: words(200),
  contactEmail: z.email().max(200),
  referenceNumber: words(200).optional(),
});
export type ReplyFormQuery = z.infer<typeof ReplyFormQuery>;
export const replyFormTypes = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'] as const;

export const AcknowledgeReply = z
  .object({ receivedAt: Moment.optional(), reference: text(200).optional(), note: text(2000).optional() })
  .meta({ id: 'AcknowledgeReply' });
export type AcknowledgeReply = z.infer<typeof AcknowledgeReply>;

/** A site that has no pump in scope was asked too: it owes a reply that says so. */
export const CreateReply = z.object({ campaignId: Id, siteId: Id }).meta({ id: 'CreateReply' });
export type CreateReply = z.infer<typeof CreateReply>;

export const ReplyListQuery = z.object({
  ...pageQuery,
  campaign: Id,
  site: Id.optional(),
});
export type ReplyListQuery = z.infer<typeof ReplyListQuery>;

/** A reply as it went out. */
export const ReplyVersion = z.object({
  number: z.int(),
  interim: z.boolean(),
  route: z.enum(replyRoutes),
  figures: ReplyFigures,
  contact: Contact.nullable(),
  note: z.string().nullable(),
  to: z.string().nullable(),
  referenceNumber: z.string().nullable(),
  photoId: z.string().nullable(),
  /** of the PDF, or of the form that was uploaded */
  sha256: z.string().nullable(),
  messageId: z.string().nullable(),
  /** what the mail server answered, or why it did not take it */
  serverAnswer: z.string().nullable(),
  /** the mail server will never take it: this version did not go out */
  refused: z.boolean(),
  sentBy: PersonRef.nullable(),
  createdAt: Moment,
  sentAt: Moment.nullable(),
  acknowledgedAt: Moment.nullable(),
  acknowledgedBy: PersonRef.nullable(),
  acknowledgement: z.object({ reference: z.string().nullable(), note: z.string().nullable() }).nullable(),
});
export type ReplyVersion = z.infer<typeof ReplyVersion>;

const reply = {
  id: Id,
  campaignId: Id,
  campaignTitle: z.string(),
  site: z.object({ id: Id, name: z.string(), accountNumber: z.string().nullable() }),
  firm: z.string(),
  route: z.object({ kind: z.string(), address: z.string().nullable() }).nullable(),
  state: z.enum(replyStates),
  /** as the last final reply said; before one went out, as the records say now */
  figures: ReplyFigures,
  /** whether `figures` are those of a reply that went out */
  asSent: z.boolean(),
  /** the step that asks for the reply, where the plan has one */
  taskId: Id.nullable(),
  dueOn: z.string().nullable(),
  late: z.boolean(),
  sentAt: Moment.nullable(),
  acknowledgedAt: Moment.nullable(),
  lastError: z.string().nullable(),
};
export const ReplyView = z.object(reply).meta({ id: 'Reply' });
export type ReplyView = z.infer<typeof ReplyView>;
export const ReplyPage = pageOf(ReplyView).meta({ id: 'ReplyPage' });
export type ReplyPage = z.infer<typeof ReplyPage>;

export const ReplyDetail = z
  .object({
    ...reply,
    /** as the records say at this moment */
    now: ReplyFigures,
    /** of the e-mail, if it went out now */
    subjects: z.object({ final: z.string(), interim: z.string() }),
    /** the pumps that keep it from going out, the unclear ones first (an interim reply waits for them too); the first hundred */
    obstacles: z.array(ReplyObstacle),
    /** oldest first */
    versions: z.array(ReplyVersion),
  })
  .meta({ id: 'ReplyDetail' });
export type ReplyDetail = z.infer<typeof ReplyDetail>;

export const ReplyPdfQuery = z.object({ version: z.coerce.number().int().min(1).optional() });
