import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignView } from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import type { AddCommunication, NoticeScopes, NoticeView, SameEvent } from '#contracts/notices';
import type { ImportNoticesAnswer } from '#contracts/notice-import';
import { request } from '#web/api';
import { useIntentKey } from '#web/ui';

/** One row of a notice, with the codes that were added to it by hand. */
export type AffectedProduct = NoticeView['affectedProducts'][number];

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', id],
    queryFn: ({ signal }) => request<NoticeView>('GET', `notices/${id}`, { signal }),
  });

export const noticeCampaignsQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaigns', 'of-notice', id],
    queryFn: ({ signal }) =>
      request<Page<CampaignView>>('GET', 'campaigns', { query: { notice: id, limit: 100 }, signal }),
  });

/** Versions are never changed: only a letter adds one. */
export const scopesQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', id, 'scopes'],
    queryFn: ({ signal }) => request<NoticeScopes>('GET', `notices/${id}/scopes`, { signal }),
  });

export const sameEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', id, 'same-event'],
    queryFn: ({ signal }) => request<SameEvent>('GET', `notices/${id}/same-event`, { signal }),
  });

/** Works the notice `id` under another one, or (to: null) by itself again: both of them change. */
export function useAttach() {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: ({ id, to }: { id: string; to: string | null }) =>
      request<NoticeView>('POST', `notices/${id}/attach`, { body: { to }, idempotencyKey: keyOf([id, to]) }),
    onSuccess: async () => {
      done();
      await queries.invalidateQueries({ queryKey: ['notices'] });
    },
  });
}

/** Says for everybody that two notices are not of one event, or (apart false) asks again. */
export function useTellApart() {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; from: string; apart: boolean }) =>
      request<SameEvent>('POST', `notices/${id}/tell-apart`, { body, idempotencyKey: keyOf([id, body]) }),
    onSuccess: async () => {
      done();
      await queries.invalidateQueries({ queryKey: ['notices'] });
    },
  });
}

/** Every change of a notice answers with the whole notice. */
function useNoticeChange<T>(id: string, send: (input: T, key: string) => Promise<NoticeView>) {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: (input: T) => send(input, keyOf(input)),
    onSuccess: async (notice) => {
      done();
      queries.setQueryData(noticeQuery(id).queryKey, notice);
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['notices', 'list'] }),
        queries.invalidateQueries({ queryKey: ['drafts'] }),
        // a letter makes a version, and waits in campaigns
        queries.invalidateQueries({ queryKey: ['notices', id, 'scopes'] }),
        queries.invalidateQueries({ queryKey: ['campaigns', 'news'] }),
      ]);
    },
  });
}

export const useAddCommunication = (id: string) =>
  useNoticeChange<AddCommunication>(id, (body, idempotencyKey) =>
    request('POST', `notices/${id}/communications`, { body, idempotencyKey }),
  );

export const useTakeBackCode = (id: string) =>
  useNoticeChange<{ position: number; codeId: string }>(id, ({ position, codeId }, idempotencyKey) =>
    request('DELETE', `notices/${id}/affected-products/${position}/codes/${codeId}`, { idempotencyKey }),
  );

/** "Use this code": see AddProductCode of the contract. */
export const useAddCode = (id: string) =>
  useNoticeChange<{ position: number; productCode?: string; udiDi?: string; insteadOf?: string }>(
    id,
    ({ position, ...body }, idempotencyKey) =>
      request('POST', `notices/${id}/affected-products/${position}/codes`, { body, idempotencyKey }),
  );

export function useImportNotices() {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: (body: unknown) =>
      request<ImportNoticesAnswer>('POST', 'notices/import', { body, idempotencyKey: keyOf(body) }),
    onSuccess: () => {
      done();
      return queries.invalidateQueries({ queryKey: ['notices', 'list'] });
    },
  });
}
