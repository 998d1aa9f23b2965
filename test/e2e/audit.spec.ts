import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { AuditTrail, type Caller, UnitOfWork } from '#domain/audit';
import { SystemClock } from '#platform/clock';
import { createDataSource, sqlOf } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { Outbox } from '#platform/outbox';
import {
  createCampaignRow,
  createSite,
  createTestDatabase,
  createUser,
  sqlClient,
  type TestDatabase,
  waitFor,
} from '../support/index.js';

let database: TestDatabase;
let source: DataSource;
let work: UnitOfWork;
let trail: AuditTrail;
let sites: string[];
let caller: Caller;
let sql: ReturnType<typeof sqlClient>;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url);
  source = await createDataSource({ url: database.url, entities: [] }).initialize();
  work = new UnitOfWork(source, new SystemClock(), new Outbox());
  trail = new AuditTrail(source);
  sites = [(await createSite(sql)).id, (await createSite(sql)).id];
  const user = await createUser(sql, { role: 'auditor', name: 'Auditor', sites: 'all' });
  caller = { userId: user.id, name: 'Auditor', role: 'auditor', sites: 'all', requestId: 'request-1' };
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Without the triggers, as somebody with the database's own password could. */
const tamper = (statement: string) => sql(`SET session_replication_role = replica; ${statement}`);
const add = (siteId: string | null, note: string, subjectType = 'device') =>
  work.run(caller, (tx) => {
    tx.audit({
      action: `${subjectType}.patch`,
      subjectType,
      subjectId: '7',
      siteId,
      old: null,
      new: { note },
    });
    return Promise.resolve();
  });
const list = (who: Caller, query: Partial<Parameters<AuditTrail['list']>[1]> = {}) =>
  trail.list(who, { limit: 50, ...query });

beforeEach(async () => {
  await tamper('TRUNCATE audit_entry, audit_chain, idempotency_key');
});

describe('writing', () => {
  it('chains each site by itself, whatever comes at the same time in whatever order', async () => {
    const [a, b] = sites as [string, string];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        work.run(caller, (tx) => {
          for (const siteId of n % 2 === 0 ? [a, null, b] : [b, null, a]) {
            tx.audit({
              action: 'device.patch',
              subjectType: 'device',
              subjectId: String(n),
              siteId,
              new: { n },
            });
          }
          return Promise.resolve();
        }),
      ),
    );
    expect(await trail.verify(caller)).toMatchObject({ ok: true, entries: 120, chains: 3 });
    const heads = await sql('SELECT last_seq FROM audit_chain');
    expect(heads.map((head) => head['last_seq'])).toEqual(['40', '40', '40']);
  });

  it('leaves neither change nor entry nor event when the work fails', async () => {
    const failing = work.run(caller, async (tx) => {
      await tx.sql(`UPDATE site SET name = 'other' WHERE id = $1`, [sites[0]]);
      tx.audit({ action: 'site.patch', subjectType: 'site', subjectId: '1' });
      tx.emit('reminders.send', { id: '1' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await sql('SELECT FROM audit_entry UNION ALL SELECT FROM outbox')).toEqual([]);
    expect(await sql(`SELECT FROM site WHERE name = 'other'`)).toEqual([]);
  });

  it('tries again after a deadlock, and records the work once', async () => {
    const [a, b] = sites as [string, string];
    let tries = 0;
    const meet = barrier(2);
    const crossing = (first: string, second: string) =>
      work.run(caller, async (tx) => {
        tries += 1;
        await tx.sql('UPDATE site SET digest_hour = digest_hour WHERE id = $1', [first]);
        await meet();
        await tx.sql('UPDATE site SET digest_hour = digest_hour WHERE id = $1', [second]);
        tx.audit({ action: 'site.patch', subjectType: 'site', subjectId: first, siteId: first });
      });
    await Promise.all([crossing(a, b), crossing(b, a)]);
    expect(tries).toBe(3);
    expect(await trail.verify(caller)).toMatchObject({ ok: true, entries: 2 });
  });

  it('gives a request with several transactions an answer for each under its one key', async () => {
    const request = (body: string): Caller => ({ ...caller, idempotency: { key: 'k', requestHash: body } });
    const twice = async (asking: Caller): Promise<number[]> => [
      await work.run(asking, () => Promise.resolve(1)),
      await work.run(asking, () => Promise.resolve(2)),
    ];
    expect(await twice(request('body'))).toEqual([1, 2]);
    const again = request('body');
    expect([
      await work.run(again, () => Promise.reject<number>(new Error('done twice'))),
      await work.run(again, () => Promise.reject<number>(new Error('done twice'))),
    ]).toEqual([1, 2]);
    await expect(twice(request('another body'))).rejects.toThrow('idempotency.key-reused');
  });

  it('lets the same request wait while its first run is at work, and gives it that answer', async () => {
    const asking = (): Caller => ({ ...caller, idempotency: { key: 'slow', requestHash: 'h' } });
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    let begun = (): void => undefined;
    const running = new Promise<void>((resolve) => (begun = resolve));
    const first = work.run(asking(), async () => {
      begun();
      await held;
      return { z: 1, a: 2 };
    });
    await running;
    let answered = false;
    const second = work.run(asking(), () => Promise.reject<object>(new Error('done twice')));
    void second.finally(() => (answered = true)).catch(() => undefined);
    await waitFor(
      async () =>
        (
          await sql(
            `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )
        ).length === 1,
      { what: 'the second run to wait for the first' },
    );
    expect(answered).toBe(false);
    goOn();
    expect(JSON.stringify(await first)).toBe('{"z":1,"a":2}');
    expect(JSON.stringify(await second)).toBe('{"z":1,"a":2}');
  });

  it('frees the key of a run that was refused, for the corrected one', async () => {
    const asking = (body: string): Caller => ({ ...caller, idempotency: { key: 'free', requestHash: body } });
    const refuse = (): Promise<number> => Promise.reject(new ExpectedError('invalid', 'x.wrong', 'Wrong.'));
    await expect(work.run(asking('wrong'), refuse)).rejects.toThrow('x.wrong');
    expect(await work.run(asking('corrected'), () => Promise.resolve(1))).toBe(1);
  });

  it('forgets answers after two days', async () => {
    await work.run({ ...caller, idempotency: { key: 'old', requestHash: 'h' } }, () => Promise.resolve(1));
    await work.run({ ...caller, idempotency: { key: 'new', requestHash: 'h' } }, () => Promise.resolve(1));
    await sql(`UPDATE idempotency_key SET created_at = created_at - interval '49 hours' WHERE key = 'old'`);
    expect(await work.forgetOldAnswers()).toBe(1);
    expect(await sql('SELECT key FROM idempotency_key')).toEqual([{ key: 'new' }]);
  });
});

describe('reading', () => {
  it('shows who, when, what, old and new, newest first, page by page', async () => {
    for (const note of ['one', 'two', 'three']) await add(sites[0] as string, note);
    const first = await list(caller, { limit: 2 });
    expect(first.items.map(({ new: now }) => now)).toEqual([{ note: 'three' }, { note: 'two' }]);
    expect(first.items[0]).toMatchObject({
      actor: { id: caller.userId, name: 'Auditor' },
      action: 'device.patch',
      subjectType: 'device',
      subjectId: '7',
      siteId: sites[0],
      requestId: 'request-1',
      old: null,
    });
    const second = await list(caller, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ new: now }) => now)).toEqual([{ note: 'one' }]);
    expect(second.nextCursor).toBeNull();
  });

  it('is filtered by subject, person and time', async () => {
    await add(sites[0] as string, 'device');
    await add(sites[0] as string, 'task', 'task');
    const found = async (query: Parameters<typeof list>[1]) => (await list(caller, query)).items.length;
    expect(await found({ subjectType: 'task' })).toBe(1);
    expect(await found({ subjectType: 'task', subjectId: '8' })).toBe(0);
    expect(await found({ actor: caller.userId as string })).toBe(2);
    expect(await found({ actor: '999' })).toBe(0);
    const at = (await list(caller, { limit: 1 })).items[0]?.at ?? '';
    expect(await found({ from: at })).toBeGreaterThan(0);
    expect(await found({ to: '2001-01-01T00:00:00Z' })).toBe(0);
  });

  it('keeps to the reader’s sites, and of the common chain to what concerns them', async () => {
    const [own, other] = sites as [string, string];
    const ownerId = (await createUser(sql, { role: 'risk-manager' })).id;
    const campaigns = {
      own: await createCampaignRow(sql, { ownerId, siteIds: [own] }),
      shared: await createCampaignRow(sql, { ownerId, siteIds: [own, other] }),
      everywhere: await createCampaignRow(sql, { ownerId }),
      other: await createCampaignRow(sql, { ownerId, siteIds: [other] }),
    };
    await add(own, 'own');
    await add(other, 'other');
    const common: Array<[action: string, subjectId: string]> = [];
    for (const [name, { id }] of Object.entries(campaigns)) {
      for (const action of ['open', 'open-chunk', 'remind', 'close'])
        common.push([`campaign.${action} ${name}`, id]);
    }
    for (const subject of [
      'notice',
      'plan',
      'clock',
      'user',
      'session',
      'token',
      'access',
      'team',
      'sweep',
      'sample',
    ]) {
      common.push([`${subject}.any`, '7']);
    }
    await work.run(caller, (tx) => {
      for (const [named, subjectId] of common) {
        const action = named.split(' ')[0] as string;
        tx.audit({ action, subjectType: action.split('.')[0] as string, subjectId, new: { note: named } });
      }
      return Promise.resolve();
    });
    const limited: Caller = { ...caller, sites: [own] };
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await list(limited, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map((entry) => (entry.new as { note: string }).note));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen.toSorted()).toEqual([
      'campaign.close everywhere',
      'campaign.close own',
      'campaign.close shared',
      'campaign.open everywhere',
      'campaign.open own',
      'campaign.open shared',
      'campaign.open-chunk own',
      'campaign.remind own',
      'clock.any',
      'notice.any',
      'own',
      'plan.any',
    ]);
    expect((await list(caller)).items).toHaveLength(2 + common.length);
    await tamper(`UPDATE audit_entry SET payload = '{}' WHERE chain = ${other}`);
    expect(await trail.verify(limited)).toMatchObject({ ok: true, chains: 2 });
    expect(await trail.verify(caller)).toMatchObject({ ok: false });
  });
});

describe('verifying', () => {
  beforeEach(async () => {
    for (const note of ['one', 'two', 'three', 'four']) await add(sites[0] as string, note);
    await add(sites[1] as string, 'elsewhere');
  });
  const where = (seq: number) => `WHERE chain = ${sites[0]} AND seq = ${seq}`;
  const resealed = `hash = sha256(previous_hash || convert_to(payload, 'UTF8'))`;

  it('finds nothing wrong with what was written, and sees it all', async () => {
    const { digest, ...rest } = await trail.verify(caller);
    expect(rest).toEqual({ ok: true, entries: 5, chains: 2 });
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await trail.verify(caller)).digest).toBe(digest);
    await add(null, 'more');
    expect((await trail.verify(caller)).digest).not.toBe(digest);
  });

  it.each([
    [
      'a changed text',
      () => `UPDATE audit_entry SET payload = replace(payload, 'two', 'zwo') ${where(2)}`,
      'payload-changed',
      2,
    ],
    [
      'a text that is no JSON any more',
      () => `UPDATE audit_entry SET payload = 'x' ${where(2)}`,
      'payload-changed',
      2,
    ],
    [
      'a changed text, sealed again',
      () =>
        `UPDATE audit_entry SET payload = replace(payload, 'two', 'zwo') ${where(2)}; UPDATE audit_entry SET ${resealed} ${where(2)}`,
      'link-broken',
      3,
    ],
    [
      'a changed last entry, sealed again',
      () =>
        `UPDATE audit_entry SET payload = replace(payload, 'four', 'vier') ${where(4)}; UPDATE audit_entry SET ${resealed} ${where(4)}`,
      'head-mismatch',
      4,
    ],
    ['another author', () => `UPDATE audit_entry SET actor_id = 99 ${where(3)}`, 'fields-changed', 3],
    [
      'another time',
      () => `UPDATE audit_entry SET at = at - interval '1 day' ${where(3)}`,
      'fields-changed',
      3,
    ],
    ['another subject', () => `UPDATE audit_entry SET subject_id = '8' ${where(1)}`, 'fields-changed', 1],
    ['an entry taken out', () => `DELETE FROM audit_entry ${where(2)}`, 'entry-missing', 3],
    ['the first taken out', () => `DELETE FROM audit_entry ${where(1)}`, 'entry-missing', 2],
    ['the end cut off', () => `DELETE FROM audit_entry ${where(4)}`, 'head-mismatch', 3],
    ['all taken out', () => `DELETE FROM audit_entry WHERE chain = ${sites[0]}`, 'head-mismatch', 0],
    ['the head taken away', () => `DELETE FROM audit_chain WHERE chain = ${sites[0]}`, 'head-missing', 4],
    [
      'a head set back',
      () => `UPDATE audit_chain SET last_seq = 3 WHERE chain = ${sites[0]}`,
      'head-mismatch',
      4,
    ],
  ])('finds %s', async (_, statement, fault, seq) => {
    await tamper(statement());
    const verification = await trail.verify(caller);
    expect(verification).toMatchObject({ ok: false, firstBroken: { chain: sites[0], seq, fault } });
  });

  it('still lists the other entries when one was spoilt', async () => {
    await tamper(`UPDATE audit_entry SET payload = 'x' ${where(2)}`);
    expect((await list(caller)).items).toHaveLength(5);
  });

  it('shows by the digest that a whole chain was rewritten, head and all', async () => {
    const { digest } = await trail.verify(caller);
    await tamper(`DELETE FROM audit_entry ${where(4)};
      UPDATE audit_chain SET last_seq = 3, last_hash = (SELECT hash FROM audit_entry ${where(3)}) WHERE chain = ${sites[0]}`);
    const verification = await trail.verify(caller);
    expect(verification.ok).toBe(true);
    expect(verification.digest).not.toBe(digest);
  });

  it.each(['UPDATE audit_entry SET payload = payload', 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
    'is hardly ever needed: %s is refused',
    async (statement) => {
      await expect(sqlOf(source)(statement)).rejects.toThrow('append-only');
    },
  );
});

/** Lets everybody through once `count` have come; later comers pass at once. */
function barrier(count: number): () => Promise<void> {
  let come = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    come += 1;
    if (come >= count) open();
    return all;
  };
}
