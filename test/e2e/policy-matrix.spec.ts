import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Caller, type Role, roles, type SiteScope } from '#domain/audit';
import { access, type Action, assertMay, assertSite, may, seesSite, siteFilter } from '#domain/identity';
import type { ExpectedError } from '#platform/errors';
import {
  type App,
  type Client,
  client,
  createSite,
  createUser,
  sqlClient,
  startApp,
} from '../support/index.js';

// Written out by hand, role by role, and not derived from the table: a changed table must be changed here on purpose.
// columns: risk manager, site lead, technician, auditor, administrator
const expected: Record<Action, string> = {
  'notice.read': 'r l t a d',
  'notice.write': 'r . . . d',
  'campaign.read': 'r l t a d',
  'campaign.manage': 'r . . . d',
  'campaign.sign': 'r . . . d',
  'check.answer': 'r l t . d',
  'evidence.read': 'r . . a d',
  'plan.read': 'r l t a d',
  'plan.write': 'r . . . d',
  'task.read': 'r l t a d',
  'task.complete': 'r l t . d',
  'task.reopen': 'r l . . d',
  'task.assign': 'r l . . d',
  'device.read': 'r l t a d',
  'device.write': 'r l t . d',
  'device.import': 'r . . . d',
  'site.read': 'r l t a d',
  'site.manage': '. . . . d',
  'coverage.manage': 'r l . . d',
  'user.read': 'r l t a d',
  'user.manage': '. . . . d',
  'leave.manage': 'r l . . d',
  'reminder.read': 'r l . a d',
  'reminder.send': 'r l . . d',
  'reply.read': 'r l t a d',
  'reply.send': 'r l . . d',
  'harm.read': 'r . . a d',
  'harm.decide': 'r . . . d',
  'audit.read': 'r . . a d',
  'mailbox.read': 'r l t a d',
  'clock.read': 'r l t a d',
  'clock.move': 'r . . . d',
  'token.manage': 'r l t a d',
  'me.read': 'r l t a d',
  'me.write': 'r l t a d',
};
const columns: Role[] = ['risk-manager', 'site-lead', 'technician', 'auditor', 'administrator'];

const caller = (role: Role, sites: SiteScope): Caller => ({ userId: '1', name: 'somebody', role, sites });
const refusal = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as ExpectedError).code;
  }
};

describe('the policy table', () => {
  it('has a row of expectations for every action, and a column for every role', () => {
    expect(Object.keys(expected).toSorted()).toEqual(Object.keys(access).toSorted());
    expect(new Set(columns)).toEqual(new Set(roles));
  });

  const cells = (Object.keys(expected) as Action[]).flatMap((action) =>
    expected[action]
      .split(' ')
      .map((mark, n) => ({ action, role: columns[n] as Role, allowed: mark !== '.' })),
  );
  it.each(cells)('$role, $action: $allowed', ({ action, role, allowed }) => {
    expect(may({ role }, action)).toBe(allowed);
    expect(refusal(() => assertMay(caller(role, 'all'), action))).toBe(allowed ? null : 'access.forbidden');
  });

  it('lets an auditor change nothing but their own account', () => {
    const changes = (Object.keys(access) as Action[]).filter((action) => !action.endsWith('.read'));
    expect(changes.filter((action) => may({ role: 'auditor' }, action))).toEqual([
      'token.manage',
      'me.write',
    ]);
  });
});

describe('sites', () => {
  it.each(
    columns.flatMap((role) => [
      { role, sites: ['1', '2'], site: '1', seen: true },
      { role, sites: ['1', '2'], site: '3', seen: false },
      { role, sites: [], site: '1', seen: false },
      { role, sites: [], site: null, seen: true },
      { role, sites: 'all' as const, site: '3', seen: true },
    ]),
  )('$role given $sites, site $site: $seen', ({ role, sites, site, seen }) => {
    expect(seesSite(caller(role, sites), site)).toBe(seen);
    expect(refusal(() => assertSite(caller(role, sites), site))).toBe(seen ? null : 'access.other-site');
  });

  it('cuts lists by the given sites, by none when there are none, and not at all for all', () => {
    expect(siteFilter({ sites: ['1'] })).toEqual(['1']);
    expect(siteFilter({ sites: [] })).toEqual([]);
    expect(siteFilter({ sites: 'all' })).toBeNull();
  });
});

interface Route {
  method: string;
  path: string;
  action: string;
}

describe('over HTTP', () => {
  let app: App;
  let routes: Route[];
  const callers = new Map<Role, Client>();

  beforeAll(async () => {
    app = await startApp({ worker: false });
    const sql = sqlClient(app.databaseUrl);
    const site = await createSite(sql);
    for (const role of columns) {
      const { email } = await createUser(sql, { role, sites: [site.id] });
      callers.set(role, await client(app, { email }));
    }
    const nobody = await client(app, 'nobody');
    const { body } = await nobody.get<{ paths: Record<string, Record<string, { 'x-action'?: string }>> }>(
      '/api/openapi.json',
    );
    routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{\w+\}/g, '999999999'),
        action: operation['x-action'] ?? 'none',
      })),
    );
  });
  afterAll(() => app.stop());

  const ask = async (who: Client, route: Route) => {
    const unsafe = route.method !== 'GET';
    const answer = await who.raw(route.method, route.path, {
      ...(unsafe ? { body: '{}', headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(20_000),
    });
    const problem = /problem/.test(answer.headers.get('content-type') ?? '');
    const code = problem ? ((await answer.json()) as { code: string }).code : null;
    if (!problem) await answer.body?.cancel();
    return { status: answer.status, code };
  };

  it('names an action for every route; only signing in and out, asking who is, and a forgotten password, are for everybody', () => {
    expect(routes.length).toBeGreaterThan(12);
    const open = routes
      .filter(({ action }) => action === 'public')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.toSorted()).toEqual([
      'GET /api/v1/session',
      'POST /api/v1/password-resets',
      'POST /api/v1/password-resets/999999999',
      'POST /api/v1/sign-in',
      'POST /api/v1/sign-out',
    ]);
    expect(routes.filter(({ action }) => action !== 'public' && !(action in expected))).toEqual([]);
  });

  it('lets nobody in who has not signed in, on any route', async () => {
    const nobody = await client(app, 'nobody');
    const stranger = await client(app, { token: 'A'.repeat(43) });
    for (const route of routes.filter(({ action }) => action !== 'public')) {
      expect({ route, ...(await ask(nobody, route)) }).toEqual({
        route,
        status: 401,
        code: 'access.not-signed-in',
      });
      expect({ route, ...(await ask(stranger, route)) }).toEqual({
        route,
        status: 401,
        code: 'access.not-signed-in',
      });
    }
  });

  it.each(columns)('gives the %s what the table says, on every route', async (role) => {
    for (const route of routes.filter(({ action }) => action !== 'public')) {
      const { status, code } = await ask(callers.get(role) as Client, route);
      const allowed = expected[route.action as Action].split(' ')[columns.indexOf(role)] !== '.';
      const refused = code === 'access.forbidden';
      expect({ role, route, status, refused }).toEqual({
        role,
        route,
        status: allowed ? status : 403,
        refused: !allowed,
      });
      expect({ route, status }).not.toEqual({ route, status: 401 });
      expect({ route, status }).not.toEqual({ route, status: 500 });
    }
  });
});
