import { defaultLadder } from '#contracts/plans';
import { type EscalationContext, escalationTargets, hasReached, type WorkGroup } from './escalation.js';
import type { Reachable } from './who-gets-it.js';

const person = (id: string, over: Partial<Reachable> = {}): Reachable => ({
  id,
  active: true,
  mailRefused: false,
  leadId: null,
  sites: 'all',
  ...over,
});
const group: WorkGroup = { campaignId: 'c', siteId: 's', assigneeId: 'tech', earliestDue: '2020-09-01' };
const context = (people: Reachable[], siteLead: string | null = 'lead'): EscalationContext => ({
  people: new Map(people.map((one) => [one.id, one])),
  away: new Map(),
  siteLeads: new Map([['s', siteLead]]),
  campaigns: new Map([['c', { ownerId: 'risk', ladder: defaultLadder }]]),
});
const staff = [person('tech', { leadId: 'own-lead' }), person('own-lead'), person('lead'), person('risk')];

describe('late work goes up the ladder', () => {
  it("to the assignee's own lead, and later to the risk manager", () => {
    expect(escalationTargets(group, context(staff))).toEqual([
      { viewerId: 'own-lead', afterDaysLate: 1, unreachable: null },
      { viewerId: 'risk', afterDaysLate: 3, unreachable: null },
    ]);
  });

  it("to the site's lead where the assignee has none of their own", () => {
    const people = [person('tech'), person('lead'), person('risk')];
    expect(escalationTargets(group, context(people))[0]?.viewerId).toBe('lead');
  });

  it.each([
    ['is switched off', { active: false }],
    ['gets no mail', { mailRefused: true }],
    ['may not see the site', { sites: ['elsewhere'] }],
  ])('past a lead who %s', (_, over) => {
    const people = [
      person('tech', { leadId: 'own-lead' }),
      person('own-lead', over),
      person('lead'),
      person('risk'),
    ];
    expect(escalationTargets(group, context(people))[0]?.viewerId).toBe('lead');
  });

  it('to the risk manager at the first rung when there is no lead, or the lead is the assignee', () => {
    const own = { ...group, assigneeId: 'lead' };
    for (const [one, siteLead] of [
      [group, null],
      [own, 'lead'],
    ] as const) {
      const people = [person('tech'), person('lead'), person('risk')];
      expect(escalationTargets(one, context(people, siteLead))).toEqual([
        { viewerId: 'risk', afterDaysLate: 1, unreachable: null },
      ]);
    }
  });

  it('to nobody besides the risk manager when they do the work themselves', () => {
    const own = { ...group, assigneeId: 'risk', siteId: null };
    expect(escalationTargets(own, context(staff, null))).toEqual([]);
  });

  it('at once, whole, when the assignee gets no mail', () => {
    for (const [over, reason] of [
      [{ mailRefused: true }, 'mail-refused'],
      [{ active: false }, 'inactive'],
    ] as const) {
      const people = [person('tech', over), person('lead'), person('risk')];
      expect(escalationTargets(group, context(people))).toEqual([
        { viewerId: 'lead', afterDaysLate: null, unreachable: reason },
        { viewerId: 'risk', afterDaysLate: 3, unreachable: reason },
      ]);
      expect(escalationTargets(group, context(people, null))).toEqual([
        { viewerId: 'risk', afterDaysLate: null, unreachable: reason },
      ]);
    }
  });
});

it('a rung is reached on the day it names, counted from the due day', () => {
  const target = { viewerId: 'lead', afterDaysLate: 1, unreachable: null };
  expect(hasReached(target, '2020-09-01', '2020-09-01')).toBe(false);
  expect(hasReached(target, '2020-09-01', '2020-09-02')).toBe(true);
  expect(hasReached({ ...target, afterDaysLate: null }, '2020-09-30', '2020-09-02')).toBe(true);
});
