import { createTransport } from 'nodemailer';
import {
  type App,
  type Client,
  client,
  createCampaignRow,
  createSite,
  createTaskRow,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
  type UserRow,
} from '../support/index.js';

// Reminders and the mailbox as HTTP shows them. No worker runs: what is asked for stays a row.

let app: App;
let sql: TestSql;
let risk: Client;
let people: Record<'risk' | 'lead' | 'otherLead' | 'tech' | 'otherTech' | 'auditor', UserRow>;
let sites: { own: string; other: string };
let campaignId: string;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  sites = { own: (await createSite(sql)).id, other: (await createSite(sql)).id };
  people = {
    risk: await createUser(sql, { role: 'risk-manager' }),
    lead: await createUser(sql, { role: 'site-lead', sites: [sites.own] }),
    otherLead: await createUser(sql, { role: 'site-lead', sites: [sites.other] }),
    tech: await createUser(sql, { sites: [sites.own] }),
    otherTech: await createUser(sql, { sites: [sites.other] }),
    auditor: await createUser(sql, { role: 'auditor' }),
  };
  campaignId = (await createCampaignRow(sql, { ownerId: people.risk.id })).id;
  const task = { campaignId, dueOn: '2020-09-03' };
  await createTaskRow(sql, { ...task, assigneeId: people.tech.id, siteId: sites.own });
  await createTaskRow(sql, { ...task, assigneeId: people.otherTech.id, siteId: sites.other });
  risk = await client(app, people.risk);
});
afterAll(() => app?.stop());

interface Asked {
  reminders: number;
  reminderIds: string[];
  skipped: Array<{ personId: string; reason: string }>;
}

describe('GET campaigns/:id/remind', () => {
  interface Preview {
    items: Array<{ person: { id: string }; active: boolean; sentTodayAt: string | null }>;
  }
  const reach = async (who: Client, campaign: string) =>
    (await who.get<Preview>(`campaigns/${campaign}/remind`)).body.items.map(
      ({ person, active, sentTodayAt }) => [person.id, active, sentTodayAt],
    );

  it('says before whom it would reach, who is left out, and who had an e-mail today', async () => {
    const campaign = (await createCampaignRow(sql, { ownerId: people.risk.id })).id;
    const off = await createUser(sql, { sites: [sites.own], active: false, name: 'Zoe' });
    for (const [assigneeId, siteId] of [
      [people.tech.id, sites.own],
      [people.otherTech.id, sites.other],
      [off.id, sites.own],
    ] as const)
      await createTaskRow(sql, {
        campaignId: campaign,
        stepKey: `step-${assigneeId}`,
        dueOn: '2020-09-03',
        assigneeId,
        siteId,
      });
    expect(await reach(risk, campaign)).toEqual(
      expect.arrayContaining([
        [people.tech.id, true, null],
        [people.otherTech.id, true, null],
        [off.id, false, null],
      ]),
    );
    // at the sites of the caller alone
    const lead = await client(app, people.lead);
    expect(new Set((await reach(lead, campaign)).map(([id]) => id))).toEqual(
      new Set([people.tech.id, off.id]),
    );
    // of today, by the person's own calendar, and no day older
    const now = new Date((await risk.get<{ now: string }>('clock')).body.now);
    for (const [personId, at] of [
      [people.tech.id, now],
      [people.otherTech.id, new Date(now.getTime() - 25 * 3_600_000)],
    ] as const)
      await sql(
        `INSERT INTO reminder (kind, person_id, campaign_id, moment, campaign_ids, state, sent_at, created_at)
         VALUES ('digest', $1, NULL, $2, ARRAY[$3::bigint], 'sent', $4, $4)`,
        [personId, `test ${campaign}`, campaign, at],
      );
    expect((await reach(risk, campaign)).filter(([, , at]) => at !== null)).toEqual([
      [people.tech.id, true, now.toISOString()],
    ]);
    expect((await (await client(app, people.tech)).get(`campaigns/${campaign}/remind`)).status).toBe(403);
    await sql(`DELETE FROM reminder WHERE moment = $1`, [`test ${campaign}`]);
  });
});

describe('POST campaigns/:id/remind', () => {
  it('makes a reminder for everybody with open work, or for those who are named', async () => {
    const all = await risk.post<Asked>(`campaigns/${campaignId}/remind`);
    expect(all.status).toBe(202);
    expect(all.body).toMatchObject({ reminders: 2, skipped: [] });
    const [one] = await sql(`SELECT kind, state, requested_by, note FROM reminder WHERE id = $1`, [
      all.body.reminderIds[0],
    ]);
    expect(one).toEqual({ kind: 'manual', state: 'pending', requested_by: people.risk.id, note: null });
    expect(
      await sql(`SELECT payload->>'reminderId' AS id FROM outbox WHERE topic = 'reminders.send' ORDER BY id`),
    ).toEqual(all.body.reminderIds.map((id) => ({ id })));
    expect(
      await sql(
        `SELECT actor_id, payload::jsonb->'new'->'reminders' AS made FROM audit_entry WHERE action = 'campaign.remind'`,
      ),
    ).toEqual([{ actor_id: people.risk.id, made: 2 }]);
  });

  it('at the sites of the caller only', async () => {
    const lead = await client(app, people.lead);
    const asked = await lead.post<Asked>(`campaigns/${campaignId}/remind`, {
      personIds: [people.tech.id, people.otherTech.id],
      note: 'Before Friday, please.',
    });
    expect(asked.status).toBe(202);
    // the other may have been reminded in this very second, by the test before
    expect(asked.body.skipped).toContainEqual({ personId: people.otherTech.id, reason: 'no-open-tasks' });
    expect(asked.body.reminders).toBeLessThanOrEqual(1);
    const elsewhere = (await createCampaignRow(sql, { ownerId: people.risk.id, siteIds: [sites.other] })).id;
    expect(await lead.post(`campaigns/${elsewhere}/remind`)).toMatchObject({
      status: 404,
      body: { code: 'campaign.not-found' },
    });
  });

  it('refuses technicians and auditors, and a campaign that is not open', async () => {
    for (const who of [people.tech, people.auditor]) {
      const refused = await (await client(app, who)).post(`campaigns/${campaignId}/remind`);
      expect(refused).toMatchObject({ status: 403, body: { code: 'access.forbidden' } });
    }
    const draft = (await createCampaignRow(sql, { ownerId: people.risk.id, status: 'draft' })).id;
    expect(await risk.post(`campaigns/${draft}/remind`)).toMatchObject({
      status: 409,
      body: { code: 'campaign.not-open' },
    });
    expect((await risk.post(`campaigns/${campaignId}/remind`, { personIds: [] })).status).toBe(422);
  });

  it('names whoever was reminded in this very second instead of passing them over in silence', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () =>
        risk.post<Asked>(`campaigns/${campaignId}/remind`, { personIds: [people.tech.id] }),
      ),
    );
    for (const { body } of answers) {
      expect(
        body.reminders + body.skipped.filter(({ reason }) => reason === 'reminded-just-now').length,
      ).toBe(1);
    }
  });

  it('gives the first answer again to the same Idempotency-Key', async () => {
    const ask = () =>
      risk.post<Asked>(
        `campaigns/${campaignId}/remind`,
        { personIds: [people.tech.id], note: 'Twice' },
        { idempotencyKey: 'remind-1' },
      );
    const [first, second] = [await ask(), await ask()];
    expect(second.body).toEqual(first.body);
    expect(await sql(`SELECT 1 FROM reminder WHERE note = 'Twice'`)).toHaveLength(first.body.reminders);
  });
});

describe('GET reminders', () => {
  it('lists by campaign, person and state, page by page, newest first', async () => {
    const all = await risk.all<{ id: string; person: { id: string } }>('reminders', {
      campaign: campaignId,
      limit: 1,
    });
    expect(all.length).toBeGreaterThanOrEqual(2);
    expect(all.map(({ id }) => Number(id))).toEqual(
      all.map(({ id }) => Number(id)).toSorted((a, b) => b - a),
    );
    const own = await risk.all<{ person: { id: string } }>('reminders', {
      person: people.tech.id,
      state: 'pending',
    });
    expect(new Set(own.map(({ person }) => person.id))).toEqual(new Set([people.tech.id]));
    expect(await risk.all('reminders', { state: 'sent' })).toEqual([]);
    expect((await risk.get('reminders', { query: { cursor: 'x' } })).status).toBe(422);
  });

  it('shows a site lead nothing that lists another site, and technicians nothing', async () => {
    const seen = await (
      await client(app, people.lead)
    ).all<{ id: string; person: { id: string } }>('reminders');
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen.map(({ person }) => person.id))).toEqual(new Set([people.tech.id]));
    const hidden = await client(app, people.otherLead);
    expect((await hidden.get(`reminders/${seen[0]?.id}`)).status).toBe(404);
    expect((await (await client(app, people.tech)).get('reminders')).status).toBe(403);
  });

  it('shows the message as it was sent', async () => {
    const [row] = await sql<{ id: string }>(
      `UPDATE reminder SET state = 'sent', subject = 'S', body_text = 'T', body_html = '<p>H</p>', server_answer = '250 ok', sent_at = clock_timestamp()
        WHERE person_id = $1 RETURNING id`,
      [people.otherTech.id],
    );
    expect((await risk.get(`reminders/${row?.id}`)).body).toMatchObject({
      state: 'sent',
      subject: 'S',
      text: 'T',
      html: '<p>H</p>',
      serverAnswer: '250 ok',
    });
  });

  it('tells how far the sweep has come', async () => {
    expect((await risk.get('reminders/sweep')).body).toEqual({
      sweptAt: null,
      finishedAt: null,
      unsent: expect.any(Number),
    });
  });
});

describe('GET mailbox', () => {
  it('shows what the mail server took: all of it to those who answer for it, their own to others', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: app.mailPort });
    const mail = (to: string, messageId: string) =>
      transport.sendMail({
        from: 'closeout@example.org',
        to: to.toUpperCase(),
        subject: `Grüße to ${messageId}`,
        text: 'Zeile 1\nZeile 2',
        html: '<p>Zeile</p>',
        messageId,
        date: new Date('2020-09-03T07:00:00Z'),
        headers: { 'X-Closeout-Kind': 'digest' },
      });
    await mail(people.tech.email, '<one@example.org>');
    await mail(people.otherTech.email, '<two@example.org>');
    await mail(people.otherTech.email, '<two@example.org>');

    const { body } = await risk.get<{ items: Array<{ id: string }>; nextCursor: null }>('mailbox');
    expect(body.items).toMatchObject([
      { to: [people.otherTech.email], messageId: '<two@example.org>', deliveries: 2 },
      {
        to: [people.tech.email],
        subject: 'Grüße to <one@example.org>',
        messageId: '<one@example.org>',
        date: '2020-09-03T07:00:00.000Z',
        kind: 'digest',
        deliveries: 1,
        headers: { 'X-Closeout-Kind': 'digest' },
      },
    ]);
    expect(await risk.all('mailbox', { to: people.tech.email.toUpperCase() })).toHaveLength(1);
    expect(await risk.all('mailbox', { limit: 1 })).toHaveLength(2);
    // a part of an address or of a subject, as it stands: % and _ are letters like any other
    const [name] = people.otherTech.email.split('@') as [string];
    const found = async (q: string) =>
      (await risk.all<{ messageId: string }>('mailbox', { q })).map(({ messageId }) => messageId);
    expect(await found(name.toUpperCase())).toEqual(['<two@example.org>']);
    expect(await found('GRÜSSE TO')).toEqual([]);
    expect(await found('GRÜßE TO <ONE')).toEqual(['<one@example.org>']);
    for (const nothing of ['%', '_', 'one_example', 'nobody-of-this-name'])
      expect(await found(nothing)).toEqual([]);
    expect(await risk.all('mailbox', { q: name, to: people.tech.email })).toEqual([]);

    const tech = await client(app, people.tech);
    const own = await tech.all<{ id: string; messageId: string }>('mailbox');
    expect(own.map(({ messageId }) => messageId)).toEqual(['<one@example.org>']);
    expect((await tech.get(`mailbox/${body.items[0]?.id}`)).status).toBe(404);
    expect((await tech.get(`mailbox/${own[0]?.id}`)).body).toMatchObject({
      text: 'Zeile 1\nZeile 2\n',
      html: '<p>Zeile</p>\n',
      raw: expect.stringContaining('X-Closeout-Kind: digest'),
    });
    expect(await tech.all('mailbox', { to: people.otherTech.email })).toEqual([]);
    expect(await tech.all('mailbox', { q: 'Grüße' })).toHaveLength(1);
  });

  it('answers refused and busy addresses as a mail server would', async () => {
    const transport = createTransport({ host: '127.0.0.1', port: app.mailPort });
    const mail = (to: string) => transport.sendMail({ from: 'closeout@example.org', to, text: 'x' });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(mail('refused.mailbox@example.org')).rejects.toMatchObject({ responseCode: 550 });
    }
    await expect(mail('busy.mailbox@example.org')).rejects.toMatchObject({ responseCode: 451 });
    await expect(mail('busy.mailbox@example.org')).resolves.toMatchObject({
      accepted: ['busy.mailbox@example.org'],
    });
  });
});

it('there is no mailbox where mail goes to a mail server of the house', async () => {
  const other = await startApp({
    worker: false,
    databaseUrl: app.databaseUrl,
    env: { SMTP_URL: 'smtp://127.0.0.1:9' },
  });
  try {
    const answer = await (await client(other, people.risk)).get('mailbox');
    expect(answer).toMatchObject({ status: 404, body: { code: 'mailbox.not-embedded' } });
  } finally {
    await other.stop();
  }
});
