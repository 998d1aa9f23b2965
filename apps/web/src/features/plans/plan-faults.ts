import { PlanDefinition } from '#contracts/plans';
import { ProblemError } from '#web/api';
import { plans as texts } from '../../texts/en/plans';

/** What is wrong with a plan, by its path into the definition ("steps.2.outcomes.0.label"). */
export type Faults = Readonly<Record<string, string>>;
export const NO_FAULTS: Faults = {};

/** By the contract; what only the server sees (steps that nothing begins, …) comes with its refusal. */
export function faultsIn(plan: PlanDefinition): Faults {
  const issues = PlanDefinition.safeParse(plan).error?.issues ?? [];
  return byPath(
    plan,
    issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  );
}

/** The faults that a refusal of this plan names; null: it is no refusal of that kind. */
export function faultsOf(error: unknown, plan: PlanDefinition): Faults | null {
  return error instanceof ProblemError && error.errors.length > 0 ? byPath(plan, error.errors) : null;
}

function byPath(plan: PlanDefinition, list: ReadonlyArray<{ path: string; message: string }>): Faults {
  const faults: Record<string, string> = {};
  for (const { path, message } of list) faults[path] ??= withTitles(plan, path, message);
  return faults;
}

const stepAt = (plan: PlanDefinition, path: string) => {
  const [list, at] = path.split('.');
  return list === 'steps' && at !== undefined ? plan.steps[Number(at)] : undefined;
};

/** no outcome starts "isolate" → no outcome starts “Isolate the pump”: a person knows no keys. */
function withTitles(plan: PlanDefinition, path: string, message: string): string {
  const step = stepAt(plan, path);
  return message.replaceAll(/"([^"]+)"/g, (whole, key: string) => {
    const named =
      plan.steps.find((one) => one.key === key)?.title ??
      step?.outcomes.find((one) => one.key === key)?.label ??
      step?.fields.find((one) => one.key === key)?.label;
    return named === undefined || named === '' ? whole : `“${named}”`;
  });
}

/** The faults at and below a path, each by the rest of its path. */
export const below = (faults: Faults, path: string): Faults =>
  Object.fromEntries(
    Object.entries(faults).flatMap(([at, message]) =>
      at === path ? [['', message]] : at.startsWith(`${path}.`) ? [[at.slice(path.length + 1), message]] : [],
    ),
  );

/** With the step that it is about, since a person knows no paths. */
export function faultInWords(plan: PlanDefinition, path: string, message: string): string {
  const step = stepAt(plan, path);
  return step === undefined
    ? message
    : `${texts.stepN(plan.steps.indexOf(step) + 1, step.title)}: ${message}`;
}
