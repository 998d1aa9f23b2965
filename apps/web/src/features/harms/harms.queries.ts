import { queryOptions } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import type { DecideHarm, DescribeHarm, HarmReported, HarmView } from '#contracts/harms';
import { request } from '#web/api';

export const harmsKey = ['harms'] as const;

export const harmQuery = (id: string) =>
  queryOptions({
    queryKey: [...harmsKey, 'one', id],
    staleTime: 0,
    queryFn: ({ signal }) => request<HarmView>('GET', `harms/${id}`, { signal }),
  });

/** The first of what is undecided, or decided and not yet reported; the nearest end first. */
export const harmsToDo = queryOptions({
  queryKey: [...harmsKey, 'to-do'],
  staleTime: 30_000,
  queryFn: async ({ signal }) => {
    const pages = await Promise.all(
      (['undecided', 'reportable'] as const).map((state) =>
        request<Page<HarmView>>('GET', 'harms', { query: { state, limit: 50 }, signal }),
      ),
    );
    return pages.flatMap(({ items }) => items).toSorted((a, b) => a.dueOn.localeCompare(b.dueOn));
  },
});

/** The ten work days of 21 CFR 803.30 are over, and it is not decided or not reported. */
export const isOverdue = ({ workDaysLeft }: Pick<HarmView, 'workDaysLeft'>): boolean => workDaysLeft < 0;

export const decideHarm = (id: string, body: DecideHarm, idempotencyKey: string) =>
  request<HarmView>('POST', `harms/${id}/decision`, { body, idempotencyKey });
export const recordReport = (id: string, body: HarmReported, idempotencyKey: string) =>
  request<HarmView>('POST', `harms/${id}/reported`, { body, idempotencyKey });
export const describeHarm = (id: string, body: DescribeHarm, idempotencyKey: string) =>
  request<HarmView>('PATCH', `harms/${id}`, { body, idempotencyKey });
