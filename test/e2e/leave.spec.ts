import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MeView, UserView } from '#contracts/identity';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  client,
  type Client,
  createCampaignRow,
  createSite,
  createTaskRow,
  createUser,
  passDays,
  sqlClient,
  startApp,
  type TestSql,
  type UserRow,
  waitFor,
} from '../support/index.js';

// Leave with a stand-in: who may set it, what is refused, and where the e-mails and tasks go meanwhile.

let app: App;
let sql: TestSql;
let sites: { north: string; south: string };
let people: Record<'risk' | 'lead' | 'anna' | 'ben' | 'far' | 'auditor', UserRow>;
let clients: Record<'risk' | 'lead' | 'anna' | 'ben' | 'far', Client>;
let campaignId: string;

const dayFrom = (days: number, now: Date): string =>
  new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
const today = async (days = 0): Promise<string> => {
  const { body } = await clients.risk.get<{ now: string }>('clock');
  return dayFrom(days, new Date(body.now));
};

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  const site = (name: string) => createSite(sql, { name, timeZone: 'UTC', weeklyDaysOff: [] });
  sites = { north: (await site('North')).id, south: (await site('South')).id };
  const lead = await createUser(sql, { role: 'site-lead', sites: [sites.north] });
  people = {
    risk: await createUser(sql, { role: 'risk-manager' }),
    lead,
    anna: await createUser(sql, { name: 'Anna Away', sites: [sites.north], leadId: lead.id }),
    ben: await createUser(sql, { name: 'Ben Benson', sites: [sites.north, sites.south] }),
    far: await createUser(sql, { name: 'Fay Far', sites: [sites.south] }),
    auditor: await createUser(sql, { role: 'auditor', sites: [sites.north] }),
  };
  const of = async (who: UserRow): Promise<Client> => client(app, who);
  clients = {
    risk: await of(people.risk),
    lead: await of(people.lead),
    anna: await of(people.anna),
    ben: await of(people.ben),
    far: await of(people.far),
  };
  campaignId = (await createCampaignRow(sql, { ownerId: people.risk.id, class: 'I', title: 'Pins' })).id;
});
afterAll(() => app?.stop());

interface Refusal {
  code: string;
  detail: string;
  errors: Array<{ path: string }>;
}
const set = async (who: Client, leave: object | null) => {
  const { status, body } = await who.patch<Refusal>('me', { leave });
  return { status, body };
};

describe('PATCH me', () => {
  it('changes the own time zone, hour and language, with an audit entry, and nothing else', async () => {
    const changed = await clients.ben.patch<MeView>('me', {
      timeZone: 'UTC',
      digestHour: 9,
      locale: 'de-CH',
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { timeZone: 'UTC', digestHour: 9, locale: 'de-CH', leave: null, standingInFor: [] },
    });
    const entries = await sql<{ payload: string }>(
      `SELECT payload FROM audit_entry WHERE action = 'user.patch' AND subject_id = $1`,
      [people.ben.id],
    );
    expect(entries.map(({ payload }) => (JSON.parse(payload) as { new: unknown }).new)).toEqual([
      { timeZone: 'UTC', digestHour: 9, locale: 'de-CH' },
    ]);
    for (const more of [
      { name: 'Else' },
      { role: 'administrator' },
      { locale: 'not a locale' },
      { digestHour: 24 },
    ]) {
      expect({ more, status: (await clients.ben.patch('me', more)).status }).toEqual({ more, status: 422 });
    }
    const again = await clients.ben.patch<MeView>('me', { digestHour: null });
    expect(again.body).toMatchObject({ digestHour: null, locale: 'de-CH' });
  });
});

describe('a leave is refused with a sentence', () => {
  it('where the stand-in lacks a site of open tasks, is no worker, or would be the person', async () => {
    await createTaskRow(sql, {
      campaignId,
      assigneeId: people.anna.id,
      siteId: sites.north,
      dueOn: await today(3),
    });
    const days = { from: await today(), to: await today(4) };
    const noSite = await set(clients.anna, { ...days, standInId: people.ben.id });
    expect(noSite.status).toBe(200);
    await set(clients.anna, null);
    const benHasSouth = await createTaskRow(sql, {
      campaignId,
      assigneeId: people.ben.id,
      siteId: sites.south,
      dueOn: await today(3),
    });
    const refused = await set(clients.ben, { ...days, standInId: people.anna.id });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'leave.stand-in-site', errors: [{ path: 'leave.standInId' }] },
    });
    expect(refused.body.detail).toContain('South');
    await sql(`UPDATE task SET status = 'withdrawn' WHERE id = $1`, [benHasSouth]);
    for (const standInId of [people.auditor.id, people.anna.id, people.far.id, '999999']) {
      // Fay shares no site with Anna, so that for Anna there is no such person
      const { status, body } = await set(clients.anna, { ...days, standInId });
      expect({ standInId, status, code: body.code }).toEqual({
        standInId,
        status: 422,
        code: 'leave.stand-in-unfit',
      });
    }
    const over = await set(clients.anna, {
      from: await today(-9),
      to: await today(-2),
      standInId: people.ben.id,
    });
    expect([over.status, over.body.code]).toEqual([422, 'leave.over']);
    const turned = await set(clients.anna, {
      from: await today(4),
      to: await today(3),
      standInId: people.ben.id,
    });
    expect([turned.status, turned.body.code]).toEqual([422, 'request.invalid']);
  });

  it('where it would make a chain or a circle, also when both are asked for at the same moment', async () => {
    const days = { from: await today(), to: await today(4) };
    expect((await set(clients.anna, { ...days, standInId: people.ben.id })).status).toBe(200);
    expect((await set(clients.ben, { ...days, standInId: people.anna.id })).body.code).toBe(
      'leave.stand-in-away',
    );
    expect((await set(clients.ben, { ...days, standInId: people.lead.id })).body.code).toBe(
      'leave.stands-in',
    );
    await set(clients.anna, null);
    const both = await Promise.all([
      set(clients.anna, { ...days, standInId: people.ben.id }),
      set(clients.ben, { ...days, standInId: people.anna.id }),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422]);
    await Promise.all([set(clients.anna, null), set(clients.ben, null)]);
  });
});

describe('PUT users/:id/leave', () => {
  it('is for leads of those who answer to them or have no other sites, and for administrators', async () => {
    const days = { from: await today(20), to: await today(24) };
    const path = (who: UserRow) => `users/${who.id}/leave`;
    const byLead = await clients.lead.put<UserView>(path(people.anna), {
      leave: { ...days, standInId: people.ben.id },
    });
    expect(byLead).toMatchObject({
      status: 200,
      body: { leave: { ...days, standIn: { name: 'Ben Benson' }, now: false } },
    });
    const other = await clients.lead.put(path(people.ben), { leave: null });
    expect(other).toMatchObject({ status: 403, body: { code: 'access.other-site' } });
    expect((await clients.lead.put(path(people.far), { leave: null })).status).toBe(404);
    expect((await clients.ben.put(path(people.anna), { leave: null })).status).toBe(403);
    const me = await clients.ben.get<MeView>('me');
    expect(me.body.standingInFor).toEqual([
      { person: { id: people.anna.id, name: 'Anna Away' }, ...days, now: false },
    ]);
    expect((await clients.lead.put<UserView>(path(people.anna), { leave: null })).body.leave).toBeNull();
  });
});

describe('while somebody is away', () => {
  interface Mail {
    id: string;
    to: string[];
    subject: string;
    kind: string;
  }
  const mailTo = async (who: UserRow): Promise<Mail[]> =>
    (await clients.risk.all<Mail>('mailbox')).filter(({ to }) => to.includes(who.email)).toReversed();
  const settled = async (): Promise<void> => {
    const { now } = (await clients.risk.get<{ now: string }>('clock')).body;
    await waitFor(
      async () => {
        const { body } = await clients.risk.get<{ sweptAt: string | null; unsent: number }>(
          'reminders/sweep',
        );
        return body.sweptAt !== null && body.sweptAt >= now && body.unsent === 0;
      },
      { what: 'the sweep to have caught up' },
    );
  };

  it('their tasks stay theirs and stand in the list of the stand-in, marked', async () => {
    await set(clients.anna, { from: await today(), to: await today(3), standInId: people.ben.id });
    const list = await clients.ben.all<TaskView>('tasks', { assignee: 'me', status: 'open' });
    expect(list.map(({ assignee, standingInFor }) => [assignee.name, standingInFor?.name])).toEqual([
      ['Anna Away', 'Anna Away'],
    ]);
    const own = await clients.anna.all<TaskView>('tasks', { assignee: 'me', status: 'open' });
    expect(own.map(({ standingInFor }) => standingInFor)).toEqual([null]);
    const byId = await clients.risk.all<TaskView>('tasks', { assignee: people.ben.id, status: 'open' });
    expect(byId).toEqual([]);
  });

  it('the e-mails go to the stand-in, say for whom, and are one digest a day; afterwards they are theirs again', async () => {
    const fresh = await createCampaignRow(sql, {
      ownerId: people.risk.id,
      class: 'I',
      title: 'Battery doors',
    });
    const task = { campaignId: fresh.id, siteId: sites.north, dueOn: await today(30) };
    await createTaskRow(sql, { ...task, assigneeId: people.anna.id });
    await createTaskRow(sql, { ...task, assigneeId: people.ben.id, stepKey: 'verify-software' });
    const moved = await clients.risk.post('clock', { advanceTo: `${await today(1)}T10:00:00Z` });
    expect(moved.status).toBeLessThan(300);
    await settled();
    const about = (await mailTo(people.ben)).filter(({ subject }) => subject.includes('Battery doors'));
    const assignments = about.filter(({ kind }) => kind === 'assignment').map(({ subject }) => subject);
    expect(assignments.filter((subject) => subject.includes('for Anna Away'))).toHaveLength(1);
    expect(assignments.filter((subject) => !subject.includes('for Anna Away'))).toHaveLength(1);
    const before = (await mailTo(people.anna)).length;

    await passDays(app, clients.risk, 1);
    await settled();
    const digests = (await mailTo(people.ben)).filter(({ kind }) => kind === 'digest');
    const rows = await sql<{ moment: string; n: string }>(
      `SELECT moment, count(*) AS n FROM reminder WHERE kind = 'digest' AND person_id = $1 GROUP BY 1`,
      [people.ben.id],
    );
    expect(rows.every(({ n }) => n === '1')).toBe(true);
    const last = digests.at(-1) as Mail;
    expect(last.subject).toContain('open for Anna Away');
    const { body } = await clients.ben.get<{ text: string; html: string }>(`mailbox/${last.id}`);
    expect(body.text).toContain('FOR ANNA AWAY, ON LEAVE UNTIL');
    expect(body.html).toContain('For Anna Away, on leave until');
    expect(await mailTo(people.anna)).toHaveLength(before);
    const own = await clients.risk.all<{ onBehalfOf: { id: string } | null }>('reminders', {
      person: people.anna.id,
    });
    expect(own.filter(({ onBehalfOf }) => onBehalfOf?.id === people.anna.id).length).toBeGreaterThan(0);
    // a reminder asked for by hand goes the same way
    const asked = await clients.risk.post<{ reminderIds: string[] }>(`campaigns/${fresh.id}/remind`, {
      personIds: [people.anna.id],
    });
    await settled();
    const manual = await clients.risk.get(`reminders/${asked.body.reminderIds[0]}`);
    expect(manual.body).toMatchObject({
      state: 'sent',
      person: { id: people.ben.id },
      onBehalfOf: { id: people.anna.id },
    });

    await passDays(app, clients.risk, 3);
    await settled();
    const back = (await mailTo(people.anna)).slice(before);
    expect(back.map(({ kind, subject }) => [kind, subject.includes('Battery doors')])).toContainEqual([
      'assignment',
      true,
    ]);
    expect((await mailTo(people.ben)).at(-1)?.subject).not.toContain('Anna');
    expect((await clients.ben.get<MeView>('me')).body.standingInFor).toEqual([]);
  });

  it('late work of theirs climbs the ladder on the same days', async () => {
    const late = await createCampaignRow(sql, { ownerId: people.risk.id, class: 'I', title: 'Late work' });
    await set(clients.anna, { from: await today(), to: await today(9), standInId: people.ben.id });
    await createTaskRow(sql, {
      campaignId: late.id,
      assigneeId: people.anna.id,
      siteId: sites.north,
      dueOn: await today(-1),
    });
    await passDays(app, clients.risk, 1);
    await settled();
    const said = (await mailTo(people.lead)).at(-1);
    expect(said?.subject).toContain('late in your area');
  });
});
