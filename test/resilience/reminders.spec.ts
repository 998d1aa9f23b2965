import {
  type App,
  closeTaskRows,
  createCampaignRow,
  createSite,
  createUser,
  redisUrl,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';
import pg from 'pg';

// A worker that is killed without warning while it sweeps and while it sends, on both queue backends: afterwards
// every person has every reminder, each of them one message.

const PEOPLE = 200;
/** As many sendings as a worker has under way at a time: so many doubles a kill can cause, each under its old Message-ID. */
const IN_FLIGHT = 8;

async function hospital(sql: TestSql) {
  const owner = await createUser(sql, { role: 'risk-manager' });
  const site = await createSite(sql, { timeZone: 'UTC' });
  const campaign = await createCampaignRow(sql, { ownerId: owner.id, class: 'I' });
  await sql(
    `WITH person AS (
       INSERT INTO app_user (email, name, role, home_site_id, created_at, updated_at)
       SELECT 'tech-' || n || '@example.org', 'Technician ' || n, 'technician', $1, clock_timestamp(), clock_timestamp()
         FROM generate_series(1, ${PEOPLE}) AS n RETURNING id)
     INSERT INTO task (campaign_id, step_key, device_id, site_id, status, assignee_id, due_on, created_at)
     SELECT $2, 'inspect', d.id, $1, 'open', person.id, '2100-01-01', clock_timestamp()
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person) AS person
       JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM device) AS d USING (n)`,
    [site.id, campaign.id],
  );
  return { owner, campaign };
}

async function devices(sql: TestSql): Promise<void> {
  const site = await createSite(sql);
  await sql(
    `INSERT INTO device (asset_tag, site_id, created_at, updated_at)
     SELECT 'TAG-' || n, $1, clock_timestamp(), clock_timestamp() FROM generate_series(1, ${PEOPLE}) AS n`,
    [site.id],
  );
}

const backends = ['PostgreSQL', 'Redis'] as const;

describe.each(backends)('with the queue on %s', (backend) => {
  let app: App | undefined;
  let sql: TestSql;
  let campaignId: string;
  let ownerEmail: string;
  let kills = 0;

  beforeAll(async () => {
    const queue = backend === 'Redis' ? await redisUrl() : undefined;
    if (backend === 'Redis' && queue === undefined) return;
    app = await startApp({ worker: false, redisUrl: queue });
    sql = sqlClient(app.databaseUrl);
    await devices(sql);
    const made = await hospital(sql);
    campaignId = made.campaign.id;
    ownerEmail = made.owner.email;
  });
  afterAll(async () => {
    // a worker killed by this spec has ended; what runs now ends in order
    await app?.stop();
  });

  const each = (name: string, test: (running: App) => Promise<void>): void => {
    it(name, async () => {
      if (app === undefined) {
        console.error('passed over: no Redis or Valkey server is installed here');
        return;
      }
      await test(app);
    });
  };
  const count = async (statement: string, parameters: unknown[] = []): Promise<number> =>
    Number((await sql<{ n: string }>(`SELECT count(*) AS n FROM ${statement}`, parameters))[0]?.n);
  const kill = async (running: App): Promise<void> => {
    await running.killWorker('SIGKILL');
    kills += 1;
  };
  const received = (kind: string) =>
    sql<{ message_id: string; recipients: string[]; deliveries: number }>(
      `SELECT message_id, recipients, deliveries FROM mailbox_message WHERE headers->>'X-Closeout-Kind' = $1`,
      [kind],
    );

  /** Kills the worker twice in the middle of sending this kind, then lets one finish. */
  async function sendThroughKills(running: App, kind: string): Promise<void> {
    for (const share of [0.1, 0.5]) {
      if (running.worker === undefined) await running.startWorker();
      await waitFor(async () => (await received(kind)).length > PEOPLE * share, {
        what: `${share} of the ${kind} mails`,
        everyMs: 5,
      });
      await kill(running);
      expect((await received(kind)).length).toBeLessThan(PEOPLE);
    }
    await running.startWorker();
    await waitFor(
      async () => (await count(`reminder WHERE kind = $1 AND state = 'sent'`, [kind])) === PEOPLE,
      {
        what: `all ${kind} mails`,
        timeoutMs: 40_000,
      },
    );
  }

  async function expectOneEach(kind: string): Promise<void> {
    const mails = await received(kind);
    expect(new Set(mails.map(({ message_id }) => message_id)).size).toBe(PEOPLE);
    expect(new Set(mails.map(({ recipients }) => recipients.join())).size).toBe(PEOPLE);
    const doubles = mails.reduce((sum, { deliveries }) => sum + deliveries - 1, 0);
    expect(doubles).toBeLessThanOrEqual(kills * IN_FLIGHT);
    expect(await count(`reminder WHERE kind = $1`, [kind])).toBe(PEOPLE);
    expect(
      await count(
        `reminder r WHERE kind = $1 AND NOT EXISTS (SELECT 1 FROM mailbox_message m WHERE m.message_id = r.message_id)`,
        [kind],
      ),
    ).toBe(0);
  }

  each(
    'a worker killed in the middle of a sweep leaves nothing behind that the next sweep does not make',
    async (running) => {
      // The sweep stops at this lock, in its own transaction.
      const holder = new pg.Client({ connectionString: running.databaseUrl });
      await holder.connect();
      try {
        await holder.query('BEGIN; LOCK TABLE reminder IN SHARE MODE');
        await running.startWorker();
        await waitFor(
          () =>
            count(
              `pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO reminder%' AND datname = current_database()`,
            ),
          {
            what: 'the sweep to be in the middle of its work',
          },
        );
        await kill(running);
      } finally {
        await holder.end();
      }
      await waitFor(
        async () =>
          (await count(
            `pg_stat_activity WHERE query LIKE 'INSERT INTO reminder%' AND state <> 'idle' AND datname = current_database() AND pid <> pg_backend_pid()`,
          )) === 0,
        {
          what: 'the dead sweep to be rolled back',
        },
      );
      expect(await count('reminder')).toBe(0);
      expect(await count(`outbox WHERE topic = 'reminders.send'`)).toBe(0);
    },
  );

  each('a worker killed while it sends the assignments loses none and doubles none', async (running) => {
    await sendThroughKills(running, 'assignment');
    await expectOneEach('assignment');
  });

  each('the same for the digests of the next day', async (running) => {
    const tomorrow = await sql<{ at: Date }>(
      `SELECT date_trunc('day', clock_timestamp() + interval '1 day') + interval '12 hours' AS at`,
    );
    await sql(
      'UPDATE clock_offset SET ms = (extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000)::bigint',
      [tomorrow[0]?.at],
    );
    await sendThroughKills(running, 'digest');
    await expectOneEach('digest');
    expect((await received('assignment')).length).toBe(PEOPLE);
  });

  each('a queue that has lost everything is filled again from the rows', async (running) => {
    await running.killWorker('SIGTERM');
    const [day] = await sql<{ at: Date }>(
      `SELECT date_trunc('day', clock_timestamp() + interval '2 days') + interval '12 hours' AS at`,
    );
    await sql(
      'UPDATE clock_offset SET ms = (extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000)::bigint',
      [day?.at],
    );
    // Rows as a sweep leaves them, whose jobs are nowhere.
    await sql(
      `INSERT INTO reminder (kind, person_id, moment, campaign_ids, created_at, queued_at)
       SELECT 'digest', assignee_id, to_char($2::timestamptz, 'YYYY-MM-DD'), ARRAY[$1::bigint], $2, clock_timestamp() - interval '1 hour'
         FROM task WHERE campaign_id = $1`,
      [campaignId, day?.at],
    );
    await running.startWorker();
    await waitFor(
      async () => (await count(`reminder WHERE kind = 'digest' AND state = 'sent'`)) === 2 * PEOPLE,
      {
        what: 'the second digests',
        timeoutMs: 40_000,
      },
    );
    expect((await received('digest')).length).toBe(2 * PEOPLE);
  });

  each('after the last task nobody gets anything any more but the owner, once', async (running) => {
    const tasks = await sql<{ id: string }>('SELECT id FROM task WHERE campaign_id = $1', [campaignId]);
    await closeTaskRows(
      sql,
      tasks.map(({ id }) => id),
    );
    await waitFor(async () => (await received('all-tasks-closed')).length === 1, {
      what: 'the message to the owner',
    });
    expect((await received('all-tasks-closed'))[0]?.recipients).toEqual([ownerEmail]);
    const before = await count('mailbox_message');
    const [week] = await sql<{ at: Date }>(`SELECT clock_timestamp() + interval '9 days' AS at`);
    await sql(
      'UPDATE clock_offset SET ms = (extract(epoch FROM $1::timestamptz - clock_timestamp()) * 1000)::bigint',
      [week?.at],
    );
    await waitFor(async () => (await count('sweep WHERE swept_at > $1', [week?.at])) === 1, {
      what: 'a sweep nine days later',
    });
    expect(await count(`reminder WHERE state IN ('pending', 'sending', 'failed')`)).toBe(0);
    expect(await count('mailbox_message')).toBe(before);
    await running.killWorker('SIGTERM');
  });
});
