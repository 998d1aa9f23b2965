import { z } from 'zod';
import { Moment } from './common.js';
import { NewPassword } from './identity.js';

/** How long a link is good for: a new colleague may begin after a weekend; a reset is asked for at the moment. */
export const INVITE_HOURS = 72;
export const RESET_HOURS = 1;

/** Answer to POST users/:id/invite. The link itself goes by e-mail alone: /welcome?token=… */
export const InviteAnswer = z
  .object({
    sentTo: z.string(),
    expiresAt: Moment,
    /** e-mail stays in the embedded mailbox, and whoever sent the invitation may read it there */
    inMailbox: z.boolean(),
  })
  .meta({ id: 'Invite' });
export type InviteAnswer = z.infer<typeof InviteAnswer>;

/** Answered with 202 whether or not anybody has the address. */
export const AskPasswordReset = z
  .object({ email: z.string().min(1).max(254) })
  .meta({ id: 'AskPasswordReset' });
export type AskPasswordReset = z.infer<typeof AskPasswordReset>;

/** Body of POST password-resets/:token, of an invitation and of a reset alike. The link works once. */
export const SetPasswordByLink = z.object({ password: NewPassword }).meta({ id: 'SetPasswordByLink' });
export type SetPasswordByLink = z.infer<typeof SetPasswordByLink>;
