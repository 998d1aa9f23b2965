import { describe, expect, it } from '@jest/globals';
import type { PlanField } from '#contracts/plans';
import type { TaskView } from '#contracts/tasks';
import { askedFor, FOLLOWS } from './asked-for';

const field = (key: string, more: Partial<PlanField> = {}): PlanField => ({
  key,
  label: key,
  type: 'text',
  required: false,
  ...more,
});
const task = (form: PlanField[], outcomeFrom: string | null = null) =>
  ({ form, outcomeFrom, device: {} }) as Pick<TaskView, 'form' | 'outcomeFrom' | 'device'>;
const keys = ({ fields }: { fields: PlanField[] }) => fields.map(({ key }) => key);

describe('what is asked for when tasks are completed alike', () => {
  const verify = task([field('serialNumber'), field('manufacturedOn', { type: 'date' }), field('place')]);

  it('is never a fact of the single pump once for many, and always where one is meant', () => {
    expect(keys(askedFor(verify, 'affected', 20))).toEqual(['place']);
    expect(askedFor(verify, 'affected', 20)).toMatchObject({ ofEach: 'facts', blocked: false });
    expect(keys(askedFor(verify, 'affected', 1))).toEqual(['serialNumber', 'manufacturedOn', 'place']);
    expect(askedFor(verify, 'affected', 1).ofEach).toBeNull();
    expect(askedFor(verify, 'not-applicable', 20)).toMatchObject({ fields: [], ofEach: null });
  });

  it('keeps many back whose outcome needs a fact or a photo of each', () => {
    const version = task([field('softwareVersion', { required: true })], 'softwareVersion');
    expect(askedFor(version, 'matches', 2)).toMatchObject({ ofEach: 'facts-needed', blocked: true });
    expect(askedFor(version, null, 2).follows).toBe(false);
    expect(askedFor(version, FOLLOWS, 1)).toMatchObject({ follows: true, blocked: false });
    const photo = task([field('photo', { type: 'photo', required: true, askedFor: ['residue'] })]);
    expect(askedFor(photo, 'residue', 1)).toMatchObject({ ofEach: 'photos-needed', blocked: true });
    expect(askedFor(photo, 'clean', 9)).toMatchObject({ ofEach: null, blocked: false });
  });
});
