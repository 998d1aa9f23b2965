import { describe, expect, it } from '@jest/globals';
import type { TaskHere } from '#web/offline';
import { filterWork, groupWork, nextItem, upTo } from './round';

let made = 0;
const pump = (id: string, location: string | null = 'Ward 1') =>
  ({ id, assetTag: `TAG-${id}`, serialNumber: `S${id}`, location }) as TaskHere['device'];
const task = (more: Partial<TaskHere>): TaskHere =>
  ({
    id: String(++made),
    title: 'Inspect',
    campaignId: '1',
    campaignTitle: 'Corrosion',
    status: 'open',
    dueOn: '2026-03-10',
    late: false,
    site: { id: 'n', name: 'North' },
    device: pump('1'),
    here: null,
    ...more,
  }) as TaskHere;
const south = { id: 's', name: 'South' };
const shape = (tasks: TaskHere[]) =>
  groupWork(tasks).map(({ name, places }) => [
    name,
    ...places.map((place) => [
      place.name,
      ...place.items.map(({ key, tasks: own }) => `${key} × ${own.length}`),
    ]),
  ]);

describe('my work', () => {
  it('is drawn up to so many pumps, in the order of the round, without empty places', () => {
    const round = groupWork([
      task({ device: pump('1'), dueOn: '2026-03-01' }),
      task({ device: pump('2'), dueOn: '2026-03-02' }),
      task({ device: pump('3', 'Ward 2'), dueOn: '2026-03-03' }),
      task({ device: pump('4'), site: south, dueOn: '2026-03-04' }),
    ]);
    const drawn = (count: number) =>
      upTo(round, count).map(({ places }) => places.map(({ items }) => items.length));
    expect([drawn(1), drawn(2), drawn(3), drawn(4), drawn(9)]).toEqual([
      [[1]],
      [[2]],
      [[2, 1]],
      [[2, 1], [1]],
      [[2, 1], [1]],
    ]);
  });

  it('has one entry a pump with the tasks of all campaigns, whatever is due first before the rest on every level', () => {
    expect(
      shape([
        task({ device: pump('1', 'Ward 2'), dueOn: '2026-03-09' }),
        task({ device: pump('2'), dueOn: '2026-03-12' }),
        task({ device: pump('1', 'Ward 2'), dueOn: '2026-03-20', campaignId: '2' }),
        task({ device: pump('3', null), site: south, dueOn: '2026-03-01' }),
        task({ device: pump('10'), dueOn: '2026-03-12' }),
      ]),
    ).toEqual([
      ['South', [null, 'device 3 × 1']],
      ['North', ['Ward 2', 'device 1 × 2'], ['Ward 1', 'device 2 × 1', 'device 10 × 1']],
    ]);
  });

  it('does not let a waiting task, or one closed here, make its pump urgent', () => {
    expect(
      shape([
        task({ device: pump('1'), dueOn: '2026-03-01', status: 'waiting' }),
        task({ device: pump('2'), dueOn: '2026-03-02', here: 'unsent' }),
        task({ device: pump('3'), dueOn: '2026-03-15' }),
      ]),
    ).toEqual([['North', ['Ward 1', 'device 3 × 1', 'device 1 × 1', 'device 2 × 1']]]);
  });

  it('has the tasks of a site and of a campaign too', () => {
    expect(shape([task({ device: null }), task({ device: null, site: null, dueOn: '2026-04-01' })])).toEqual([
      ['North', [null, 'site n × 1']],
      [null, [null, 'campaign 1 × 1']],
    ]);
  });

  it('leads to the next pump at the same place, then at the same site, then anywhere', () => {
    const [one, here, there, far] = [
      task({ device: pump('1') }),
      task({ device: pump('2'), dueOn: '2026-03-20' }),
      task({ device: pump('3', 'Ward 2'), dueOn: '2026-03-11' }),
      task({ device: pump('4'), site: south, dueOn: '2026-03-01' }),
    ] as [TaskHere, TaskHere, TaskHere, TaskHere];
    const next = (tasks: TaskHere[]) => nextItem(tasks, one)?.key;
    expect(next([one, here, there, far])).toBe('device 2');
    expect(next([one, there, far])).toBe('device 3');
    expect(next([one, far])).toBe('device 4');
    expect(next([one, { ...here, here: 'unsent' }, { ...there, status: 'waiting' }])).toBeUndefined();
  });

  it('is filtered by pump, place, step, lateness and week, and keeps all of a pump', () => {
    const tasks = [
      task({ device: pump('1'), late: true, dueOn: '2026-02-01' }),
      task({ device: pump('1'), title: 'Isolate', dueOn: '2026-05-01' }),
      task({ device: pump('2', 'Ward 9'), dueOn: '2026-05-01' }),
    ];
    const kept = (filter: Parameters<typeof filterWork>[1]) =>
      filterWork(tasks, filter, '2026-03-17').map(({ id }) => tasks.findIndex((each) => each.id === id));
    expect(kept({ due: 'late' })).toEqual([0, 1]);
    expect(kept({ due: 'week' })).toEqual([0, 1]);
    expect(kept({ q: 'ward 9' })).toEqual([2]);
    expect(kept({ q: 'isol' })).toEqual([0, 1]);
    expect(kept({ q: ' s2 ' })).toEqual([2]);
    expect(kept({ site: 'x' })).toEqual([]);
    expect(kept({})).toEqual([0, 1, 2]);
  });
});
