import { isDeepStrictEqual } from 'node:util';
import type { PlanDefinition, PlanStep } from '#contracts/plans';

export interface StepDifference {
  stepKey: string;
  title: string;
  change: 'added' | 'changed' | 'dropped';
  /** of a changed one: which parts of the step */
  parts: string[];
  /** what was done by the old instruction has to be done by the new one */
  reopens: boolean;
}

/** What the person is told to do and to answer. A due day or an assignee that changed makes nothing undone. */
const INSTRUCTION = ['instructions', 'fields', 'outcomes', 'derivedOutcome'] as const;
const OTHER = ['title', 'startsOn', 'prerequisites', 'dueDays', 'assignTo'] as const;

/**
 * Which steps a plan has more, otherwise or no more. A step that is done of something else than before (of a site, not
 * of each pump) is another step under the same key: dropped and added. A verification is not done again for new words:
 * the facts that it brought are in the record, and the letter's criteria read them. Pure.
 */
export function planDifference(from: PlanDefinition, to: PlanDefinition): StepDifference[] {
  const whole = (step: PlanStep, change: 'added' | 'dropped'): StepDifference => ({
    stepKey: step.key,
    title: step.title,
    change,
    parts: [],
    reopens: false,
  });
  const found: StepDifference[] = [];
  for (const step of to.steps) {
    const before = from.steps.find(({ key }) => key === step.key);
    if (before === undefined) found.push(whole(step, 'added'));
    else if (before.scope !== step.scope) found.push(whole(before, 'dropped'), whole(step, 'added'));
    else {
      const parts = [...INSTRUCTION, ...OTHER].filter((part) => !isDeepStrictEqual(before[part], step[part]));
      if (parts.length === 0) continue;
      const reopens =
        step.startsOn !== 'verification' && INSTRUCTION.some((part) => (parts as string[]).includes(part));
      found.push({ stepKey: step.key, title: step.title, change: 'changed', parts, reopens });
    }
  }
  for (const step of from.steps)
    if (!to.steps.some(({ key }) => key === step.key)) found.push(whole(step, 'dropped'));
  return found;
}

/** The keys that the SQL of a difference and of an application is given. */
export interface StepKeys {
  /** not asked for any more */
  dropped: string[];
  /** asked for now and not before */
  added: string[];
  /** whose instruction changed */
  changed: string[];
  /** of devices: those that begin by themselves, the verification too; withdrawn for whatever reason, they come back */
  begins: string[];
  verification: string;
  /** every step of the plan to come */
  all: string[];
}

export function stepKeys(difference: readonly StepDifference[], to: PlanDefinition): StepKeys {
  const key = ({ stepKey }: StepDifference): string => stepKey;
  return {
    dropped: difference.filter(({ change }) => change === 'dropped').map(key),
    added: difference.filter(({ change }) => change === 'added').map(key),
    changed: difference.filter(({ reopens }) => reopens).map(key),
    begins: to.steps
      .filter(({ scope, startsOn }) => scope === 'device' && startsOn !== 'outcome')
      .map((step) => step.key),
    verification: to.steps.find(({ startsOn }) => startsOn === 'verification')?.key ?? '',
    all: to.steps.map((step) => step.key),
  };
}
