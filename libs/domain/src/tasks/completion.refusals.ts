import type { CompleteTask } from '#contracts/tasks';
import { CLOCKS_DIFFER_MS } from './completion.time.js';
import type { Refusal } from './task-lifecycle.js';
import type { TaskRow } from './task.queries.js';

// Why a completion is refused whatever its step asks for: by the state of the task, or by the time of a harm.

export type CompletionRequest = CompleteTask & { id: string };

export interface Refused {
  id: string;
  /** which of the requests */
  at: number;
  kind: 'conflict' | 'invalid' | 'not-found';
  refusal: Refusal;
  row: TaskRow | undefined;
}

/** By the task as it is now, locked; null: it takes a completion. */
export function stateRefusal(
  request: CompletionRequest,
  row: TaskRow | undefined,
): Omit<Refused, 'at'> | null {
  const conflict = (code: string, detail: string): Omit<Refused, 'at'> => ({
    id: request.id,
    kind: 'conflict',
    refusal: { code, detail, errors: [] },
    row,
  });
  if (row === undefined) {
    const detail = `There is no task ${request.id} that you may see.`;
    return {
      id: request.id,
      kind: 'not-found',
      refusal: { code: 'task.not-found', detail, errors: [] },
      row,
    };
  }
  if (row.campaign_status !== 'open') {
    return conflict(
      'campaign.not-open',
      `The campaign is ${row.campaign_status}: its tasks take no completions.`,
    );
  }
  if (row.status === 'closed') {
    return conflict(
      'task.closed',
      `This task was closed before, as "${row.outcome}". Reopen it if that was wrong.`,
    );
  }
  if (row.status === 'withdrawn')
    return conflict('task.withdrawn', 'This task was withdrawn: there is nothing to do.');
  if (row.status === 'waiting') {
    return conflict('task.waiting', 'An earlier step has to be closed first; this one opens by itself then.');
  }
  if (row.version !== request.version) {
    return conflict(
      'task.stale',
      'Somebody changed this task in between. Look at its current state and try again.',
    );
  }
  return null;
}

/** Of one that stands in a request before. */
export const twice = (id: string, row: TaskRow | undefined): Omit<Refused, 'at'> => ({
  id,
  kind: 'invalid',
  refusal: { code: 'task.asked-twice', detail: 'This task stands twice in the request.', errors: [] },
  row,
});

/** Longer ago is a slip of the keyboard (0202 for 2020), and from it no ten work days can be counted. */
const AWARE_WITHIN_MS = 10 * 366 * 86_400_000;

/** The clock of 21 CFR 803.30 starts when somebody became aware, which is never yet to come. */
export function harmRefusal(now: Date, { harm }: CompletionRequest): Refusal | null {
  if (harm === undefined) return null;
  const ago = now.getTime() - Date.parse(harm.awareAt);
  if (ago < -CLOCKS_DIFFER_MS) {
    return {
      code: 'task.harm-in-future',
      detail:
        'The moment at which somebody became aware of the harm lies ahead. Check its date and time, and the clock of your device.',
      errors: [{ path: 'harm.awareAt', message: 'lies ahead' }],
    };
  }
  if (ago <= AWARE_WITHIN_MS) return null;
  return {
    code: 'task.harm-too-long-ago',
    detail:
      'The moment at which somebody became aware of the harm lies more than ten years back. Check its year.',
    errors: [{ path: 'harm.awareAt', message: 'lies more than ten years back' }],
  };
}
