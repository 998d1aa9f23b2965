/** Days from one e-mail to the next to somebody who has not acknowledged a notice, by the class of its recall. */
export const FORWARD_REMINDER_DAYS = { I: 2, other: 7 } as const;
