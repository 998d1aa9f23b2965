import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { UserView } from '#contracts/identity';
import {
  type App,
  client,
  type Client,
  createSite,
  createUser,
  PASSWORD,
  sqlClient,
  startApp,
  type TestSql,
  type UserRow,
  waitFor,
} from '../support/index.js';

// Setting a password by a link of an e-mail: who gets it, who sees it, how often and how long it works.

let app: App;
let sql: TestSql;
let admin: Client;
let nobody: Client;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  admin = await client(app, await createUser(sql, { role: 'administrator', name: 'Ada Admin' }));
  nobody = await client(app, 'nobody');
});
afterAll(() => app?.stop());

let n = 0;
const enter = async (): Promise<UserView> => {
  n += 1;
  const person = { email: `new-${n}@example.org`, name: `New ${n}`, role: 'auditor', allSites: true };
  return (await admin.post<UserView>('users', person)).body;
};
interface Mail {
  id: string;
  body_text: string;
  headers: Record<string, string>;
}
const mails = (email: string) =>
  sql<Mail>('SELECT id, body_text, headers FROM mailbox_message WHERE recipients @> ARRAY[$1] ORDER BY id', [
    email,
  ]);
const mail = (email: string, count = 1) =>
  waitFor(async () => (await mails(email)).at(count - 1), { what: `message ${count} to ${email}` });
const tokenIn = ({ body_text: text }: Mail): string =>
  /\/welcome\?token=([\w-]+)/.exec(text.replaceAll(/=\r?\n/g, ''))?.[1] ?? 'none';
const setPassword = (token: string, password = 'twelve-new-words') =>
  nobody.post<{ code: string }>(`password-resets/${token}`, { password });

describe('an invitation', () => {
  it('brings a link by which the person sets a password, once', async () => {
    const person = await enter();
    expect(person.canSignIn).toBe(false);
    const invited = await admin.post<{ sentTo: string; expiresAt: string }>(`users/${person.id}/invite`);
    expect(invited).toMatchObject({ status: 202, body: { sentTo: person.email } });
    const token = tokenIn(await mail(person.email));
    expect((await setPassword(token, 'short')).status).toBe(422);
    expect((await setPassword(token)).status).toBe(204);
    await client(app, { email: person.email, password: 'twelve-new-words' });
    expect(await setPassword(token)).toMatchObject({ status: 404, body: { code: 'link.over' } });
    expect((await admin.get<UserView>(`users/${person.id}`)).body.canSignIn).toBe(true);
    const audited = await sql<{ action: string; actor_id: string }>(
      `SELECT action, actor_id FROM audit_entry WHERE subject_type = 'user' AND subject_id = $1 ORDER BY seq`,
      [person.id],
    );
    expect(audited.map(({ action }) => action)).toEqual(['user.create', 'user.invite', 'user.set-password']);
    expect(audited.at(-1)?.actor_id).toBe(person.id);
  });

  it('is kept nowhere in the clear, and its message is for the addressee and whoever manages people', async () => {
    const person = await enter();
    await admin.post(`users/${person.id}/invite`);
    const message = await mail(person.email);
    const token = tokenIn(message);
    const [reminder] = await waitFor(
      async () => {
        const rows = await sql<{ id: string }>(
          `SELECT id FROM reminder WHERE person_id = $1 AND state = 'sent'`,
          [person.id],
        );
        return rows.length > 0 && rows;
      },
      { what: 'the reminder to be sent' },
    );
    const kept = await admin.get<{ text: string; html: string; kind: string }>(`reminders/${reminder?.id}`);
    expect(kept.body.kind).toBe('invite');
    expect(kept.body.text).toContain('/welcome?token=…');
    for (const table of ['reminder', 'outbox', 'account_link', 'account_link_token', 'audit_entry']) {
      const found = await sql(`SELECT 1 FROM ${table} t WHERE strpos(t::text, $1) > 0`, [token]);
      expect({ table, found }).toEqual({ table, found: [] });
    }
    const site = (await createSite(sql)).id;
    const others: Array<Parameters<typeof createUser>[1]> = [
      { role: 'risk-manager' },
      { role: 'auditor' },
      { role: 'administrator', sites: [site] },
    ];
    for (const other of others) {
      const reader = await client(app, await createUser(sql, other));
      expect((await reader.all<{ id: string }>('mailbox')).map(({ id }) => id)).not.toContain(message.id);
      expect((await reader.get(`mailbox/${message.id}`)).status).toBe(404);
      expect((await reader.get(`mailbox/${message.id}/html`)).status).toBe(404);
    }
    const sees = async () => [
      (await admin.all<{ id: string }>('mailbox')).some(({ id }) => id === message.id),
      (await admin.get(`mailbox/${message.id}`)).status,
      (await admin.get(`mailbox/${message.id}/html`)).status,
    ];
    expect(await sees()).toEqual([true, 200, 200]);
    await setPassword(token);
    const own = await client(app, { email: person.email, password: 'twelve-new-words' });
    expect((await own.all<{ id: string }>('mailbox')).map(({ id }) => id)).toContain(message.id);
    expect((await own.get(`mailbox/${message.id}`)).status).toBe(200);
    expect(await sees()).toEqual([false, 404, 404]);
  });

  it('says whether whoever sent it finds it in the embedded mailbox, which of an account with a password nobody does', async () => {
    const person = await enter();
    const answer = async () =>
      (await admin.post<{ inMailbox: boolean }>(`users/${person.id}/invite`)).body.inMailbox;
    expect(await answer()).toBe(true);
    await setPassword(tokenIn(await mail(person.email)));
    expect(await answer()).toBe(false);
    await mail(person.email, 2);
    expect((await admin.all<{ to: string[] }>('mailbox')).flatMap(({ to }) => to)).not.toContain(
      person.email,
    );
  });

  it('ends the one before, ends with its hours, and goes to no inactive person or one of other sites', async () => {
    const person = await enter();
    await admin.post(`users/${person.id}/invite`);
    const first = tokenIn(await mail(person.email));
    await admin.post(`users/${person.id}/invite`);
    const second = tokenIn(await mail(person.email, 2));
    expect((await setPassword(first)).status).toBe(404);
    await sql(`UPDATE account_link SET expires_at = clock_timestamp() WHERE user_id = $1`, [person.id]);
    expect((await setPassword(second)).status).toBe(404);
    expect((await setPassword('A'.repeat(43))).status).toBe(404);

    const site = (await createSite(sql)).id;
    const local = await client(app, await createUser(sql, { role: 'administrator', sites: [site] }));
    expect((await local.post(`users/${person.id}/invite`)).status).toBe(403);
    await admin.patch(`users/${person.id}`, { version: person.version, active: false });
    expect(await admin.post(`users/${person.id}/invite`)).toMatchObject({
      status: 409,
      body: { code: 'user.inactive' },
    });
  });
});

describe('a forgotten password', () => {
  const ask = (email: string) => nobody.post('password-resets', { email });

  it('is answered alike for everybody, and sends the link to whoever has the address', async () => {
    const person: UserRow = await createUser(sql, { email: 'Forgetful@example.org' });
    const session = await client(app, person);
    const [known, unknown] = [await ask(' forgetful@EXAMPLE.org'), await ask('nobody-at-all@example.org')];
    expect([known.status, known.body]).toEqual([202, unknown.body]);
    expect(unknown.status).toBe(202);
    const message = await waitFor(
      async () => (await mails('forgetful@example.org'))[0] ?? (await mails(person.email))[0],
      {
        what: 'the link',
      },
    );
    expect(message.headers['X-Closeout-Kind']).toBe('password-reset');
    expect((await admin.get(`mailbox/${message.id}`)).status).toBe(404);
    expect((await client(app, person).then(() => 'still in')) as string).toBe('still in');
    expect((await setPassword(tokenIn(message))).status).toBe(204);
    expect((await session.get('me')).status).toBe(401);
    await expect(client(app, { email: person.email, password: PASSWORD })).rejects.toThrow('401');
    await client(app, { email: person.email, password: 'twelve-new-words' });
    const [audited] = await sql(
      `SELECT count(*) FILTER (WHERE subject_id IS NULL) AS unknown, count(*) FILTER (WHERE subject_id = $1) AS known
         FROM audit_entry WHERE action = 'user.ask-password-reset'`,
      [person.id],
    );
    expect(audited).toEqual({ unknown: '1', known: '1' });
    expect(await sql(`SELECT 1 FROM audit_entry WHERE strpos(payload, 'nobody-at-all') > 0`)).toEqual([]);
  });

  it('is limited: a person gets few messages however often it is asked for, and an address is held back', async () => {
    const person = await createUser(sql);
    const answers = [];
    for (let time = 0; time < 11; time += 1) answers.push((await ask(person.email)).status);
    expect(answers).toEqual([...Array<number>(10).fill(202), 429]);
    expect(await sql(`SELECT 1 FROM account_link WHERE user_id = $1`, [person.id])).toHaveLength(3);
    // signing in is counted apart
    await client(app, person);
    const off = await createUser(sql, { active: false });
    expect((await ask(off.email)).status).toBe(202);
    expect(await sql(`SELECT 1 FROM account_link WHERE user_id = $1`, [off.id])).toEqual([]);
  });
});
