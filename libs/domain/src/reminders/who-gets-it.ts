/** What decides whether and where a person can be reached. */
export interface Reachable {
  id: string;
  active: boolean;
  mailRefused: boolean;
  leadId: string | null;
  sites: 'all' | readonly string[];
}

export type Unreachable = 'mail-refused' | 'inactive';

export function unreachable(person: Reachable | undefined): Unreachable | null {
  if (person === undefined || !person.active) return 'inactive';
  return person.mailRefused ? 'mail-refused' : null;
}

/** A campaign's own work has no site and is seen by everybody. */
export const sees = (person: Reachable, siteId: string | null): boolean =>
  siteId === null || person.sites === 'all' || person.sites.includes(siteId);

export interface Staff {
  people: ReadonlyMap<string, Reachable>;
  /** who is on leave now → who stands in for them */
  away: ReadonlyMap<string, string>;
}

/**
 * Who gets the e-mails about work of a person at a site: the person, or, while they are on leave, their stand-in. A
 * stand-in who by now cannot be written to, has not been given the site, or is away too hands nothing on: the e-mail
 * goes to the person then, so that it goes to somebody, and what gets late climbs the ladder as ever.
 */
export function whoGetsIt(personId: string, siteId: string | null, { people, away }: Staff): string {
  const standIn = away.get(personId);
  if (standIn === undefined || away.has(standIn)) return personId;
  const person = people.get(standIn);
  return person !== undefined && unreachable(person) === null && sees(person, siteId) ? standIn : personId;
}
