import type { DeviceFact } from '#contracts/notices';
import type { TaskConsequences } from '#contracts/tasks';
import { type DeviceFacts, evaluateScope, type ScopeProduct } from '#domain/notices';

type Consequence = TaskConsequences['warnings'][number];

/** Another open campaign, with the scope that it goes by. */
export interface OtherCampaign {
  campaign: Consequence['campaign'];
  products: readonly ScopeProduct[];
}

/**
 * What recording these facts of a pump would mean for other campaigns: the remedy of one recall may be the problem of
 * another (software that is put back to a version that a second notice names). Pure.
 * @param before the record as it is
 * @param recorded the facts that would be recorded; a blank one changes nothing
 */
export function consequencesOf(
  before: DeviceFacts,
  recorded: Partial<Record<DeviceFact, string>>,
  others: readonly OtherCampaign[],
): Consequence[] {
  const facts = Object.fromEntries(
    Object.entries(recorded).filter(
      ([fact, value]) => value.trim() !== '' && before[fact as DeviceFact] !== value,
    ),
  );
  if (Object.keys(facts).length === 0) return [];
  const after = { ...before, ...facts };
  const said = Object.values(facts).join(', ');
  return others.flatMap(({ campaign, products }) => {
    const [old, now] = [evaluateScope(products, before).verdict, evaluateScope(products, after).verdict];
    if (old === now) return [];
    const warning = (code: Consequence['code'], detail: string): Consequence[] => [
      { code, campaign, facts, detail },
    ];
    switch (now) {
      case 'affected':
        return warning(
          'remedy-in-scope-of',
          `With ${said} the recall "${campaign.title}" is about this pump too.`,
        );
      case 'possibly-affected':
        return old === 'affected'
          ? []
          : warning(
              'remedy-maybe-in-scope-of',
              `With ${said} the recall "${campaign.title}" may be about this pump too: its record does not say enough.`,
            );
      case 'not-affected':
        return warning(
          'remedy-ends-scope-of',
          `With ${said} the recall "${campaign.title}" is not about this pump any more.`,
        );
    }
  });
}
