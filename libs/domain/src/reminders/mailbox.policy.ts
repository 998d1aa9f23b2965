import type { Caller, Role } from '#domain/audit';
import { may } from '#domain/identity';

/** They answer for what was sent, to whom, at every site; everybody else reads their own mail. */
const READS_ALL: ReadonlyArray<Role | 'system'> = ['risk-manager', 'administrator', 'auditor', 'system'];

type Reader = Pick<Caller, 'role' | 'sites'>;

/** Whether the caller reads everybody's messages in the embedded mailbox; those with a link to an account are apart. */
export const readsAllMail = (caller: Reader): boolean =>
  READS_ALL.includes(caller.role) && caller.sites === 'all';

/**
 * Whether the caller reads the invitations of people who have no password yet. They could set that password themselves, in
 * the open; an account with a password could be taken over unseen, and its links stay with the addressee.
 */
export const readsInvitations = (caller: Reader): boolean =>
  readsAllMail(caller) && may(caller, 'user.manage');
