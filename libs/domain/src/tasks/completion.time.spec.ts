import { describe, expect, it } from '@jest/globals';
import { doneAt } from './completion.time.js';

const began = new Date('2026-03-01T08:00:00Z');
const now = new Date('2026-03-02T10:00:00Z');
const done = (claimed: string | undefined, says: string | null = null, isWrong = true) => {
  const { at, note } = doneAt(claimed, {
    now,
    began,
    sender: says === null ? null : { says: new Date(says), isWrong },
  });
  return [at.toISOString(), note?.slice(0, 24) ?? null];
};

describe('when work counts as done', () => {
  it('is now, or the earlier time at which it was recorded', () => {
    expect(done(undefined)).toEqual(['2026-03-02T10:00:00.000Z', null]);
    expect(done('2026-03-01T09:00:00Z')).toEqual(['2026-03-01T09:00:00.000Z', null]);
  });

  it('never lies ahead', () => {
    expect(done('2027-03-01T09:00:00Z')).toEqual(['2026-03-02T10:00:00.000Z', null]);
  });

  it('is never before its task began, and the person is told unless it is a matter of seconds', () => {
    expect(done('2025-03-01T09:00:00Z')).toEqual(['2026-03-01T08:00:00.000Z', 'You recorded this as don']);
    expect(done('2026-03-01T07:59:30Z')).toEqual(['2026-03-01T08:00:00.000Z', null]);
  });

  it('is put right where the clock of the sender is off by more than five minutes', () => {
    // a year behind: done two hours before it was sent
    expect(done('2025-03-02T08:00:00Z', '2025-03-02T10:00:00Z')).toEqual([
      '2026-03-02T08:00:00.000Z',
      'The clock of your device',
    ]);
    expect(done('2026-03-02T11:00:00Z', '2026-03-02T12:00:00Z')).toEqual([
      '2026-03-02T09:00:00.000Z',
      'The clock of your device',
    ]);
    expect(done('2026-03-02T09:00:00Z', '2026-03-02T10:04:00Z', false)).toEqual([
      '2026-03-02T09:00:00.000Z',
      null,
    ]);
    // the clock of the sample was moved
    expect(done('2026-02-02T08:00:00Z', '2026-02-02T10:00:00Z', false)).toEqual([
      '2026-03-02T08:00:00.000Z',
      null,
    ]);
    // the clock was put right after the work was done
    expect(done('2025-03-02T08:00:00Z', '2026-03-02T10:00:00Z')).toEqual([
      '2026-03-01T08:00:00.000Z',
      'You recorded this as don',
    ]);
  });
});
