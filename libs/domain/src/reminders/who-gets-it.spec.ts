import fc from 'fast-check';
import { defaultCadence, defaultLadder } from '#contracts/plans';
import { type EscalationContext, escalationTargets, type WorkGroup } from './escalation.js';
import { pairKey, remindersOwed, type SweepFacts, type SweepPerson } from './sweep-plan.js';
import { sees, unreachable, whoGetsIt } from './who-gets-it.js';

const ids = ['1', '2', '3', '4', '5'];
const siteIds = ['10', '11'];
const id = fc.constantFrom(...ids);
const maybeId = fc.option(id, { nil: null });

const NOW = new Date('2020-09-03T08:00:00Z');
const personFacts = fc.record({
  active: fc.boolean(),
  mailRefused: fc.boolean(),
  leadId: maybeId,
  sites: fc.oneof(fc.constant('all' as const), fc.subarray(siteIds)),
});
const staff = fc.tuple(...ids.map(() => personFacts)).map(
  (all) =>
    new Map<string, SweepPerson>(
      all.map((one, n) => [
        ids[n] as string,
        {
          ...one,
          id: ids[n] as string,
          // just now: what was refused longer ago is tried again
          mailRefusedAt: one.mailRefused ? NOW : null,
          homeSiteId: '10',
          timeZone: null,
          digestHour: null,
        },
      ]),
    ),
);
/** As the rules of leave.rules.ts leave it: nobody who is away stands in for anybody. */
const leaves = fc.array(fc.tuple(id, id), { maxLength: 4 }).map((pairs) => {
  const away = new Map<string, string>();
  for (const [person, standIn] of pairs) {
    const free = !away.has(standIn) && ![...away.values()].includes(person);
    if (person !== standIn && free) away.set(person, standIn);
  }
  return away;
});
const groups = fc.uniqueArray(
  fc.record<WorkGroup>({
    campaignId: fc.constantFrom('5', '6'),
    siteId: fc.option(fc.constantFrom(...siteIds), { nil: null }),
    assigneeId: id,
    earliestDue: fc.constantFrom('2020-08-20', '2020-09-02', '2020-09-10'),
  }),
  { selector: (one) => `${one.campaignId} ${one.siteId} ${one.assigneeId}` },
);
const site = { timeZone: 'UTC', digestHour: 7, weeklyDaysOff: [], holidays: [], leadId: '4' };
const campaign = { ownerId: '5', recallClass: 'I' as const, cadence: defaultCadence, ladder: defaultLadder };
const facts = (over: Pick<SweepFacts, 'people' | 'away' | 'groups'> & Partial<SweepFacts>): SweepFacts => ({
  now: NOW,
  sites: new Map(siteIds.map((one) => [one, site])),
  campaigns: new Map([
    ['5', campaign],
    ['6', campaign],
  ]),
  assigned: new Set(),
  lastSent: new Map(),
  lastDigest: new Map(),
  lastLooking: new Map(),
  digestUnsent: new Set(),
  listedUnsent: new Set(),
  ...over,
});
const everyAssignment = (): Set<string> =>
  new Set(ids.flatMap((one) => [pairKey(one, '5'), pairKey(one, '6')]));

const ladder = (
  people: ReadonlyMap<string, SweepPerson>,
  away: ReadonlyMap<string, string>,
): EscalationContext => ({
  ...facts({ people, away, groups: [] }),
  siteLeads: new Map(siteIds.map((one) => [one, '4'])),
});

describe('work of somebody on leave', () => {
  it('goes to them, or to a stand-in who can be written to, sees the site and is there', () => {
    fc.assert(
      fc.property(
        staff,
        leaves,
        id,
        fc.option(fc.constantFrom(...siteIds), { nil: null }),
        (people, away, person, at) => {
          const holder = whoGetsIt(person, at, { people, away });
          if (holder === person) return;
          expect(holder).toBe(away.get(person));
          const standIn = people.get(holder) as SweepPerson;
          expect([unreachable(standIn), sees(standIn, at), away.has(holder)]).toEqual([null, true, false]);
        },
      ),
    );
  });

  it('is owed to nobody twice: one digest a person, one assignment a person, campaign and assignee', () => {
    fc.assert(
      fc.property(staff, leaves, groups, fc.boolean(), (people, away, work, told) => {
        const owed = remindersOwed(
          facts({
            people,
            away,
            groups: work,
            ...(told ? { assigned: everyAssignment() } : {}),
          }),
        );
        const keys = owed.map((one) => `${one.kind} ${one.personId} ${one.campaignId} ${one.moment}`);
        expect(new Set(keys).size).toBe(keys.length);
        const digests = owed.filter(({ kind }) => kind === 'digest').map(({ personId }) => personId);
        expect(new Set(digests).size).toBe(digests.length);
        for (const one of owed) {
          expect(unreachable(people.get(one.personId))).toBeNull();
          if (one.forPersonId !== null) expect(away.get(one.forPersonId)).toBe(one.personId);
        }
      }),
    );
  });

  it('is told to somebody whenever it would be without the leave', () => {
    fc.assert(
      fc.property(staff, leaves, groups, (people, away, work) => {
        const told = remindersOwed(facts({ people, away, groups: work }));
        for (const { campaignId, siteId, assigneeId } of work) {
          const holder = whoGetsIt(assigneeId, siteId, { people, away });
          if (unreachable(people.get(holder)) !== null) continue;
          const forPersonId = holder === assigneeId ? null : assigneeId;
          expect(told).toContainEqual(
            expect.objectContaining({ kind: 'assignment', personId: holder, forPersonId, campaignId }),
          );
        }
      }),
    );
  });

  it('climbs to nobody who holds it', () => {
    fc.assert(
      fc.property(staff, leaves, groups, (people, away, work) => {
        for (const group of work) {
          const holder = whoGetsIt(group.assigneeId, group.siteId, { people, away });
          for (const { viewerId } of escalationTargets(group, ladder(people, away))) {
            expect([group.assigneeId, holder]).not.toContain(viewerId);
          }
        }
      }),
    );
  });

  it('climbs on the same days as without the leave, to all others than the stand-in', () => {
    fc.assert(
      fc.property(staff, id, groups, (people, standIn, work) => {
        for (const group of work) {
          const { assigneeId, siteId } = group;
          if (standIn === assigneeId || unreachable(people.get(assigneeId)) !== null) continue;
          const away = new Map([[assigneeId, standIn]]);
          const holder = whoGetsIt(assigneeId, siteId, { people, away });
          const told = escalationTargets(group, ladder(people, away));
          for (const before of escalationTargets(group, ladder(people, new Map()))) {
            if (before.viewerId === holder) continue;
            const after = told.find(({ viewerId }) => viewerId === before.viewerId);
            expect(after?.afterDaysLate).toBeLessThanOrEqual(before.afterDaysLate as number);
          }
        }
      }),
    );
  });
});
