import { describe, expect, it } from '@jest/globals';
import type { TaskView } from '#contracts/tasks';
import { emptyDraft } from './completion-form';
import { asDerived, derivedOf } from './derived';

const rule = {
  rule: 'software-matches-platform',
  field: 'version',
  matches: 'fits',
  mismatch: 'fits-not',
  platforms: [{ name: 'V8', productCodes: ['P-8'], udiDis: [], versions: ['8.x'] }],
};
const pump = (productCode: string) => ({ productCode, udiDi: null });
const task = (more: object = {}) => ({ derives: rule, device: pump('P-8'), ...more }) as unknown as TaskView;
const of = (version: string | undefined, more: object = {}) => derivedOf(task(more), { version });

describe('the outcome that follows from a version', () => {
  it.each([
    ['8.00.01', 'matches', 'fits'],
    ['v8', 'matches', 'fits'],
    ['6.02.07', 'mismatch', 'fits-not'],
    ['80.1', 'mismatch', 'fits-not'],
  ])('of %s is %s', (typed, what, outcome) => {
    expect(of(typed)).toEqual({ what, outcome, platform: 'V8', versions: ['8.x'] });
  });

  it('cannot be told from what is no version, from equal numbers alone, and of a platform nobody knows', () => {
    expect(of('see label')).toEqual({ what: 'unclear', why: 'version' });
    expect(of('08.1')).toEqual({ what: 'unclear', why: 'version' });
    expect(of('8.00.01', { device: pump('OTHER') })).toEqual({ what: 'unclear', why: 'platform' });
  });

  it('is nothing while nothing is typed, and where the step has no rule', () => {
    const none = of('8.1', { derives: null });
    expect([of(undefined), of(' '), none, of('8.1', { derives: undefined })]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('counts before what was chosen, but not before an exit', () => {
    const chosen = (outcome: string | null) => asDerived({ ...emptyDraft(), outcome }, of('6.1')).outcome;
    expect([chosen(null), chosen('fits'), chosen('cannot-locate')]).toEqual([
      'fits-not',
      'fits-not',
      'cannot-locate',
    ]);
    expect(asDerived({ ...emptyDraft(), outcome: 'fits' }, of('unreadable')).outcome).toBe('fits');
  });
});
