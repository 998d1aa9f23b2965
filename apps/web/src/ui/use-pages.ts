import { keepPreviousData, type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Page } from '#contracts/common';
import { type Query, type Reader, request } from '#web/api';

/** A keyset-paginated list of the API, page after page: the rows loaded so far and how to get more. */
export function usePages<Row>(options: {
  key: QueryKey;
  path: string;
  query?: Query;
  reads?: Reader<Page<Row>>;
  enabled?: boolean;
  /** the rows of the filters before stay in sight until those of the new ones are there (`isPlaceholderData`) */
  keep?: boolean;
}) {
  const { key, path, query = {}, reads, enabled = true, keep = false } = options;
  const result = useInfiniteQuery({
    queryKey: [...key, query],
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<Row>>('GET', path, {
        query: { ...query, cursor: pageParam },
        signal,
        ...(reads === undefined ? {} : { reads }),
      }),
    getNextPageParam: (last) => last.nextCursor,
  });
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = result;
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const more = useMemo(
    () => (hasNextPage ? { load, loading: isFetchingNextPage } : null),
    [hasNextPage, load, isFetchingNextPage],
  );
  return { ...result, rows, more };
}
