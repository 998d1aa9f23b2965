import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AuditModule } from '#domain/audit';
import { RemindersModule, SendingService, SweepService } from '#domain/reminders';
import { Clock, type MovableClock } from '#platform/clock';
import { readConfig } from '#platform/config';
import { createLogger } from '#platform/logging';
import { MailSink } from '#platform/mail';
import { PlatformModule } from '#platform/wiring';
import {
  closeTaskRows,
  createCampaignRow,
  createDevice,
  createLocation,
  createSite,
  createTaskRow,
  createTestDatabase,
  createUser,
  freePort,
  reopenTaskRows,
  sqlClient,
  type TestDatabase,
  type TestSql,
} from '../support/index.js';

// The sweep and the sending, run by hand over a real database and a real mail server: one step at a time.

let database: TestDatabase;
let sql: TestSql;
let context: INestApplicationContext;
let sink: MailSink;
let sinkPort: number;
let sweeps: SweepService;
let sending: SendingService;
let clock: MovableClock;

/** Weeks begin on a Monday of their own, so that no test sees another's days. */
const FIRST_MONDAY = Date.UTC(2031, 0, 6);
let week = 0;
const dayOf = (day: number): string =>
  new Date(FIRST_MONDAY + (week * 7 + day) * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url);
  sinkPort = await freePort();
  const config = readConfig({
    DATABASE_URL: database.url,
    CLOSEOUT_MAIL_SINK_PORT: String(sinkPort),
    CLOSEOUT_CLOCK: 'movable',
    PUBLIC_URL: 'https://closeout.example.org',
    JOB_LOCK_SECONDS: '5',
  });
  context = await NestFactory.createApplicationContext(
    {
      module: class Reminders {},
      imports: [
        PlatformModule.forRoot({ config, logger: createLogger('test', 'silent'), entities: [] }),
        AuditModule,
        RemindersModule,
      ],
    },
    { logger: false },
  );
  sweeps = context.get(SweepService);
  sending = context.get(SendingService);
  clock = context.get(Clock);
  sink = new MailSink(context.get(DataSource), createLogger('test', 'silent'));
  await sink.start(sinkPort);
});

afterAll(async () => {
  await sink.stop();
  await context.close();
  await database.drop();
});

/** Everything of the tests before is over, and it is Monday 06:00 UTC of a new week. */
beforeEach(async () => {
  week += 2;
  await sql(`UPDATE campaign SET status = 'closed'`);
  await sql(`UPDATE reminder SET state = 'dropped' WHERE state IN ('pending', 'sending', 'failed')`);
  await sql('DELETE FROM mailbox_message');
  await goTo(0, '06:00');
});

const goTo = (day: number, time: string): Promise<Date> =>
  clock.advanceTo(new Date(`${dayOf(day)}T${time}:00Z`));

interface Mail {
  message_id: string;
  recipients: string[];
  subject: string;
  headers: Record<string, string>;
  body_text: string;
  body_html: string;
  deliveries: number;
  sent_on: Date;
}
const mailbox = (): Promise<Mail[]> => sql<Mail>('SELECT * FROM mailbox_message ORDER BY id');
const reminders = () =>
  sql<{
    id: string;
    kind: string;
    person_id: string;
    state: string;
    moment: string;
    last_error: string | null;
    message_id: string;
  }>('SELECT * FROM reminder ORDER BY id');

/** Sends what the sweep has queued, as the worker would; gives the errors that would bring a job back. */
async function deliver(): Promise<string[]> {
  const errors: string[] = [];
  const jobs = await sql<{ payload: { reminderId: string } }>(
    `UPDATE outbox SET relayed_at = clock_timestamp() WHERE topic = 'reminders.send' AND relayed_at IS NULL RETURNING payload`,
  );
  for (const { payload } of jobs) {
    await sending
      .sendReminder(payload.reminderId, { lastAttempt: false })
      .catch((error: Error) => errors.push(error.message));
  }
  return errors;
}

async function sweepAndDeliver(): Promise<Mail[]> {
  await sql('DELETE FROM mailbox_message');
  await sweeps.sweepReminders();
  expect(await deliver()).toEqual([]);
  return mailbox();
}

/** A site with a lead and a technician, a risk manager, and an open campaign with one task due on Friday. */
async function hospital(
  options: { class?: 'I' | 'II' | 'III'; techEmail?: string; ownerEmail?: string; holidays?: string[] } = {},
) {
  const owner = await createUser(sql, {
    role: 'risk-manager',
    ...(options.ownerEmail === undefined ? {} : { email: options.ownerEmail }),
  });
  const lead = await createUser(sql, { role: 'site-lead' });
  const site = await createSite(sql, { leadId: lead.id, holidays: options.holidays ?? [] });
  await sql('INSERT INTO user_site (user_id, site_id) VALUES ($1, $2)', [lead.id, site.id]);
  await sql('UPDATE app_user SET home_site_id = $2 WHERE id = $1', [lead.id, site.id]);
  const tech = await createUser(sql, {
    sites: [site.id],
    ...(options.techEmail === undefined ? {} : { email: options.techEmail }),
  });
  const location = await createLocation(sql, { siteId: site.id, name: 'ICU' });
  const device = await createDevice(sql, { siteId: site.id, locationId: location.id });
  const campaign = await createCampaignRow(sql, {
    ownerId: owner.id,
    class: options.class ?? 'II',
    title: `Corroded contacts ${week}`,
  });
  const task = await createTaskRow(sql, {
    campaignId: campaign.id,
    assigneeId: tech.id,
    siteId: site.id,
    locationId: location.id,
    deviceId: device.id,
    dueOn: dayOf(4),
  });
  return { owner, lead, site, tech, location, device, campaign, task };
}

describe('the assignment e-mail', () => {
  it('goes out at once, once, to everybody with open work', async () => {
    const { tech, device, campaign, task } = await hospital();
    await goTo(0, '06:05');
    const [mail, ...others] = await sweepAndDeliver();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({
      recipients: [tech.email],
      subject: `1 new task, first due Fri ${inWords(4)}: ${campaign.title}`,
      deliveries: 1,
    });
    expect(mail?.body_text).toContain(`${device.assetTag} (serial ${device.serialNumber}`);
    for (const body of [mail?.body_text, mail?.body_html])
      expect(body).toContain(`https://closeout.example.org/tasks/${task}`);
    expect(mail?.headers).toMatchObject({
      'Auto-Submitted': 'auto-generated',
      'X-Closeout-Kind': 'assignment',
      'List-Id': 'Closeout reminders <reminders.closeout.closeout.example.org>',
    });
    expect(mail?.headers['References']).toMatch(
      new RegExp(`^<campaign-${campaign.id}\\.[0-9a-f]{12}@closeout\\.example\\.org>$`),
    );
    expect(mail?.headers['In-Reply-To']).toBe(mail?.headers['References']);
    expect(mail?.sent_on.toISOString().slice(0, 16)).toBe(`${dayOf(0)}T06:05`);
    const [row] = await sql<Record<string, unknown>>(
      `SELECT state, subject, body_text, server_answer, message_id FROM reminder WHERE person_id = $1`,
      [tech.id],
    );
    expect(row).toMatchObject({ state: 'sent', subject: mail?.subject, message_id: mail?.message_id });
    expect(row?.['server_answer']).toMatch(/^250 /);

    expect(await sweeps.sweepReminders()).toMatchObject({ assignments: 0, digests: 0, putBack: 0 });
    await goTo(0, '12:00');
    expect(await sweepAndDeliver()).toEqual([]);
  });

  it('does not go out when the task was closed in between', async () => {
    const { tech, task } = await hospital();
    expect(await sweeps.sweepReminders()).toMatchObject({ assignments: 1 });
    await closeTaskRows(sql, [task]);
    expect(await deliver()).toEqual([]);
    expect((await mailbox()).filter(({ recipients }) => recipients.includes(tech.email))).toEqual([]);
    expect((await reminders()).filter((row) => row.person_id === tech.id)).toMatchObject([
      { state: 'dropped', last_error: 'nothing-to-do' },
    ]);
  });

  it('waits while the campaign is still opening, and counts no waiting task', async () => {
    const { campaign, task } = await hospital();
    await sql(`UPDATE campaign SET status = 'opening' WHERE id = $1`, [campaign.id]);
    expect(await sweepAndDeliver()).toEqual([]);
    await sql(`UPDATE campaign SET status = 'open' WHERE id = $1`, [campaign.id]);
    await sql(`UPDATE task SET status = 'waiting' WHERE id = $1`, [task]);
    expect(await sweepAndDeliver()).toEqual([]);
    await sql(`UPDATE task SET status = 'open' WHERE id = $1`, [task]);
    expect(await sweepAndDeliver()).toHaveLength(1);
  });
});

const inWords = (day: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${dayOf(day)}T00:00:00Z`));

describe('the digest', () => {
  it('comes at the local hour of the day, by the cadence of the class, at most once a day', async () => {
    const { tech } = await hospital({ class: 'II' });
    await sql(`UPDATE app_user SET time_zone = 'America/New_York' WHERE id = $1`, [tech.id]);
    expect(await sweepAndDeliver()).toHaveLength(1); // the assignment, Monday 06:00 UTC: 01:00 in New York
    await goTo(1, '23:00');
    expect(await sweepAndDeliver()).toEqual([]);
    await goTo(2, '11:59');
    expect(await sweepAndDeliver()).toEqual([]);
    await goTo(2, '12:00');
    expect(await sweepAndDeliver()).toMatchObject([
      { recipients: [tech.email], headers: { 'X-Closeout-Kind': 'digest' } },
    ]);
    await goTo(2, '20:00');
    expect(await sweepAndDeliver()).toEqual([]);
  });

  it('is one for two campaigns, and shows a pump of both once', async () => {
    const one = await hospital({ class: 'II' });
    const other = await createCampaignRow(sql, {
      ownerId: one.owner.id,
      class: 'I',
      title: 'Mismatched software',
    });
    const second = await createTaskRow(sql, {
      campaignId: other.id,
      assigneeId: one.tech.id,
      siteId: one.site.id,
      locationId: one.location.id,
      deviceId: one.device.id,
      stepKey: 'verify-software',
      dueOn: dayOf(0),
    });
    expect(await sweepAndDeliver()).toHaveLength(2);
    await goTo(1, '07:00');
    const [mail, ...others] = (await sweepAndDeliver()).filter(
      ({ recipients }) => recipients[0] === one.tech.email,
    );
    expect(others).toEqual([]);
    expect(mail?.subject).toBe(`1 late of 2 open: Mismatched software and 1 more campaign`);
    expect(mail?.body_text.match(new RegExp(`\\* ${one.device.assetTag} `, 'g'))).toHaveLength(1);
    for (const id of [one.task, second]) expect(mail?.body_text).toContain(`/tasks/${id}`);
    expect(mail?.headers['References']).toContain(`<campaign-${one.campaign.id}.`);
    expect(mail?.headers['References']).toContain(`<campaign-${other.id}.`);
    // closing all ends it
    await closeTaskRows(sql, [one.task, second]);
    await goTo(2, '07:00');
    expect((await sweepAndDeliver()).filter(({ recipients }) => recipients[0] === one.tech.email)).toEqual(
      [],
    );
  });

  it.each([
    ['II', []],
    ['I', ['Sat', 'Sun', 'Mon']],
  ] as const)('of Class %s comes on days off: %j', async (recallClass, expected) => {
    const { tech } = await hospital({ class: recallClass, holidays: [dayOf(7)] });
    await sweepAndDeliver();
    await goTo(4, '07:00');
    expect((await sweepAndDeliver()).length).toBeGreaterThan(0);
    const days: string[] = [];
    for (const [day, name] of [
      [5, 'Sat'],
      [6, 'Sun'],
      [7, 'Mon'],
    ] as const) {
      await goTo(day, '12:00');
      if ((await sweepAndDeliver()).some(({ recipients }) => recipients[0] === tech.email)) days.push(name);
    }
    expect(days).toEqual(expected);
    await goTo(8, '07:00');
    expect((await sweepAndDeliver()).some(({ recipients }) => recipients[0] === tech.email)).toBe(true);
  });

  it('shows late work to the lead, then to the risk manager, in their own digest', async () => {
    const { owner, lead, tech, campaign } = await hospital({ class: 'I' });
    await sweepAndDeliver();
    const to: Record<string, string[]> = {};
    for (const day of [4, 7, 8]) {
      // due on Friday, day 4; the Monday after is day 7
      await goTo(day, '08:00');
      to[day] = (await sweepAndDeliver()).map((mail) => `${mail.recipients[0]}: ${mail.subject}`).toSorted();
    }
    const late = `1 late: ${campaign.title}`;
    const area = `1 late in your area: ${campaign.title}`;
    expect(to[4]).toEqual([`${tech.email}: 1 open: ${campaign.title}`]);
    expect(to[7]).toEqual(
      [`${lead.email}: ${area}`, `${owner.email}: ${area}`, `${tech.email}: ${late}`].toSorted(),
    );
    expect(to[8]).toEqual(to[7]);
  });
});

describe('what the mail server says', () => {
  it('a permanent refusal is kept, told in the audit trail, and the work goes to the lead at once', async () => {
    const { lead, tech, task } = await hospital({ techEmail: `refused-${week}@example.org` });
    await goTo(0, '07:00');
    expect(await sweepAndDeliver()).toEqual([]);
    const [person] = await sql<Record<string, unknown>>(
      'SELECT mail_refused_at, mail_refused_reason FROM app_user WHERE id = $1',
      [tech.id],
    );
    expect(person?.['mail_refused_at']).toBeInstanceOf(Date);
    expect(person?.['mail_refused_reason']).toMatch(/550/);
    expect((await reminders()).filter((row) => row.person_id === tech.id)).toMatchObject([
      { state: 'refused' },
    ]);
    expect(
      await sql(`SELECT 1 FROM audit_entry WHERE action = 'user.mail-refused' AND subject_id = $1`, [
        tech.id,
      ]),
    ).toHaveLength(1);

    const [mail, ...others] = await sweepAndDeliver();
    expect(others).toEqual([]);
    expect(mail?.recipients).toEqual([lead.email]);
    expect(mail?.body_text).toContain('E-mail to this person is refused');
    expect(mail?.body_text).toContain(`/tasks/${task}`);
    await goTo(0, '20:00');
    await sweepAndDeliver();
    expect((await reminders()).filter((row) => row.person_id === tech.id)).toHaveLength(1);
  });

  it('a refusal does not silence anybody for good: the next digest is tried, and when it is taken all is well', async () => {
    const { tech, task } = await hospital({ techEmail: `refused-again-${week}@example.org` });
    await goTo(0, '07:00');
    await sweepAndDeliver();
    const ofTech = async () => (await reminders()).filter((row) => row.person_id === tech.id);
    await goTo(3, '07:00');
    await sweepAndDeliver();
    expect(await ofTech()).toMatchObject([
      { kind: 'assignment', state: 'refused' },
      { kind: 'digest', state: 'refused' },
    ]);

    // the fault was the server's, and is mended: the account is the same
    await sql(`UPDATE app_user SET email = replace(email, 'refused-', 'taken-') WHERE id = $1`, [tech.id]);
    await goTo(4, '07:00');
    const mails = (await sweepAndDeliver()).filter((mail) => mail.recipients[0]?.startsWith('taken-again'));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body_text).toContain(`/tasks/${task}`);
    expect(await sql('SELECT mail_refused_at FROM app_user WHERE id = $1', [tech.id])).toEqual([
      { mail_refused_at: null },
    ]);
  });

  it('the word that all is closed is owed until the server takes it', async () => {
    const { owner, task } = await hospital({ ownerEmail: `refused-owner-${week}@example.org` });
    await goTo(0, '07:00');
    await sweepAndDeliver();
    await closeTaskRows(sql, [task]);
    await sweepAndDeliver();
    await sql(`UPDATE app_user SET email = replace(email, 'refused-', 'taken-') WHERE id = $1`, [owner.id]);
    await goTo(1, '07:00');
    expect((await sweepAndDeliver()).map(({ recipients }) => recipients[0])).toEqual([
      `taken-owner-${week}@example.org`,
    ]);
    await goTo(2, '07:00');
    expect(await sweepAndDeliver()).toEqual([]);
  });

  it('a transient one is tried again, and keeps no address in its words', async () => {
    const { tech } = await hospital({ techEmail: `busy-${week}@example.org` });
    await sweeps.sweepReminders();
    const errors = await deliver();
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/451/);
    expect(errors[0]).not.toContain('busy-');
    const [row] = (await reminders()).filter(({ person_id }) => person_id === tech.id);
    expect(row).toMatchObject({ state: 'pending', last_error: errors[0] });
    expect(await sending.sendReminder(row?.id ?? '', { lastAttempt: false })).toBe('sent');
    expect(await mailbox()).toHaveLength(1);
  });

  it('when it cannot be reached, the row waits, and a later sweep queues it again', async () => {
    const { tech } = await hospital();
    await sink.stop();
    try {
      await sweeps.sweepReminders();
      const [row] = (await reminders()).filter(({ person_id }) => person_id === tech.id);
      await expect(sending.sendReminder(row?.id ?? '', { lastAttempt: true })).rejects.toThrow(
        /ECONNREFUSED/,
      );
      expect((await reminders()).at(-1)).toMatchObject({ id: row?.id, state: 'failed' });
    } finally {
      await sink.start(sinkPort);
    }
    await sql(`UPDATE outbox SET relayed_at = clock_timestamp()`);
    expect(await sweeps.sweepReminders()).toMatchObject({ putBack: 0 });
    await sql(`UPDATE reminder SET queued_at = queued_at - interval '10 minutes' WHERE state = 'failed'`);
    expect(await sweeps.sweepReminders()).toMatchObject({ putBack: 1 });
    expect(await sweeps.sweepReminders()).toMatchObject({ putBack: 0 });
    await deliver();
    expect(await mailbox()).toHaveLength(1);
  });
});

describe('a crash', () => {
  it('between the claim and the sending leaves a row that is sent when the lease is over', async () => {
    const { tech } = await hospital();
    await sweeps.sweepReminders();
    await sql(`UPDATE outbox SET relayed_at = clock_timestamp()`);
    const [row] = (await reminders()).filter(({ person_id }) => person_id === tech.id);
    await sql(
      `UPDATE reminder SET state = 'sending', attempts = 1, claimed_until = clock_timestamp() + interval '1 minute' WHERE id = $1`,
      [row?.id],
    );
    await expect(sending.sendReminder(row?.id ?? '', { lastAttempt: false })).rejects.toThrow(
      /another worker/,
    );
    expect(await mailbox()).toEqual([]);
    await sql(
      `UPDATE reminder SET claimed_until = clock_timestamp() - interval '1 second', queued_at = queued_at - interval '10 minutes' WHERE id = $1`,
      [row?.id],
    );
    expect(await sweeps.sweepReminders()).toMatchObject({ putBack: 1 });
    await deliver();
    expect(await mailbox()).toMatchObject([{ deliveries: 1 }]);
  });

  it("between the server's 250 and our commit sends the same message again, under the same Message-ID", async () => {
    const { tech } = await hospital();
    await sweepAndDeliver();
    const [row] = (await reminders()).filter(({ person_id }) => person_id === tech.id);
    await sql(
      `UPDATE reminder SET state = 'sending', claimed_until = clock_timestamp() - interval '1 second' WHERE id = $1`,
      [row?.id],
    );
    expect(await sending.sendReminder(row?.id ?? '', { lastAttempt: false })).toBe('sent');
    expect(await mailbox()).toMatchObject([{ message_id: row?.message_id, deliveries: 2 }]);
    expect(await sending.sendReminder(row?.id ?? '', { lastAttempt: false })).toBe('done');
  });
});

it('two sweeps at the same time make every row once', async () => {
  const { campaign, site } = await hospital();
  for (let n = 0; n < 30; n += 1) {
    const person = await createUser(sql, { sites: [site.id] });
    const device = await createDevice(sql, { siteId: site.id });
    await createTaskRow(sql, {
      campaignId: campaign.id,
      assigneeId: person.id,
      siteId: site.id,
      deviceId: device.id,
      dueOn: dayOf(4),
    });
  }
  const both = await Promise.all([sweeps.sweepReminders(), sweeps.sweepReminders()]);
  expect(both.reduce((sum, one) => sum + one.assignments, 0)).toBe(31);
  expect(both.some(({ skipped }) => skipped)).toBe(true);
  expect(await deliver()).toEqual([]);
  const mails = await mailbox();
  expect(mails).toHaveLength(31);
  expect(mails.every(({ deliveries }) => deliveries === 1)).toBe(true);
});

describe('when the last task of a campaign closes', () => {
  it('where the owner has left, another risk manager is shown what is late, and hears of the last one', async () => {
    const { owner, task, campaign, tech, lead } = await hospital({ class: 'I' });
    const other = await createUser(sql, { role: 'risk-manager' });
    // of all tests before there are risk managers who might be asked
    await sql(
      `UPDATE app_user SET active = false WHERE role IN ('risk-manager', 'administrator') AND id <> $1`,
      [other.id],
    );
    await goTo(0, '07:00');
    await sweepAndDeliver();
    await goTo(8, '07:00');
    const late = (await sweepAndDeliver()).map(({ recipients }) => recipients[0]);
    expect(late.toSorted()).toEqual([lead.email, other.email, tech.email].toSorted());
    await closeTaskRows(sql, [task]);
    expect(await sweepAndDeliver()).toMatchObject([
      { recipients: [other.email], subject: `All tasks closed: ${campaign.title}` },
    ]);
    await sql(`UPDATE app_user SET active = true WHERE role IN ('risk-manager', 'administrator')`);
    expect(await sweepAndDeliver()).toEqual([]);
    expect(owner.email).not.toBe(other.email);
  });

  it('the owner hears of it once, and again after a reopening', async () => {
    const { owner, task, campaign } = await hospital();
    await sweepAndDeliver();
    await closeTaskRows(sql, [task]);
    expect(await sweepAndDeliver()).toMatchObject([
      { recipients: [owner.email], subject: `All tasks closed: ${campaign.title}` },
    ]);
    expect(await sweepAndDeliver()).toEqual([]);
    await reopenTaskRows(sql, [task]);
    expect(await sweepAndDeliver()).toEqual([]);
    await closeTaskRows(sql, [task]);
    expect(await sweepAndDeliver()).toHaveLength(1);
    await goTo(9, '12:00');
    expect(await sweepAndDeliver()).toEqual([]);
  });

  it('nothing is said while it is open again, and it is said when it is closed for good', async () => {
    const { owner, task, device, campaign, site, tech } = await hospital();
    await sweepAndDeliver();
    await closeTaskRows(sql, [task]);
    await sweeps.sweepReminders();
    const added = await createTaskRow(sql, {
      campaignId: campaign.id,
      assigneeId: tech.id,
      siteId: site.id,
      deviceId: device.id,
      stepKey: 'verify-software',
      dueOn: dayOf(4),
    });
    await deliver();
    expect((await mailbox()).filter(({ recipients }) => recipients[0] === owner.email)).toEqual([]);
    await sql(`UPDATE task SET status = 'withdrawn' WHERE id = $1`, [added]);
    expect(await sweepAndDeliver()).toMatchObject([{ recipients: [owner.email] }]);
  });

  it('says nothing of a campaign that is closed out', async () => {
    const { task, campaign } = await hospital();
    await sweepAndDeliver();
    await closeTaskRows(sql, [task]);
    await sweeps.sweepReminders();
    await sql(`UPDATE campaign SET status = 'closed' WHERE id = $1`, [campaign.id]);
    await sql('DELETE FROM mailbox_message');
    await deliver();
    expect(await mailbox()).toEqual([]);
  });
});

it('the audit trail holds one entry for each sweep that made something', async () => {
  const entries = () =>
    sql<{ new: unknown }>(
      `SELECT payload::jsonb->'new' AS new FROM audit_entry WHERE action = 'reminder.sweep' ORDER BY seq`,
    );
  const before = (await entries()).length;
  await hospital();
  await sweepAndDeliver();
  await sweepAndDeliver();
  expect((await entries()).slice(before)).toEqual([
    { new: { assignments: 1, digests: 0, allTasksClosed: 0 } },
  ]);
});

it('a sweep leaves word of how far it has come', async () => {
  const [row] = await sql<{ swept_at: Date; finished_at: Date }>('SELECT * FROM sweep');
  await sweeps.sweepReminders();
  const [after] = await sql<{ swept_at: Date; finished_at: Date }>('SELECT * FROM sweep');
  expect(after?.swept_at.getTime()).toBeGreaterThan(row?.swept_at.getTime() ?? 0);
  expect(after?.finished_at.getTime()).toBeGreaterThanOrEqual(row?.finished_at.getTime() ?? 0);
});
