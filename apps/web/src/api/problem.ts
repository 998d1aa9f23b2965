/** A refusal of the API: the problem document of RFC 9457, as an error that can be thrown and shown. */
export class ProblemError extends Error {
  readonly status: number;
  /** stable: what the screen decides by */
  readonly code: string;
  readonly errors: ReadonlyArray<{ path: string; message: string }>;
  /** what to give to whoever runs Closeout */
  readonly requestId: string | null;
  /** an error's own further fields, such as the current state of a stale task */
  readonly extra: Record<string, unknown>;

  constructor(status: number, document: Record<string, unknown>) {
    const { code, detail, errors, requestId, ...extra } = document;
    super(typeof detail === 'string' ? detail : `The server answered with status ${status}.`);
    this.name = 'ProblemError';
    this.status = status;
    this.code = typeof code === 'string' ? code : `http.${status}`;
    this.errors = Array.isArray(errors) ? (errors as Array<{ path: string; message: string }>) : [];
    this.requestId = typeof requestId === 'string' ? requestId : null;
    this.extra = extra;
  }
}

/** What the server says of single fields, by their path, as a form takes it; null: nothing of that kind. */
export function faultsByField(error: unknown): Record<string, string> | null {
  if (!(error instanceof ProblemError) || error.errors.length === 0) return null;
  return Object.fromEntries(error.errors.map(({ path, message }) => [path, message]));
}

/** There was no answer: no network, or no server. What was asked may or may not have happened. */
export class NoAnswerError extends Error {
  constructor(cause: unknown) {
    super('No answer from the server. Check the network and try again.', { cause });
    this.name = 'NoAnswerError';
  }
}
