import { describe, expect, it } from '@jest/globals';
import { readSearch } from '../../routes/search';
import { campaignSearch, campaignsSearch, isTab } from './search';
import { behindPlan, cellTone, sums } from './words';

const counts = (closed: number, open: number, late = 0) => ({ total: closed + open, open, closed, late });
const point = (day: string, planned: number, open: number | null) => ({
  day,
  planned,
  open,
  begun: 0,
  closed: 0,
  reopened: 0,
  withdrawn: 0,
});

describe('a cell of the matrix', () => {
  it('is late as soon as one task is, open while one is, and else done', () => {
    expect(cellTone(counts(99, 1, 1)).tone).toBe('late');
    expect(cellTone(counts(99, 1)).tone).toBe('open');
    expect(cellTone(counts(4, 0))).toEqual({ tone: 'done', share: 1 });
    expect(cellTone(counts(0, 0)).tone).toBe('none');
    expect(cellTone(counts(1, 3)).share).toBe(0.25);
  });
});

describe('the burn-down', () => {
  const of = (today: string | null, open: number | null) => ({
    openedOn: '2026-01-01',
    today,
    lastDueOn: '2026-01-03',
    points: [point('2026-01-01', 10, 10), point('2026-01-02', 5, open), point('2026-01-03', 0, null)],
  });
  it('is behind by what was due before today, and ahead by what is due later', () => {
    expect(behindPlan(of('2026-01-02', 13))).toBe(3);
    // five are due today: neither late yet nor ahead
    expect(behindPlan(of('2026-01-02', 10))).toBe(0);
    expect(behindPlan(of('2026-01-02', 8))).toBe(0);
    expect(behindPlan(of('2026-01-02', 5))).toBe(0);
    expect(behindPlan(of('2026-01-02', 1))).toBe(-4);
    expect(behindPlan(of('2026-01-01', 12))).toBe(0);
  });
  it('says nothing where nothing is known', () => {
    expect(behindPlan(of(null, 8))).toBeNull();
    expect(behindPlan(of('2026-01-03', 8))).toBeNull();
  });
});

describe('the address', () => {
  it('keeps what it knows, as text, and leaves out the rest', () => {
    expect(campaignSearch(readSearch('?site=5&step=inspect&due=&nonsense=x'))).toEqual({
      site: '5',
      step: 'inspect',
    });
    expect(campaignsSearch({ status: 'open', site: '5' })).toEqual({ status: 'open' });
  });
  it('knows the parts of a campaign', () => {
    expect(isTab('people')).toBe(true);
    expect(isTab('setup')).toBe(false);
  });
});

it('sums what is late and not located', () => {
  expect(
    sums([
      { lateTasks: 2, notLocated: 1 },
      { lateTasks: 3, notLocated: 0 },
    ]),
  ).toEqual({ late: 5, notLocated: 1 });
});
