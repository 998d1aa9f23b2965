import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  type Client,
  client,
  createUser,
  draftCampaign,
  sqlClient,
  startApp,
  waitFor,
} from '../support/index.js';

let app: App;
let sql: ReturnType<typeof sqlClient>;
let admin: Client;
let nobody: Client;

beforeAll(async () => {
  app = await startApp({ worker: false, env: { LOG_LEVEL: 'info', REQUESTS_PER_MINUTE: '400' } });
  sql = sqlClient(app.databaseUrl);
  nobody = await client(app, 'nobody');
  admin = await client(app, { email: (await createUser(sql, { role: 'administrator' })).email });
});
afterAll(() => app.stop());

interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors: unknown[];
  requestId: string;
}
const problem = async (answer: Response): Promise<Problem> => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = (await answer.json()) as Problem;
  expect(body.status).toBe(answer.status);
  expect(body.requestId).toBe(answer.headers.get('x-request-id'));
  expect(Object.keys(body)).toEqual(
    expect.arrayContaining(['type', 'title', 'status', 'code', 'detail', 'errors', 'requestId']),
  );
  return body;
};
const json = { 'content-type': 'application/json' };
const person = (n: number) =>
  JSON.stringify({ email: `http-${n}@example.org`, name: 'Somebody', role: 'auditor' });

describe('errors', () => {
  it.each([
    ['no such route', 'GET', '/api/v1/nothing', undefined, {}, 404, 'route.not-found'],
    ['no such page', 'GET', '/nothing.html', undefined, {}, 404, 'route.not-found'],
    ['an address that is none', 'GET', '/api/v1/users/%ED%A0%80', undefined, {}, 400, 'request.malformed'],
    [
      'a parameter without end',
      'GET',
      `/api/v1/users/${'9'.repeat(300)}`,
      undefined,
      {},
      404,
      'route.not-found',
    ],
    ['malformed JSON', 'POST', '/api/v1/users', '{"email":', json, 400, 'request.malformed'],
    ['another form', 'POST', '/api/v1/users', '{}', json, 422, 'request.invalid'],
    [
      'another type',
      'POST',
      '/api/v1/users',
      '<x/>',
      { 'content-type': 'application/xml' },
      415,
      'request.unsupported-media-type',
    ],
    ['no such thing', 'GET', '/api/v1/users/999999999', undefined, {}, 404, 'user.not-found'],
    ['no id at all', 'GET', '/api/v1/users/abc', undefined, {}, 422, 'request.invalid'],
    ['a bad query', 'GET', '/api/v1/users?limit=0', undefined, {}, 422, 'request.invalid'],
    ['a bad cursor', 'GET', '/api/v1/users?cursor=x', undefined, {}, 422, 'request.bad-cursor'],
    [
      'a number beyond all ids',
      'GET',
      '/api/v1/users/9999999999999999999',
      undefined,
      {},
      422,
      'request.invalid',
    ],
    [
      'a NUL character',
      'POST',
      '/api/v1/users',
      person(0).replace('Some', '\\u0000'),
      json,
      422,
      'request.invalid',
    ],
    [
      'a prototype to poison',
      'POST',
      '/api/v1/users',
      '{"__proto__":{"a":1}}',
      json,
      400,
      'request.malformed',
    ],
  ])('%s', async (_, method, path, body, headers, status, code) => {
    const answer = await admin.raw(method, path, { headers, ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
    expect((await problem(answer)).code).toBe(code);
  });

  it('name every place that does not fit', async () => {
    const answer = await admin.raw('POST', 'users', {
      body: '{"email":"x","siteIds":["1","y"]}',
      headers: json,
    });
    const paths = (await problem(answer)).errors.map((error) => (error as { path: string }).path);
    expect(paths.toSorted()).toEqual(['email', 'name', 'role', 'siteIds.1']);
  });

  it('refuse a body that is too large, before it has come', async () => {
    const request = httpRequest(`${app.baseUrl}/api/v1/sign-in`, {
      method: 'POST',
      headers: { ...json, 'content-length': '9000000' },
    });
    request.on('error', () => undefined);
    request.flushHeaders();
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    const { code } = JSON.parse((await answer.toArray()).join('')) as { code: string };
    request.destroy();
    expect([answer.statusCode, code]).toEqual([413, 'request.too-large']);
  });

  it('take a missing body for an empty one', async () => {
    for (const headers of [{}, json]) {
      const answer = await admin.raw('POST', 'campaigns/999999/close', { headers });
      expect((await problem(answer)).code).toBe('campaign.not-found');
    }
  });

  it('ask those who have not signed in to do so', async () => {
    const answer = await nobody.raw('GET', 'me');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect((await problem(answer)).code).toBe('access.not-signed-in');
    // a page asks who is signed in: that nobody is, is an answer
    expect(await nobody.get('session')).toMatchObject({ status: 200, body: { me: null } });
  });
});

describe('every answer', () => {
  it('carries a request id: the one a proxy gave, or a new one', async () => {
    const given = await nobody.raw('GET', '/healthz', { headers: { 'x-request-id': 'proxy-12345' } });
    expect(given.headers.get('x-request-id')).toBe('proxy-12345');
    const odd = await nobody.raw('GET', '/healthz', { headers: { 'x-request-id': 'a b"c<script>' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('allows no script that is not ours and is not kept', async () => {
    const { headers } = await admin.raw('GET', 'me');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'self'/);
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).toMatch(/frame-ancestors 'self'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('is logged in a line that names no person and no secret', async () => {
    await admin.raw('GET', '/api/v1/users?q=findme@example.org', {
      headers: { 'x-request-id': 'logged-request' },
    });
    // it is written when the answer has gone out
    const lines = await waitFor(
      () => {
        const found = app.api
          .output()
          .split('\n')
          .filter((line) => line.includes('logged-request'));
        return found.length > 0 && found;
      },
      { what: 'the line of the request in the log' },
    );
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { method: 'GET', route: '/api/v1/users', status: 200, ms: expect.any(Number) },
    ]);
    expect(app.api.output()).not.toMatch(/findme|closeout=/);
  });
});

describe('requests from pages of other sites', () => {
  const signOut = (headers: Record<string, string>) => nobody.raw('POST', 'sign-out', { headers });

  it('are refused when they would change something', async () => {
    const signs: Array<Record<string, string>> = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of signs) {
      expect((await problem(await signOut(headers))).code).toBe('access.cross-site');
      const write = await admin.raw('POST', 'users', { body: person(90), headers: { ...json, ...headers } });
      expect((await problem(write)).code).toBe('access.cross-site');
    }
  });

  it('are accepted from the own page, from programs, and with a token that no browser adds by itself', async () => {
    expect((await signOut({ origin: app.baseUrl, 'sec-fetch-site': 'same-origin' })).status).toBe(204);
    expect((await signOut({})).status).toBe(204);
    const { body } = await admin.post<{ token: string }>('tokens', {});
    const program = await client(app, { token: body.token });
    const answer = await program.raw('POST', 'users', {
      body: person(91),
      headers: { ...json, origin: 'https://other.example' },
    });
    expect(answer.status).toBe(201);
  });
});

describe('an Idempotency-Key', () => {
  const send = (n: number, idempotencyKey: string, who = admin) =>
    who.post<{ id: string; code?: string }>('users', JSON.parse(person(n)), { idempotencyKey });
  const rows = (n: number) => sql('SELECT FROM app_user WHERE email = $1', [`http-${n}@example.org`]);

  it('gives the same answer to the same request, which is done once', async () => {
    const [first, second] = [await send(1, 'key-1'), await send(1, 'key-1')];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(await rows(1)).toHaveLength(1);
    const entries = await admin.all('audit', { subjectType: 'user', subjectId: first.body.id });
    expect(entries).toHaveLength(1);
  });

  it('gives it to the letter: also the order of the fields is that of the first time', async () => {
    const make = () =>
      admin.raw('POST', 'sites', {
        headers: { 'content-type': 'application/json', 'idempotency-key': 'key-letter' },
        body: JSON.stringify({ name: 'To the letter', timeZone: 'UTC', holidays: ['2020-12-25'] }),
      });
    const [first, second] = [await make(), await make()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.text()).toBe(await first.text());
  });

  it('does so for requests that come at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(2, 'key-2')));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('is refused for another request', async () => {
    await send(3, 'key-3');
    expect(await send(4, 'key-3')).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } });
    expect(await rows(4)).toHaveLength(0);
  });

  it('is free again after a request that was refused, and belongs to its person', async () => {
    expect((await send(3, 'key-5')).body.code).toBe('user.email-taken');
    expect((await send(5, 'key-5')).status).toBe(201);
    const other = await client(app, { email: (await createUser(sql, { role: 'administrator' })).email });
    expect((await send(6, 'key-5', other)).status).toBe(201);
    expect((await send(7, 'a key')).body.code).toBe('idempotency.bad-key');
  });
});

describe('for whoever keeps it running', () => {
  it('answers that it is alive, ready, and how it fares', async () => {
    expect((await nobody.get('/healthz')).body).toEqual({ status: 'ok' });
    expect((await nobody.get('/readyz')).body).toEqual({
      status: 'ok',
      checks: { database: 'ok', queue: 'ok', worker: 'not running' },
    });
    const metrics = await nobody.raw('GET', '/metrics');
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await metrics.text();
    expect(text).toMatch(
      /closeout_http_request_seconds_count\{method="GET",route="\/healthz",status="200"\} \d/,
    );
    expect(text).toMatch(/closeout_queue_jobs\{queue="mail",state="waiting"\} \d/);
    expect(text).toMatch(/process_resident_memory_bytes \d/);
  });

  it('describes itself, with a page that its own content policy lets work', async () => {
    const { body } = await nobody.get<{ openapi: string; paths: object; components: { schemas: object } }>(
      '/api/openapi.json',
    );
    expect(body.openapi).toMatch(/^3\./);
    expect(Object.keys(body.paths)).toContain('/api/v1/sign-in');
    expect(Object.keys(body.components.schemas)).toEqual(
      expect.arrayContaining(['SignIn', 'User', 'Problem']),
    );
    const page = await nobody.raw('GET', '/api/docs');
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html.match(/<script(?![^>]*src=)[^>]*>\s*\S/g)).toBeNull();
    const sources = [...html.matchAll(/<script[^>]*src="([^"]+)"/g)].map(([, source]) => source as string);
    expect(sources.length).toBeGreaterThan(1);
    for (const source of sources) {
      expect((await fetch(new URL(source, `${app.baseUrl}/api/docs`))).status).toBe(200);
    }
  });

  it('moves its clock forward and never back', async () => {
    const { body } = await admin.get<{ now: string; movable: boolean }>('clock');
    expect(body.movable).toBe(true);
    const later = new Date(Date.parse(body.now) + 86_400_000).toISOString();
    const moved = await admin.post<{ now: string }>('clock', { advanceTo: later });
    expect(Date.parse(moved.body.now)).toBeGreaterThanOrEqual(Date.parse(later) - 1000);
    const back = await admin.post('clock', { advanceTo: body.now });
    expect(back).toMatchObject({ status: 422, body: { code: 'clock.backwards' } });
    const ages = await admin.post('clock', { advanceTo: '9999-12-31T23:59:59Z' });
    expect(ages).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    const still = await admin.post<{ now: string }>('clock', { advanceTo: moved.body.now });
    expect(still.status).toBe(200);
    expect(Date.parse(still.body.now)).toBeGreaterThanOrEqual(Date.parse(moved.body.now));
    const [entry] = await admin.all('audit', { subjectType: 'clock' });
    expect(entry).toMatchObject({ action: 'clock.move' });
  });

  it('has no clock to move in a hospital’s own installation', async () => {
    const real = await startApp({
      worker: false,
      databaseUrl: app.databaseUrl,
      env: { CLOSEOUT_CLOCK: 'system' },
    });
    try {
      const { email } = await createUser(sql, { role: 'administrator' });
      const there = await client(real, { email });
      expect((await there.get('clock')).body).toMatchObject({ status: 404, code: 'clock.not-movable' });
      const move = await there.post('clock', { advanceTo: '2030-01-01T00:00:00Z' });
      expect(move.body).toMatchObject({ status: 404, code: 'clock.not-movable' });
    } finally {
      await real.stop();
    }
  });

  it('ends promptly while somebody watches a campaign', async () => {
    const watched = await startApp({ worker: false, databaseUrl: app.databaseUrl });
    const manager = await client(watched, await createUser(sql, { role: 'risk-manager' }));
    const campaign = await draftCampaign(manager, 'corrosion');
    const stream = await manager.raw('GET', `campaigns/${campaign}/events`);
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).done).toBe(false);
    const start = performance.now();
    const rest = (async () => {
      while (!(await reader.read()).done);
    })().catch(() => undefined);
    await watched.stop();
    await rest;
    // after eight seconds whatever still runs would be cut off
    expect(performance.now() - start).toBeLessThan(7000);
  });

  it('slows down one caller, not the others', async () => {
    const { email } = await createUser(sql, { role: 'auditor' });
    const [busy, calm] = [await client(app, { email }), await client(app, { email })];
    let answer = await busy.raw('GET', 'me');
    for (let n = 0; n < 500 && answer.status !== 429; n++) answer = await busy.raw('GET', 'me');
    expect(answer.status).toBe(429);
    expect((await problem(answer)).code).toBe('request.too-many');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await calm.get('me')).status).toBe(200);
  });
});
