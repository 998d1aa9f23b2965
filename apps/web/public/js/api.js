/** A refusal, by the problem document (RFC 9457) of the answer; without an answer, its code is "network". */
export class Problem extends Error {
  constructor({ status, code, detail, errors, requestId, ...more }) {
    super(detail);
    Object.assign(this, { status, code, detail, errors: errors ?? [], requestId, more });
  }
}

const TIMEOUT_MS = 30_000;
let signInAgain = null;

/** Names what is asked when a session has ended: a function that gives a promise of true once somebody signed in. */
export function whenSignedOut(ask) {
  signInAgain = ask;
}

async function send(method, path, { body, file, key, signal } = {}) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let answer;
  try {
    answer = await fetch(`/api/v1/${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(file === undefined ? {} : { 'content-type': file.type }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: body === undefined ? file : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem({
      status: 0,
      code: 'network',
      detail: navigator.onLine
        ? 'Closeout does not answer. Wait a moment, then try again.'
        : 'There is no network. What you typed is still here: try again when you are connected.',
    });
  }
  if (answer.status === 204) return null;
  const text = await answer.text();
  let json = null;
  try {
    json = JSON.parse(text);
  } catch {
    // a proxy's own page, not ours
  }
  if (answer.ok && json !== null) return json;
  throw new Problem({
    detail: `Closeout could not answer (${answer.status}). Try again in a moment.`,
    code: `http.${answer.status}`,
    requestId: answer.headers.get('x-request-id'),
    ...json,
    status: answer.status,
  });
}

/** Asks again, once somebody has signed in, for what a session that ended refused. */
async function ask(method, path, options) {
  try {
    return await send(method, path, options);
  } catch (error) {
    const ended = error instanceof Problem && error.status === 401 && path !== 'sign-in';
    if (!ended || signInAgain === null || !(await signInAgain())) throw error;
    return send(method, path, options);
  }
}

export const get = (path, signal) => ask('GET', path, { signal });
/** @param {string} [key] Idempotency-Key: the same request under the same key is done once */
export const post = (path, body = {}, key) => ask('POST', path, { body, key });

/** A file as the body, with the content type that it has. */
export const upload = (path, file) => ask('POST', path, { file });

/** Every item of a list, page by page, up to `most`. */
export async function getAll(path, signal, most = 1000) {
  const items = [];
  let cursor = null;
  do {
    const more =
      cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const page = await get(path + more, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < most);
  return items;
}

/** crypto.randomUUID exists only on https and localhost; a hospital's own network may have neither. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `path?name=value…`, without what is null, undefined or empty. */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  const text = new URLSearchParams(given).toString();
  return text === '' ? path : `${path}?${text}`;
}
