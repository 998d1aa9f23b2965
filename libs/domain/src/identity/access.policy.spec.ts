import { describe, expect, it } from '@jest/globals';
import { type Caller, type Role, roles, type SiteScope } from '#domain/audit';
import { ExpectedError } from '#platform/errors';
import { access, type Action, assertMay, assertSite, may, seesSite, siteFilter } from './access.policy.js';

// Written out by hand, role by role, and not derived from the table: a changed table must be changed here on purpose.
// columns: risk manager, site lead, technician, auditor, administrator
const expected: Record<Action, string> = {
  'notice.read': 'r l t a d',
  'notice.write': 'r . . . d',
  'campaign.read': 'r l t a d',
  'campaign.manage': 'r . . . d',
  'plan.read': 'r l t a d',
  'plan.write': 'r . . . d',
  'task.read': 'r l t a d',
  'task.complete': 'r l t . d',
  'task.reopen': 'r l . . d',
  'task.assign': 'r l . . d',
  'device.read': 'r l t a d',
  'device.write': 'r l t . d',
  'device.import': 'r . . . d',
  'site.read': 'r l t a d',
  'site.manage': '. . . . d',
  'coverage.manage': 'r l . . d',
  'user.read': 'r l t a d',
  'user.manage': '. . . . d',
  'reminder.read': 'r l . a d',
  'reminder.send': 'r l . . d',
  'audit.read': 'r . . a d',
  'mailbox.read': 'r l t a d',
  'file.write': 'r l t . d',
  'file.read': 'r l t a d',
  'clock.read': 'r l t a d',
  'clock.move': 'r . . . d',
  'token.manage': 'r l t a d',
  'me.read': 'r l t a d',
  'me.write': 'r l t a d',
};
const columns: Role[] = ['risk-manager', 'site-lead', 'technician', 'auditor', 'administrator'];

const caller = (role: Role, sites: SiteScope): Caller => ({ userId: '1', name: 'somebody', role, sites });
const refusal = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as ExpectedError).code;
  }
};

describe('the policy table', () => {
  it('has a row of expectations for every action, and a column for every role', () => {
    expect(Object.keys(expected).toSorted()).toEqual(Object.keys(access).toSorted());
    expect(columns.toSorted()).toEqual([...roles].toSorted());
  });

  const cells = (Object.keys(expected) as Action[]).flatMap((action) =>
    expected[action]
      .split(' ')
      .map((mark, n) => ({ action, role: columns[n] as Role, allowed: mark !== '.' })),
  );
  it.each(cells)('$role, $action: $allowed', ({ action, role, allowed }) => {
    expect(may({ role }, action)).toBe(allowed);
    expect(refusal(() => assertMay(caller(role, 'all'), action))).toBe(allowed ? null : 'access.forbidden');
  });

  it('lets an auditor change nothing but their own account', () => {
    const changes = (Object.keys(access) as Action[]).filter((action) => !action.endsWith('.read'));
    expect(changes.filter((action) => may({ role: 'auditor' }, action))).toEqual([
      'token.manage',
      'me.write',
    ]);
  });
});

describe('sites', () => {
  it.each(
    columns.flatMap((role) => [
      { role, sites: ['1', '2'], site: '1', seen: true },
      { role, sites: ['1', '2'], site: '3', seen: false },
      { role, sites: [], site: '1', seen: false },
      { role, sites: [], site: null, seen: true },
      { role, sites: 'all' as const, site: '3', seen: true },
    ]),
  )('$role given $sites, site $site: $seen', ({ role, sites, site, seen }) => {
    expect(seesSite(caller(role, sites), site)).toBe(seen);
    expect(refusal(() => assertSite(caller(role, sites), site))).toBe(seen ? null : 'access.other-site');
  });

  it('cuts lists by the given sites, by none when there are none, and not at all for all', () => {
    expect(siteFilter({ sites: ['1'] })).toEqual(['1']);
    expect(siteFilter({ sites: [] })).toEqual([]);
    expect(siteFilter({ sites: 'all' })).toBeNull();
  });
});
