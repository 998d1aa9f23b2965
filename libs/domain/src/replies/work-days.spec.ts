import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  federalHolidays,
  harmReminderOwed,
  isWorkDay,
  reportDueOn,
  workDaysLeft,
  WORK_DAYS_TO_REPORT,
} from './work-days.js';

describe('federal holidays', () => {
  it('are those that were observed in 2021, with Juneteenth, Independence Day and Christmas moved', () => {
    expect([...federalHolidays(2021)].toSorted()).toEqual([
      '2021-01-01',
      '2021-01-18',
      '2021-02-15',
      '2021-05-31',
      '2021-06-18',
      '2021-07-05',
      '2021-09-06',
      '2021-10-11',
      '2021-11-11',
      '2021-11-25',
      '2021-12-24',
    ]);
  });

  it('has New Year’s Day of 2022 on the last day of 2021', () => {
    expect(isWorkDay('2021-12-31')).toBe(false);
    expect(isWorkDay('2021-12-30')).toBe(true);
  });
});

describe('the ten work days', () => {
  it('begin on the day after and leave out weekends', () => {
    expect(reportDueOn('2026-03-02')).toBe('2026-03-16'); // Monday to Monday
    expect(reportDueOn('2026-03-06')).toBe('2026-03-20'); // Friday
    expect(reportDueOn('2026-03-07')).toBe('2026-03-20'); // Saturday
    expect(reportDueOn('0202-03-01')).toBe('0202-03-15');
  });

  it('leave out federal holidays', () => {
    expect(reportDueOn('2026-11-20')).toBe('2026-12-07'); // Thanksgiving in between
    expect(reportDueOn('2026-12-18')).toBe('2027-01-05'); // Christmas and New Year's Day
  });

  it('are always ten, and end on a work day', () => {
    const day = fc
      .date({ min: new Date('2021-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, (aware) => {
        const due = reportDueOn(aware);
        expect(isWorkDay(due)).toBe(true);
        expect(workDaysLeft(aware, due)).toBe(WORK_DAYS_TO_REPORT);
      }),
    );
  });
});

describe('the days that are left', () => {
  it('are none on the last day, and negative afterwards, from the first day on', () => {
    expect(workDaysLeft('2026-03-16', '2026-03-16')).toBe(0);
    expect(workDaysLeft('2026-03-17', '2026-03-16')).toBe(-1);
    expect(workDaysLeft('2026-03-21', '2026-03-20')).toBe(-1); // the Saturday after
    expect(workDaysLeft('2026-03-24', '2026-03-20')).toBe(-2);
  });

  it('bring a reminder on each of the last work days, and on every one that is too late', () => {
    const due = '2026-03-16';
    expect(harmReminderOwed('2026-03-06', due)).toBe(false);
    expect(harmReminderOwed('2026-03-09', due)).toBe(true);
    expect(harmReminderOwed('2026-03-14', due)).toBe(false); // Saturday
    expect(harmReminderOwed('2026-03-30', due)).toBe(true);
  });
});
