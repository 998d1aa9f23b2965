import type { App } from './programs.js';

export interface Answer<T> {
  status: number;
  body: T;
  headers: Headers;
}

export type Credentials = { email: string; password?: string } | { token: string } | 'nobody';

export interface RequestOptions {
  headers?: Record<string, string>;
  idempotencyKey?: string;
  query?: Record<string, string | number | boolean | undefined>;
  signal?: AbortSignal;
}

type Json = Record<string, unknown>;

export interface Client {
  /** `path` counts from /api/v1/ unless it begins with a slash. Every answer comes back, also 4xx and 5xx. */
  get<T = Json>(path: string, options?: RequestOptions): Promise<Answer<T>>;
  post<T = Json>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>>;
  put<T = Json>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>>;
  patch<T = Json>(path: string, body?: unknown, options?: RequestOptions): Promise<Answer<T>>;
  delete<T = Json>(path: string, options?: RequestOptions): Promise<Answer<T>>;
  /** Any body (a string, a stream, FormData) as it is; gives the Response itself. */
  raw(method: string, path: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>;
  /** Every item of a list, page by page. */
  all<T = Json>(path: string, query?: RequestOptions['query']): Promise<T[]>;
}

/** The password of everybody that the factories make. */
export const PASSWORD = 'nine-pumps-in-a-row';

/**
 * A caller of the API. With an e-mail address it signs in first and keeps the cookie; with a token it sends that;
 * 'nobody' sends neither.
 */
export async function client(app: Pick<App, 'baseUrl'>, who: Credentials): Promise<Client> {
  const own: Record<string, string> = {};
  const urlOf = (path: string, query: RequestOptions['query'] = {}): string => {
    const url = new URL(path.startsWith('/') ? path : `/api/v1/${path}`, app.baseUrl);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    return url.href;
  };
  const send = async <T>(
    method: string,
    path: string,
    body: unknown,
    options: RequestOptions = {},
  ): Promise<Answer<T>> => {
    const response = await fetch(urlOf(path, options.query), {
      method,
      headers: {
        ...own,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      redirect: 'manual',
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : text) as T,
    };
  };

  if (who !== 'nobody') {
    if ('token' in who) own['authorization'] = `Bearer ${who.token}`;
    else {
      const answer = await send<Json>('POST', 'sign-in', {
        email: who.email,
        password: who.password ?? PASSWORD,
      });
      if (answer.status !== 200) {
        throw new Error(
          `Signing in as ${who.email} answers ${answer.status}: ${JSON.stringify(answer.body)}`,
        );
      }
      own['cookie'] = answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ');
    }
  }

  const get: Client['get'] = (path, options) => send('GET', path, undefined, options);
  return {
    get,
    post: (path, body = {}, options) => send('POST', path, body, options),
    put: (path, body = {}, options) => send('PUT', path, body, options),
    patch: (path, body = {}, options) => send('PATCH', path, body, options),
    delete: (path, options) => send('DELETE', path, undefined, options),
    raw: (method, path, init) =>
      fetch(urlOf(path), {
        ...init,
        method,
        headers: { ...own, ...(init?.headers as Record<string, string>) },
      }),
    all: async <T>(path: string, query: RequestOptions['query'] = {}) => {
      const items: T[] = [];
      let cursor: string | undefined;
      do {
        const { status, body } = await get<{ items: T[]; nextCursor: string | null }>(path, {
          query: { ...query, cursor },
        });
        if (status !== 200) throw new Error(`GET ${path} answers ${status}: ${JSON.stringify(body)}`);
        items.push(...body.items);
        cursor = body.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return items;
    },
  };
}
