import { z } from 'zod';
import { Day, Id, PersonRef } from './common.js';

/** Longer than a year is no leave: give the work to somebody else. */
export const MAX_LEAVE_DAYS = 366;

const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/**
 * Days away, the first and the last included, by the person's own calendar. Their e-mails go to the stand-in meanwhile;
 * their tasks stay theirs. The stand-in is active, no auditor, has the sites of the person's open tasks, and is not
 * away at the same time; whoever stands in for somebody is not away meanwhile.
 */
export const SetLeave = z
  .object({ from: Day, to: Day, standInId: Id })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'lies before the first day' })
  .refine(({ from, to }) => daysFrom(from, to) < MAX_LEAVE_DAYS, {
    path: ['to'],
    message: `is more than ${MAX_LEAVE_DAYS} days after the first day`,
  })
  .meta({ id: 'SetLeave' });
export type SetLeave = z.infer<typeof SetLeave>;

/** Body of PUT users/:id/leave; null ends or takes back the leave. */
export const PutLeave = z.object({ leave: SetLeave.nullable() }).meta({ id: 'PutLeave' });
export type PutLeave = z.infer<typeof PutLeave>;

export const LeaveView = z.object({
  from: Day,
  to: Day,
  standIn: PersonRef,
  /** today is one of its days, by the person's calendar; false: it is still to come, or over */
  now: z.boolean(),
});
export type LeaveView = z.infer<typeof LeaveView>;

/** Somebody on leave whose e-mails and tasks the reader sees meanwhile. */
export const StandingIn = z.object({ person: PersonRef, from: Day, to: Day, now: z.boolean() });
export type StandingIn = z.infer<typeof StandingIn>;
