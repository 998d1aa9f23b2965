import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type App,
  type Client,
  client,
  createSite,
  createUser,
  PASSWORD,
  sqlClient,
  startApp,
} from '../support/index.js';

let app: App;
let sql: ReturnType<typeof sqlClient>;
let admin: Client;
let adminId: string;
let north: string;
let south: string;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  [north, south] = [(await createSite(sql)).id, (await createSite(sql)).id];
  const made = await createUser(sql, { role: 'administrator' });
  adminId = made.id;
  admin = await client(app, { email: made.email });
});
afterAll(() => app.stop());

interface User {
  id: string;
  version: number;
  name: string;
  email: string;
  role: string;
  siteIds: string[];
  code?: string;
  errors?: Array<{ path: string }>;
  user?: User;
}
let n = 0;
const person = (more: object = {}) => {
  n += 1;
  return {
    email: `person-${n}@example.org`,
    name: `Person ${n}`,
    role: 'technician',
    siteIds: [north],
    ...more,
  };
};
const enter = (more: object = {}) => admin.post<User>('users', person(more));
const patch = (user: User, more: object) =>
  admin.patch<User>(`users/${user.id}`, { version: user.version, ...more });

describe('people', () => {
  it('are entered by an administrator, and can sign in once they have a password', async () => {
    const facts = person({ homeSiteId: north, timeZone: 'Europe/Zurich', digestHour: 6 });
    const { status, body } = await admin.post<User>('users', { ...facts, leadId: adminId });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...facts,
      version: 1,
      active: true,
      lead: { id: adminId },
      allSites: false,
    });
    expect(JSON.stringify(body)).not.toMatch(/password|hash/i);
    const signIn = () => client(app, { email: body.email });
    await expect(signIn()).rejects.toThrow('401');
    expect((await patch(body, { password: PASSWORD })).status).toBe(200);
    await expect(signIn()).resolves.toBeDefined();
  });

  it.each([
    ['a taken address', { email: 'PERSON-1@example.org' }, 409, 'user.email-taken', undefined],
    ['no address', { email: 'nobody' }, 422, 'request.invalid', 'email'],
    ['an unknown role', { role: 'owner' }, 422, 'request.invalid', 'role'],
    ['a short password', { password: 'short' }, 422, 'request.invalid', 'password'],
    ['an unknown time zone', { timeZone: 'Europe/Nowhere' }, 422, 'request.invalid', 'timeZone'],
    ['an unknown site', { siteIds: ['999999'] }, 422, 'user.invalid', 'siteIds'],
    ['an unknown lead', { leadId: '999999' }, 422, 'user.invalid', 'leadId'],
  ])('are refused with %s', async (_, more, status, code, path) => {
    const answer = await enter(more);
    expect(answer).toMatchObject({ status, body: { code } });
    if (path !== undefined) expect(answer.body.errors?.map((error) => error.path)).toContain(path);
  });

  it('have their home among their sites', async () => {
    expect((await enter({ homeSiteId: south })).body).toMatchObject({
      code: 'user.invalid',
      errors: [{ path: 'homeSiteId' }],
    });
  });

  it('are changed in the version that was looked at, or the current state comes back', async () => {
    const { body } = await enter();
    const changed = await patch(body, { name: 'Renamed', siteIds: [south] });
    expect(changed.body).toMatchObject({ version: 2, name: 'Renamed', siteIds: [south], email: body.email });
    const stale = await patch(body, { name: 'Too late' });
    expect(stale).toMatchObject({
      status: 409,
      body: { code: 'user.stale', user: { version: 2, name: 'Renamed' } },
    });
  });

  it('do not lead themselves, over any number of steps', async () => {
    const [a, b, c] = [(await enter()).body, (await enter()).body, (await enter()).body];
    const b2 = (await patch(b, { leadId: a.id })).body;
    await patch(c, { leadId: b2.id });
    for (const leadId of [a.id, b.id, c.id]) {
      expect((await patch(a, { leadId })).body).toMatchObject({
        code: 'user.invalid',
        errors: [{ path: 'leadId' }],
      });
    }
  });

  it('lose their sessions with a new password or another role, and keep them with a new name', async () => {
    const { body } = await enter({ password: PASSWORD });
    const session = await client(app, { email: body.email });
    const renamed = (await patch(body, { name: 'Renamed' })).body;
    expect((await session.get('me')).status).toBe(200);
    await patch(renamed, { role: 'auditor' });
    expect((await session.get('me')).status).toBe(401);
  });

  it('are recorded with old and new, without secrets', async () => {
    const { body } = await enter({ password: PASSWORD });
    await patch(body, { role: 'auditor', password: 'another-password-9' });
    const query = { subjectType: 'user', subjectId: body.id };
    const entries = await admin.all<{ action: string; old: unknown; new: unknown }>('audit', query);
    expect(entries.map(({ action, old, new: now }) => ({ action, old, now }))).toMatchObject([
      { action: 'user.patch', old: { role: 'technician' }, now: { role: 'auditor', passwordSet: true } },
      { action: 'user.create', old: null, now: { email: body.email, passwordSet: true } },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/argon|another-password|nine-pumps/);
  });

  it('always leave an administrator', async () => {
    const { body } = await admin.get<User>(`users/${adminId}`);
    expect((await patch(body, { active: false })).body.code).toBe('user.last-administrator');
    expect((await patch(body, { role: 'auditor' })).body.code).toBe('user.last-administrator');
    // one of some sites could not give themself the others back
    const [site] = (await admin.get<{ items: Array<{ id: string }> }>('sites')).body.items;
    const some = { allSites: false, siteIds: [site?.id ?? ''], homeSiteId: null };
    expect((await patch(body, some)).body.code).toBe('user.last-administrator');
  });

  it('keep at least one of two administrators who remove each other at once', async () => {
    const pair = [
      (await enter({ role: 'administrator', allSites: true, siteIds: [], password: PASSWORD })).body,
      (await admin.get<User>(`users/${adminId}`)).body,
    ];
    const answers = await Promise.all(pair.map((user) => patch(user, { role: 'auditor' })));
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 409]));
    await sql(`UPDATE app_user SET role = 'administrator' WHERE id = $1`, [adminId]);
    admin = await client(app, { email: pair[1]?.email ?? '' });
  });
});

describe('people of other sites', () => {
  it('are not seen, save those who are given all sites', async () => {
    const own = (await enter({ siteIds: [north] })).body;
    const other = (await enter({ siteIds: [south] })).body;
    const both = (await enter({ siteIds: [north, south] })).body;
    const { email } = await createUser(sql, { role: 'site-lead', sites: [north] });
    const lead = await client(app, { email });
    const seen = (await lead.all<User>('users', { limit: 2 })).map(({ id }) => id);
    expect(seen).toEqual(expect.arrayContaining([own.id, both.id, adminId]));
    expect(seen).not.toContain(other.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await lead.get(`users/${other.id}`)).status).toBe(404);
    expect((await lead.get(`users/${own.id}`)).status).toBe(200);
  });

  it('are not managed, and nobody is given a site by somebody who lacks it', async () => {
    const { email } = await createUser(sql, { role: 'administrator', sites: [north] });
    const local = await client(app, { email });
    const [own, other, both] = [
      (await enter({ siteIds: [north] })).body,
      (await enter({ siteIds: [south] })).body,
      (await enter({ siteIds: [north, south] })).body,
    ];
    const change = (user: User, more: object) =>
      local.patch<User>(`users/${user.id}`, { version: user.version, ...more });
    expect((await change(own, { name: 'Renamed' })).status).toBe(200);
    expect((await change(other, { name: 'Renamed' })).status).toBe(404);
    expect((await change(both, { name: 'Renamed' })).body.code).toBe('access.other-site');
    expect((await local.post<User>('users', person({ siteIds: [south] }))).body.code).toBe(
      'access.other-site',
    );
    expect((await local.post<User>('users', person({ allSites: true }))).body.code).toBe('access.other-site');
    const { body } = await admin.get<User>(`users/${adminId}`);
    expect((await change(body, { password: 'taken-over-1234' })).body.code).toBe('access.other-site');
  });

  it('are found by role, site, activity and part of a name', async () => {
    const { body } = await enter({ name: 'Zacharias Unusual', role: 'auditor', siteIds: [south] });
    const ids = async (query: Record<string, string>) =>
      (await admin.all<User>('users', query)).map(({ id }) => id);
    expect(await ids({ q: 'unusual' })).toEqual([body.id]);
    expect(await ids({ q: 'unusual', role: 'technician' })).toEqual([]);
    expect(await ids({ q: 'unusual', site: south })).toEqual([body.id]);
    expect(await ids({ q: 'unusual', site: north })).toEqual([]);
    await patch(body, { active: false });
    expect(await ids({ q: 'unusual', active: 'true' })).toEqual([]);
  });
});

describe('tokens', () => {
  interface Token {
    id: string;
    token: string;
    lastUsedAt: string | null;
    code?: string;
  }
  const owner = async () => {
    const { email } = await createUser(sql, { role: 'risk-manager' });
    return client(app, { email });
  };

  it('are shown once, kept as a digest, and act for the person', async () => {
    const person_ = await owner();
    const made = await person_.post<Token>('tokens', { name: 'sync' }, { idempotencyKey: 'make-one' });
    expect(made.status).toBe(201);
    const { token, id } = made.body;
    expect(token).toMatch(/^[\w-]{43}$/);
    const [row] = await sql<{ token_hash: Buffer }>('SELECT token_hash FROM api_token WHERE id = $1', [id]);
    expect(row?.token_hash.equals(createHash('sha256').update(token).digest())).toBe(true);
    const everything = await sql<{ all: string }>(
      `SELECT concat((SELECT json_agg(i) FROM idempotency_key i), (SELECT json_agg(a) FROM audit_entry a), (SELECT json_agg(o) FROM outbox o)) AS all`,
    );
    expect(everything[0]?.all).not.toContain(token);

    const program = await client(app, { token });
    expect((await program.get('me')).body).toMatchObject({ role: 'risk-manager' });
    const listed = await person_.get<{ items: Token[] }>('tokens');
    expect(listed.body.items).toMatchObject([{ id, name: 'sync', lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(listed.body)).not.toContain(token);
  });

  it('end when revoked and when expired', async () => {
    const person_ = await owner();
    const { body } = await person_.post<Token>('tokens', {});
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const expiring = (await person_.post<Token>('tokens', { expiresAt })).body;
    const [first, second] = [await client(app, body), await client(app, expiring)];
    expect([(await first.get('me')).status, (await second.get('me')).status]).toEqual([200, 200]);
    expect((await person_.delete(`tokens/${body.id}`)).status).toBe(204);
    await sql(`UPDATE api_token SET expires_at = clock_timestamp() - interval '1 second' WHERE id = $1`, [
      expiring.id,
    ]);
    expect([(await first.get('me')).status, (await second.get('me')).status]).toEqual([401, 401]);
    expect((await person_.delete(`tokens/${body.id}`)).status).toBe(404);
    const past = await person_.post<Token>('tokens', { expiresAt: '2001-01-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 422, body: { code: 'token.expired' } });
  });

  it('cannot make others, and belong to their person alone', async () => {
    const person_ = await owner();
    const { body } = await person_.post<Token>('tokens', {});
    const program = await client(app, { token: body.token });
    expect((await program.post<Token>('tokens', {})).body.code).toBe('token.needs-sign-in');
    const other = await owner();
    expect((await other.delete(`tokens/${body.id}`)).status).toBe(404);
    expect((await other.get<{ items: Token[] }>('tokens')).body.items).toEqual([]);
  });
});
