import { PlanDefinition } from '#contracts/plans';
import { ProblemError } from '#web/api';
import { plans as texts } from '../../texts/en/plans';

/** What is wrong with a plan, by its path into the definition ("steps.2.outcomes.0.label"). */
export type Faults = Readonly<Record<string, string>>;
export const NO_FAULTS: Faults = {};

/** By the contract; what only the server sees (steps that nothing begins, …) comes with its refusal. */
export function faultsIn(plan: PlanDefinition): Faults {
  const issues = PlanDefinition.safeParse(plan).error?.issues ?? [];
  return byPath(issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message })));
}

/** The faults that a refusal names; null: it is no refusal of that kind. */
export function faultsOf(error: unknown): Faults | null {
  return error instanceof ProblemError && error.errors.length > 0 ? byPath(error.errors) : null;
}

function byPath(list: ReadonlyArray<{ path: string; message: string }>): Faults {
  const faults: Record<string, string> = {};
  for (const { path, message } of list) faults[path] ??= message;
  return faults;
}

/** The faults at and below a path, each by the rest of its path. */
export const below = (faults: Faults, path: string): Faults =>
  Object.fromEntries(
    Object.entries(faults).flatMap(([at, message]) =>
      at === path ? [['', message]] : at.startsWith(`${path}.`) ? [[at.slice(path.length + 1), message]] : [],
    ),
  );

/** For a person, who knows no paths: the step and what of it, with keys as titles. */
export function faultInWords(plan: PlanDefinition, path: string, message: string): string {
  const [list, at] = path.split('.');
  const step = list === 'steps' && at !== undefined ? plan.steps[Number(at)] : undefined;
  const said = message.replaceAll(/"([^"]+)"/g, (whole, key: string) => {
    const named =
      plan.steps.find((one) => one.key === key)?.title ??
      step?.outcomes.find((one) => one.key === key)?.label ??
      step?.fields.find((one) => one.key === key)?.label;
    return named === undefined || named === '' ? whole : `“${named}”`;
  });
  return step === undefined ? said : `${texts.stepN(Number(at) + 1, step.title)}: ${said}`;
}
