import { describe, expect, it } from '@jest/globals';
import type { TaskView } from '#contracts/tasks';
import { readSearch } from '../../routes/search';
import { type Draft, emptyDraft, faults, fieldsAsked, gaps, toCompletion } from './completion-form';
import { isMyWork, dueDay, tasksSearch } from './tasks-search';

const task = {
  version: 4,
  outcomes: ['clean', 'residue'],
  outcomeFrom: null,
  form: [
    { key: 'photo', label: 'Photo', type: 'photo', required: true, askedFor: ['residue'] },
    { key: 'place', label: 'Place', type: 'text', required: false },
    { key: 'volts', label: 'Volts', type: 'number', required: false },
  ],
} as unknown as TaskView;
const draft = (more: Partial<Draft>): Draft => ({ ...emptyDraft(), ...more });
const at = '2026-03-01T10:00:00.000Z';

describe('closing a task', () => {
  it('asks for the fields of the outcome chosen, and for none of an exit', () => {
    const keys = (outcome: string | null) => fieldsAsked(task, outcome).map(({ key }) => key);
    expect(keys(null)).toEqual(['place', 'volts']);
    expect(keys('clean')).toEqual(['place', 'volts']);
    expect(keys('residue')).toEqual(['photo', 'place', 'volts']);
    expect(keys('cannot-locate')).toEqual([]);
  });

  it('says what is missing', () => {
    const why = (of: Partial<Draft>, on: TaskView = task) =>
      faults(on, draft(of)).map((fault) => `${fault.at} ${fault.why}`);
    expect(why({})).toEqual(['outcome outcome']);
    expect(why({ outcome: 'clean' })).toEqual([]);
    expect(why({ outcome: 'residue' })).toEqual(['photo required']);
    expect(why({ outcome: 'residue', values: { photo: 'local' } })).toEqual([]);
    expect(why({ outcome: 'clean', values: { volts: 'many' } })).toEqual(['volts number']);
    expect(why({ outcome: 'not-applicable', reason: ' ' })).toEqual(['reason reason']);
    expect(why({ outcome: 'cannot-locate' })).toEqual(['searched searched']);
    expect(why({ outcome: 'cannot-locate', searched: [{ place: 'Ward 1', at }] })).toEqual([]);
    expect(why({ outcome: 'cannot-locate', reason: 'lent to another house' })).toEqual([]);
    const follows = { ...task, outcomeFrom: 'place' };
    expect(why({}, follows)).toEqual(['outcome outcome']);
    expect(why({ values: { place: '8.1' } }, follows)).toEqual([]);
  });

  it('asks about what its outcome asks for and may be left out, not about what every outcome asks for', () => {
    const photo = { key: 'photo', label: 'Photo', type: 'photo' as const, required: false };
    const may = {
      form: [
        { ...photo, askedFor: ['residue'] },
        { key: 'place', label: 'Place', type: 'text' as const, required: false },
      ],
    };
    const left = (more: Partial<Draft>, extra = 0) => gaps(may, draft(more), extra).map(({ key }) => key);
    expect(left({ outcome: 'residue' })).toEqual(['photo']);
    expect(left({ outcome: 'residue', values: { photo: 'local' } })).toEqual([]);
    expect(left({ outcome: 'residue' }, 1)).toEqual([]);
    expect(left({ outcome: 'clean' })).toEqual([]);
    expect(left({ outcome: 'cannot-locate' })).toEqual([]);
    // what is required is refused, not asked about
    expect(gaps(task, draft({ outcome: 'residue' }), 0)).toEqual([]);
  });

  it('takes along that a patient was harmed, with when the staff became aware of it', () => {
    const harmed = draft({ outcome: 'clean', harm: { awareAt: '', what: ' ' } });
    expect(faults(task, harmed).map(({ at: where }) => where)).toEqual(['harm.awareAt', 'harm.what']);
    const told = draft({ outcome: 'clean', harm: { awareAt: '2026-03-01T08:30', what: ' It stopped. ' } });
    expect(faults(task, told)).toEqual([]);
    expect(toCompletion(task, told, at).harm).toEqual({
      awareAt: new Date('2026-03-01T08:30').toISOString(),
      what: 'It stopped.',
    });
    expect(toCompletion(task, draft({ outcome: 'clean' }), at)).not.toHaveProperty('harm');
  });

  it('sends what was asked and filled in, and nothing else', () => {
    const full = draft({
      outcome: 'clean',
      values: { photo: 'local', place: ' Ward 2 ', volts: 0 },
      note: ' fine ',
      reason: 'of another outcome',
      searched: [{ place: 'Ward 1', at }],
    });
    expect(toCompletion(task, full, at)).toEqual({
      version: 4,
      completedAt: at,
      outcome: 'clean',
      fields: { place: 'Ward 2', volts: 0 },
      note: 'fine',
    });
    expect(toCompletion(task, { ...full, outcome: 'cannot-locate' }, at)).toEqual({
      version: 4,
      completedAt: at,
      outcome: 'cannot-locate',
      note: 'fine',
      reason: 'of another outcome',
      searched: [{ place: 'Ward 1', at }],
    });
  });
});

describe('the filters of the list of tasks', () => {
  it('are read from an address that anybody may have typed', () => {
    expect(
      tasksSearch(readSearch('?assignee=me&campaign=12&site=0&status=gone&due=late&q=17&step=')),
    ).toEqual({ assignee: 'me', campaign: '12', due: 'late', q: '17' });
    expect(tasksSearch(readSearch('?outcome=corrosion-found'))).toEqual({ outcome: 'corrosion-found' });
    expect(tasksSearch(readSearch('?outcome=Corrosion found'))).toEqual({});
  });
  it('are my work when they ask for nothing but my open tasks', () => {
    expect(isMyWork({ assignee: 'me' })).toBe(true);
    expect(isMyWork({ assignee: 'me', status: 'open' })).toBe(true);
    expect(isMyWork({ assignee: 'me', campaign: '1' })).toBe(false);
    expect(isMyWork({})).toBe(false);
  });
  it('count days by the calendar of the device', () => {
    expect(dueDay('week', new Date(2026, 1, 27, 23, 30))).toBe('2026-03-06');
    expect(dueDay('late', new Date())).toBe('late');
  });
});
