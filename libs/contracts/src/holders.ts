import { z } from 'zod';
import { Day, Id, Moment, PersonRef, words } from './common.js';

/** Where a pump is that is not with us, and what its holder was told. A status of these has its way: the holder is told. */
export const awayStatuses = ['rented-out', 'loaned', 'at-home', 'in-repair', 'transferred'] as const;
export const isAway = (status: string): boolean => (awayStatuses as readonly string[]).includes(status);

/** POST devices/:id/holder: who has the pump; in the place of whoever had it before. */
export const SetHolder = z
  .object({
    /** the version of the device that was seen */
    version: z.int().min(1),
    /** absent: as it is, where that is one of these */
    status: z.enum(awayStatuses).optional(),
    organisation: words(200),
    /** a person there */
    name: words(200).optional(),
    /** absent: Closeout cannot write to them, somebody has to */
    email: z.email().max(200).optional(),
    /** absent: today at the site */
    since: Day.optional(),
    expectedBack: Day.optional(),
    note: words(2000).optional(),
  })
  .refine(({ since, expectedBack }) => !since || !expectedBack || since <= expectedBack, {
    path: ['expectedBack'],
    message: 'must not be before the pump went there',
  })
  .meta({ id: 'SetHolder' });
export type SetHolder = z.infer<typeof SetHolder>;

/** What the holder of a pump was told of one campaign. waiting: written to, or about to be. */
export const HolderTold = z.object({
  forwardingId: Id,
  campaignId: Id,
  campaignTitle: z.string(),
  state: z.enum(['waiting', 'acknowledged', 'ended']),
  sentAt: Moment.nullable(),
  acknowledgedAt: Moment.nullable(),
  /** the name that was typed in */
  acknowledgedBy: z.string().nullable(),
});
export type HolderTold = z.infer<typeof HolderTold>;

export const HolderView = z.object({
  id: Id,
  organisation: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  since: Day,
  expectedBack: Day.nullable(),
  note: z.string().nullable(),
  recordedAt: Moment,
  recordedBy: PersonRef,
  /** newest first; of a task, its own campaign alone */
  told: z.array(HolderTold),
});
export type HolderView = z.infer<typeof HolderView>;
