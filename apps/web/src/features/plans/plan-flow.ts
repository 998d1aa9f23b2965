import type { PlanDefinition, PlanStep } from '#contracts/plans';

/** A step as a person reads it: what comes before it, and what each of its endings begins. */
export interface FlowStep {
  step: PlanStep;
  /** titles of the steps that must be closed first */
  after: string[];
  outcomes: Array<{ label: string; effect: PlanStep['outcomes'][number]['effect']; begins: FlowNext[] }>;
}
/** A step that an outcome begins is told where it begins first; from elsewhere it is only named. */
export type FlowNext = { told: FlowStep } | { named: string };
export interface PlanFlow {
  verification: FlowStep[];
  device: FlowStep[];
  site: FlowStep[];
  campaign: FlowStep[];
}

/** The steps of a plan in the order in which they happen: by when they begin, and under the outcome that begins them. */
export function planFlow(plan: PlanDefinition): PlanFlow {
  const byKey = new Map(plan.steps.map((step) => [step.key, step]));
  const title = (key: string): string => byKey.get(key)?.title ?? key;
  const told = new Set<string>();
  const tell = (step: PlanStep): FlowStep => {
    told.add(step.key);
    return {
      step,
      after: step.prerequisites.map(title),
      outcomes: step.outcomes.map(({ label, effect, starts }) => ({
        label,
        effect,
        begins: starts.map((key): FlowNext => {
          const next = byKey.get(key);
          return next === undefined || told.has(key) ? { named: title(key) } : { told: tell(next) };
        }),
      })),
    };
  };
  const opening = (scope: PlanStep['scope']) =>
    plan.steps.filter((step) => step.startsOn === 'opening' && step.scope === scope).map(tell);
  return {
    verification: plan.steps.filter(({ startsOn }) => startsOn === 'verification').map(tell),
    device: opening('device'),
    site: opening('site'),
    campaign: opening('campaign'),
  };
}

/** Changes to a plan that are not saved yet, and the version that they began from. */
export interface KeptPlan {
  version: number;
  key: string;
  plan: PlanDefinition;
  off: string[];
}

/** Every step but that which verifies records may be left out: without it, a possibly affected pump would have no task. */
export const mayBeOff = (step: PlanStep): boolean => step.startsOn !== 'verification';

/**
 * The plan without some of its steps. Whatever only they begin goes with them, and nobody waits for a step that is gone.
 * @returns the plan, and the keys of the steps that went along
 */
export function withoutSteps(
  plan: PlanDefinition,
  off: ReadonlySet<string>,
): { plan: PlanDefinition; alsoOff: string[] } {
  let steps = plan.steps.filter((step) => !off.has(step.key) || !mayBeOff(step));
  for (let before = -1; before !== steps.length;) {
    before = steps.length;
    const begun = new Set(
      steps.flatMap((step) =>
        step.outcomes.flatMap(({ starts }) => starts.filter((key) => key !== step.key)),
      ),
    );
    steps = steps.filter((step) => step.startsOn !== 'outcome' || begun.has(step.key));
  }
  const kept = new Set(steps.map(({ key }) => key));
  return {
    plan: {
      ...plan,
      steps: steps.map((step) => ({
        ...step,
        prerequisites: step.prerequisites.filter((key) => kept.has(key)),
        outcomes: step.outcomes.map((outcome) => ({
          ...outcome,
          starts: outcome.starts.filter((key) => kept.has(key)),
        })),
      })),
    },
    alsoOff: plan.steps.map(({ key }) => key).filter((key) => !kept.has(key) && !off.has(key)),
  };
}
