import { afterEach, describe, expect, it } from '@jest/globals';
import { common } from '../texts/en/common';
import {
  formatDay,
  formatDayOf,
  formatMoment,
  formatNumber,
  formatPercent,
  formatSize,
  withDays,
  withDaysOf,
} from './format';
import { preferLocale, preferZone } from './locale';

const own = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
const browserSays = (language: string) =>
  Object.defineProperty(globalThis, 'navigator', {
    value: { language, languages: [language] },
    configurable: true,
  });

afterEach(() => {
  preferLocale(null);
  preferZone(null);
  if (own === undefined) Reflect.deleteProperty(globalThis, 'navigator');
  else Object.defineProperty(globalThis, 'navigator', own);
});

describe('days and numbers', () => {
  it('are written as the browser says', () => {
    browserSays('de-DE');
    expect(formatNumber(1234.5)).toBe('1.234,5');
  });

  it('say how large a file is', () => {
    preferLocale('en-US');
    expect([1, 999, 12_345, 999_499, 999_500, 2_340_000].map(formatSize)).toEqual([
      '1 byte',
      '999 bytes',
      '12 kB',
      '999 kB',
      '1 MB',
      '2.3 MB',
    ]);
  });

  it('are written as the person has chosen, whatever the browser says', () => {
    browserSays('de-DE');
    preferLocale('en-US');
    expect([formatNumber(1234.5), formatDay('2020-08-28')]).toEqual(['1,234.5', 'Aug 28, 2020']);
  });

  it('are written so within sentences too', () => {
    browserSays('en-US');
    preferLocale('de-DE');
    expect(common.rows(12_345)).toBe('12.345 rows');
  });

  it('are written so where the server put them into a sentence', () => {
    preferLocale('en-US');
    expect(withDays('It came on 2018-06-12, within the dates.')).toBe(
      'It came on Jun 12, 2018, within the dates.',
    );
    expect(withDays('UDI-DI 00085412610900, version 9.02.01')).toBe('UDI-DI 00085412610900, version 9.02.01');
  });

  it('stand in the person’s zone, which is named where the device is elsewhere', () => {
    preferLocale('en-US');
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    const elsewhere = own === 'Asia/Tokyo' ? 'America/Chicago' : 'Asia/Tokyo';
    preferZone(elsewhere);
    expect(formatMoment('2020-08-28T20:05:00Z')).toMatch(
      own === 'Asia/Tokyo' ? /^Aug 28, 2020, 3:05\sPM CDT$/ : /^Aug 29, 2020, 5:05\sAM GMT\+9$/,
    );
    expect(formatDayOf('2020-08-28T20:05:00Z')).toBe(own === 'Asia/Tokyo' ? 'Aug 28, 2020' : 'Aug 29, 2020');
    preferZone(own);
    expect(formatMoment('2020-08-28T20:05:00Z')).toMatch(/:05\s[AP]M$/);
    preferZone('Mars/Olympus');
    expect(formatMoment('2020-08-28T20:05:00Z')).toMatch(/2020.*:05\s[AP]M$/);
  });

  it('are written so in a field of a record that holds a day, and in no other', () => {
    preferLocale('en-US');
    preferZone('UTC');
    expect(withDaysOf('dueOn', '2020-08-28')).toBe('Aug 28, 2020');
    expect(withDaysOf('now', '2020-08-28T10:00:00.123Z')).toMatch(/^Aug 28, 2020, 10:00\sAM/);
    expect(withDaysOf('serialNumber', '2020-08-28')).toBe('2020-08-28');
    expect(withDays('There is no 2021-02-31.')).toBe('There is no 2021-02-31.');
    expect(withDays('Nothing like 12020-08-28, 2020-08-28-7 or 2020-13-01.')).toBe(
      'Nothing like 12020-08-28, 2020-08-28-7 or 2020-13-01.',
    );
  });

  it.each(['en-US@posix', 'C', ''])(
    'are written also where the browser names a language that is none: %s',
    (tag) => {
      browserSays(tag);
      expect(formatDay('2020-08-28')).toMatch(/2020/);
      expect(formatMoment('2020-08-28T10:00:00Z')).toMatch(/2020/);
      expect([formatNumber(7), formatPercent(50)].every((text) => text.length > 0)).toBe(true);
    },
  );
});
