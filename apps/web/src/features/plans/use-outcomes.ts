import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CampaignView } from '#contracts/campaigns';
import { type OutcomeChoice, outcomeChoices } from './outcome-choices';
import { planVersionsQuery, plansQuery } from './plans.queries';

/**
 * The outcomes that a list of tasks can be cut down to: those of the campaign's plan, also as it was before a letter
 * changed it (what was done then stays); without a campaign, those of every plan as it is now.
 *
 * @param exits the words for the two outcomes that every step has
 * @returns the choices, for one step or for all; see outcomeChoices
 */
export function useOutcomes(
  campaign: Pick<CampaignView, 'planKey' | 'planVersion'> | undefined,
  exits: Readonly<Record<string, string>>,
): (step: string | undefined, chosen: string | undefined) => OutcomeChoice[] {
  const { data } = useQuery(campaign === undefined ? plansQuery : planVersionsQuery(campaign.planKey));
  const last = campaign?.planVersion;
  const plans = useMemo(
    () =>
      (data?.items ?? [])
        .filter(({ version }) => last === undefined || version <= last)
        .map(({ definition }) => definition),
    [data, last],
  );
  return (step, chosen) => outcomeChoices(plans, exits, { step, chosen });
}
