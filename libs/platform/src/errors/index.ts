/** What an expected error means to the caller; the API turns it into an RFC 9457 problem document. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-many'
  | 'too-large'
  | 'too-slow'
  | 'unavailable';

export interface FieldError {
  /** dotted path into the request body, '' for the whole of it */
  path: string;
  message: string;
}

/**
 * An error that a user can do something about. `code` is stable ("task.stale") and belongs to the public API;
 * `detail` is one sentence that says what to do; `extra` is added to the problem document as it stands.
 */
export class ExpectedError extends Error {
  readonly errors: FieldError[];
  readonly extra: Record<string, unknown>;

  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    readonly detail: string,
    more: { errors?: FieldError[]; extra?: Record<string, unknown> } = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ExpectedError';
    this.errors = more.errors ?? [];
    this.extra = more.extra ?? {};
  }
}

export const notFound = (what: string, id: string): ExpectedError =>
  new ExpectedError('not-found', `${what}.not-found`, `There is no ${what} ${id} that you may see.`);
