import fc from 'fast-check';
import { type LeaveAsked, leaveRefusal, overlap } from './leave.rules.js';

const asked = (over: Partial<LeaveAsked> = {}): LeaveAsked => ({
  personId: '1',
  from: '2026-12-01',
  to: '2026-12-10',
  today: '2026-11-25',
  standIn: { id: '2', name: 'Stan', active: true, role: 'technician', sites: ['10'], leave: null },
  openSites: [{ id: '10', name: 'North' }],
  standsInFor: [],
  ...over,
});
const standIn = (over: Partial<NonNullable<LeaveAsked['standIn']>>) => ({
  standIn: { ...(asked().standIn as NonNullable<LeaveAsked['standIn']>), ...over },
});

describe('a leave', () => {
  it('is set when somebody fit stands in', () => expect(leaveRefusal(asked())).toBeNull());

  it.each<[string, Partial<LeaveAsked>]>([
    ['leave.over', { to: '2026-11-30' }],
    ['leave.over', { from: '2026-11-01', to: '2026-11-24' }],
    ['leave.stand-in-unfit', { standIn: null }],
    ['leave.stand-in-unfit', standIn({ active: false })],
    ['leave.stand-in-unfit', standIn({ role: 'auditor' })],
    ['leave.stand-in-unfit', standIn({ id: '1' })],
    ['leave.stand-in-site', standIn({ sites: ['11'] })],
    ['leave.stand-in-away', standIn({ leave: { from: '2026-12-10', to: '2026-12-20' } })],
    ['leave.stands-in', { standsInFor: [{ name: 'Ann', from: '2026-11-20', to: '2026-12-01' }] }],
  ])('%s: %j', (code, over) => expect(leaveRefusal(asked(over))?.code).toBe(code));

  it('names the site that the stand-in lacks', () => {
    const refused = leaveRefusal(
      asked({ ...standIn({ sites: [] }), openSites: [{ id: '10', name: 'North' }] }),
    );
    expect(refused).toMatchObject({ path: 'standInId', detail: expect.stringContaining('North') as string });
  });

  const day = fc.integer({ min: 1, max: 30 }).map((n) => `2026-12-${String(n).padStart(2, '0')}`);
  const person = fc.integer({ min: 1, max: 5 }).map(String);
  const leave = fc.record({ person, standIn: person, from: day, to: day });

  it('whatever people ask for in whatever order: nobody away stands in, so there are no chains and no circles', () => {
    fc.assert(
      fc.property(fc.array(leave, { maxLength: 30 }), (requests) => {
        const set = new Map<string, (typeof requests)[number]>();
        for (const request of requests) {
          const theirs = set.get(request.standIn);
          const refused = leaveRefusal(
            asked({
              ...request,
              personId: request.person,
              today: '2026-12-01',
              openSites: [],
              ...standIn({ id: request.standIn, leave: theirs ?? null }),
              standsInFor: [...set.values()]
                .filter((other) => other.standIn === request.person)
                .map((other) => ({ ...other, name: other.person })),
            }),
          );
          if (refused === null) set.set(request.person, request);
        }
        for (const one of set.values()) {
          expect(one.standIn).not.toBe(one.person);
          const other = set.get(one.standIn);
          expect(other !== undefined && overlap(one, other)).toBe(false);
        }
      }),
    );
  });
});
