import type { PlanDefinition } from '#contracts/plans';

/** An outcome's key, and the words for it. */
export type OutcomeChoice = readonly [key: string, label: string];

/**
 * How tasks of these plans can end, each outcome once, in the order of the steps; not-applicable and cannot-locate come
 * last. Steps that name one outcome in different words give all of them.
 *
 * @param step of this step alone; a step that none of the plans has limits nothing, for tasks of an older plan may have it
 * @param chosen is offered even if no plan knows it (any more): what filters must be seen
 * @param exits the words for the two outcomes that every step has
 */
export function outcomeChoices(
  plans: readonly PlanDefinition[],
  exits: Readonly<Record<string, string>>,
  { step, chosen }: { step?: string | undefined; chosen?: string | undefined } = {},
): OutcomeChoice[] {
  const all = plans.flatMap(({ steps }) => steps);
  const ofStep = all.filter(({ key }) => key === step);
  const words = new Map<string, Set<string>>();
  for (const { outcomes } of ofStep.length > 0 ? ofStep : all)
    for (const { key, label } of outcomes) words.set(key, (words.get(key) ?? new Set()).add(label));
  const choices: OutcomeChoice[] = [
    ...[...words].map(([key, labels]): OutcomeChoice => [key, [...labels].join(' / ')]),
    ...Object.entries(exits).filter(([key]) => !words.has(key)),
  ];
  if (chosen === undefined || choices.some(([key]) => key === chosen)) return choices;
  const elsewhere = all.flatMap(({ outcomes }) => outcomes).find(({ key }) => key === chosen);
  return [...choices, [chosen, elsewhere?.label ?? chosen]];
}
