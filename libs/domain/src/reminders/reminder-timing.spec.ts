import fc from 'fast-check';
import { DateTime } from 'luxon';
import { defaultCadence } from '#contracts/plans';
import {
  addDays,
  type Calendar,
  daysBetween,
  digestOwed,
  intervalDays,
  isDayOff,
  type ListedWork,
  localMoment,
} from './reminder-timing.js';

const calendar: Calendar = {
  timeZone: 'America/New_York',
  digestHour: 7,
  weeklyDaysOff: [6, 7],
  holidays: ['2020-09-07'],
};
const work = (over: Partial<ListedWork> = {}): ListedWork => ({
  recallClass: 'II',
  cadence: defaultCadence,
  late: false,
  lastListedOn: '2020-09-01',
  ...over,
});
const at = (iso: string, zone = calendar.timeZone) => localMoment(new Date(iso), zone);

describe('a digest is owed', () => {
  it('from the digest hour of the local day on, not before', () => {
    // 2020-09-03 is a Thursday; New York is four hours behind UTC
    expect(digestOwed(at('2020-09-03T10:59:59Z'), calendar, null, [work()])).toBe(false);
    expect(digestOwed(at('2020-09-03T11:00:00Z'), calendar, null, [work()])).toBe(true);
    expect(digestOwed(at('2020-09-04T03:59:00Z'), calendar, null, [work()])).toBe(true);
  });

  it('by the interval of the class, and sooner when something is late', () => {
    const thursday = at('2020-09-03T12:00:00Z');
    const owed = (over: Partial<ListedWork>): boolean => digestOwed(thursday, calendar, null, [work(over)]);
    expect(owed({ recallClass: 'I', lastListedOn: '2020-09-02' })).toBe(true);
    expect(owed({ recallClass: 'II', lastListedOn: '2020-09-02' })).toBe(false);
    expect(owed({ recallClass: 'II', lastListedOn: '2020-09-02', late: true })).toBe(true);
    expect(owed({ recallClass: 'III', lastListedOn: '2020-08-28' })).toBe(false);
    expect(owed({ recallClass: 'III', lastListedOn: '2020-08-27' })).toBe(true);
    expect(owed({ recallClass: 'none', lastListedOn: '2020-09-01', late: true })).toBe(true);
    expect(owed({ recallClass: 'III', lastListedOn: null })).toBe(true);
  });

  it('on a day off only for Class I', () => {
    for (const dayOff of ['2020-09-05T12:00:00Z', '2020-09-06T12:00:00Z', '2020-09-07T12:00:00Z']) {
      expect(digestOwed(at(dayOff), calendar, null, [work({ late: true })])).toBe(false);
      expect(digestOwed(at(dayOff), calendar, null, [work({ late: true }), work({ recallClass: 'I' })])).toBe(
        true,
      );
    }
    expect(digestOwed(at('2020-09-08T12:00:00Z'), calendar, null, [work({ late: true })])).toBe(true);
  });

  it('never twice on a local day, nor when nothing is open', () => {
    const now = at('2020-09-03T12:00:00Z');
    expect(digestOwed(now, calendar, '2020-09-03', [work({ lastListedOn: null })])).toBe(false);
    expect(digestOwed(now, calendar, null, [])).toBe(false);
  });

  it('not again on the same date after a move west over the date line', () => {
    const auckland = at('2020-09-02T20:00:00Z', 'Pacific/Auckland');
    expect(auckland.day).toBe('2020-09-03');
    const honolulu = at('2020-09-02T20:00:00Z', 'Pacific/Honolulu');
    expect(honolulu.day).toBe('2020-09-02');
    expect(digestOwed(honolulu, calendar, auckland.day, [work({ lastListedOn: null })])).toBe(false);
  });

  it('on both sides of a change to and from summer time at the same wall-clock hour', () => {
    const sunday = { ...calendar, weeklyDaysOff: [] };
    const daily = [work({ recallClass: 'I', lastListedOn: '2020-01-01' })];
    // New York springs forward on 2020-03-08 and falls back on 2020-11-01
    expect(digestOwed(at('2020-03-07T11:59:00Z'), sunday, null, daily)).toBe(false);
    expect(digestOwed(at('2020-03-07T12:00:00Z'), sunday, null, daily)).toBe(true);
    expect(digestOwed(at('2020-03-08T10:59:00Z'), sunday, null, daily)).toBe(false);
    expect(digestOwed(at('2020-03-08T11:00:00Z'), sunday, null, daily)).toBe(true);
    expect(digestOwed(at('2020-11-01T11:59:00Z'), sunday, null, daily)).toBe(false);
    expect(digestOwed(at('2020-11-01T12:00:00Z'), sunday, null, daily)).toBe(true);
    // a digest hour that the clock skips
    expect(digestOwed(at('2020-03-08T07:00:00Z'), { ...sunday, digestHour: 2 }, null, daily)).toBe(true);
  });

  it('in UTC where the time zone is not one', () => {
    expect(localMoment(new Date('2020-09-03T07:00:00Z'), 'Mars/Olympus')).toEqual({
      day: '2020-09-03',
      hour: 7,
      weekday: 4,
    });
  });
});

describe('over any weeks, zones, days off and campaigns', () => {
  const zones = [
    'America/New_York',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Pacific/Apia',
    'Australia/Lord_Howe',
    'UTC',
  ];
  const scene = fc.record({
    zone: fc.constantFrom(...zones),
    digestHour: fc.integer({ min: 0, max: 23 }),
    weeklyDaysOff: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 4 }),
    holidays: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }),
    // around both changes of the clock and around a new year
    start: fc
      .constantFrom('2020-02-20', '2020-03-05', '2020-10-20', '2020-12-20')
      .chain((day) =>
        fc
          .integer({ min: 0, max: 23 })
          .map((hour) => DateTime.fromISO(day, { zone: 'UTC' }).plus({ hours: hour })),
      ),
    campaigns: fc.array(
      fc.record({
        recallClass: fc.constantFrom('I' as const, 'II' as const, 'III' as const, 'none' as const),
        late: fc.boolean(),
        // open from one hour to another of the 40 days
        from: fc.integer({ min: 0, max: 400 }),
        hours: fc.integer({ min: 0, max: 900 }),
      }),
      { maxLength: 4 },
    ),
    everyHours: fc.constantFrom(2, 3),
  });

  /** Sweeps through 40 days, keeping what a sent digest would leave in the database. */
  function play(scenario: typeof scene extends fc.Arbitrary<infer T> ? T : never) {
    const firstDay = scenario.start.toISODate() ?? '';
    const own: Calendar = {
      timeZone: scenario.zone,
      digestHour: scenario.digestHour,
      weeklyDaysOff: scenario.weeklyDaysOff,
      holidays: scenario.holidays.map((days) => addDays(firstDay, days)),
    };
    const lastListedOn = new Map<number, string>();
    let lastDigestOn: string | null = null;
    const digests: Array<{ day: string; hour: number; open: number[] }> = [];
    const days = new Map<string, { off: boolean; asked: boolean; openThroughout: Set<number> }>();
    for (let hour = 0; hour < 40 * 24; hour += scenario.everyHours) {
      const moment = localMoment(scenario.start.plus({ hours: hour }).toJSDate(), scenario.zone);
      const open = scenario.campaigns.flatMap((c, n) =>
        hour >= c.from && hour < c.from + c.hours ? [n] : [],
      );
      const day = days.get(moment.day) ?? {
        off: isDayOff(moment, own),
        asked: false,
        openThroughout: new Set(open),
      };
      day.openThroughout = new Set([...day.openThroughout].filter((n) => open.includes(n)));
      day.asked ||= moment.hour >= own.digestHour;
      days.set(moment.day, day);
      const listed = open.map((n): ListedWork => {
        const { recallClass, late } = scenario.campaigns[n] as { recallClass: 'I'; late: boolean };
        return { recallClass, late, cadence: defaultCadence, lastListedOn: lastListedOn.get(n) ?? null };
      });
      if (!digestOwed(moment, own, lastDigestOn, listed)) continue;
      digests.push({ day: moment.day, hour: moment.hour, open });
      lastDigestOn = moment.day;
      for (const n of open) lastListedOn.set(n, moment.day);
    }
    return { own, digests, days };
  }

  it('there are never two digests on a local day, none before the hour, none with nothing open', () => {
    fc.assert(
      fc.property(scene, (scenario) => {
        const { own, digests } = play(scenario);
        expect(new Set(digests.map(({ day }) => day)).size).toBe(digests.length);
        for (const digest of digests) {
          expect(digest.open.length).toBeGreaterThan(0);
          expect(digest.hour).toBeGreaterThanOrEqual(own.digestHour);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('no working day passes without an e-mail when the interval of something open has passed', () => {
    fc.assert(
      fc.property(scene, (scenario) => {
        const { digests, days } = play(scenario);
        scenario.campaigns.forEach((campaign, n) => {
          const interval = intervalDays({ ...campaign, cadence: defaultCadence });
          for (const [day, { off, asked, openThroughout }] of days) {
            // nobody looked after the digest hour, it was closed for a while, or its class waits for a working day
            if (!asked || !openThroughout.has(n) || (off && campaign.recallClass !== 'I')) continue;
            const listed = digests.filter((digest) => digest.day <= day && digest.open.includes(n)).at(-1);
            expect(listed === undefined ? Infinity : daysBetween(listed.day, day)).toBeLessThan(interval);
          }
        });
      }),
      { numRuns: 40 },
    );
  });

  it('more open work and a later hour of the day never make an owed digest not owed', () => {
    const listed = fc.record({
      recallClass: fc.constantFrom('I' as const, 'II' as const, 'III' as const, 'none' as const),
      late: fc.boolean(),
      lastListedOn: fc.option(fc.integer({ min: -20, max: 0 }).map((days) => addDays('2020-09-03', days))),
      cadence: fc.constant(defaultCadence),
    });
    fc.assert(
      fc.property(
        fc.array(listed, { maxLength: 3 }),
        listed,
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 1, max: 7 }),
        (some, another, hour, later, weekday) => {
          const moment = { day: '2020-09-03', hour: Math.min(hour, later), weekday };
          if (!digestOwed(moment, calendar, null, some)) return;
          expect(digestOwed(moment, calendar, null, [...some, another])).toBe(true);
          expect(digestOwed({ ...moment, hour: Math.max(hour, later) }, calendar, null, some)).toBe(true);
          const overdue = some.map((one) => ({ ...one, late: true }));
          expect(digestOwed(moment, calendar, null, overdue)).toBe(true);
        },
      ),
    );
  });

  it('days are counted by the calendar, whatever the clocks did', () => {
    expect(daysBetween('2020-03-07', '2020-03-09')).toBe(2);
    expect(daysBetween('2020-12-31', '2021-01-01')).toBe(1);
    expect(daysBetween('2020-09-03', '2020-09-01')).toBe(-2);
    expect(addDays('2020-02-28', 2)).toBe('2020-03-01');
  });
});
