import { queryOptions } from '@tanstack/react-query';
import type { CreateForwardings, ForwardingView, SettleForwarding } from '#contracts/forwardings';
import type {
  AcknowledgeReply,
  EnterReply,
  ReplyDetail,
  ReplyFormQuery,
  SendReply,
} from '#contracts/replies';
import type { TaskPhoto } from '#contracts/tasks';
import { request } from '#web/api';

export const repliesKey = ['replies'] as const;
export const forwardingsKey = ['forwardings'] as const;
/** Until the mail server has answered. */
const SENDING_MS = 2_000;

export const replyQuery = (id: string) =>
  queryOptions({
    queryKey: [...repliesKey, 'one', id],
    staleTime: 0,
    queryFn: ({ signal }) => request<ReplyDetail>('GET', `replies/${id}`, { signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOnItsWay(data) ? SENDING_MS : false),
  });

/** Something of the reply is on its way to the mail server; an interim reply does not show in its state. */
export const isOnItsWay = ({ state, versions }: Pick<ReplyDetail, 'state' | 'versions'>): boolean =>
  state === 'sending' ||
  versions.some(({ route, sentAt, refused }) => route === 'email' && sentAt === null && !refused);

export const createReply = (campaignId: string, siteId: string) =>
  request<ReplyDetail>('POST', 'replies', { body: { campaignId, siteId } });
export const sendReply = (id: string, body: SendReply, idempotencyKey: string) =>
  request<ReplyDetail>('POST', `replies/${id}/send`, { body, idempotencyKey });
export const enterReply = (id: string, body: EnterReply, idempotencyKey: string) =>
  request<ReplyDetail>('POST', `replies/${id}/portal`, { body, idempotencyKey });
export const keepForm = (id: string, query: ReplyFormQuery, file: File, idempotencyKey: string) =>
  request<ReplyDetail>('POST', `replies/${id}/form`, { query, body: file, idempotencyKey });
export const acknowledgeReply = (id: string, body: AcknowledgeReply, idempotencyKey: string) =>
  request<ReplyDetail>('POST', `replies/${id}/acknowledged`, { body, idempotencyKey });
/** The screenshot belongs to the task that asks for the reply. */
export const keepScreenshot = (taskId: string, file: File, idempotencyKey: string) =>
  request<TaskPhoto>('POST', `tasks/${taskId}/photos`, { body: file, idempotencyKey });

export const passOn = (body: CreateForwardings, idempotencyKey: string) =>
  request<{ items: ForwardingView[] }>('POST', 'forwardings', { body, idempotencyKey });
export const settleForwarding = (id: string, body: SettleForwarding, idempotencyKey: string) =>
  request<ForwardingView>('POST', `forwardings/${id}/settle`, { body, idempotencyKey });
