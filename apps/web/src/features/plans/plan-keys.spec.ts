import { describe, expect, it } from '@jest/globals';
import { PlanDefinition } from '#contracts/plans';
import { blankPlan, blankStep, withoutStep } from './plan-drafts';
import { keyOf, withKeys } from './plan-keys';

describe('the key of what is added', () => {
  it.each([
    ['Inspect the contacts', 'inspect-the-contacts'],
    ['Prüfen: Anschlüsse', 'prufen-anschlusse'],
    ['2 people look', 'people-look'],
    ['???', 'step'],
    ['new-1', 'step'],
    ['Isolate', 'isolate-2'],
  ])('%s becomes %s', (title, key) => expect(keyOf(title, new Set(['isolate']), 'step')).toBe(key));

  it('is given once, and used wherever the step, outcome or field is named', () => {
    const plan = blankPlan();
    const added = { ...blankStep(plan), title: 'Clean the pump' };
    const first = plan.steps[1];
    if (first === undefined) throw new Error('a blank plan has two steps');
    const saved = withKeys({
      ...plan,
      key: 'cleaning',
      title: 'Cleaning',
      steps: [
        ...plan.steps.slice(0, 1),
        {
          ...first,
          title: 'Look at it',
          outcomes: [
            { key: 'new-1', label: 'Dirty', starts: [added.key] },
            { key: 'new-2', label: 'Dirty', starts: [] },
          ],
          fields: [
            { key: 'new-1', label: 'Where it stands', type: 'text', required: false, askedFor: ['new-2'] },
          ],
        },
        { ...added, startsOn: 'outcome' },
      ],
    });
    expect(saved.steps.map(({ key }) => key)).toEqual(['verify-record', 'look-at-it', 'clean-the-pump']);
    expect(saved.steps[1]).toMatchObject({
      outcomes: [{ key: 'dirty', starts: ['clean-the-pump'] }, { key: 'dirty-2' }],
      fields: [{ key: 'whereItStands', askedFor: ['dirty-2'] }],
    });
    expect(PlanDefinition.safeParse(saved).success).toBe(true);
    const renamed = withKeys({ ...saved, steps: saved.steps.map((step) => ({ ...step, title: 'Other' })) });
    expect(renamed.steps.map(({ key }) => key)).toEqual(saved.steps.map(({ key }) => key));
  });
});

describe('a step that is taken out', () => {
  it('is named by no other step any more', () => {
    const plan = blankPlan();
    const key = plan.steps[1]?.key ?? '';
    const waiting = {
      ...blankStep(plan),
      prerequisites: [key],
      outcomes: [{ key: 'a', label: 'A', starts: [key] }],
    };
    const left = withoutStep({ ...plan, steps: [...plan.steps, waiting] }, key);
    expect(JSON.stringify(left.steps)).not.toContain(key);
  });
});
