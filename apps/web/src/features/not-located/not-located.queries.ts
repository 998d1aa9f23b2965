import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DeviceDetail } from '#contracts/fleet';
import type { SetHolder } from '#contracts/holders';
import type { DeviceSearch, DeviceSearches, RecordSearch } from '#contracts/searches';
import { request } from '#web/api';
import { useIntentKey } from '#web/ui';

export const searchesQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['devices', 'searches', deviceId],
    queryFn: ({ signal }) => request<DeviceSearches>('GET', `devices/${deviceId}/search`, { signal }),
  });

/** A look at one place changes the list, the pump, and (when it is found) its tasks. */
export function useRecordSearch() {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: ({ deviceId, ...body }: RecordSearch & { deviceId: string }) =>
      request<DeviceSearch>('POST', `devices/${deviceId}/search`, {
        body,
        idempotencyKey: keyOf([deviceId, body]),
      }),
    onSuccess: async (_, { found }) => {
      done();
      const keys = ['devices', 'device', ...(found ? ['tasks', 'task', 'campaigns'] : [])];
      await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    },
  });
}

export function useSetHolder(deviceId: string) {
  const queries = useQueryClient();
  const { keyOf, done } = useIntentKey();
  return useMutation({
    mutationFn: (body: SetHolder) =>
      request<DeviceDetail>('POST', `devices/${deviceId}/holder`, { body, idempotencyKey: keyOf(body) }),
    onSuccess: async () => {
      done();
      await queries.invalidateQueries({ queryKey: ['devices'] });
    },
  });
}
