import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ForwardingPage, ForwardingView } from '#contracts/forwardings';
import {
  type App,
  type Client,
  client,
  createDevice,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  passDays,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// The notice on its way to others who may have our pumps, and their word that they have read it.

let app: App;
let sql: TestSql;
let manager: Client;
let lead: Client;
let ward: Ward;
let campaign: string;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  manager = await client(app, await createUser(sql, { role: 'risk-manager' }));
  ward = await createWard(sql, { name: 'North Hospital' });
  lead = await client(app, ward.lead);
  await createDevice(sql, { siteId: ward.siteId, locationId: ward.locationId, productCode: 'FORWARD1' });
  campaign = await draftCampaign(
    manager,
    'corrosion',
    noticeBody({ title: 'Pumps <b>that</b> stop', class: 'I' }, { productCodes: ['FORWARD1'] }),
    { siteIds: [ward.siteId] },
  );
  await openCampaign(manager, campaign);
});
afterAll(() => app.stop());

const recipient = (n: number | string) => ({
  organisation: `Clinic ${n}`,
  name: `Dr ${n}`,
  email: `clinic-${n}@example.org`,
});
const forward = (who: Client, ...recipients: Array<ReturnType<typeof recipient>>) =>
  who.post<{ items: ForwardingView[] }>('forwardings', {
    campaignId: campaign,
    siteId: ward.siteId,
    recipients,
  });
const find = async (email: string) =>
  (await lead.get<ForwardingPage>('forwardings', { query: { campaign } })).body.items.find(
    (item) => item.email === email,
  );

/** The links in the messages to an address, oldest first, once there are so many. */
async function links(email: string, count = 1): Promise<string[]> {
  const rows = await waitFor(
    async () => {
      const found = await sql<{ body_text: string }>(
        `SELECT body_text FROM mailbox_message WHERE recipients @> ARRAY[$1] ORDER BY id`,
        [email],
      );
      return found.length >= count ? found : undefined;
    },
    { what: `${count} messages to ${email}` },
  );
  expect(rows).toHaveLength(count);
  return rows.map(({ body_text }) => new URL(/http\S+\/ack\/\S+/.exec(body_text)?.[0] ?? '').pathname);
}

const press = (path: string, name: string): Promise<Response> =>
  fetch(`${app.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: app.baseUrl },
    body: new URLSearchParams({ name }),
  });

describe('a notice that is passed on', () => {
  const { email } = recipient(1);
  let path: string;

  it('reaches the receiver with a link, which is kept nowhere but in the message', async () => {
    const made = await forward(lead, recipient(1));
    expect(made).toMatchObject({ status: 201, body: { items: [{ email, state: 'waiting', sent: 0 }] } });
    [path] = (await links(email)) as [string];
    const token = path.split('/').at(-1) as string;
    expect(token).toHaveLength(43);
    const stored = await waitFor(
      async () => {
        const [row] = await sql<{ text: string; state: string }>(
          `SELECT state, concat_ws(' ', to_jsonb(l)::text) AS text FROM letter l WHERE to_address = $1`,
          [email],
        );
        return row?.state === 'sent' ? row : undefined;
      },
      { what: 'the letter to be kept' },
    );
    expect(stored.text).toContain('/ack/…');
    expect(stored.text).toContain('(letter of Fri 28 Aug 2020)');
    expect(stored.text).not.toContain(token);
    expect(
      (await sql("SELECT 1 FROM ack_link WHERE encode(token_hash, 'escape') = $1", [token])).length,
    ).toBe(0);
  });

  it('opens a page that shows the notice alone, runs nothing, and acknowledges nothing by being looked at', async () => {
    const answer = await fetch(`${app.baseUrl}${path}`);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('script-src');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const html = await answer.text();
    expect(html).toContain('Pumps &lt;b&gt;that&lt;/b&gt; stop');
    expect(html).toContain('Example Pumps');
    expect(html).toContain('Fri 28 Aug 2020');
    for (const secret of ['Clinic 1', 'North Hospital', email, 'FORWARD1'])
      expect(html).not.toContain(secret);
    expect(await find(email)).toMatchObject({ state: 'waiting', sent: 1, acknowledgedAt: null });
  });

  it('is not sent a second time when the same address is asked for again', async () => {
    const again = await forward(lead, { ...recipient(1), email: email.toUpperCase() });
    expect(again.body.items).toHaveLength(1);
    await passDays(app, manager, 1);
    await links(email, 1);
  });

  it('is brought to mind every two days of a Class I recall, with a new link, and the old one still works', async () => {
    await passDays(app, manager, 1.1);
    const [, second] = await links(email, 2);
    expect(second).not.toBe(path);
    expect((await fetch(`${app.baseUrl}${path}`)).status).toBe(200);
  });

  it('is acknowledged by the button, with the name typed in, once', async () => {
    const empty = await press(path, '  ');
    expect(empty.status).toBe(422);
    expect(await empty.text()).toContain('Type in your name');
    const done = await press(path, 'Ana <Ruiz>');
    expect(done.status).toBe(200);
    expect(await done.text()).toContain('Confirmed by Ana &lt;Ruiz&gt;');
    await press(path, 'Somebody else');
    expect(await find(email)).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Ana <Ruiz>' });
    const audit = await manager.all<{ action: string; actor: { name: string } | string }>('audit', {
      subjectType: 'forwarding',
    });
    expect(audit.filter(({ action }) => action === 'forwarding.acknowledged')).toHaveLength(1);
    expect((await manager.get<{ ok: boolean }>('audit/verify')).body.ok).toBe(true);
  });

  it('is brought to mind no more then', async () => {
    const before = await sql('SELECT 1 FROM letter WHERE to_address = $1', [email]);
    await passDays(app, manager, 5);
    const [clock] = await sql<{ at: Date }>('SELECT clock_timestamp() AS at');
    await waitFor(
      async () => (await sql('SELECT 1 FROM sweep WHERE finished_at > $1', [clock?.at])).length > 0,
      { what: 'a sweep' },
    );
    expect(await sql('SELECT 1 FROM letter WHERE to_address = $1', [email])).toHaveLength(before.length);
  });
});

describe('a link', () => {
  it('ends, opens nothing else, and is nobody’s when it was never given out', async () => {
    await forward(lead, recipient(2), recipient(3));
    const [[two], [three]] = [await links(recipient(2).email), await links(recipient(3).email)];
    await press(two as string, 'Two');
    expect(await find(recipient(3).email)).toMatchObject({ state: 'waiting' });

    await sql(
      `UPDATE ack_link SET expires_at = clock_timestamp() - interval '1 second' WHERE subject_id = $1`,
      [(await find(recipient(3).email))?.id],
    );
    for (const path of [three as string, `/ack/${'A'.repeat(43)}`, '/ack/x']) {
      expect((await fetch(`${app.baseUrl}${path}`)).status).toBe(404);
      expect((await press(path, 'Late')).status).toBe(404);
    }
    expect(await find(recipient(3).email)).toMatchObject({ state: 'waiting' });
    // of another purpose: the same token opens nothing here
    await sql(`UPDATE ack_link SET expires_at = clock_timestamp() + interval '1 day', purpose = 'other'`);
    expect((await fetch(`${app.baseUrl}${three}`)).status).toBe(404);
    // and it signs nobody in
    const token = (two as string).split('/').at(-1) as string;
    const stranger = await client(app, { token });
    expect((await stranger.get('forwardings', { query: { campaign } })).status).toBe(401);
  });

  it('does not work from a page of another site', async () => {
    await forward(lead, recipient(4));
    const [path] = await links(recipient(4).email);
    const answer = await fetch(`${app.baseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://elsewhere.example' },
      body: 'name=Eve',
    });
    expect(answer.status).toBe(403);
    expect(await find(recipient(4).email)).toMatchObject({ state: 'waiting' });
  });
});

describe('what comes by another way', () => {
  it('is recorded by whoever heard it, once, with the reason', async () => {
    await forward(lead, recipient(5));
    const made = (await find(recipient(5).email)) as ForwardingView;
    const settle = (body: Record<string, unknown>) => lead.post(`forwardings/${made.id}/settle`, body);
    expect(await settle({ as: 'acknowledged', reason: 'By telephone' })).toMatchObject({ status: 422 });
    expect(await settle({ as: 'acknowledged', name: 'Dr Five', reason: 'By telephone' })).toMatchObject({
      status: 200,
      body: { state: 'acknowledged', acknowledgedBy: 'Dr Five', reason: 'By telephone' },
    });
    expect(await settle({ as: 'ended', reason: 'again' })).toMatchObject({
      status: 409,
      body: { code: 'forwarding.settled' },
    });
  });

  it('shows an address that refuses mail, and does not write to it again', async () => {
    const email = 'refused-clinic@example.org';
    await forward(lead, { ...recipient(6), email });
    await waitFor(async () => (await find(email))?.lastError, { what: 'the refusal' });
    await passDays(app, manager, 4);
    await forward(lead, recipient(7));
    await links(recipient(7).email);
    expect(await sql('SELECT 1 FROM letter WHERE to_address = $1', [email])).toHaveLength(1);
    expect(await find(email)).toMatchObject({ state: 'waiting', sent: 0 });
  });
});

describe('who may', () => {
  it('keeps technicians and other sites out', async () => {
    const technician = await client(app, ward.technician);
    expect((await forward(technician, recipient(8))).status).toBe(403);
    const foreign = await client(app, (await createWard(sql)).lead);
    expect((await forward(foreign, recipient(8))).status).toBe(403);
    expect((await foreign.get<ForwardingPage>('forwardings', { query: { campaign } })).body.items).toEqual(
      [],
    );
    const [any] = (await lead.get<ForwardingPage>('forwardings', { query: { campaign } })).body.items;
    expect((await foreign.post(`forwardings/${any?.id}/settle`, { as: 'ended', reason: 'x' })).status).toBe(
      404,
    );
  });
});
