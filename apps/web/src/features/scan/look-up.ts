import { queryOptions } from '@tanstack/react-query';
import type { Page } from '#contracts/common';
import type { DeviceView } from '#contracts/fleet';
import type { ScanAnswer } from '#contracts/scan';
import { NoAnswerError, request } from '#web/api';
import { findKept, type MyWork } from '#web/offline';

/** What a code leads to. kept: there was no answer, and it was looked up among the pumps on this phone. */
export interface Found {
  code: string;
  devices: DeviceView[];
  more: boolean;
  /** of a scan for a task: whether it is its pump; null where that cannot be told */
  expected: boolean | null;
  /** where no record fits: what a report can begin with. Without an answer null. */
  suggestion: ScanAnswer['suggestion'];
  udi: ScanAnswer['udi'];
  kept: boolean;
}

/**
 * Asks the server; without an answer, the pumps on this phone.
 * @throws ProblemError when the server refused
 */
export async function lookUp(
  code: string,
  taskId: string | undefined,
  mine: MyWork | undefined,
  signal: AbortSignal,
): Promise<Found> {
  try {
    const answer = await request<ScanAnswer>('POST', 'scan', {
      body: { code, ...(taskId === undefined ? {} : { taskId }) },
      signal,
    });
    return { ...answer, kept: false };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    const devices = findKept(mine?.devices ?? [], code);
    const wanted = mine?.tasks.find(({ id }) => id === taskId)?.device?.id;
    const expected =
      wanted === undefined
        ? null
        : !devices.some(({ id }) => id === wanted)
          ? false
          : devices.length === 1
            ? true
            : null;
    return { code, devices, more: false, expected, suggestion: null, udi: null, kept: true };
  }
}

/** As many as are told apart at a glance. */
const CLOSE_TAGS = 5;

/** Pumps whose asset tags are close to what was typed and fits none, such as CE-10008 to 10008. */
export const closeTagsQuery = (code: string) =>
  queryOptions({
    queryKey: ['devices', 'close-tags', code],
    queryFn: async ({ signal }) => {
      const query = { q: code, limit: CLOSE_TAGS };
      const { items } = await request<Page<DeviceView>>('GET', 'devices', { query, signal });
      return items.filter(({ assetTag }) => assetTag !== null);
    },
  });
