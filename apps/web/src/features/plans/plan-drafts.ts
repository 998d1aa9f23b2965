import { defaultCadence, defaultLadder, type PlanDefinition, type PlanStep } from '#contracts/plans';
import { plans as texts } from '../../texts/en/plans';
import { newKey } from './plan-keys';

/** What every plan needs: the verification of records that lack a fact, and something to do with a pump. */
export function blankPlan(): PlanDefinition {
  const { blank } = texts;
  const field = (key: string, label: string) => ({ key, label, type: 'text' as const, required: false });
  return {
    key: '',
    title: '',
    summary: '',
    cadence: defaultCadence,
    ladder: defaultLadder,
    steps: [
      {
        key: 'verify-record',
        title: blank.verify,
        scope: 'device',
        startsOn: 'verification',
        instructions: blank.verifyText,
        fields: [
          field('productCode', blank.productCode),
          field('serialNumber', blank.serialNumber),
          field('softwareVersion', blank.softwareVersion),
        ],
        outcomes: [
          { key: 'affected', label: blank.affected, starts: [] },
          { key: 'not-affected', label: blank.notAffected, starts: [] },
        ],
        prerequisites: [],
        dueDays: 3,
        assignTo: 'coverage',
      },
      stepOf('new-1'),
    ],
  };
}

const stepOf = (key: string): PlanStep => ({
  key,
  title: '',
  scope: 'device',
  startsOn: 'opening',
  instructions: '',
  fields: [],
  outcomes: [{ key: 'done', label: texts.blank.done, starts: [] }],
  prerequisites: [],
  dueDays: 7,
  assignTo: 'coverage',
});

export const blankStep = (plan: PlanDefinition): PlanStep => stepOf(newKey(plan.steps.map(({ key }) => key)));

/** Without a step; nobody waits for it or begins it any more. */
export const withoutStep = (plan: PlanDefinition, key: string): PlanDefinition => ({
  ...plan,
  steps: plan.steps
    .filter((step) => step.key !== key)
    .map((step) => ({
      ...step,
      prerequisites: step.prerequisites.filter((one) => one !== key),
      outcomes: step.outcomes.map((outcome) => ({
        ...outcome,
        starts: outcome.starts.filter((one) => one !== key),
      })),
    })),
});

/** A step one place up (-1) or down (1). */
export function movedStep(plan: PlanDefinition, at: number, by: -1 | 1): PlanDefinition {
  const steps = [...plan.steps];
  const [step] = steps.splice(at, 1);
  if (step !== undefined) steps.splice(at + by, 0, step);
  return { ...plan, steps };
}
