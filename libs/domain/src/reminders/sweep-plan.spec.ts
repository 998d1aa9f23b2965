import { defaultCadence, defaultLadder } from '#contracts/plans';
import {
  calendarOf,
  pairKey,
  remindersOwed,
  type SweepFacts,
  type SweepPerson,
  type SweepSite,
} from './sweep-plan.js';

const person = (id: string, over: Partial<SweepPerson> = {}): [string, SweepPerson] => [
  id,
  {
    id,
    active: true,
    mailRefused: false,
    mailRefusedAt: null,
    leadId: null,
    sites: 'all',
    homeSiteId: '1',
    timeZone: null,
    digestHour: null,
    ...over,
  },
];
const site = (over: Partial<SweepSite> = {}): SweepSite => ({
  timeZone: 'UTC',
  digestHour: 7,
  weeklyDaysOff: [6, 7],
  holidays: [],
  leadId: '20',
  ...over,
});
const campaign = {
  ownerId: '30',
  recallClass: 'II' as const,
  cadence: defaultCadence,
  ladder: defaultLadder,
};
const group = { campaignId: '5', siteId: '1', assigneeId: '10', earliestDue: '2020-09-10' };

/** Thursday 2020-09-03, 08:00 UTC; person 10 has open work in campaign 5 and was last written to on Tuesday. */
const facts = (over: Partial<SweepFacts> = {}): SweepFacts => ({
  now: new Date('2020-09-03T08:00:00Z'),
  people: new Map([person('10'), person('20'), person('30')]),
  away: new Map(),
  sites: new Map([['1', site()]]),
  campaigns: new Map([
    ['5', campaign],
    ['6', campaign],
  ]),
  groups: [group],
  assigned: new Set([pairKey('10', '5'), pairKey('10', '6')]),
  lastSent: new Map([[pairKey('10', '5'), new Date('2020-09-01T08:00:00Z')]]),
  lastDigest: new Map([['10', new Date('2020-09-01T08:00:00Z')]]),
  lastLooking: new Map(),
  digestUnsent: new Set(),
  listedUnsent: new Set(),
  ...over,
});
const said = (over: Partial<SweepFacts> = {}): string[] =>
  remindersOwed(facts(over)).map(
    (one) => `${one.kind} to ${one.personId} about ${one.campaignIds.join('+')} (${one.moment})`,
  );

describe('a sweep', () => {
  it('owes a digest for the local day when the interval has passed', () => {
    expect(remindersOwed(facts())).toEqual([
      {
        kind: 'digest',
        personId: '10',
        forPersonId: null,
        campaignId: null,
        moment: '2020-09-03',
        campaignIds: ['5'],
        siteIds: ['1'],
      },
    ]);
  });

  it('owes the assignment e-mail at any hour, and no digest for the same campaign on that day', () => {
    const fresh = { assigned: new Set<string>(), lastSent: new Map(), lastDigest: new Map() };
    expect(said(fresh)).toEqual(['assignment to 10 about 5 (opening)']);
    expect(said({ ...fresh, now: new Date('2020-09-05T23:00:00Z') })).toEqual([
      'assignment to 10 about 5 (opening)',
    ]);
    const underWay = { assigned: new Set([pairKey('10', '5')]), listedUnsent: new Set([pairKey('10', '5')]) };
    expect(said({ ...fresh, ...underWay })).toEqual([]);
    const sentToday = {
      ...underWay,
      listedUnsent: new Set<string>(),
      lastSent: new Map([[pairKey('10', '5'), new Date('2020-09-03T01:00:00Z')]]),
    };
    expect(said({ ...fresh, ...sentToday })).toEqual([]);
  });

  it('owes one digest for two campaigns, as soon as one of them has its turn', () => {
    const groups = [group, { ...group, campaignId: '6' }];
    const lastSent = new Map([
      [pairKey('10', '5'), new Date('2020-09-01T08:00:00Z')],
      [pairKey('10', '6'), new Date('2020-09-02T08:00:00Z')],
    ]);
    expect(said({ groups, lastSent })).toEqual(['digest to 10 about 5+6 (2020-09-03)']);
  });

  it('owes no second digest while one is on its way', () => {
    expect(said({ digestUnsent: new Set(['10']) })).toEqual([]);
  });

  it('owes no digest on a day whose digest hour brought the e-mail of what somebody looks for, and one the day after', () => {
    const looking = (at: string, now = '2020-09-03T08:00:00Z') =>
      said({ lastLooking: new Map([['10', new Date(at)]]), now: new Date(now) });
    expect(looking('2020-09-03T07:00:00Z')).toEqual([]);
    expect(looking('2020-09-03T07:00:00Z', '2020-09-03T23:59:00Z')).toEqual([]);
    expect(looking('2020-09-03T07:00:00Z', '2020-09-04T07:00:00Z')).toEqual([
      'digest to 10 about 5 (2020-09-04)',
    ]);
    // sent at the earlier hour of another site, as it may be every day
    expect(looking('2020-09-03T06:59:00Z')).toEqual(['digest to 10 about 5 (2020-09-03)']);
    expect(looking('2020-09-02T07:00:00Z')).toEqual(['digest to 10 about 5 (2020-09-03)']);
  });

  it('writes to nobody who has nothing open, is switched off or gets no mail', () => {
    expect(said({ groups: [] })).toEqual([]);
    const lone = new Map([['1', site({ leadId: null })]]);
    const refused = { mailRefused: true, mailRefusedAt: new Date('2020-09-02T12:30:00Z') };
    for (const over of [{ active: false }, refused]) {
      const people = new Map([person('10', over), person('30', { active: false })]);
      expect(said({ people, sites: lone, assigned: new Set() })).toEqual([]);
    }
  });

  it('tries again the next morning where mail was refused, whoever else is shown the work meanwhile', () => {
    const refusedAt = (mailRefusedAt: Date) =>
      said({
        people: new Map([
          person('10', { mailRefused: true, mailRefusedAt }),
          person('20'),
          person('30', { active: false }),
        ]),
        lastDigest: new Map([['20', new Date('2020-09-03T07:00:00Z')]]),
      });
    expect(refusedAt(new Date('2020-09-02T12:01:00Z'))).toEqual([]);
    expect(refusedAt(new Date('2020-09-02T12:00:00Z'))).toEqual(['digest to 10 about 5 (2020-09-03)']);
  });

  it('shows late work to the lead in a digest of their own, then to the risk manager', () => {
    const late = (earliestDue: string) =>
      said({
        groups: [{ ...group, earliestDue }],
        lastDigest: new Map([['10', new Date('2020-09-03T07:00:00Z')]]),
      });
    expect(late('2020-09-03')).toEqual([]);
    expect(late('2020-09-02')).toEqual(['digest to 20 about 5 (2020-09-03)']);
    expect(late('2020-08-31')).toEqual([
      'digest to 20 about 5 (2020-09-03)',
      'digest to 30 about 5 (2020-09-03)',
    ]);
  });

  it('gives a lead with own work one digest that holds both', () => {
    const groups = [
      { ...group, earliestDue: '2020-09-01' },
      { ...group, assigneeId: '20', campaignId: '6' },
    ];
    const assigned = new Set([pairKey('10', '5'), pairKey('20', '6')]);
    expect(said({ groups, assigned }).filter((line) => line.includes('to 20'))).toEqual([
      'digest to 20 about 6+5 (2020-09-03)',
    ]);
  });

  it('shows the open work of a person whose mail is refused to the lead at once', () => {
    const people = new Map([
      person('10', { mailRefused: true, mailRefusedAt: new Date('2020-09-03T07:00:00Z') }),
      person('20'),
      person('30'),
    ]);
    expect(said({ people })).toEqual(['digest to 20 about 5 (2020-09-03)']);
  });
});

describe("a person's calendar", () => {
  const sites = new Map([
    ['1', site({ timeZone: 'Asia/Tokyo', holidays: ['2020-09-03'] })],
    ['2', site({ timeZone: 'Europe/Berlin', digestHour: 6 })],
  ]);
  const plain = { homeSiteId: null, timeZone: null, digestHour: null };

  it('is their own over that of the home site, over that of the first site with work', () => {
    expect(calendarOf({ ...plain, homeSiteId: '1' }, '2', sites).timeZone).toBe('Asia/Tokyo');
    expect(calendarOf(plain, '2', sites)).toMatchObject({ timeZone: 'Europe/Berlin', digestHour: 6 });
    expect(calendarOf({ homeSiteId: '1', timeZone: 'UTC', digestHour: 9 }, '2', sites)).toEqual({
      timeZone: 'UTC',
      digestHour: 9,
      weeklyDaysOff: [6, 7],
      holidays: ['2020-09-03'],
    });
    expect(calendarOf(plain, null, sites).timeZone).toBe('UTC');
  });
});
