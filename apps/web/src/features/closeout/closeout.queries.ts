import { queryOptions } from '@tanstack/react-query';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import type {
  AnswerCheck,
  CampaignGates,
  CheckList,
  CheckPump,
  CheckView,
  CloseCampaign,
  NotLocatedDecision,
  NotLocatedList,
  ReopenCampaign,
  SignatureList,
  StartCheck,
} from '#contracts/closeout';
import type { Page } from '#contracts/common';
import type { TaskView } from '#contracts/tasks';
import { request } from '#web/api';
import { inPlanOrder } from './check-words';

/** Under the key of the campaign: whatever changes it brings these up to date too. */
export const closeoutKey = (id: string) => ['campaigns', id, 'closeout'] as const;

export const gatesQuery = (id: string) =>
  queryOptions({
    queryKey: [...closeoutKey(id), 'gates'],
    staleTime: 0,
    queryFn: ({ signal }) => request<CampaignGates>('GET', `campaigns/${id}/gates`, { signal }),
  });
export const notLocatedQuery = (id: string) =>
  queryOptions({
    queryKey: [...closeoutKey(id), 'not-located'],
    staleTime: 0,
    queryFn: ({ signal }) => request<NotLocatedList>('GET', `campaigns/${id}/not-located`, { signal }),
  });
export const checksQuery = (id: string) =>
  queryOptions({
    queryKey: [...closeoutKey(id), 'checks'],
    staleTime: 0,
    queryFn: ({ signal }) => request<CheckList>('GET', `campaigns/${id}/checks`, { signal }),
  });
export const signaturesQuery = (id: string) =>
  queryOptions({
    queryKey: [...closeoutKey(id), 'signatures'],
    staleTime: 0,
    queryFn: ({ signal }) => request<SignatureList>('GET', `campaigns/${id}/signatures`, { signal }),
  });
/** What is recorded of one pump of the sample: a handful of tasks. */
export const recordedQuery = (id: string, deviceId: string) =>
  queryOptions({
    queryKey: ['tasks', 'campaign', id, 'checked', deviceId],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const [{ items }, { byStep }] = await Promise.all([
        request<Page<TaskView>>('GET', 'tasks', {
          query: { campaign: id, device: deviceId, limit: 100 },
          signal,
        }),
        request<CampaignProgress>('GET', `campaigns/${id}/progress`, { signal }),
      ]);
      return { items: inPlanOrder(items, byStep) };
    },
  });

export const closeCampaign = (id: string, body: CloseCampaign, idempotencyKey: string) =>
  request<CampaignView>('POST', `campaigns/${id}/close`, { body, idempotencyKey });
export const reopenCampaign = (id: string, body: ReopenCampaign, idempotencyKey: string) =>
  request<CampaignView>('POST', `campaigns/${id}/reopen`, { body, idempotencyKey });
export const decideNotLocated = (id: string, body: NotLocatedDecision, idempotencyKey: string) =>
  request<NotLocatedList>('POST', `campaigns/${id}/not-located-decision`, { body, idempotencyKey });
export const endUnaffected = (id: string, reason: string, idempotencyKey: string) =>
  request<CampaignView>('POST', `campaigns/${id}/cancel`, {
    body: { reason, nothingAffected: true },
    idempotencyKey,
  });
export const startCheck = (id: string, body: StartCheck, idempotencyKey: string) =>
  request<CheckView>('POST', `campaigns/${id}/checks`, { body, idempotencyKey });
export const assignCheck = (id: string, pumpId: string, assigneeId: string) =>
  request<CheckPump>('POST', `campaigns/${id}/checks/pumps/${pumpId}/assign`, { body: { assigneeId } });
export const answerCheck = (id: string, pumpId: string, body: AnswerCheck, idempotencyKey: string) =>
  request<CheckPump>('POST', `campaigns/${id}/checks/pumps/${pumpId}/answer`, { body, idempotencyKey });
