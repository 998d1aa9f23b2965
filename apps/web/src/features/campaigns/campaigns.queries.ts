import { queryOptions } from '@tanstack/react-query';
import type { CampaignPeoplePage } from '#contracts/campaign-people';
import type { CampaignOverview } from '#contracts/campaign-overview';
import type { CampaignBurndown, CampaignMatrix } from '#contracts/campaign-progress';
import type { CampaignProgress, CampaignView, PatchCampaign } from '#contracts/campaigns';
import type { Page } from '#contracts/common';
import type { NoticeView } from '#contracts/notices';
import type { RemindAnswer, RemindCampaign, RemindPreview } from '#contracts/reminders';
import type {
  AssignTasks,
  AssignTasksAnswer,
  CompleteTasks,
  CompleteTasksAnswer,
  TaskView,
} from '#contracts/tasks';
import type { UserView } from '#contracts/identity';
import { request } from '#web/api';
import { sought } from '../../routes/search';

/** Everything about campaigns begins with this key, and what is about one of them with its id. */
export const campaignKey = (id: string) => ['campaigns', id] as const;
const FRESH_MS = 10_000;

export const overviewQuery = queryOptions({
  queryKey: ['campaigns', 'overview'],
  queryFn: ({ signal }) => request<CampaignOverview>('GET', 'campaigns/overview', { signal }),
});

/** The newest of a status, for a short list. */
export const campaignsOf = (status?: CampaignView['status'], limit = 20) =>
  queryOptions({
    queryKey: ['campaigns', 'newest', status ?? 'any', limit],
    queryFn: ({ signal }) =>
      request<Page<CampaignView>>('GET', 'campaigns', { query: { status, limit }, signal }),
  });

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'itself'],
    queryFn: ({ signal }) => request<CampaignView>('GET', `campaigns/${id}`, { signal }),
  });

export const progressQuery = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'progress'],
    queryFn: ({ signal }) => request<CampaignProgress>('GET', `campaigns/${id}/progress`, { signal }),
  });

export const burndownQuery = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'burndown'],
    staleTime: FRESH_MS,
    queryFn: ({ signal }) => request<CampaignBurndown>('GET', `campaigns/${id}/burndown`, { signal }),
  });

export const matrixQuery = (id: string, sort: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'matrix', sort],
    staleTime: FRESH_MS,
    queryFn: ({ signal }) =>
      request<CampaignMatrix>('GET', `campaigns/${id}/matrix`, { query: { sort }, signal }),
  });

/** The tasks of one pump in one campaign: a handful. */
export const pumpTasksQuery = (id: string, deviceId: string) =>
  queryOptions({
    queryKey: [...tasksKey(id), 'pump', deviceId],
    queryFn: ({ signal }) =>
      request<Page<TaskView>>('GET', 'tasks', {
        query: { campaign: id, device: deviceId, limit: 100 },
        signal,
      }),
  });

/** Whom a reminder would reach now; asked anew each time that somebody is about to send one. */
export const remindPreview = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'people', 'remind'],
    queryFn: ({ signal }) => request<RemindPreview>('GET', `campaigns/${id}/remind`, { signal }),
    staleTime: 0,
  });

/** The first of the people with tasks in a campaign, for a choice. */
export const campaignPeople = (id: string) =>
  queryOptions({
    queryKey: [...campaignKey(id), 'people', 'first'],
    queryFn: ({ signal }) =>
      request<CampaignPeoplePage>('GET', `campaigns/${id}/people`, { query: { limit: 500 }, signal }),
  });

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ['notices', id],
    queryFn: ({ signal }) => request<NoticeView>('GET', `notices/${id}`, { signal }),
  });

/** Who may take work, with what is with them already. */
export const peopleFor = (q: string, site: string | undefined) =>
  queryOptions({
    queryKey: ['users', 'for-work', q, site ?? ''],
    queryFn: ({ signal }) =>
      request<Page<UserView>>('GET', 'users', {
        query: { q: sought(q), site, active: true, withLoad: true, limit: 20 },
        signal,
      }),
  });

export const managersQuery = queryOptions({
  queryKey: ['users', 'managers'],
  staleTime: 300_000,
  queryFn: ({ signal }) =>
    request<Page<UserView>>('GET', 'users', { query: { role: 'risk-manager', limit: 200 }, signal }),
});

/** Where lists of a campaign's tasks are kept. */
export const tasksKey = (id: string) => ['tasks', 'campaign', id] as const;

export const patchCampaign = (id: string, body: PatchCampaign) =>
  request<CampaignView>('PATCH', `campaigns/${id}`, { body });
export const cancelCampaign = (id: string, reason: string, idempotencyKey: string) =>
  request<CampaignView>('POST', `campaigns/${id}/cancel`, {
    body: reason.trim() === '' ? {} : { reason: reason.trim() },
    idempotencyKey,
  });
export const remindCampaign = (id: string, body: RemindCampaign, idempotencyKey: string) =>
  request<RemindAnswer>('POST', `campaigns/${id}/remind`, { body, idempotencyKey });
export const assignTasks = (body: AssignTasks, idempotencyKey: string) =>
  request<AssignTasksAnswer>('POST', 'tasks/assign', { body, idempotencyKey });
export const completeTasks = (body: CompleteTasks, idempotencyKey: string) =>
  request<CompleteTasksAnswer>('POST', 'tasks/complete', { body, idempotencyKey });
