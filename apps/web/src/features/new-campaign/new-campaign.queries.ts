import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignRecipients, RecipientEmail } from '#contracts/campaign-people';
import type {
  CampaignGap,
  CampaignProgress,
  CampaignView,
  PatchCampaign,
  SameNotice,
} from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import type { SetCoverage } from '#contracts/fleet';
import type { PreviewView } from '#contracts/matching';
import type { CreateNoticeInput, NoticeView } from '#contracts/notices';
import type { PlanDefinition, PlanView } from '#contracts/plans';
import { ProblemError, request } from '#web/api';
import { EXPLANATIONS } from '#web/features/devices';
import { plansQuery, useCreateVersion } from '#web/features/plans';
import { setCoverage, sitesKey } from '#web/features/sites';
import { useIntentKey } from '#web/ui';
import { likelyPlan } from './likely-plan';

export type CampaignPreview = PreviewView & { gaps: CampaignGap[]; sameNotice: SameNotice[] };

/** Everything of one draft stands under ['drafts', id], so that a change of it is one invalidation. */
export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['drafts', id, 'campaign'],
    queryFn: ({ signal }) => request<CampaignView>('GET', `campaigns/${id}`, { signal }),
  });
export const draftsQuery = queryOptions({
  queryKey: ['drafts', 'list'],
  queryFn: ({ signal }) =>
    request<Page<CampaignView>>('GET', 'campaigns', { query: { status: 'draft', limit: 20 }, signal }),
});
export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: ['drafts', id, 'preview'],
    queryFn: ({ signal }) => request<CampaignPreview>('GET', `campaigns/${id}/preview`, { signal }),
  });
export const recipientsQuery = (id: string) =>
  queryOptions({
    queryKey: ['drafts', id, 'recipients'],
    queryFn: ({ signal }) =>
      request<CampaignRecipients>('GET', `campaigns/${id}/recipients`, { query: { limit: 100 }, signal }),
  });
/** Made anew with everything that is counted from the draft. */
export const emailQuery = (id: string, personId: string) =>
  queryOptions({
    queryKey: ['drafts', id, 'email', personId],
    queryFn: ({ signal }) =>
      request<RecipientEmail>('GET', `campaigns/${id}/recipients/${personId}/email`, { signal }),
  });
export const progressQuery = (id: string) =>
  queryOptions({
    queryKey: ['drafts', id, 'progress'],
    queryFn: ({ signal }) => request<CampaignProgress>('GET', `campaigns/${id}/progress`, { signal }),
    // the events say it sooner; this is for when they do not come
    refetchInterval: 3000,
  });

/**
 * Makes the draft over a notice; one that was typed in is created first. Pressed again after a failure, neither is made
 * twice: the same notice keeps its Idempotency-Key.
 */
export function useStartDraft() {
  const queries = useQueryClient();
  const noticeIntent = useIntentKey();
  const draftIntent = useIntentKey();
  return useMutation({
    mutationFn: async (over: { noticeId: string } | { notice: CreateNoticeInput }): Promise<CampaignView> => {
      const { items: plans } = await queries.fetchQuery(plansQuery);
      const notice =
        'noticeId' in over
          ? await queries.fetchQuery({
              queryKey: ['notices', over.noticeId],
              queryFn: () => request<NoticeView>('GET', `notices/${over.noticeId}`),
            })
          : await request<NoticeView>('POST', 'notices', {
              body: over.notice,
              idempotencyKey: noticeIntent.keyOf(over.notice),
            });
      const body = { noticeId: notice.id, planKey: likelyPlan(notice, plans) };
      return request<CampaignView>('POST', 'campaigns', { body, idempotencyKey: draftIntent.keyOf(body) });
    },
    onSuccess: async (draft) => {
      noticeIntent.done();
      draftIntent.done();
      queries.setQueryData(draftQuery(draft.id).queryKey, draft);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['drafts', 'list'] }),
        queries.invalidateQueries({ queryKey: ['campaigns'] }),
        queries.invalidateQueries({ queryKey: ['notices', 'list'] }),
      ]);
    },
  });
}

type DraftChange = Omit<PatchCampaign, 'version'>;

const only = (change: DraftChange, names: string[]): boolean =>
  Object.keys(change).every((name) => names.includes(name));

/** The campaign as it stands now, which a stale change is answered with. */
const currentOf = (error: unknown): CampaignView | null =>
  error instanceof ProblemError && error.code === 'campaign.stale'
    ? ((error.extra['campaign'] as CampaignView | undefined) ?? null)
    : null;

/** Changes a draft by the version that is known here; one change after the other. */
export function usePatchDraft(id: string) {
  const queries = useQueryClient();
  const { queryKey } = draftQuery(id);
  return useMutation({
    scope: { id: `draft-${id}` },
    mutationFn: async (change: DraftChange) => {
      const patch = (version: number) =>
        request<CampaignView>('PATCH', `campaigns/${id}`, { body: { ...change, version } });
      const { version } = await queries.ensureQueryData(draftQuery(id));
      try {
        return await patch(version);
      } catch (error) {
        const now = currentOf(error);
        if (now === null) throw error;
        queries.setQueryData(queryKey, now);
        // where somebody is in the assistant contradicts nothing that another person changed
        if (now.status === 'draft' && only(change, ['draftStep'])) return patch(now.version);
        throw error;
      }
    },
    onSuccess: async (draft, change) => {
      queries.setQueryData(queryKey, draft);
      if (!only(change, ['draftStep'])) await invalidateCounts(id, queries);
    },
  });
}

/** What is counted from the draft, the fleet and the coverage. */
export async function invalidateCounts(
  id: string,
  queries: ReturnType<typeof useQueryClient>,
): Promise<void> {
  await Promise.all(
    [
      ...['preview', 'recipients', 'devices', 'email'].map((part) => ['drafts', id, part]),
      [...EXPLANATIONS, id],
    ].map((queryKey) => queries.invalidateQueries({ queryKey })),
  );
}

/** A version of its own for this campaign, and the draft pinned to it. @throws ProblemError plan.invalid with every fault */
export function useAdjustPlan(id: string) {
  const create = useCreateVersion();
  const patch = usePatchDraft(id);
  return useMutation({
    mutationFn: async (body: PlanDefinition): Promise<PlanView> => {
      const plan = await create.mutateAsync(body);
      await patch.mutateAsync({ planKey: plan.key, planVersion: plan.version });
      return plan;
    },
  });
}

/** Names who is missing: it counts for every campaign, and the gaps of this one are counted anew. */
export function useMendGap(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (
      mend: SetCoverage | { siteId: string; leadId: string } | { siteId: string; nurseEducatorId: string },
    ): Promise<void> => {
      if ('userId' in mend) {
        await setCoverage(mend);
        return;
      }
      const { siteId, ...who } = mend;
      const { version } = await request<{ version: number }>('GET', `sites/${siteId}`);
      await request('PATCH', `sites/${siteId}`, { body: { ...who, version } });
    },
    onSuccess: () =>
      Promise.all([invalidateCounts(id, queries), queries.invalidateQueries({ queryKey: sitesKey })]),
  });
}

export function useOpenDraft(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => request('POST', `campaigns/${id}/open`),
    onSuccess: async () => {
      // its progress is followed from here to its page, however quick the opening is
      queries.setQueryData(
        draftQuery(id).queryKey,
        (draft) => draft && { ...draft, status: 'opening' as const },
      );
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
    },
    // somebody may have opened or ended it in between
    onError: () => queries.invalidateQueries({ queryKey: draftQuery(id).queryKey }),
  });
}

export function useDiscardDraft(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => request<CampaignView>('POST', `campaigns/${id}/cancel`, { body: {} }),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ['drafts', id] });
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['drafts', 'list'] }),
        queries.invalidateQueries({ queryKey: ['campaigns'] }),
      ]);
    },
  });
}
