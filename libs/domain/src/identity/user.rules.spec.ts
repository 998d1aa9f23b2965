import { describe, expect, it } from '@jest/globals';
import { auditFacts, changedFacts, type UserFacts, withinReach } from './user.rules.js';

const facts: UserFacts = {
  email: 'tech@example.org',
  name: 'Technician',
  role: 'technician',
  allSites: false,
  siteIds: ['1', '2'],
  homeSiteId: '1',
  leadId: null,
  timeZone: null,
  digestHour: null,
  locale: null,
  active: true,
};

describe('what is recorded of a person', () => {
  it('is what changed, with the sites as a set', () => {
    expect(changedFacts({ ...facts, siteIds: ['2', '1'] }, facts)).toEqual({});
    expect(changedFacts({ ...facts, role: 'auditor', siteIds: ['1'] }, facts)).toEqual({
      role: 'auditor',
      siteIds: ['1'],
    });
  });

  it('is never a password', () => {
    const withSecret = { ...facts, password: 'secret', passwordHash: '$argon2id$' };
    expect(JSON.stringify(auditFacts(withSecret))).not.toMatch(/secret|argon/);
  });
});

describe('whom an administrator of some sites may manage', () => {
  it.each([
    { sites: 'all' as const, person: { allSites: true, siteIds: [] }, may: true },
    { sites: ['1', '2', '3'], person: { allSites: false, siteIds: ['1', '2'] }, may: true },
    { sites: ['1'], person: { allSites: false, siteIds: ['1', '2'] }, may: false },
    { sites: ['1'], person: { allSites: true, siteIds: ['1'] }, may: false },
  ])('$sites, $person: $may', ({ sites, person, may }) => {
    expect(withinReach(sites, person)).toBe(may);
  });
});
