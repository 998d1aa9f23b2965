import { PlanDefinition } from '#contracts/plans';
import { openingSteps, planFaults, verificationStep } from './plan.rules.js';
import { shippedPlans } from './shipped-plans.js';

const corrosion = shippedPlans[0] as PlanDefinition;
/** A copy of a shipped plan with one thing changed. */
const changed = (change: (plan: PlanDefinition) => void): PlanDefinition => {
  const plan = structuredClone(corrosion);
  change(plan);
  return plan;
};
const step = (plan: PlanDefinition, key: string) => plan.steps.find((candidate) => candidate.key === key)!;
const paths = (plan: PlanDefinition): string[] => planFaults(plan).map((fault) => fault.path);

describe('the shipped plans', () => {
  test.each(shippedPlans.map((plan) => [plan.key, plan] as const))('%s is sound', (_, plan) => {
    expect(PlanDefinition.parse(plan)).toEqual(plan);
    expect(planFaults(plan)).toEqual([]);
  });

  test('carry the step keys that other programs rely on (DESIGN section 6)', () => {
    const keys = Object.fromEntries(
      shippedPlans.map((plan) => [plan.key, plan.steps.map((s) => s.key).toSorted()]),
    );
    expect(keys).toEqual({
      corrosion: [
        'confirm-backups',
        'contact-service',
        'forward-notice',
        'inspect-contacts',
        'isolate',
        'return-reply-form',
        'verify-record',
      ],
      'mismatched-software': [
        'isolate',
        'release-from-isolation',
        'return-device',
        'return-reply-form',
        'verify-record',
        'verify-software-version',
      ],
      'upstream-occlusion': ['acknowledge-on-portal', 'brief-staff', 'verify-record', 'watch-for-follow-up'],
    });
  });

  test('start the right steps with the campaign', () => {
    expect(openingSteps(corrosion, 'device').map((s) => s.key)).toEqual(['inspect-contacts']);
    expect(verificationStep(corrosion).key).toBe('verify-record');
  });
});

describe('a plan is refused', () => {
  test('when an outcome starts a step that is not there', () => {
    expect(paths(changed((plan) => step(plan, 'isolate').outcomes[0]!.starts.push('scrap')))).toEqual([
      'steps.2.outcomes.0.starts',
    ]);
  });
  test('when a step stands twice', () => {
    expect(
      paths(changed((plan) => plan.steps.push(structuredClone(step(plan, 'confirm-backups'))))),
    ).toContain('steps.7.key');
  });
  test('when steps wait for each other', () => {
    const plan = changed((p) => {
      step(p, 'isolate').prerequisites.push('contact-service');
      step(p, 'contact-service').prerequisites.push('isolate');
    });
    expect(paths(plan)).toEqual(['steps.2.prerequisites', 'steps.3.prerequisites']);
  });
  test('when no outcome ever starts a step', () => {
    expect(paths(changed((plan) => (step(plan, 'isolate').outcomes[0]!.starts = [])))).toEqual(['steps.3']);
  });
  test('when possibly affected devices would have no task', () => {
    expect(
      paths(changed((plan) => (plan.steps = plan.steps.filter((s) => s.key !== 'verify-record')))),
    ).toContain('steps');
  });
  test('when a site’s step would start a device’s, or change its record', () => {
    const plan = changed((p) => {
      step(p, 'confirm-backups').outcomes[0] = {
        key: 'confirmed',
        label: 'x',
        starts: ['isolate'],
        effect: 'isolate',
      };
    });
    expect(paths(plan)).toEqual(['steps.4.outcomes.0.starts', 'steps.4.outcomes.0.effect']);
  });
  test('when an outcome follows from a field that need not be filled in', () => {
    const plan = structuredClone(shippedPlans[1] as PlanDefinition);
    step(plan, 'verify-software-version').fields[0]!.required = false;
    expect(paths(plan)).toEqual(['steps.2.derivedOutcome.field']);
  });
});
