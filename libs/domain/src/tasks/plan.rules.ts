import type { PlanDefinition, PlanStep } from '#contracts/plans';
import type { FieldError } from '#platform/errors';

/**
 * What a plan must be besides well-formed: every step reachable, every name known, no step waiting for itself, and one
 * verification step, without which a possibly affected device would have no task (DESIGN rule 1).
 * Returns the faults, with their path into the definition; none: the plan is sound.
 */
export function planFaults(plan: PlanDefinition): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (path: string, message: string): number => faults.push({ path, message });
  // of two steps with one key the first counts, and the second is the fault
  const byKey = new Map(plan.steps.toReversed().map((step) => [step.key, step]));
  const started = new Set(plan.steps.flatMap((step) => step.outcomes.flatMap((outcome) => outcome.starts)));

  for (const [at, step] of plan.steps.entries()) {
    const path = `steps.${at}`;
    if (byKey.get(step.key) !== step) fault(`${path}.key`, `the step "${step.key}" stands twice`);
    const outcomeKeys = new Set<string>();
    for (const [n, outcome] of step.outcomes.entries()) {
      if (outcomeKeys.has(outcome.key))
        fault(`${path}.outcomes.${n}.key`, `the outcome "${outcome.key}" stands twice`);
      outcomeKeys.add(outcome.key);
      for (const key of outcome.starts) {
        const next = byKey.get(key);
        if (next === undefined) fault(`${path}.outcomes.${n}.starts`, `there is no step "${key}"`);
        else if (next.scope === 'device' && step.scope !== 'device') {
          fault(`${path}.outcomes.${n}.starts`, `"${key}" is done per device, and this step knows no device`);
        }
      }
      if (outcome.effect !== undefined && step.scope !== 'device') {
        fault(`${path}.outcomes.${n}.effect`, 'only a step of a device can change its record');
      }
    }
    for (const key of step.prerequisites) {
      const before = byKey.get(key);
      if (before === undefined) fault(`${path}.prerequisites`, `there is no step "${key}"`);
      else if (step.scope === 'device' && before.scope !== 'device') {
        fault(
          `${path}.prerequisites`,
          `"${key}" is not done per device, so a device's step cannot wait for it`,
        );
      }
    }
    if (waitsForItself(step, byKey)) fault(`${path}.prerequisites`, 'this step waits for itself');
    if (step.startsOn === 'outcome' && !started.has(step.key)) fault(path, `no outcome starts "${step.key}"`);
    faults.push(...derivationFaults(step, path, outcomeKeys));
    for (const [n, field] of step.fields.entries()) {
      if (field.type === 'choice' && (field.choices ?? []).length === 0) {
        fault(`${path}.fields.${n}.choices`, 'a choice needs its choices');
      }
      for (const key of field.askedFor ?? []) {
        if (!outcomeKeys.has(key)) fault(`${path}.fields.${n}.askedFor`, `there is no outcome "${key}"`);
      }
    }
  }
  const verifying = plan.steps.filter((step) => step.startsOn === 'verification');
  if (verifying.length !== 1 || verifying[0]?.scope !== 'device') {
    fault(
      'steps',
      'a plan needs exactly one step per device that starts on verification, for possibly affected devices',
    );
  } else {
    for (const key of ['affected', 'not-affected']) {
      if (!verifying[0].outcomes.some((outcome) => outcome.key === key)) {
        fault('steps', `the verification step "${verifying[0].key}" needs the outcome "${key}"`);
      }
    }
  }
  return faults;
}

function derivationFaults(step: PlanStep, path: string, outcomes: Set<string>): FieldError[] {
  const rule = step.derivedOutcome;
  if (rule === undefined) return [];
  const faults: FieldError[] = [];
  for (const key of [rule.matches, rule.mismatch]) {
    if (!outcomes.has(key))
      faults.push({ path: `${path}.derivedOutcome`, message: `there is no outcome "${key}"` });
  }
  if (!step.fields.some((field) => field.key === rule.field && field.required)) {
    faults.push({
      path: `${path}.derivedOutcome.field`,
      message: `"${rule.field}" is not a required field of the step`,
    });
  }
  return faults;
}

function waitsForItself(step: PlanStep, byKey: Map<string, PlanStep>): boolean {
  const seen = new Set<string>();
  const ahead = [...step.prerequisites];
  for (let key = ahead.pop(); key !== undefined; key = ahead.pop()) {
    if (key === step.key) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    ahead.push(...(byKey.get(key)?.prerequisites ?? []));
  }
  return false;
}

export function stepOf(plan: PlanDefinition, key: string): PlanStep {
  const step = plan.steps.find((candidate) => candidate.key === key);
  if (step === undefined) throw new Error(`The plan ${plan.key} has no step ${key}.`);
  return step;
}

export function verificationStep(plan: PlanDefinition): PlanStep {
  return plan.steps.find((step) => step.startsOn === 'verification') as PlanStep;
}

/** The steps that begin with the campaign, of one scope. */
export function openingSteps(plan: PlanDefinition, scope: PlanStep['scope']): PlanStep[] {
  return plan.steps.filter((step) => step.startsOn === 'opening' && step.scope === scope);
}
