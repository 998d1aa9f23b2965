import { burndown, type DayCounts } from './burndown.rules.js';

const on = (day: string, counts: Partial<DayCounts>): DayCounts => ({
  day,
  begun: 0,
  closed: 0,
  reopened: 0,
  withdrawn: 0,
  ...counts,
});

describe('the burn-down', () => {
  test('holds what the due days plan against what is open, to the last due day', () => {
    const { points, ...rest } = burndown({
      openedOn: '2026-02-27',
      today: '2026-03-01',
      days: [
        on('2026-02-27', { begun: 10 }),
        on('2026-02-28', { closed: 4, begun: 1 }),
        on('2026-03-01', { closed: 2, reopened: 1, withdrawn: 1 }),
      ],
      due: [
        { dueOn: '2026-02-28', tasks: 6 },
        { dueOn: '2026-03-03', tasks: 4 },
      ],
    });
    expect(rest).toEqual({ openedOn: '2026-02-27', today: '2026-03-01', lastDueOn: '2026-03-03' });
    expect(points.map(({ day, planned, open }) => [day, planned, open])).toEqual([
      ['2026-02-27', 10, 10],
      ['2026-02-28', 4, 7],
      ['2026-03-01', 4, 5],
      ['2026-03-02', 4, null],
      ['2026-03-03', 0, null],
    ]);
  });

  test('goes on to today when the last due day is over', () => {
    const { points } = burndown({
      openedOn: '2026-01-01',
      today: '2026-01-04',
      days: [on('2026-01-01', { begun: 2 }), on('2026-01-03', { closed: 1 })],
      due: [{ dueOn: '2026-01-02', tasks: 2 }],
    });
    expect(points.map(({ planned, open }) => [planned, open])).toEqual([
      [2, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ]);
  });

  test('loses nothing that happened outside of its days', () => {
    const { points } = burndown({
      openedOn: '2026-01-02',
      today: '2026-01-03',
      days: [
        on('2026-01-01', { closed: 1 }),
        on('2026-01-02', { begun: 5 }),
        on('2026-01-04', { closed: 2 }),
      ],
      due: [{ dueOn: '2026-01-03', tasks: 5 }],
    });
    expect(points.map(({ open, closed }) => [open, closed])).toEqual([
      [4, 1],
      [2, 2],
    ]);
  });

  test('of a draft has no points', () => {
    expect(burndown({ openedOn: null, today: '2026-01-01', days: [], due: [] }).points).toEqual([]);
  });
});
