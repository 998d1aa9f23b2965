import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery, PersonRef, words } from './common.js';

/** waiting: the notice went out or is about to. acknowledged: by the link, or told to somebody. ended: nobody asks any more. */
export const forwardingStates = ['waiting', 'acknowledged', 'ended'] as const;
/** How long an acknowledgement link is good for; each reminder brings a new one. */
export const ACK_LINK_DAYS = 30;

export const CreateForwardings = z
  .object({
    campaignId: Id,
    siteId: Id,
    /** facilities and end users that may have our pumps */
    recipients: z
      .array(z.object({ organisation: words(200), name: words(200), email: z.email().max(200) }))
      .min(1)
      .max(200),
  })
  .meta({ id: 'CreateForwardings' });
export type CreateForwardings = z.infer<typeof CreateForwardings>;

export const ForwardingListQuery = z.object({
  ...pageQuery,
  campaign: Id,
  site: Id.optional(),
  state: z.enum(forwardingStates).optional(),
});
export type ForwardingListQuery = z.infer<typeof ForwardingListQuery>;

/** acknowledged: they said so by telephone or letter; `name` said it. ended: it makes no sense to ask further. */
export const SettleForwarding = z
  .object({
    as: z.enum(['acknowledged', 'ended']),
    name: words(200).optional(),
    reason: words(2000),
  })
  .meta({ id: 'SettleForwarding' });
export type SettleForwarding = z.infer<typeof SettleForwarding>;

export const ForwardingView = z
  .object({
    id: Id,
    campaignId: Id,
    site: z.object({ id: Id, name: z.string() }),
    organisation: z.string(),
    name: z.string(),
    email: z.string(),
    state: z.enum(forwardingStates),
    /** how many e-mails the mail server has taken */
    sent: z.int(),
    lastSentAt: Moment.nullable(),
    /** the last e-mail did not go out */
    lastError: z.string().nullable(),
    acknowledgedAt: Moment.nullable(),
    /** the name that was typed in */
    acknowledgedBy: z.string().nullable(),
    /** of one that a person settled */
    settledBy: PersonRef.nullable(),
    reason: z.string().nullable(),
    /** to a holder of pumps of ours: these; of any other receiver, none */
    devices: z.array(
      z.object({ id: Id, assetTag: z.string().nullable(), serialNumber: z.string().nullable() }),
    ),
    createdAt: Moment,
  })
  .meta({ id: 'Forwarding' });
export type ForwardingView = z.infer<typeof ForwardingView>;
export const ForwardingPage = pageOf(ForwardingView).meta({ id: 'ForwardingPage' });
export type ForwardingPage = z.infer<typeof ForwardingPage>;
export const ForwardingList = z.object({ items: z.array(ForwardingView) }).meta({ id: 'ForwardingList' });
