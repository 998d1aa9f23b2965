import { ExpectedError } from '#platform/errors';

/** Where a keyset page ended, as an opaque text for the next request. */
export function encodeCursor(position: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws ExpectedError request.bad-cursor when it is not one of ours */
export function decodeCursor<T extends Record<string, unknown>>(cursor: string | undefined): T | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof position === 'object' && position !== null) return position as T;
  } catch {
    // falls through to the sentence below
  }
  throw badCursor();
}

/** The id in a cursor of a list ordered by id. @throws ExpectedError request.bad-cursor */
export function cursorId(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const id = decodeCursor<{ id?: unknown }>(cursor)?.id;
  if (typeof id === 'string' && /^[0-9]{1,19}$/.test(id) && BigInt(id) < 2n ** 63n) return id;
  throw badCursor();
}

/**
 * A keyset page of rows of which one more than `limit` was asked for: the row too many says that there is a next page.
 * @param positionOf where the list goes on after a row
 */
export function cutPage<T>(
  rows: readonly T[],
  limit: number,
  positionOf: (last: T) => Record<string, unknown>,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor(positionOf(last)) };
}

/** For a list that finds something else in a cursor than what it put there. */
export function badCursor(): ExpectedError {
  return new ExpectedError(
    'invalid',
    'request.bad-cursor',
    'This cursor is not one that a list gave. Start from the first page.',
    {
      errors: [{ path: 'cursor', message: 'is not a cursor of this list' }],
    },
  );
}
