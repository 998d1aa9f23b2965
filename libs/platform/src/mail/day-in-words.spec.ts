import { describe, expect, it } from '@jest/globals';
import { dayInWords, momentInWords, withDaysInWords } from './day-in-words.js';

describe('a day in an e-mail', () => {
  it('is in words, and so is a month', () => {
    expect(dayInWords('2026-12-10')).toBe('Thu 10 Dec 2026');
    expect(dayInWords('2020-08')).toBe('August 2020');
  });

  it('of a moment is that of the place, whose zone is named', () => {
    expect(momentInWords(new Date('2020-09-04T03:05:00Z'), 'America/Chicago')).toBe(
      'Thu 3 Sep 2020, 22:05 (America/Chicago)',
    );
  });

  it('stays as it is where it is none', () => {
    expect(dayInWords('2020-13-45')).toBe('2020-13-45');
    expect(dayInWords('in spring')).toBe('in spring');
  });

  it('is in words within a sentence too, and a number that looks like one is left alone', () => {
    expect(withDaysInWords('The letter of 2020-10-02 (Urgent Device Correction)')).toBe(
      'The letter of Fri 2 Oct 2020 (Urgent Device Correction)',
    );
    expect(withDaysInWords('Z-0530-2022, serial 12020-10-02')).toBe('Z-0530-2022, serial 12020-10-02');
  });
});
