import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery, PersonRef, words } from './common.js';

/**
 * assignment: your work in a campaign, once. digest: everything open, at most one a local day.
 * all-tasks-closed: to the campaign's owner. manual: a person asked for it. invite, password-reset: a link by which the
 * person sets a password; what is kept of the message does not have the link. scope-changed: what a letter, or pumps
 * that turned up, changed for the person. waiting-for-firm: to whoever chases the firm. looking-for: the pumps that
 * somebody is to look for. pump-found: to whoever had looked for it. check-given: pumps to check independently.
 * check-disagreed: a check found otherwise, to those whom it concerns.
 */
export const reminderKinds = [
  'assignment',
  'digest',
  'all-tasks-closed',
  'manual',
  'invite',
  'password-reset',
  'scope-changed',
  'waiting-for-firm',
  'looking-for',
  'pump-found',
  'check-given',
  'check-disagreed',
] as const;
/** pending and failed are tried again; dropped: nothing was left to say; refused: the mail server will never take it. */
export const reminderStates = ['pending', 'sending', 'sent', 'dropped', 'refused', 'failed'] as const;

export const ReminderListQuery = z.object({
  ...pageQuery,
  campaign: Id.optional(),
  /** "me", or a person's id */
  person: z.union([z.literal('me'), Id]).optional(),
  state: z.enum(reminderStates).optional(),
  kind: z.enum(reminderKinds).optional(),
});
export type ReminderKind = (typeof reminderKinds)[number];
export type ReminderState = (typeof reminderStates)[number];
export type ReminderListQuery = z.infer<typeof ReminderListQuery>;

const reminder = {
  id: Id,
  kind: z.enum(reminderKinds),
  state: z.enum(reminderStates),
  /** who gets the e-mail */
  person: PersonRef,
  /** whose tasks it is about, where that is somebody on leave for whom `person` stands in; a digest says it in its text */
  onBehalfOf: PersonRef.nullable(),
  /** the campaigns that the message lists */
  campaignIds: z.array(Id),
  /** 'opening' ('opening for <id>' on behalf of somebody), the local day of a digest, the moment of a manual one */
  moment: z.string(),
  subject: z.string().nullable(),
  messageId: z.string().nullable(),
  /** how often it was taken up for sending */
  attempts: z.int(),
  lastError: z.string().nullable(),
  requestedBy: PersonRef.nullable(),
  createdAt: Moment,
  sentAt: Moment.nullable(),
};
export const ReminderView = z.object(reminder).meta({ id: 'Reminder' });
export type ReminderView = z.infer<typeof ReminderView>;
export const ReminderPage = pageOf(ReminderView).meta({ id: 'ReminderPage' });

/** A reminder with the message as it was sent. */
export const ReminderDetail = z
  .object({
    ...reminder,
    note: z.string().nullable(),
    text: z.string().nullable(),
    html: z.string().nullable(),
    /** the mail server's last line when it took the message */
    serverAnswer: z.string().nullable(),
  })
  .meta({ id: 'ReminderDetail' });
export type ReminderDetail = z.infer<typeof ReminderDetail>;

export const RemindCampaign = z
  .object({
    /** absent: everyone with open tasks in the campaign, at the sites the caller has been given */
    personIds: z.array(Id).min(1).max(10_000).optional(),
    /** said at the head of the message, as the caller's own words */
    note: words(2000).optional(),
  })
  .meta({ id: 'RemindCampaign' });
export type RemindCampaign = z.infer<typeof RemindCampaign>;

export const RemindAnswer = z
  .object({
    /** how many people get a message */
    reminders: z.int(),
    reminderIds: z.array(Id),
    /** people who have nothing open in this campaign, no working account, or a message made in this very second */
    skipped: z.array(
      z.object({ personId: Id, reason: z.enum(['no-open-tasks', 'not-active', 'reminded-just-now']) }),
    ),
  })
  .meta({ id: 'RemindAnswer' });
export type RemindAnswer = z.infer<typeof RemindAnswer>;

/** GET campaigns/:id/remind: whom a reminder of everybody would reach now, at the sites the caller has been given; by name. */
export const RemindPreview = z
  .object({
    items: z.array(
      z.object({
        person: PersonRef,
        /** false: the account is off, and no message is made */
        active: z.boolean(),
        /** their last e-mail about this campaign, where it went out on this day of theirs */
        sentTodayAt: Moment.nullable(),
      }),
    ),
  })
  .meta({ id: 'RemindPreview' });
export type RemindPreview = z.infer<typeof RemindPreview>;

/** How far the sweep has come: whoever moves the clock can wait for it. */
export const SweepView = z
  .object({
    /** the clock's moment up to which everything owed has a reminder */
    sweptAt: Moment.nullable(),
    /** the real time at which that sweep ended */
    finishedAt: Moment.nullable(),
    /** reminders still to be sent */
    unsent: z.int(),
  })
  .meta({ id: 'Sweep' });
export type SweepView = z.infer<typeof SweepView>;
