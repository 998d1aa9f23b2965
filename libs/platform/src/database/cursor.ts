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
