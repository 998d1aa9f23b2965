import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignView } from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import type { PlanDefinition, PlanView } from '#contracts/plans';
import { request } from '#web/api';
import { useIntentKey } from '#web/ui';

const PLANS = ['plans'];

/** The newest version of each plan. */
export const plansQuery = queryOptions({
  queryKey: [...PLANS, 'newest'],
  queryFn: ({ signal }) => request<Page<PlanView>>('GET', 'plans', { signal }),
});

/** Every version of one plan, newest first. */
export const planVersionsQuery = (key: string) =>
  queryOptions({
    queryKey: [...PLANS, 'versions', key],
    queryFn: ({ signal }) => request<Page<PlanView>>('GET', 'plans', { query: { key }, signal }),
  });

export const planQuery = (id: string) =>
  queryOptions({
    queryKey: [...PLANS, 'one', id],
    queryFn: ({ signal }) => request<PlanView>('GET', `plans/${id}`, { signal }),
    // a version is never changed
    staleTime: Infinity,
  });

/** The newest campaigns that work by any version of a plan, as many as one answer has. */
export const planUseQuery = (key: string) =>
  queryOptions({
    queryKey: ['campaigns', 'by-plan', key],
    queryFn: ({ signal }) =>
      request<Page<CampaignView>>('GET', 'campaigns', { query: { plan: key, limit: 500 }, signal }),
  });

/**
 * Keeps a definition as the next version of the plan of its key. The same content makes one version, however often it is
 * sent from here.
 * @throws ProblemError plan.invalid with every fault */
export function useCreateVersion() {
  const queries = useQueryClient();
  const { keyOf } = useIntentKey();
  return useMutation({
    mutationFn: (body: PlanDefinition) =>
      request<PlanView>('POST', 'plans', { body, idempotencyKey: keyOf(body) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: PLANS }),
  });
}
