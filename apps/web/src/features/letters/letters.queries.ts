import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type {
  ApplyLetter,
  CampaignChange,
  CampaignNews,
  Difference,
  DifferenceQuery,
  SetAsideLetter,
} from '#contracts/campaign-changes';
import type { CampaignView } from '#contracts/campaigns';
import type { ReopenCampaign } from '#contracts/closeout';
import type { Page } from '#contracts/common';
import { request } from '#web/api';
import { campaignKey } from '#web/features/campaigns';
import { useIntentKey } from '#web/ui';

const POLL_MS = 1000;

/** What waits for a decision, in all campaigns or in one. While a letter is being applied it is asked for every second. */
export const newsQuery = (campaign?: string) =>
  queryOptions({
    queryKey: ['campaigns', 'news', campaign ?? 'all'],
    queryFn: ({ signal }) => request<CampaignNews>('GET', 'campaigns/news', { query: { campaign }, signal }),
    refetchInterval: ({ state }) => ((state.data?.applying.length ?? 0) > 0 ? POLL_MS : false),
  });

export const differenceQuery = (id: string, query: DifferenceQuery) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'difference', query],
    queryFn: ({ signal }) =>
      request<Difference>('GET', `campaigns/${id}/difference`, { query: { ...query }, signal }),
    // that there is no letter is an answer, no failure that another try could mend
    retry: false,
  });

const changesKey = (id: string) => [...campaignKey(id), 'changes'] as const;

/** The newest letter that was put on its way, for how far it is. */
export function useRunning(id: string, changeId: string | null) {
  return useQuery({
    queryKey: [...changesKey(id), 'running', changeId],
    enabled: changeId !== null,
    queryFn: async ({ signal }) => {
      const { items } = await request<Page<CampaignChange>>('GET', `campaigns/${id}/changes`, {
        query: { kind: 'letter', limit: 20 },
        signal,
      });
      return items.find((change) => change.id === changeId) ?? null;
    },
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : POLL_MS),
  });
}

export function useApply(id: string) {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: (body: ApplyLetter) =>
      request<{ changeId: string }>('POST', `campaigns/${id}/apply`, { body, idempotencyKey: keyOf(body) }),
    onSuccess: () => {
      done();
      void queries.invalidateQueries({ queryKey: ['campaigns', 'news'] });
      void queries.invalidateQueries({ queryKey: changesKey(id) });
    },
  });
}

/** A letter that came after the end changes nothing: it is asked about no more, on Home and in the campaign. */
export function useSetAside(id: string) {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: (body: SetAsideLetter) =>
      request<void>('POST', `campaigns/${id}/set-aside-letter`, { body, idempotencyKey: keyOf(body) }),
    onSuccess: async () => {
      done();
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
    },
  });
}

/** What a letter, once applied, or a reopening has changed: everything of the campaign, and tasks everywhere. */
export function useRefreshed() {
  const queries = useQueryClient();
  return useCallback(
    () =>
      Promise.all(
        ['campaigns', 'tasks', 'task'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
    [queries],
  );
}

export const reopenCampaign = (id: string, body: ReopenCampaign, idempotencyKey: string) =>
  request<CampaignView>('POST', `campaigns/${id}/reopen`, { body, idempotencyKey });
