import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
let nobody: Client;
let admin: Client;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  nobody = await client(app, 'nobody');
  admin = await client(app, { email: (await createUser(sql, { role: 'administrator' })).email });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await sql('DELETE FROM sign_in_failure');
});

type Problem = { code: string; requestId: string; retryAfterSeconds?: number };
const signIn = (email: string, password = PASSWORD, headers = {}) =>
  nobody.post<Problem & { email: string }>('sign-in', { email, password }, { headers });
const cookieOf = (answer: { headers: Headers }): string => answer.headers.getSetCookie()[0] ?? '';
const withCookie = async (cookie: string) => {
  const answer = await nobody.get('me', { headers: { cookie: cookie.split(';')[0] as string } });
  return answer.status;
};

describe('signing in', () => {
  it('answers who it is, their sites and what they may do', async () => {
    const site = await createSite(sql, { name: 'North' });
    const { id, email } = await createUser(sql, { role: 'technician', sites: [site.id] });
    const answer = await signIn(` ${email.toUpperCase()} `.trim());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id, email, role: 'technician', allSites: false, sites: [site] });
    expect((answer.body as unknown as { actions: string[] }).actions).toContain('task.complete');
    expect(JSON.stringify(answer.body)).not.toMatch(/argon|hash/i);
  });

  it('keeps a secret in the cookie and only its digest in the database', async () => {
    const { email } = await createUser(sql);
    const cookie = cookieOf(await signIn(email));
    expect(cookie).toMatch(/^closeout=[\w-]{43};/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Max-Age=43200/);
    expect(cookie).not.toMatch(/Secure/);
    const token = /=([\w-]+)/.exec(cookie)?.[1];
    const found = await sql(`SELECT FROM session WHERE token_hash = sha256(convert_to($1, 'UTF8'))`, [token]);
    expect(found).toHaveLength(1);
    expect(await withCookie(cookie)).toBe(200);
    expect(await withCookie(cookie.replace(/=./, '=~'))).toBe(401);
  });

  it('tells a stranger, a wrong password, an inactive person and one without a password apart by nothing', async () => {
    const { email } = await createUser(sql);
    const inactive = await createUser(sql, { active: false });
    const invited = await createUser(sql);
    await sql('UPDATE app_user SET password_hash = NULL WHERE id = $1', [invited.id]);
    const answers = [
      await signIn('stranger@example.org'),
      await signIn(email, 'wrong-password-1'),
      await signIn(inactive.email),
      await signIn(invited.email),
    ];
    const [first, ...others] = answers.map(({ status, body }) => ({ status, ...body, requestId: '' }));
    expect(first).toMatchObject({ status: 401, code: 'sign-in.refused' });
    for (const other of others) expect(other).toEqual(first);
    expect(answers.flatMap(cookieOf)).toEqual(['', '', '', '']);
  });

  it('takes as long for a stranger as for a wrong password', async () => {
    const email = 'timed@example.org';
    const made = await admin.post('users', { email, name: 'Timed', role: 'auditor', password: PASSWORD });
    expect(made.status).toBe(201);
    const medianMs = async (address: string): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 9; n++) {
        const start = performance.now();
        expect((await signIn(address, 'wrong-password-1')).status).toBe(401);
        times.push(performance.now() - start);
      }
      return times.toSorted((a, b) => a - b)[4] as number;
    };
    const ratio = (await medianMs(email)) / (await medianMs('stranger@example.org'));
    // without the work done for nobody, it is six times or more
    expect(ratio).toBeGreaterThan(1 / 3);
    expect(ratio).toBeLessThan(3);
  });

  it('is recorded, refused or not, without what was typed', async () => {
    await sql('SET session_replication_role = replica; TRUNCATE audit_entry, audit_chain');
    const { id, email } = await createUser(sql);
    const cookie = cookieOf(await signIn(email));
    await signIn(email, 'wrong-password-1');
    await signIn('my-password-by-mistake');
    await nobody.post('sign-out', {}, { headers: { cookie: cookie.split(';')[0] as string } });
    const entries = await sql<{ action: string; subject_id: string; payload: string }>(
      'SELECT action, subject_id, payload FROM audit_entry ORDER BY seq',
    );
    expect(entries.map(({ action, subject_id }) => [action, subject_id])).toEqual([
      ['session.sign-in', id],
      ['session.refuse', id],
      ['session.refuse', null],
      ['session.sign-out', id],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/mistake|wrong-password/);
  });
});

describe('guessing', () => {
  it('stops at ten for an account from one address, the right password included, and says how long', async () => {
    const { email } = await createUser(sql);
    const other = await createUser(sql);
    for (let n = 0; n < 10; n++) expect((await signIn(email, `wrong-password-${n}`)).status).toBe(401);
    const stopped = await signIn(email);
    expect(stopped.status).toBe(429);
    expect(stopped.body.code).toBe('sign-in.too-many');
    const wait = Number(stopped.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(800);
    expect(wait).toBeLessThanOrEqual(900);
    expect((await signIn(other.email)).status).toBe(200);
    await sql(`UPDATE sign_in_failure SET failed_at = failed_at - make_interval(secs => $1)`, [wait + 1]);
    expect((await signIn(email)).status).toBe(200);
  });

  it('cannot slip past the limit by trying at once', async () => {
    const { email } = await createUser(sql);
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) => signIn(email, `wrong-password-${n}`)),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 14]);
  });

  it('is forgiven by the right password, of which any number may be given', async () => {
    const { email } = await createUser(sql);
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 9; n++) await signIn(email, `wrong-password-${n}`);
      expect((await signIn(email)).status).toBe(200);
    }
    for (let n = 0; n < 12; n++) expect((await signIn(email)).status).toBe(200);
  });

  it('stops an address that tries many accounts', async () => {
    await sql(`INSERT INTO sign_in_failure (key_hash)
      SELECT sha256('address 127.0.0.1') FROM generate_series(1, 100)`);
    const { email } = await createUser(sql);
    expect((await signIn(email)).status).toBe(429);
  });

  it('believes X-Forwarded-For only from a proxy that is named', async () => {
    const { email } = await createUser(sql);
    for (let n = 0; n < 10; n++)
      await signIn(email, 'wrong-password-1', { 'x-forwarded-for': `192.0.2.${n}` });
    expect((await signIn(email, PASSWORD, { 'x-forwarded-for': '192.0.2.99' })).status).toBe(429);
  });
});

describe('a session', () => {
  it('ends after twelve hours of real time, and not when the clock is moved', async () => {
    const { email } = await createUser(sql);
    const cookie = cookieOf(await signIn(email));
    const moved = await admin.post('clock', {
      advanceTo: new Date(Date.now() + 21 * 86_400_000).toISOString(),
    });
    expect(moved.status).toBe(200);
    expect(await withCookie(cookie)).toBe(200);
    const [session] = await sql<{ hours: number }>(
      'SELECT extract(epoch FROM max(expires_at) - clock_timestamp())::float8 / 3600 AS hours FROM session',
    );
    expect(session?.hours).toBeCloseTo(12, 1);
    await sql(
      `UPDATE session SET expires_at = clock_timestamp() - interval '1 second' WHERE user_id =
      (SELECT id FROM app_user WHERE email = $1)`,
      [email],
    );
    expect(await withCookie(cookie)).toBe(401);
  });

  it('ends with signing out, and so does the old one with signing in anew', async () => {
    const { email } = await createUser(sql);
    const first = cookieOf(await signIn(email)).split(';')[0] as string;
    const second = cookieOf(await signIn(email, PASSWORD, { cookie: first })).split(';')[0] as string;
    expect([await withCookie(first), await withCookie(second)]).toEqual([401, 200]);
    const out = await nobody.post('sign-out', {}, { headers: { cookie: second } });
    expect(out.status).toBe(204);
    expect(cookieOf(out)).toMatch(/^closeout=;.*(Max-Age=0|1970)/);
    expect(await withCookie(second)).toBe(401);
    expect((await nobody.post('sign-out', {})).status).toBe(204);
  });

  it('ends at once when the person is made inactive', async () => {
    const { id, email } = await createUser(sql);
    const person = await client(app, { email });
    const { body } = await person.post<{ token: string }>('tokens', { name: 'program' });
    const program = await client(app, { token: body.token });
    expect((await program.get('me')).status).toBe(200);
    expect((await admin.patch(`users/${id}`, { version: 1, active: false })).status).toBe(200);
    expect((await person.get('me')).status).toBe(401);
    expect((await program.get('me')).status).toBe(401);
    expect((await signIn(email)).status).toBe(401);
  });

  it('changes its password knowing the old one, and ends the others', async () => {
    const { email } = await createUser(sql);
    const [here, there] = [await client(app, { email }), await client(app, { email })];
    const change = (currentPassword: string, newPassword: string) =>
      here.post<Problem & { errors: Array<{ path: string }> }>('me/password', {
        currentPassword,
        newPassword,
      });
    expect((await change('not-my-password', 'a-new-password-1')).body.code).toBe('password.wrong');
    expect((await change(PASSWORD, 'short')).body.errors).toMatchObject([{ path: 'newPassword' }]);
    expect((await change(PASSWORD, 'a-new-password-1')).status).toBe(204);
    expect([(await here.get('me')).status, (await there.get('me')).status]).toEqual([200, 401]);
    expect((await signIn(email)).status).toBe(401);
    expect((await signIn(email, 'a-new-password-1')).status).toBe(200);
  });
});

describe('behind TLS', () => {
  it('sends the cookie over TLS alone, to this host alone, and asks browsers to stay on TLS', async () => {
    const behind = await startApp({
      worker: false,
      databaseUrl: app.databaseUrl,
      env: { PUBLIC_URL: 'https://closeout.example.org', TRUST_PROXY: 'loopback' },
    });
    try {
      const { email } = await createUser(sql);
      const proxied = await client(behind, 'nobody');
      for (let n = 0; n < 10; n++) {
        const headers = { 'x-forwarded-for': '192.0.2.1' };
        await proxied.post('sign-in', { email, password: 'wrong-password-1' }, { headers });
      }
      const headers = { 'x-forwarded-for': '192.0.2.2' };
      const answer = await proxied.post('sign-in', { email, password: PASSWORD }, { headers });
      expect(answer.status).toBe(200);
      expect(cookieOf(answer)).toMatch(/^__Host-closeout=[\w-]{43};.*Path=\/;.*Secure/);
      expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    } finally {
      await behind.stop();
    }
  });
});
