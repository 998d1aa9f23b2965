import {
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Page } from '#contracts/common';
import { type Query, type Reader, request } from '#web/api';

/** How to get the next page of a list. */
export interface More {
  load: () => void;
  loading: boolean;
}

/** How to get more of a list that comes in pages; null: it is there to its end. */
export const moreOf = ({
  hasNextPage,
  isFetchingNextPage,
  fetchNextPage,
}: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>): More | null =>
  hasNextPage ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null;

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
  const more = useMemo(
    () => moreOf({ hasNextPage, isFetchingNextPage, fetchNextPage }),
    [hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  return { ...result, rows, more };
}
