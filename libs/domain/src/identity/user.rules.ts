import type { UserView } from '#contracts/identity';
import type { SiteScope } from '#domain/audit';

/** What an administrator decides about a person. */
export type UserFacts = Pick<
  UserView,
  | 'email'
  | 'name'
  | 'role'
  | 'allSites'
  | 'siteIds'
  | 'homeSiteId'
  | 'timeZone'
  | 'digestHour'
  | 'locale'
  | 'active'
> & { leadId: string | null };

const keys = [
  'email',
  'name',
  'role',
  'allSites',
  'siteIds',
  'homeSiteId',
  'leadId',
  'timeZone',
  'digestHour',
  'locale',
  'active',
] as const satisfies ReadonlyArray<keyof UserFacts>;

/** Facts alone, for the audit entry: never a password or its hash. */
export const auditFacts = (facts: UserFacts): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, facts[key]]));

/** Those of `facts` that differ from `others`. */
export function changedFacts(facts: UserFacts, others: UserFacts): Record<string, unknown> {
  const differs = (key: keyof UserFacts): boolean => canonical(facts[key]) !== canonical(others[key]);
  return Object.fromEntries(keys.filter(differs).map((key) => [key, facts[key]]));
}

const canonical = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? [...(value as string[])].sort() : value);

/** An administrator of some sites manages people of those sites alone, and nobody who has all. */
export function withinReach(sites: SiteScope, person: Pick<UserFacts, 'allSites' | 'siteIds'>): boolean {
  return sites === 'all' || (!person.allSites && person.siteIds.every((id) => sites.includes(id)));
}
