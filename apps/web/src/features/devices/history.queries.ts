import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import type { DeviceHistoryEntry } from '#contracts/device-history';
import { request } from '#web/api';
import { DEVICES } from './devices.queries';
import type { DeviceSearch } from './history-search';

/** Newest first, page after page. */
export const historyQuery = (deviceId: string, search: DeviceSearch, limit = 50) =>
  infiniteQueryOptions({
    queryKey: [...DEVICES, 'history', deviceId, search, limit],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<DeviceHistoryEntry>>('GET', `devices/${deviceId}/history`, {
        query: { ...search, limit, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (last) => last.nextCursor,
  });

/** Loads a pump's history to its end, for paper. */
export async function loadWholeHistory(
  queries: QueryClient,
  deviceId: string,
  search: DeviceSearch,
): Promise<void> {
  await queries.fetchInfiniteQuery({
    ...historyQuery(deviceId, search),
    pages: Number.MAX_SAFE_INTEGER,
    staleTime: 0,
  });
}
