import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { CampaignView } from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import type { AddCommunication, ImportNoticesAnswer, NoticeView } from '#contracts/notices';
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
