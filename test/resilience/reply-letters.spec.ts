import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type App,
  createCampaignRow,
  createSite,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

// A worker that is killed without warning between the mail server's answer and the commit: each letter is one message.

const LETTERS = 150;
/** As many as a worker sends at a time: so many doubles one kill can cause, each under its old Message-ID. */
const IN_FLIGHT = 8;

let app: App;
let sql: TestSql;
beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
});
afterAll(() => app.stop());

const count = async (from: string): Promise<number> =>
  Number((await sql<{ n: string }>(`SELECT count(*) AS n FROM ${from}`))[0]?.n);

it('sends every letter as one message, through three kills', async () => {
  const owner = await createUser(sql, { role: 'risk-manager' });
  const site = await createSite(sql);
  const campaign = await createCampaignRow(sql, { ownerId: owner.id });
  await sql(
    `WITH f AS (
       INSERT INTO forwarding (campaign_id, site_id, organisation, name, email, created_by, created_at)
       SELECT $1, $2, 'Clinic', 'Dr ' || n, 'clinic-' || n || '@example.org', $3, clock_timestamp() FROM generate_series(1, ${LETTERS}) n
       RETURNING *),
     l AS (
       INSERT INTO letter (purpose, subject_id, occasion, campaign_id, to_name, to_address, created_at)
       SELECT 'forward', id, 'first', campaign_id, name, email, created_at FROM f RETURNING id)
     INSERT INTO outbox (topic, payload) SELECT 'replies.send', jsonb_build_object('letterId', id::text) FROM l`,
    [campaign.id, site.id, owner.id],
  );
  const kills = [0.1, 0.4, 0.7];
  for (const share of kills) {
    await app.startWorker();
    await waitFor(async () => (await count('mailbox_message')) > LETTERS * share, {
      what: `${share} of the letters`,
      everyMs: 5,
    });
    await app.killWorker('SIGKILL');
    expect(await count('mailbox_message')).toBeLessThan(LETTERS);
  }
  await app.startWorker();
  await waitFor(async () => (await count(`letter WHERE state = 'sent'`)) === LETTERS, {
    what: 'all letters',
    timeoutMs: 40_000,
  });
  const mails = await sql<{ message_id: string; recipients: string[]; deliveries: number }>(
    'SELECT message_id, recipients, deliveries FROM mailbox_message',
  );
  expect(mails).toHaveLength(LETTERS);
  expect(new Set(mails.map(({ recipients }) => recipients.join())).size).toBe(LETTERS);
  expect(
    await count(
      'letter l WHERE NOT EXISTS (SELECT 1 FROM mailbox_message m WHERE m.message_id = l.message_id)',
    ),
  ).toBe(0);
  const doubles = mails.reduce((sum, { deliveries }) => sum + deliveries - 1, 0);
  expect(doubles).toBeLessThanOrEqual(kills.length * IN_FLIGHT);
});

it('sends what the server took just before the kill again under the same Message-ID, as one message', async () => {
  // as a kill between the server's 250 and the commit leaves it: taken by the server, not known to the row
  const [letter] = await sql<{ id: string; message_id: string; deliveries: number }>(
    `UPDATE letter SET state = 'sending', sent_at = NULL, server_answer = NULL WHERE id = (SELECT max(id) FROM letter)
     RETURNING id, message_id, (SELECT deliveries FROM mailbox_message m WHERE m.message_id = letter.message_id) AS deliveries`,
  );
  await sql(
    `INSERT INTO outbox (topic, payload) VALUES ('replies.send', jsonb_build_object('letterId', $1::text))`,
    [letter?.id],
  );
  await waitFor(async () => (await count(`letter WHERE state = 'sent'`)) === LETTERS, {
    what: 'the letter again',
  });
  const [mail] = await sql<{ deliveries: number }>(
    'SELECT deliveries FROM mailbox_message WHERE message_id = $1',
    [letter?.message_id],
  );
  expect(mail?.deliveries).toBe((letter?.deliveries ?? 0) + 1);
  expect(await count('mailbox_message')).toBe(LETTERS);
});
