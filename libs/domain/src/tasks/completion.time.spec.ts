import { describe, expect, it } from '@jest/globals';
import { doneAt, senderClock, timesOf, withTimesPutRight } from './completion.time.js';

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

  it('never lies ahead, and the person is told unless it is a matter of seconds', () => {
    expect(done('2027-03-01T09:00:00Z')).toEqual(['2026-03-02T10:00:00.000Z', 'You recorded this as don']);
    expect(done('2026-03-02T10:00:30Z')).toEqual(['2026-03-02T10:00:00.000Z', null]);
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

  it('is left alone by a clock that broke only while it sent, and put right by one that is a few hours off', () => {
    const inSpan = '2026-03-02T09:00:00Z';
    for (const broken of ['2025-03-02T10:00:00Z', '2027-03-02T10:00:00Z', '2026-03-02T07:00:00Z'])
      expect(done(inSpan, broken)).toEqual(['2026-03-02T09:00:00.000Z', null]);
    // three hours behind, done an hour ago; three hours ahead, done four hours ago
    expect(done('2026-03-02T06:00:00Z', '2026-03-02T07:00:00Z')).toEqual([
      '2026-03-02T09:00:00.000Z',
      'The clock of your device',
    ]);
    expect(done(inSpan, '2026-03-02T13:00:00Z')).toEqual([
      '2026-03-02T06:00:00.000Z',
      'The clock of your device',
    ]);
    // neither as claimed nor put right: before it began
    expect(done('2025-02-02T08:00:00Z', '2025-03-02T10:00:00Z')).toEqual([
      '2026-03-01T08:00:00.000Z',
      'You recorded this as don',
    ]);
  });

  it('is not told by a clock that says nonsense', () => {
    for (const nonsense of [undefined, '', 'noon', '1970-01-01T00:00:00Z', '2199-01-01T00:00:00Z'])
      expect(senderClock(nonsense, now)).toBeNull();
    expect(senderClock('2026-03-02T10:04:00Z', now)?.isWrong).toBe(false);
    expect(senderClock('2025-03-02T10:00:00Z', now)?.isWrong).toBe(true);
  });
});

describe('the other times of a piece of work', () => {
  const told = (at: string) => ({
    searched: [{ place: 'the store', at }],
    harm: { awareAt: at, what: 'an alarm failed' },
  });
  const counts = (at: string, shift: number) => {
    const { searched, harm } = withTimesPutRight(told(at), { now, shift });
    return [searched[0]?.at, harm.awareAt].map((time) => time?.slice(0, 16));
  };

  it('are put right by the same, and lie ahead by that never', () => {
    const hours = 3_600_000;
    expect(counts('2026-03-02T09:00:00.000Z', 0)).toEqual(['2026-03-02T09:00', '2026-03-02T09:00']);
    expect(counts('2026-03-02T12:00:00.000Z', -3 * hours)).toEqual(['2026-03-02T09:00', '2026-03-02T09:00']);
    expect(counts('2026-03-02T06:00:00.000Z', 3 * hours)).toEqual(['2026-03-02T09:00', '2026-03-02T09:00']);
    expect(counts('2026-03-02T09:00:00.000Z', 3 * hours)).toEqual(['2026-03-02T09:00', '2026-03-02T09:00']);
    // a harm that lies ahead is refused, which says so; a search is kept as now
    expect(counts('2031-03-02T09:00:00.000Z', 0)).toEqual(['2026-03-02T10:00', '2031-03-02T09:00']);
  });

  it('are kept as claimed in the audit trail where others count', () => {
    const as = told('2026-03-02T12:00:00.000Z');
    expect(timesOf(as, withTimesPutRight(as, { now, shift: -10_800_000 }), now)).toEqual({
      claimedSearched: as.searched,
      claimedAwareAt: '2026-03-02T12:00:00.000Z',
    });
    const right = { ...told('2026-03-02T09:00:00.000Z'), completedAt: now.toISOString() };
    expect(timesOf(right, withTimesPutRight(right, { now, shift: 0 }), now)).toEqual({});
  });
});
