import { queryOptions } from '@tanstack/react-query';
import type { DeviceView } from '#contracts/fleet';
import type { MeView } from '#contracts/identity';
import type { OfflineWork, TaskView } from '#contracts/tasks';
import { NoAnswerError, request } from '#web/api';
import { joinTasks } from './kept-work';

export interface MyWork {
  /** open and waiting, of all campaigns; also of those one stands in for */
  tasks: TaskView[];
  devices: DeviceView[];
  /** when the server said so (ms since 1970) */
  asOf: number;
  /** there was no answer: this is what the phone had kept */
  kept: boolean;
}

/** A weak network is as good as none after this time: what the phone kept is shown then. */
const PATIENCE_MS = 8_000;

/**
 * What is mine, from the server; without an answer what this phone kept of it. What comes is kept for later.
 * @throws NoAnswerError when there is neither
 */
export const mineQuery = (me: Pick<MeView, 'id'>) =>
  queryOptions({
    queryKey: ['tasks', 'mine', me.id],
    queryFn: async ({ signal }): Promise<MyWork> => {
      try {
        const work = await load(signal);
        whenDrawn(() => {
          void import('./runtime')
            .then(({ keepWork }) => keepWork({ ...work, personId: me.id }))
            .catch(() => undefined);
        });
        return { ...work, kept: false };
      } catch (error) {
        if (signal.aborted || !(error instanceof NoAnswerError || isTimeout(error))) throw error;
        const { keptWork } = await import('./runtime');
        const kept = await keptWork(me.id);
        if (kept === undefined) throw new NoAnswerError(error);
        return { tasks: kept.tasks, devices: kept.devices, asOf: kept.asOf, kept: true };
      }
    },
    retry: false,
    refetchInterval: 60_000,
  });

/** The store weighs more than the page: it is loaded when the list is on the screen. Safari has no idle callbacks. */
function whenDrawn(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 300);
}

async function load(signal: AbortSignal): Promise<Omit<MyWork, 'kept'>> {
  const asOf = Date.now();
  const pages: OfflineWork[] = [];
  let cursor: string | null = null;
  do {
    const page: OfflineWork = await request<OfflineWork>('GET', 'tasks/mine/offline', {
      query: { cursor },
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    pages.push(page);
    cursor = page.nextCursor;
  } while (cursor !== null);
  const tasks = pages.flatMap((page) => page.tasks);
  const steps = pages.flatMap((page) => page.steps);
  const devices = new Map(pages.flatMap((page) => page.devices).map((device) => [device.id, device]));
  return { tasks: joinTasks(tasks, steps), devices: [...devices.values()], asOf };
}

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError';
