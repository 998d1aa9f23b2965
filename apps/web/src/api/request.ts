import { NoAnswerError, ProblemError } from './problem';

export type Query = Record<string, string | number | boolean | null | undefined>;

/** A schema of #contracts, or anything else that reads a value or throws. */
export interface Reader<T> {
  parse(value: unknown): T;
}

export interface RequestOptions<T> {
  query?: Query;
  /** sent as JSON; a Blob (a CSV file, a photo) is sent as it is, under its own type */
  body?: unknown;
  /** what the answer must be; absent: it is not looked at */
  reads?: Reader<T>;
  signal?: AbortSignal | undefined;
  /** the same for every repeat of the same intent, so that it happens once */
  idempotencyKey?: string | undefined;
  headers?: Record<string, string>;
}

/** A random UUID. The browser's own is missing where the page is not served securely (plain http in a hospital's network). */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** "/api/v1/tasks?assignee=me"; what is null, undefined or '' is left out. */
export function apiPath(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1/${path}${search === '' ? '' : `?${search}`}`;
}

/**
 * One request to our API. A write carries an Idempotency-Key, so that whoever repeats it after a lost answer does it once.
 * @throws ProblemError the API refused; NoAnswerError there was no answer
 */
export async function request<T>(method: Method, path: string, options: RequestOptions<T> = {}): Promise<T> {
  const { body, signal } = options;
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (method !== 'GET') headers['idempotency-key'] = options.idempotencyKey ?? newKey();
  let sent: BodyInit | undefined;
  if (body instanceof Blob) {
    sent = body;
    headers['content-type'] ??= body.type;
  } else if (body !== undefined) {
    sent = JSON.stringify(body);
    headers['content-type'] = 'application/json';
  }
  let answer: Response;
  try {
    answer = await fetch(apiPath(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(sent === undefined ? {} : { body: sent }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NoAnswerError(error);
  }
  if (!answer.ok) throw new ProblemError(answer.status, await problemOf(answer));
  const text = await answer.text();
  if (text === '') return undefined as T;
  const value: unknown = JSON.parse(text);
  return options.reads === undefined ? (value as T) : options.reads.parse(value);
}

async function problemOf(answer: Response): Promise<Record<string, unknown>> {
  const requestId = answer.headers.get('x-request-id');
  try {
    const document: unknown = await answer.json();
    if (typeof document === 'object' && document !== null) return { requestId, ...document };
  } catch {
    // a proxy in between answered, not the API
  }
  return { requestId };
}
