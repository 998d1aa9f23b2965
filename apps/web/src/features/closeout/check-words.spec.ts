import { describe, expect, it } from '@jest/globals';
import type { CheckPump, CheckView } from '#contracts/closeout';
import { inPlanOrder, nextPump, shownPumps, toStart } from './check-words';

const pump = (id: string, more: Partial<CheckPump> = {}): CheckPump => ({
  id,
  deviceId: id,
  assetTag: `TAG-${id}`,
  serialNumber: null,
  siteId: '1',
  site: 'North',
  location: null,
  place: Number(id),
  attempt: 1,
  doneBy: [],
  assignee: { id: '7', name: 'Ada' },
  result: null,
  note: null,
  checkedBy: null,
  checkedAt: null,
  reopenedTaskId: null,
  ...more,
});

describe('the pumps of a sample', () => {
  const pumps = [
    pump('1', { result: 'disagree' }),
    pump('2', { deviceId: '1' }),
    pump('3'),
    pump('4', { assignee: null }),
  ];
  it('are cut to what is left, and to whose it is', () => {
    expect(shownPumps(pumps, 'all', '7')).toHaveLength(4);
    expect(shownPumps(pumps, 'left', '7').map(({ id }) => id)).toEqual(['2', '3', '4']);
    expect(shownPumps(pumps, 'mine', '7').map(({ id }) => id)).toEqual(['2', '3']);
  });
  it('follow each other, but for the one that has to be done again first', () => {
    const checks = [{ pumps } as unknown as CheckView];
    expect(nextPump(checks, pumps[0] as CheckPump, '7')?.id).toBe('3');
    expect(nextPump(checks, pumps[2] as CheckPump, '8')).toBeUndefined();
  });
});

describe('a sample', () => {
  const draft = { by: 'size', percent: null, size: null } as const;
  it('has the size of its level, or one that is given', () => {
    expect(toStart({ ...draft, level: 'C' })).toEqual({ level: 'C' });
    expect(toStart({ ...draft, level: 'B', percent: 10 })).toBeNull();
    expect(toStart({ ...draft, level: 'B', percent: 25 })).toEqual({ level: 'B', percent: 25 });
    expect(toStart({ ...draft, level: 'chosen' })).toBeNull();
    expect(toStart({ ...draft, level: 'chosen', size: 3 })).toEqual({ level: 'chosen', sampleSize: 3 });
    expect(toStart({ ...draft, level: 'chosen', by: 'percent', percent: 5, size: 3 })).toEqual({
      level: 'chosen',
      percent: 5,
    });
  });
});

describe('what is recorded of a pump', () => {
  it('stands in the order of the plan, whatever is due first; steps that it no longer has come last', () => {
    const of = (...steps: string[]) => steps.map((stepKey) => ({ stepKey }));
    expect(
      inPlanOrder(of('old', 'release', 'verify', 'isolate'), of('isolate', 'verify', 'release')),
    ).toEqual(of('isolate', 'verify', 'release', 'old'));
  });
});
