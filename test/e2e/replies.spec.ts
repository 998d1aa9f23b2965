import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import type { MailboxDetail } from '#contracts/mailbox';
import type { ReplyDetail, ReplyPage } from '#contracts/replies';
import type { TaskPhoto, TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevices,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  passDays,
  pdfText,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

// A site's reply from "due" to "acknowledged": what it counts, what keeps it back, and what the firm receives.

const contact = { name: 'Rosa Diaz', title: 'Risk manager', phone: '+1 555 0100', email: 'rosa@example.org' };
const FIRM = 'recalls@example.org';

let app: App;
let sql: TestSql;
let manager: Client;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  manager = await client(app, await createUser(sql, { role: 'risk-manager', name: 'Mira Manager' }));
});
afterAll(() => app.stop());

interface Scene {
  ward: Ward;
  campaign: string;
  lead: Client;
  technician: Client;
  reply: string;
}

let scenes = 0;
/** A campaign over four pumps of one site, of two product codes, and the site's reply. */
async function scene(notice: Record<string, unknown> = {}): Promise<Scene> {
  scenes += 1;
  const codes = [`CODE${scenes}A`, `CODE${scenes}B`];
  const ward = await createWard(sql);
  await createDevices(sql, 4, { siteId: ward.siteId, locationId: ward.locationId }, (n) => ({
    productCode: codes[n % 2] as string,
    assetTag: `S${scenes}-${n}`,
  }));
  const campaign = await draftCampaign(
    manager,
    'corrosion',
    noticeBody(
      { title: `Notice ${scenes}`, replyRoute: { kind: 'email', address: FIRM }, ...notice },
      {
        productCodes: codes,
      },
    ),
    { siteIds: [ward.siteId] },
  );
  await openCampaign(manager, campaign);
  return {
    ward,
    campaign,
    lead: await client(app, ward.lead),
    technician: await client(app, ward.technician),
    reply: await dueReply(campaign),
  };
}

/** The reply of a campaign's only site, once it is due. */
const dueReply = (campaign: string): Promise<string> =>
  waitFor(
    async () => {
      const { body } = await manager.get<ReplyPage>('replies', { query: { campaign } });
      return body.items.length === 1 ? body.items[0]?.id : undefined;
    },
    { what: 'the reply to be due' },
  );

const read = async (id: string): Promise<ReplyDetail> =>
  (await manager.get<ReplyDetail>(`replies/${id}`)).body;
const tasksOf = (campaign: string, query: Record<string, string>): Promise<TaskView[]> =>
  manager.all<TaskView>('tasks', { campaign, ...query });

async function close(who: Client, task: TaskView, outcome: string, more = {}): Promise<void> {
  const answer = await who.post(`tasks/${task.id}/complete`, { version: task.version, outcome, ...more });
  expect({ outcome, status: answer.status }).toEqual({ outcome, status: 200 });
}

/** Two pumps clean, one isolated for corrosion, one nowhere to be found. */
async function workOff({ campaign, technician }: Scene): Promise<void> {
  const inspections = await tasksOf(campaign, { step: 'inspect-contacts' });
  const [first, second, third, fourth] = inspections as [TaskView, TaskView, TaskView, TaskView];
  await close(technician, first, 'clean');
  await close(technician, second, 'clean');
  await close(technician, third, 'corrosion-found');
  await close(technician, fourth, 'cannot-locate', { reason: 'Looked on every ward.' });
  const [isolate] = await tasksOf(campaign, { step: 'isolate' });
  await close(technician, isolate as TaskView, 'isolated');
}

async function received(messageId: string | null | undefined) {
  const [row] = await sql<{ raw: Buffer; recipients: string[]; deliveries: number }>(
    'SELECT raw, recipients, deliveries FROM mailbox_message WHERE message_id = $1',
    [messageId],
  );
  if (row === undefined) throw new Error(`no message ${messageId}`);
  const mail = await PostalMime.parse(row.raw);
  const attachment = mail.attachments[0]?.content as ArrayBuffer;
  return { ...row, mail, pdf: Buffer.from(attachment) };
}

const sent = (id: string): Promise<ReplyDetail> =>
  waitFor(
    async () => {
      const reply = await read(id);
      return reply.state === 'sent' ? reply : undefined;
    },
    { what: 'the reply to be sent' },
  );

describe('a reply by e-mail', () => {
  let at: Scene;
  beforeAll(async () => {
    at = await scene();
  });

  it('is due with the campaign, from the site’s lead, on the day of its step', async () => {
    const reply = await read(at.reply);
    expect(reply).toMatchObject({ state: 'due', asSent: false, firm: 'Example Pumps', late: false });
    expect(reply.dueOn).not.toBeNull();
    expect(reply.figures.total).toMatchObject({ affected: 4, stillOpen: 4, corrected: 0 });
  });

  it('does not go out while pumps are missing from the count, and names them', async () => {
    const answer = await at.lead.post<{ code: string; detail: string; obstacles: ReplyDetail['obstacles'] }>(
      `replies/${at.reply}/send`,
      { contact },
    );
    expect(answer).toMatchObject({ status: 409, body: { code: 'reply.does-not-add-up' } });
    expect(answer.body.obstacles.map(({ assetTag, reason }) => `${assetTag} ${reason}`)).toEqual(
      [0, 1, 2, 3].map((n) => `S${scenes}-${n} still-open`),
    );
    expect((await read(at.reply)).versions).toEqual([]);
    expect(await tasksOf(at.campaign, { step: 'return-reply-form', status: 'open' })).toHaveLength(1);
  });

  it('names the unclear ones first, which keep an interim one back too', async () => {
    scenes += 1;
    const ward = await createWard(sql);
    await createDevices(sql, 3, { siteId: ward.siteId, locationId: ward.locationId }, (n) => ({
      productCode: `CODE${scenes}`,
      assetTag: `U${scenes}-${n}`,
      ...(n === 2 ? { manufacturedOn: null } : { manufacturedOn: '2024-07-01' }),
    }));
    const named = noticeBody(
      { title: 'Unclear', replyRoute: { kind: 'email', address: FIRM } },
      { productCodes: [`CODE${scenes}`], manufactured: { from: '2024-06-01', to: '2024-08-31' } },
    );
    const campaign = await draftCampaign(manager, 'corrosion', named, { siteIds: [ward.siteId] });
    await openCampaign(manager, campaign);
    const reply = await read(await dueReply(campaign));
    expect(reply.obstacles.map(({ assetTag, reason }) => `${assetTag} ${reason}`)).toEqual([
      `U${scenes}-2 not-verified`,
      `U${scenes}-0 still-open`,
      `U${scenes}-1 still-open`,
    ]);
    expect(reply.figures.total).toMatchObject({
      affected: 3,
      possiblyAffected: 1,
      stillOpen: 2,
      unplaced: 1,
    });
    const draft = await manager.raw('GET', `replies/${reply.id}.pdf`);
    const paper = pdfText(Buffer.from(await draft.arrayBuffer()));
    expect(paper).toContain('Possibly affected');
    expect(paper).toContain('Total 2 1 0 0 0 0 0 0 2 1');
    // with all ten columns no heading breaks within a word
    for (const word of ['Corrected,', 'Transferred', 'Returned', 'Disposed', 'accounted'])
      expect(paper.split(' ')).toContain(word);
    expect(reply.subjects).toMatchObject({ interim: expect.stringMatching(/^Interim reply: Unclear \(/) });
    const answer = await (
      await client(app, ward.lead)
    ).post<{ code: string; detail: string }>(`replies/${reply.id}/send`, { contact, interim: true });
    expect([answer.status, answer.body.code]).toEqual([409, 'reply.does-not-add-up']);
    expect(answer.body.detail).toMatch(/An interim reply waits for them too\.$/);
  });

  it('may go out as an interim one that says what is open; the final one stays due', async () => {
    // two people at once: the firm gets one
    const answers = await Promise.all(
      [1, 2].map(() =>
        at.lead.post<{ code: string }>(`replies/${at.reply}/send`, { contact, interim: true }),
      ),
    );
    const [answer, other] = answers.toSorted((a, b) => a.status - b.status);
    expect(answer?.status).toBe(202);
    expect(other?.status).toBe(409);
    expect(['reply.sending', 'reply.already-sent']).toContain(other?.body.code);
    const reply = await waitFor(
      async () => {
        const now = await read(at.reply);
        return now.versions[0]?.sentAt ? now : undefined;
      },
      { what: 'the interim reply' },
    );
    expect(reply.state).toBe('due');
    const { pdf } = await received(reply.versions[0]?.messageId);
    expect(pdfText(pdf)).toContain('Total 4 0 0 0 0 0 0 4');
    expect(await tasksOf(at.campaign, { step: 'return-reply-form', status: 'open' })).toHaveLength(1);
  });

  it('reaches the firm with a PDF whose figures are those of the database, and closes the step', async () => {
    await workOff(at);
    const before = await read(at.reply);
    expect(before.state).toBe('ready');
    const answer = await at.lead.post<ReplyDetail>(`replies/${at.reply}/send`, { contact });
    expect(answer).toMatchObject({ status: 202, body: { state: 'sending', asSent: true } });
    const reply = await sent(at.reply);
    const version = reply.versions.at(-1);
    expect(version).toMatchObject({ number: 2, interim: false, route: 'email', to: FIRM, refused: false });
    expect(version?.serverAnswer).toMatch(/^250 /);

    // counted by the database itself, by a way of its own
    const counted = await sql<{ code: string; n: number; isolated: number; lost: number }>(
      `SELECT d.product_code AS code, count(*)::int AS n, (count(*) FILTER (WHERE d.status = 'isolated'))::int AS isolated,
              (count(*) FILTER (WHERE d.status = 'not-located'))::int AS lost
         FROM campaign_device cd JOIN device d ON d.id = cd.device_id WHERE cd.campaign_id = $1 GROUP BY 1 ORDER BY 1`,
      [at.campaign],
    );
    const { mail, pdf, recipients } = await received(version?.messageId);
    expect(recipients).toEqual([FIRM]);
    // under the subject that was shown before
    expect(mail.subject).toBe(before.subjects.final);
    // in the mailbox, too, the form hangs on the message, byte by byte
    const { items } = (
      await manager.get<{ items: Array<{ id: string }> }>('mailbox', { query: { to: FIRM } })
    ).body;
    const message = (await manager.get<MailboxDetail>(`mailbox/${items[0]?.id}`)).body;
    expect(message.messageId).toBe(version?.messageId);
    expect(message.attachments).toMatchObject([
      {
        number: 1,
        filename: expect.stringMatching(/\.pdf$/),
        contentType: 'application/pdf',
        size: pdf.length,
      },
    ]);
    const file = await manager.raw('GET', `mailbox/${message.id}/attachments/1`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''.+\.pdf$/);
    expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true);
    const none = await manager.get<{ code: string }>(`mailbox/${message.id}/attachments/2`);
    expect([none.status, none.body.code]).toEqual([404, 'message.no-such-attachment']);
    expect(mail.replyTo?.[0]?.address).toBe(contact.email);
    expect(mail.attachments[0]).toMatchObject({ mimeType: 'application/pdf' });
    const words = pdfText(pdf);
    for (const { code, n, isolated, lost } of counted)
      expect(words).toContain(`${code} ${n} ${n - isolated - lost} ${isolated} 0 0 ${lost} 0`);
    expect(words).toContain('Total 4 2 1 0 0 1 0');
    const serials = await sql<{ code: string; numbers: string }>(
      `SELECT d.product_code AS code, string_agg(d.serial_number, ', ' ORDER BY d.serial_number) AS numbers
         FROM campaign_device cd JOIN device d ON d.id = cd.device_id WHERE cd.campaign_id = $1 GROUP BY 1`,
      [at.campaign],
    );
    for (const { code, numbers } of serials) expect(words).toContain(`${code} (2): ${numbers}`);
    expect(words).toContain('Rosa Diaz');
    expect(words).toContain('Signed electronically by site-lead');
    expect(mail.text).toContain(
      'Affected 4: corrected or in order 2, isolated 1, returned 0, disposed of 0, not located 1, transferred 0.',
    );

    const [step] = await tasksOf(at.campaign, { step: 'return-reply-form' });
    expect(step).toMatchObject({ status: 'closed', outcome: 'returned', fields: { sentTo: FIRM } });
    const kept = await manager.raw('GET', `replies/${at.reply}.pdf?version=2`);
    expect(kept.headers.get('content-type')).toBe('application/pdf');
    expect(Buffer.from(await kept.arrayBuffer()).equals(pdf)).toBe(true);
  });

  it('is acknowledged when the firm says so', async () => {
    const answer = await at.lead.post<ReplyDetail>(`replies/${at.reply}/acknowledged`, {
      reference: 'RC-1',
    });
    expect(answer).toMatchObject({ status: 200, body: { state: 'acknowledged' } });
    expect(answer.body.versions.at(-1)).toMatchObject({ acknowledgement: { reference: 'RC-1' } });
  });

  it('has to be corrected when a count changes afterwards: the step is open again, and ends with the new reply', async () => {
    const [isolated] = await sql<{ id: string; version: number }>(
      `SELECT d.id, d.version FROM device d JOIN campaign_device cd ON cd.device_id = d.id WHERE cd.campaign_id = $1 AND d.status = 'isolated'`,
      [at.campaign],
    );
    const patched = await manager.patch(`devices/${isolated?.id}`, {
      version: isolated?.version,
      status: 'returned',
    });
    expect(patched.status).toBe(200);
    const reply = await read(at.reply);
    expect(reply.state).toBe('correction-due');
    expect(reply.figures.total.isolated).toBe(1);
    expect(reply.now.total).toMatchObject({ isolated: 0, returned: 1 });

    await passDays(app, manager, 1);
    await waitFor(
      async () =>
        (await tasksOf(at.campaign, { step: 'return-reply-form', status: 'open' })).length === 1
          ? true
          : undefined,
      { what: 'the step to be open again' },
    );
    const answer = await at.lead.post<ReplyDetail>(`replies/${at.reply}/send`, { contact });
    // an hour after the tasks still open would be an obstacle: contact-service of the returned pump
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 202 });
    const corrected = await sent(at.reply);
    const { mail, pdf } = await received(corrected.versions.at(-1)?.messageId);
    expect(mail.subject).toMatch(/^Corrected reply: /);
    expect(pdfText(pdf)).toContain('Total 4 2 0 1 0 1 0');
    expect(await tasksOf(at.campaign, { step: 'return-reply-form', status: 'closed' })).toHaveLength(1);
    expect(corrected.versions.map(({ number }) => number)).toEqual([1, 2, 3]);

    // somebody else's page still shows the button: the firm gets no second message that says the same
    const twice = await manager.post(`replies/${at.reply}/send`, { contact });
    expect([twice.status, twice.body]).toMatchObject([409, { code: 'reply.already-sent' }]);
  });
});

describe('pumps whose record has no product code', () => {
  it('are counted by their UDI-DI, under a heading that says so', async () => {
    const ward = await createWard(sql);
    const udiDi = '00085412498683';
    const place = { siteId: ward.siteId, locationId: ward.locationId };
    await createDevices(sql, 2, { ...place, productCode: null, udiDi });
    await createDevices(sql, 1, { ...place, productCode: 'WITHCODE1', udiDi });
    const body = noticeBody({}, { productCodes: [], udiDis: [udiDi] });
    const campaign = await draftCampaign(manager, 'corrosion', body, { siteIds: [ward.siteId] });
    await openCampaign(manager, campaign);
    const reply = await dueReply(campaign);
    const { rows } = (await read(reply)).figures;
    expect(rows.map(({ productCode, affected }) => [productCode, affected])).toEqual([
      [udiDi, 2],
      ['WITHCODE1', 1],
    ]);
    const draft = await manager.raw('GET', `replies/${reply}.pdf`);
    const words = pdfText(Buffer.from(await draft.arrayBuffer()));
    expect(words).toContain('Product code or UDI-DI');
    expect(words).toContain(`${udiDi} 2 0 0`);
    expect(words).toContain('WITHCODE1 1 0 0');
  });
});

describe('a reply that the firm’s mail server refuses', () => {
  it('did not go out: it is ready again, says why, and the step is open again', async () => {
    const at = await scene({ replyRoute: { kind: 'email', address: 'refused@example.org' } });
    await workOff(at);
    expect((await at.lead.post(`replies/${at.reply}/send`, { contact })).status).toBe(202);
    const reply = await waitFor(
      async () => {
        const now = await read(at.reply);
        return now.versions[0]?.refused ? now : undefined;
      },
      { what: 'the refusal' },
    );
    expect(reply).toMatchObject({ state: 'ready', asSent: false });
    expect(reply.lastError).toMatch(/no such person/);
    await waitFor(
      async () =>
        (await tasksOf(at.campaign, { step: 'return-reply-form', status: 'open' })).length === 1
          ? true
          : undefined,
      { what: 'the step to be open again' },
    );
  });
});

describe('other routes', () => {
  it('keeps what was entered on a portal, with the screenshot of the reply’s own task', async () => {
    const at = await scene({ replyRoute: { kind: 'portal', address: 'https://portal.example.org' } });
    await workOff(at);
    expect(await at.lead.post(`replies/${at.reply}/send`, { contact })).toMatchObject({
      status: 422,
      body: { code: 'reply.no-address' },
    });
    const [step] = await tasksOf(at.campaign, { step: 'return-reply-form' });
    const picture = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex');
    const photo = (await (
      await at.lead.raw('POST', `tasks/${step?.id}/photos`, {
        body: picture,
        headers: { 'content-type': 'image/jpeg' },
      })
    ).json()) as TaskPhoto;
    const body = { contact, referenceNumber: 'P-77', photoId: photo.id };
    const foreign = await at.lead.post(`replies/${at.reply}/portal`, {
      ...body,
      photoId: '00000000-0000-4000-8000-000000000000',
    });
    expect(foreign).toMatchObject({ status: 422, body: { code: 'reply.no-such-photo' } });
    const answer = await at.lead.post<ReplyDetail>(`replies/${at.reply}/portal`, body);
    expect(answer).toMatchObject({ status: 200, body: { state: 'entered' } });
    expect(answer.body.versions[0]).toMatchObject({
      route: 'portal',
      referenceNumber: 'P-77',
      photoId: photo.id,
    });
    expect(await tasksOf(at.campaign, { step: 'return-reply-form', status: 'closed' })).toHaveLength(1);
  });

  it('keeps a distributor’s own form, and gives it back as it was', async () => {
    const at = await scene({ replyRoute: { kind: 'distributor' } });
    await workOff(at);
    const upload = (content: Buffer) =>
      at.lead.raw(
        'POST',
        `replies/${at.reply}/form?contactName=Rosa%20Diaz&contactEmail=rosa%40example.org`,
        {
          body: new Uint8Array(content),
          headers: { 'content-type': 'application/pdf' },
        },
      );
    expect((await upload(Buffer.from('not a form'))).status).toBe(422);
    const form = Buffer.from('%PDF-1.4\n% a form, filled in\n');
    expect((await upload(form)).status).toBe(200);
    expect(await read(at.reply)).toMatchObject({ state: 'entered', versions: [{ route: 'form' }] });
    const kept = await manager.raw('GET', `replies/${at.reply}.pdf?version=1`);
    expect(Buffer.from(await kept.arrayBuffer()).equals(form)).toBe(true);
  });

  it('counts a step that was closed by hand as a reply with the figures of then, and asks for one that adds up', async () => {
    const at = await scene();
    const [step] = await tasksOf(at.campaign, { step: 'return-reply-form' });
    await close(at.lead, step as TaskView, 'returned', { note: 'By fax.' });
    const reply = await waitFor(
      async () => {
        const now = await read(at.reply);
        return now.versions.length === 1 ? now : undefined;
      },
      { what: 'the closed step to be taken over' },
    );
    expect(reply).toMatchObject({
      state: 'correction-due',
      versions: [{ route: 'by-hand', note: 'By fax.' }],
    });
    await workOff(at);
    expect((await at.lead.post(`replies/${at.reply}/send`, { contact })).status).toBe(202);
    await sent(at.reply);
  });
});

describe('a site without affected pumps', () => {
  it('says that it has no stock', async () => {
    const at = await scene();
    const empty = await createWard(sql);
    await sql('UPDATE campaign SET site_ids = site_ids || $2::bigint WHERE id = $1', [
      at.campaign,
      empty.siteId,
    ]);
    const body = { campaignId: at.campaign, siteId: empty.siteId };
    const made = await manager.post<ReplyDetail>('replies', body);
    expect(made).toMatchObject({ status: 201, body: { state: 'ready', figures: { noStock: true } } });
    expect((await manager.post<ReplyDetail>('replies', body)).body.id).toBe(made.body.id);
    expect((await manager.post(`replies/${made.body.id}/send`, { contact })).status).toBe(202);
    const { pdf } = await received((await sent(made.body.id)).versions[0]?.messageId);
    expect(pdfText(pdf)).toContain('We have none of the affected product: no stock.');
  });
});

describe('who may', () => {
  it('shows and gives the replies of a site to those of the site alone', async () => {
    const [at, other] = [await scene(), await scene()];
    const mine = await at.lead.get<ReplyPage>('replies', { query: { campaign: at.campaign } });
    expect(mine.body.items.map(({ id }) => id)).toEqual([at.reply]);
    expect(
      (await at.lead.get<ReplyPage>('replies', { query: { campaign: other.campaign } })).body.items,
    ).toEqual([]);
    for (const path of [`replies/${other.reply}`, `replies/${other.reply}.pdf`])
      expect((await at.lead.get(path)).status).toBe(404);
    for (const [path, body] of [
      ['send', { contact }],
      ['portal', { contact, referenceNumber: '1' }],
      ['acknowledged', {}],
    ] as const)
      expect((await at.lead.post(`replies/${other.reply}/${path}`, body)).status).toBe(404);
    const foreign = { campaignId: other.campaign, siteId: other.ward.siteId };
    expect((await at.lead.post('replies', foreign)).status).toBe(403);
    expect((await at.technician.post(`replies/${at.reply}/send`, { contact })).status).toBe(403);
  });
});
