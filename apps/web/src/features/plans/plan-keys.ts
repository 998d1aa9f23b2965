import type { PlanDefinition, PlanStep } from '#contracts/plans';

/** Marks what was added on the screen and has no name yet that other programs could know it by. */
const NEW = 'new-';
export const isNew = (key: string): boolean => key.startsWith(NEW);

/** A key for something added, unlike those that are there. */
export function newKey(taken: readonly string[]): string {
  for (let n = 1; ; n++) if (!taken.includes(`${NEW}${n}`)) return `${NEW}${n}`;
}

const bare = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

function unlike(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let n = 2; ; n++) if (!taken.has(`${wanted}-${n}`)) return `${wanted}-${n}`;
}

/** "Inspect the contacts" → inspect-the-contacts, unlike every key in `taken`. */
export function keyOf(title: string, taken: ReadonlySet<string>, otherwise: string): string {
  const words = bare(title);
  while (words[0] !== undefined && !/^[a-z]/.test(words[0])) words.shift();
  const joined = words.join('-').slice(0, 50).replace(/-+$/, '');
  return unlike(joined === '' || isNew(joined) ? otherwise : joined, taken);
}

/** "Where it stands now" → whereItStandsNow */
const fieldKeyOf = (label: string, taken: ReadonlySet<string>): string =>
  keyOf(
    label,
    new Set([...taken].map((key) => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))),
    'field',
  ).replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Gives what was added its lasting key, made of its title, and renames it wherever it is named. Keys that were there stay,
 * whatever their title says by now: tasks and other programs know steps and outcomes by them.
 */
export function withKeys(plan: PlanDefinition): PlanDefinition {
  const steps = renamed(plan.steps, ({ title }, taken) => keyOf(title, taken, 'step'));
  return {
    ...plan,
    steps: plan.steps.map((step) => {
      const named: PlanStep = {
        ...step,
        key: steps.get(step.key) ?? step.key,
        prerequisites: step.prerequisites.map((key) => steps.get(key) ?? key),
      };
      const outcomes = renamed(step.outcomes, ({ label }, taken) => keyOf(label, taken, 'outcome'));
      const fields = renamed(step.fields, ({ label }, taken) => fieldKeyOf(label, taken));
      return {
        ...named,
        outcomes: step.outcomes.map((outcome) => ({
          ...outcome,
          key: outcomes.get(outcome.key) ?? outcome.key,
          starts: outcome.starts.map((key) => steps.get(key) ?? key),
        })),
        fields: step.fields.map((field) => ({
          ...field,
          key: fields.get(field.key) ?? field.key,
          ...(field.askedFor === undefined
            ? {}
            : { askedFor: field.askedFor.map((key) => outcomes.get(key) ?? key) }),
        })),
      };
    }),
  };
}

function renamed<T extends { key: string }>(
  list: readonly T[],
  name: (one: T, taken: ReadonlySet<string>) => string,
): Map<string, string> {
  const taken = new Set(list.map(({ key }) => key).filter((key) => !isNew(key)));
  const names = new Map<string, string>();
  for (const one of list) {
    if (!isNew(one.key)) continue;
    const key = name(one, taken);
    taken.add(key);
    names.set(one.key, key);
  }
  return names;
}
