import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { TaskWait, WaitForFirm } from '#contracts/campaign-changes';
import type { Page } from '#contracts/common';
import type { DeviceDetail } from '#contracts/fleet';
import type { UserView } from '#contracts/identity';
import type { AssignTask, ReopenTask, TaskHistory, TaskPhotos, TaskView } from '#contracts/tasks';
import { request } from '#web/api';
import { useIntentKey } from '#web/ui';

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id],
    queryFn: ({ signal }) => request<TaskView>('GET', `tasks/${id}`, { signal }),
  });

export const taskHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'history'],
    queryFn: ({ signal }) => request<TaskHistory>('GET', `tasks/${id}/history`, { signal }),
  });

export const taskPhotosQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', id, 'photos'],
    queryFn: ({ signal }) => request<TaskPhotos>('GET', `tasks/${id}/photos`, { signal }),
  });

/** A pump with what is owed on it, and its open and waiting tasks in full, of all campaigns, whoever has them. */
export const pumpQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['device', deviceId, 'tasks'],
    queryFn: async ({ signal }) => {
      const list = (status: string) =>
        request<Page<TaskView>>('GET', 'tasks', { query: { device: deviceId, status }, signal });
      const [device, open, waiting] = await Promise.all([
        request<DeviceDetail>('GET', `devices/${deviceId}`, { signal }),
        list('open'),
        list('waiting'),
      ]);
      return { device, tasks: [...open.items, ...waiting.items] };
    },
  });

/** The tasks of a pump that ended because nobody found it: where it was looked for, newest first. */
export const lookedForQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['device', deviceId, 'looked-for'],
    queryFn: async ({ signal }) => {
      const closed = await request<Page<TaskView>>('GET', 'tasks', {
        query: { device: deviceId, status: 'closed', limit: 500 },
        signal,
      });
      return closed.items
        .filter(({ outcome }) => outcome === 'cannot-locate')
        .toSorted((one, other) => ((one.completedAt ?? '') < (other.completedAt ?? '') ? 1 : -1));
    },
  });

/** Who can be given work at a site (null: at any). */
export const peopleQuery = (siteId: string | null) =>
  queryOptions({
    queryKey: ['users', 'for-site', siteId],
    queryFn: ({ signal }) =>
      request<Page<UserView>>('GET', 'users', {
        query: { site: siteId, active: 'true', limit: 500 },
        signal,
      }),
  });

/** What a task's change makes stale. */
function useRefresh(id: string): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['task', id] }),
      ...['tasks', 'device', 'campaign', 'campaigns', 'waits'].map((key) =>
        queries.invalidateQueries({ queryKey: [key] }),
      ),
    ]);
  };
}

export function useReopenTask(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: ({ key, ...body }: ReopenTask & { key: string }) =>
      request<TaskView>('POST', `tasks/${id}/reopen`, { body, idempotencyKey: key }),
    onSuccess: refresh,
  });
}

export function useWait(id: string) {
  const refresh = useRefresh(id);
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: (body: WaitForFirm) =>
      request<TaskWait>('POST', `tasks/${id}/wait`, { body, idempotencyKey: keyOf(body) }),
    onSuccess: () => {
      done();
      return refresh();
    },
  });
}

export function useEndWait(id: string) {
  const refresh = useRefresh(id);
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: () => request<TaskWait>('POST', `tasks/${id}/wait/end`, { idempotencyKey: keyOf(id) }),
    onSuccess: () => {
      done();
      return refresh();
    },
  });
}

export function useAssignTask(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: ({ key, ...body }: AssignTask & { key: string }) =>
      request<TaskView>('POST', `tasks/${id}/assign`, { body, idempotencyKey: key }),
    onSuccess: refresh,
  });
}
