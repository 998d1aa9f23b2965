import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import type { ImportSummary, ImportView } from '#contracts/imports';
import type { ImportColumnsView, RefusedRow, RefusedRowPage } from '#contracts/import-mapping';
import { request } from '#web/api';

export const IMPORTS = ['imports'] as const;

/** One import; asked for twice a second while it runs. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: [...IMPORTS, 'one', id],
    queryFn: ({ signal }) => request<ImportView>('GET', `imports/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 500 : false),
  });

/** Newest first; looked at again every two seconds while one of them runs. */
export const importsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...IMPORTS, 'list'],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      request<Page<ImportSummary>>('GET', 'imports', { query: { cursor: pageParam }, signal }),
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => status === 'running')) === true
        ? 2000
        : false,
  });

/** Rows that did not land, nor since, with their own values, in the order of the file. */
export const refusedQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...IMPORTS, 'refused', id],
    // a person may be in the middle of mending it: it is asked for again when the page is opened, and not before
    staleTime: Infinity,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => refusedPage(id, pageParam, 25, signal),
    getNextPageParam: (last) => last.nextCursor,
  });

const refusedPage = (id: string, cursor: string | null, limit: number, signal?: AbortSignal) =>
  request<RefusedRowPage>('GET', `imports/${id}/refused`, {
    query: { limit, cursor, left: true },
    signal,
  });

/** All refused rows of a small import. */
export async function allRefused(id: string): Promise<RefusedRow[]> {
  const rows: RefusedRow[] = [];
  let cursor: string | null = null;
  do {
    const page: RefusedRowPage = await refusedPage(id, cursor, 500);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** The API reads no more than this of a file to tell its columns (COLUMNS_SAMPLE_BYTES of the contracts). */
const SAMPLE_BYTES = 64 * 1024;

/** How the file would be read: its columns, our suggestion, and its first rows. Only its beginning is sent. */
export const columnsOf = (file: File): Promise<ImportColumnsView> =>
  request<ImportColumnsView>('POST', 'devices/import/columns', {
    body: file.slice(0, SAMPLE_BYTES, 'text/csv'),
  });
