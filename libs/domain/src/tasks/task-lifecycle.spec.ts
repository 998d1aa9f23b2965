import type { PlanStep } from '#contracts/plans';
import { stepOf } from './plan.rules.js';
import { shippedPlans } from './shipped-plans.js';
import { type CompletionRequest, decideCompletion } from './task-lifecycle.js';

const [corrosion, mismatched] = shippedPlans as [(typeof shippedPlans)[0], (typeof shippedPlans)[0]];
const inspect = stepOf(corrosion!, 'inspect-contacts');
const verify = stepOf(mismatched!, 'verify-software-version');
const startsWith6 = (version: string): string => (version.startsWith('6') ? 'matches' : 'mismatch');
const unknownPlatform = (): null => null;

/** The outcome recorded, or the code of the refusal. */
const decide = (
  step: PlanStep,
  request: CompletionRequest,
  rule: (v: string) => string | null = unknownPlatform,
): string => {
  const decision = decideCompletion(step, request, rule);
  return decision.ok ? decision.step.outcome : decision.refusal.code;
};

describe('how a step may end', () => {
  test('by one of its outcomes', () => {
    expect(decide(inspect, { outcome: 'clean' })).toBe('clean');
    expect(decide(inspect, { outcome: 'isolated' })).toBe('task.outcome-not-allowed');
    expect(decide(inspect, {})).toBe('task.outcome-missing');
  });

  test.each(['not-applicable', 'cannot-locate'])('as %s, with a reason', (outcome) => {
    expect(decide(inspect, { outcome, reason: 'lent out' })).toBe(outcome);
    expect(decide(inspect, { outcome })).toBe('task.reason-missing');
    expect(decide(inspect, { outcome, reason: '  ' })).toBe('task.reason-missing');
  });

  test('with fields that the step has, of the right kind', () => {
    const brief = stepOf(shippedPlans[2]!, 'brief-staff');
    expect(decide(brief, { outcome: 'briefed', fields: { people: 12 } })).toBe('briefed');
    expect(decide(brief, { outcome: 'briefed', fields: { people: 'twelve' } })).toBe('task.fields-invalid');
    expect(decide(brief, { outcome: 'briefed', fields: { colour: 'red' } })).toBe('task.fields-invalid');
    const watch = stepOf(shippedPlans[2]!, 'watch-for-follow-up');
    expect(decide(watch, { outcome: 'follow-up-received', fields: { receivedOn: '2022-03-14' } })).toBe(
      'follow-up-received',
    );
    expect(decide(watch, { outcome: 'follow-up-received', fields: { receivedOn: '2022-02-30' } })).toBe(
      'task.fields-invalid',
    );
    const giveBack = stepOf(mismatched!, 'return-device');
    expect(decide(giveBack, { outcome: 'returned', fields: { remedy: 'refund' } })).toBe('returned');
    expect(decide(giveBack, { outcome: 'returned', fields: { remedy: 'voucher' } })).toBe(
      'task.fields-invalid',
    );
  });
});

describe('an outcome that follows from the software version', () => {
  test('need not be said', () => {
    expect(decide(verify, { fields: { softwareVersion: '6.02.06' } }, startsWith6)).toBe('matches');
    expect(decide(verify, { fields: { softwareVersion: ' 8.00.01 ' } }, startsWith6)).toBe('mismatch');
  });
  test('cannot be said otherwise', () => {
    const request = { outcome: 'matches', fields: { softwareVersion: '8.00.01' } };
    expect(decide(verify, request, startsWith6)).toBe('task.outcome-contradicts-fields');
  });
  test('needs the version', () => {
    expect(decide(verify, {}, startsWith6)).toBe('task.fields-invalid');
    expect(decide(verify, { outcome: 'matches' }, startsWith6)).toBe('task.fields-invalid');
    expect(decide(verify, { outcome: 'matches', fields: { softwareVersion: '' } }, startsWith6)).toBe(
      'task.fields-invalid',
    );
  });
  test('is the person’s own where the platform cannot be told', () => {
    expect(decide(verify, { outcome: 'mismatch', fields: { softwareVersion: '6.1' } })).toBe('mismatch');
    expect(decide(verify, { fields: { softwareVersion: '6.1' } })).toBe('task.outcome-missing');
  });
  test('leaves the two exits open', () => {
    expect(decide(verify, { outcome: 'cannot-locate', reason: 'not on the ward' }, startsWith6)).toBe(
      'cannot-locate',
    );
  });
});
