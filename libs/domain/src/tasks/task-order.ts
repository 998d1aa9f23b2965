import type { TaskListQuery } from '#contracts/tasks';
import { decodeCursor } from '#platform/database';
import { ExpectedError } from '#platform/errors';

type Sort = TaskListQuery['sort'];

/** The keys of each order before the id, as SQL over the tables of selectTask, and their types. */
const device = `coalesce(d.asset_key, d.serial_key, '') COLLATE "C"`;
export const ORDERS: Record<Sort, ReadonlyArray<{ sql: string; type: 'date' | 'text' }>> = {
  due: [{ sql: 't.due_on', type: 'date' }],
  device: [{ sql: device, type: 'text' }],
  place: [
    { sql: `coalesce(lower(s.name), '') COLLATE "C"`, type: 'text' },
    { sql: `coalesce(lower(l.name), '') COLLATE "C"`, type: 'text' },
    { sql: device, type: 'text' },
  ],
};

/** Where a page ended: the values of the order's keys, then the id. */
export interface TaskPosition {
  sort: Sort;
  keys: string[];
  id: string;
}

/** @throws ExpectedError request.bad-cursor when it is none of this order */
export function taskPosition(sort: Sort, cursor: string | undefined): TaskPosition | null {
  const position = decodeCursor<Record<string, unknown>>(cursor);
  if (position === null) return null;
  const { keys, id } = position;
  if (
    position['sort'] === sort &&
    Array.isArray(keys) &&
    keys.length === ORDERS[sort].length &&
    keys.every((key) => typeof key === 'string') &&
    typeof id === 'string'
  ) {
    return { sort, keys: keys as string[], id };
  }
  throw new ExpectedError(
    'invalid',
    'request.bad-cursor',
    'This cursor is not one that this list gave in this order. Start from the first page.',
    { errors: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
  );
}
