import { type Caller, type Role, roles } from '#domain/audit';
import { ExpectedError } from '#platform/errors';

const everyone: readonly Role[] = roles;
const managers: readonly Role[] = ['risk-manager', 'administrator'];
const leads: readonly Role[] = ['risk-manager', 'administrator', 'site-lead'];
const workers: readonly Role[] = ['risk-manager', 'administrator', 'site-lead', 'technician'];

/**
 * Who may do what, at the sites they are given. The one table: routes name an action of it (`@Allow`), services ask
 * `assertSite` for what they touch, and lists are cut by `caller.sites`. An auditor reads, and nothing else.
 */
export const access = {
  'notice.read': everyone,
  'notice.write': managers,
  'campaign.read': everyone,
  'campaign.manage': managers,
  'campaign.sign': managers,
  'check.answer': workers,
  'evidence.read': ['risk-manager', 'administrator', 'auditor'],
  'plan.read': everyone,
  'plan.write': managers,
  'task.read': everyone,
  'task.complete': workers,
  'task.reopen': leads,
  'task.assign': leads,
  'device.read': everyone,
  'device.write': workers,
  'device.import': managers,
  'site.read': everyone,
  'site.manage': ['administrator'],
  'coverage.manage': leads,
  'user.read': everyone,
  'user.manage': ['administrator'],
  'leave.manage': leads,
  'reminder.read': ['risk-manager', 'administrator', 'site-lead', 'auditor'],
  'reminder.send': leads,
  'reply.read': everyone,
  'reply.send': leads,
  // what happened to a patient is for those who decide about it
  'harm.read': ['risk-manager', 'administrator', 'auditor'],
  'harm.decide': managers,
  'audit.read': ['risk-manager', 'administrator', 'auditor'],
  'mailbox.read': everyone,
  'clock.read': everyone,
  'clock.move': managers,
  'token.manage': everyone,
  'me.read': everyone,
  'me.write': everyone,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof access;

export function may(caller: Pick<Caller, 'role'>, action: Action): boolean {
  return caller.role === 'system' || (access[action] as readonly Role[]).includes(caller.role);
}

export function seesSite(caller: Pick<Caller, 'sites'>, siteId: string | null): boolean {
  return caller.sites === 'all' || siteId === null || caller.sites.includes(siteId);
}

/** @throws ExpectedError access.forbidden when the role does not have the action */
export function assertMay(caller: Caller, action: Action): void {
  if (!may(caller, action)) {
    throw new ExpectedError(
      'forbidden',
      'access.forbidden',
      `Your role (${caller.role}) does not allow this.`,
    );
  }
}

/** @throws ExpectedError access.other-site when the site is not among the caller's */
export function assertSite(caller: Caller, siteId: string | null): void {
  if (!seesSite(caller, siteId)) {
    throw new ExpectedError(
      'forbidden',
      'access.other-site',
      'This belongs to a site that you have not been given.',
    );
  }
}

/** For SQL: null when the caller sees every site, else the ids, to be used as `($n::bigint[] IS NULL OR site_id = ANY($n))`. */
export function siteFilter(caller: Pick<Caller, 'sites'>): readonly string[] | null {
  return caller.sites === 'all' ? null : caller.sites;
}
