import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';

interface Task {
  id: string;
  status: 'open' | 'waiting';
  dueOn: string;
  campaignId: string;
  site: { id: string; name: string } | null;
  device: { id: string; location: string | null } | null;
}
interface Groups {
  groupTasks: (tasks: Task[]) => Array<{
    name: string;
    locations: Array<{ name: string; items: Array<{ device: Task['device']; tasks: Task[] }> }>;
  }>;
  nextTask: (tasks: Task[], done: Task) => Task | null;
}

const { groupTasks, nextTask } = (await import(
  join(import.meta.dirname, '../public/js/task-groups.js')
)) as Groups;

const north = { id: '1', name: 'North' };
const south = { id: '2', name: 'South' };
const task = (id: string, over: Partial<Task> = {}): Task => ({
  id,
  status: 'open',
  dueOn: '2020-09-10',
  campaignId: '5',
  site: north,
  device: { id: `9${id}`, location: 'ICU' },
  ...over,
});
/** "North/ICU: 1 2, 3" for two pumps, the first with two tasks */
const shape = (tasks: Task[]) =>
  groupTasks(tasks).flatMap((site) =>
    site.locations.map(
      ({ name, items }) =>
        `${site.name}/${name}: ${items.map((item) => item.tasks.map(({ id }) => id).join(' ')).join(', ')}`,
    ),
  );

describe('a round of tasks', () => {
  it('shows a pump once, with its tasks of every campaign, first due first', () => {
    const device = { id: '91', location: 'ICU' };
    expect(
      shape([task('1', { device }), task('3'), task('2', { device, campaignId: '6', dueOn: '2020-09-01' })]),
    ).toEqual(['North/ICU: 2 1, 3']);
  });

  it('puts the site, the place and the pump with the earliest due day first', () => {
    expect(
      shape([
        task('1'),
        task('2', { device: { id: '92', location: 'OR 2' }, dueOn: '2020-09-03' }),
        task('3', { site: south, dueOn: '2020-09-02' }),
        task('4', { dueOn: '2020-09-09' }),
      ]),
    ).toEqual(['South/ICU: 3', 'North/OR 2: 2', 'North/ICU: 4, 1']);
  });

  it('does not let a task that waits for an earlier step make its pump urgent', () => {
    const waiting = task('1', { status: 'waiting', dueOn: '2020-08-01' });
    const device = waiting.device;
    expect(shape([waiting, task('2', { device }), task('3', { dueOn: '2020-09-05' })])).toEqual([
      'North/ICU: 3, 2 1',
    ]);
  });

  it('keeps what is done for a site together, apart from its pumps and from the whole campaign', () => {
    expect(
      shape([
        task('1', { device: null }),
        task('2', { device: null }),
        task('3', { device: null, site: null }),
        task('4', { device: { id: '94', location: null } }),
      ]),
    ).toEqual(['North/: 1 2', 'North/No location recorded: 4', 'The whole campaign/: 3']);
  });
});

describe('the next task', () => {
  const done = task('1');

  it('is at the same pump, else at the same place, else the first of the round', () => {
    const samePump = task('2', { device: done.device, dueOn: '2020-12-01' });
    const samePlace = task('3', { dueOn: '2020-11-01' });
    const urgent = task('4', { site: south, dueOn: '2020-01-01' });
    expect(nextTask([urgent, samePlace, samePump], done)?.id).toBe('2');
    expect(nextTask([urgent, samePlace], done)?.id).toBe('3');
    expect(nextTask([urgent], done)?.id).toBe('4');
  });

  it('is neither the one just closed nor one that waits', () => {
    expect(nextTask([done, task('2', { status: 'waiting', device: done.device })], done)).toBeNull();
  });
});
