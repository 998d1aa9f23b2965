/**
 * How long a refusal by the mail server stands. Meanwhile nothing is sent to the person, and their work is shown to their
 * lead; after it the next e-mail that is owed is tried all the same, for what was refused may have been the server's fault
 * and be mended, and nobody would tell us (DESIGN rule 3: reminders go on until the work is done). Less than a day, so
 * that the next morning's digest is the next try, also on the morning when clocks go forward.
 */
const STANDS_HOURS = 20;

export const refusalStands = (refusedAt: Date | null, now: Date): boolean =>
  refusedAt !== null && now.getTime() - refusedAt.getTime() < STANDS_HOURS * 3_600_000;

/** The same in SQL, of the person of alias u; `now` is a parameter. Never unknown. */
export const refusalStandsSql = (now: string): string =>
  `coalesce(u.mail_refused_at > ${now}::timestamptz - interval '${STANDS_HOURS} hours', false)`;
