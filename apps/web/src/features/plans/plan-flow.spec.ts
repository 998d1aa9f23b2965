import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PlanDefinition } from '#contracts/plans';
import { planFlow, withoutSteps } from './plan-flow';

const step = (key: string, more: Record<string, unknown> = {}) => ({
  key,
  title: `Title of ${key}`,
  scope: 'device',
  instructions: '',
  outcomes: [{ key: 'done', label: 'Done' }],
  dueDays: 3,
  assignTo: 'coverage',
  ...more,
});
const plan = PlanDefinition.parse({
  key: 'corrosion',
  title: 'Inspect',
  steps: [
    step('verify-record', { startsOn: 'verification' }),
    step('inspect', {
      outcomes: [
        { key: 'clean', label: 'Clean' },
        { key: 'residue', label: 'Residue', starts: ['isolate'] },
        { key: 'corrosion', label: 'Corrosion', starts: ['isolate'] },
      ],
    }),
    step('isolate', {
      startsOn: 'outcome',
      outcomes: [{ key: 'isolated', label: 'Isolated', starts: ['service'], effect: 'isolate' }],
    }),
    step('service', { startsOn: 'outcome' }),
    step('confirm', { scope: 'site', assignTo: 'site-lead' }),
    step('label', { prerequisites: ['inspect'] }),
  ],
});

describe('a plan as it is read', () => {
  it('tells a step where it begins first, and names it from then on', () => {
    const flow = planFlow(plan);
    expect(flow.verification.map(({ step: { key } }) => key)).toEqual(['verify-record']);
    expect(flow.device.map(({ step: { key } }) => key)).toEqual(['inspect', 'label']);
    expect(flow.site.map(({ step: { key } }) => key)).toEqual(['confirm']);
    const [clean, residue, corrosion] = flow.device[0]?.outcomes ?? [];
    expect(clean?.begins).toEqual([]);
    expect(residue?.begins).toMatchObject([
      {
        told: { step: { key: 'isolate' }, outcomes: [{ begins: [{ told: { step: { key: 'service' } } }] }] },
      },
    ]);
    expect(corrosion?.begins).toEqual([{ named: 'Title of isolate' }]);
    expect(flow.device[1]?.after).toEqual(['Title of inspect']);
  });
});

describe('a plan without some of its steps', () => {
  it('loses what only they began, and nobody waits for them', () => {
    const { plan: left, alsoOff } = withoutSteps(plan, new Set(['inspect']));
    expect(left.steps.map(({ key }) => key)).toEqual(['verify-record', 'confirm', 'label']);
    expect(alsoOff).toEqual(['isolate', 'service']);
    expect(left.steps.at(-1)?.prerequisites).toEqual([]);
  });

  it('names no step that is gone, whatever is left out, and always verifies records', () => {
    fc.assert(
      fc.property(fc.subarray(plan.steps.map(({ key }) => key)), (off) => {
        const { plan: left, alsoOff } = withoutSteps(plan, new Set(off));
        const kept = new Set(left.steps.map(({ key }) => key));
        expect(kept.has('verify-record')).toBe(true);
        for (const { prerequisites, outcomes, startsOn, key } of left.steps) {
          expect(
            [...prerequisites, ...outcomes.flatMap(({ starts }) => starts)].every((one) => kept.has(one)),
          ).toBe(true);
          if (startsOn === 'outcome')
            expect(left.steps.some((one) => one.outcomes.some(({ starts }) => starts.includes(key)))).toBe(
              true,
            );
        }
        expect(kept.size + alsoOff.length + off.filter((key) => key !== 'verify-record').length).toBe(
          plan.steps.length,
        );
      }),
    );
  });
});
