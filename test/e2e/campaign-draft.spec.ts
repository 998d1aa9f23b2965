import type { CampaignRecipients, RecipientEmail } from '#contracts/campaign-people';
import type { CampaignView } from '#contracts/campaigns';
import type { CampaignDevice, CampaignDevicePage, PreviewView } from '#contracts/matching';
import type { NoticeView } from '#contracts/notices';
import type { PlanView } from '#contracts/plans';
import type { ReminderDetail, ReminderView } from '#contracts/reminders';
import type { TaskView } from '#contracts/tasks';
import {
  type App,
  type Client,
  client,
  createDevice,
  createDevices,
  createLocation,
  createSite,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

let app: App;
let sql: TestSql;
let manager: Client;
let risk: { id: string };
let ward: Ward;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql);
  const person = await createUser(sql, { role: 'risk-manager', name: 'Robin Risk' });
  risk = person;
  manager = await client(app, person);
});
afterAll(async () => {
  await app?.stop();
});

/** The code of the problem document. */
const codeOf = (answer: { status: number; body: unknown }): [number, unknown] => [
  answer.status,
  (answer.body as { code?: string }).code,
];

describe('a draft', () => {
  test('works by the version of the plan that it names, and keeps it when newer ones come', async () => {
    const plans = await manager.get<{ items: PlanView[] }>('plans', { query: { key: 'corrosion' } });
    const first = plans.body.items[0] as PlanView;
    const draft = await draftCampaign(manager, 'corrosion');
    const made = await manager.post<PlanView>('plans', {
      ...first.definition,
      title: 'Corrosion, for this campaign',
    });
    expect([made.status, made.body.version]).toEqual([201, first.version + 1]);
    const versions = await manager.get<{ items: PlanView[] }>('plans', { query: { key: 'corrosion' } });
    expect(versions.body.items.map(({ version }) => version)).toEqual([made.body.version, first.version]);

    const before = await manager.get<CampaignView>(`campaigns/${draft}`);
    expect(before.body).toMatchObject({ planVersion: first.version, planTitle: first.title });
    const newer = await manager.patch<CampaignView>(`campaigns/${draft}`, {
      version: before.body.version,
      planVersion: made.body.version,
    });
    expect(newer.body).toMatchObject({
      planVersion: made.body.version,
      planTitle: 'Corrosion, for this campaign',
    });
    const back = await manager.patch<CampaignView>(`campaigns/${draft}`, {
      version: newer.body.version,
      planKey: 'corrosion',
      planVersion: first.version,
    });
    expect(back.body).toMatchObject({ planVersion: first.version });
    const unknown = await manager.patch(`campaigns/${draft}`, {
      version: back.body.version,
      planVersion: 99,
    });
    expect(codeOf(unknown)).toEqual([422, 'plan.version-unknown']);
    const pinned = await manager.post<CampaignView>('campaigns', {
      noticeId: back.body.noticeId,
      planKey: 'corrosion',
      planVersion: first.version,
    });
    expect(pinned.body).toMatchObject({ planVersion: first.version });
  });

  test('remembers where its author left the assistant, until it is opened', async () => {
    await createDevice(sql, { siteId: ward.siteId, locationId: ward.locationId, productCode: 'STEP100' });
    const draft = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['STEP100'] }));
    const { body } = await manager.get<CampaignView>(`campaigns/${draft}`);
    expect(body.draftStep).toBeNull();
    const left = await manager.patch<CampaignView>(`campaigns/${draft}`, {
      version: body.version,
      draftStep: 'coverage',
    });
    expect(left.body).toMatchObject({ draftStep: 'coverage', version: body.version + 1 });
    expect((await manager.get<CampaignView>(`campaigns/${draft}`)).body.draftStep).toBe('coverage');
    await openCampaign(manager, draft);
    const open = await manager.get<CampaignView>(`campaigns/${draft}`);
    expect(open.body.draftStep).toBeNull();
    for (const change of [{ draftStep: 'scope' }, { planVersion: 1 }]) {
      const late = await manager.patch(`campaigns/${draft}`, { version: open.body.version, ...change });
      expect(codeOf(late)).toEqual([409, 'campaign.not-draft']);
    }
    const silent = await manager.post(`campaigns/${draft}/cancel`, {});
    expect(codeOf(silent)).toEqual([422, 'campaign.reason-missing']);
    expect((await manager.post(`campaigns/${draft}/cancel`, { reason: 'a mistake' })).status).toBe(200);
  });

  test('is cancelled without ceremony', async () => {
    const draft = await draftCampaign(manager, 'corrosion');
    const { status, body } = await manager.post<CampaignView>(`campaigns/${draft}/cancel`, {});
    expect([status, body.status, body.closeNote]).toEqual([200, 'cancelled', null]);
  });
});

describe('who will get what', () => {
  test('is what everybody has after the opening, person by person', async () => {
    const second = await createWard(sql);
    const icu = await createLocation(sql, { siteId: second.siteId });
    const nurse = await createUser(sql, { role: 'technician', sites: [second.siteId] });
    await sql('INSERT INTO coverage (site_id, location_id, user_id) VALUES ($1, $2, $3)', [
      second.siteId,
      icu.id,
      nurse.id,
    ]);
    const pump = { productCode: 'WHO200' };
    await createDevices(sql, 3, { ...pump, siteId: ward.siteId, locationId: ward.locationId });
    await createDevices(sql, 2, { ...pump, siteId: second.siteId, locationId: icu.id });
    await createDevices(sql, 2, { ...pump, siteId: second.siteId, locationId: second.locationId });
    // possibly affected: its record does not say when it was made
    await createDevice(sql, { ...pump, siteId: second.siteId, locationId: icu.id, manufacturedOn: null });
    const draft = await draftCampaign(
      manager,
      'mismatched-software',
      noticeBody({}, { productCodes: ['WHO200'], manufactured: { from: '2014-01-01', to: null } }),
    );
    const { status, body } = await manager.get<CampaignRecipients>(`campaigns/${draft}/recipients`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ devices: 8, gaps: [] });
    expect(body.items.find(({ person }) => person.id === nurse.id)).toMatchObject({
      devices: 3,
      sites: [{ id: second.siteId }],
      siteCount: 1,
    });
    const one = await manager.get<CampaignRecipients>(`campaigns/${draft}/recipients`, {
      query: { limit: 1 },
    });
    expect(one.body).toMatchObject({ people: body.people, tasks: body.tasks });
    expect(one.body.items).toEqual(body.items.slice(0, 1));

    const lead = await client(app, second.lead);
    const own = await lead.get<CampaignRecipients>(`campaigns/${draft}/recipients`);
    expect(own.body.devices).toBe(5);
    expect(JSON.stringify(own.body)).not.toContain(`"${ward.technician.id}"`);

    await openCampaign(manager, draft);
    const tasks = await manager.all<TaskView>('tasks', { campaign: draft });
    const given = new Map<string, number>();
    for (const { assignee } of tasks) given.set(assignee.id, (given.get(assignee.id) ?? 0) + 1);
    expect(Object.fromEntries(body.items.map(({ person, tasks: n }) => [person.id, n]))).toEqual(
      Object.fromEntries(given),
    );
    expect(body.tasks).toBe(tasks.length);
    for (const { person, steps } of body.items) {
      for (const step of steps) {
        const has = tasks.filter(
          ({ assignee, stepKey }) => assignee.id === person.id && stepKey === step.stepKey,
        );
        expect([step.stepKey, step.tasks]).toEqual([step.stepKey, has.length]);
      }
    }
    const late = await manager.get(`campaigns/${draft}/recipients`);
    expect(codeOf(late)).toEqual([409, 'campaign.not-draft']);
  });

  test('is shown as the very e-mail that comes after the opening', async () => {
    const here = await createWard(sql);
    const place = { productCode: 'MAIL200', siteId: here.siteId, locationId: here.locationId };
    await createDevices(sql, 3, place);
    await createDevice(sql, { ...place, manufacturedOn: null });
    const draft = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({}, { productCodes: ['MAIL200'], manufactured: { from: '2014-01-01', to: null } }),
    );
    const readers = [here.technician.id, here.lead.id, risk.id];
    const shown = new Map<string, RecipientEmail>();
    for (const id of readers) {
      const { status, body } = await manager.get<RecipientEmail>(`campaigns/${draft}/recipients/${id}/email`);
      if (status === 200) shown.set(id, body);
    }
    expect(shown.get(here.technician.id)?.subject).toMatch(/^4 new tasks, first due /);
    const nobody = await manager.get(`campaigns/${draft}/recipients/${ward.technician.id}/email`);
    expect(codeOf(nobody)).toEqual([404, 'recipient.not-found']);

    await openCampaign(manager, draft);
    const sent = await waitFor(
      async () => {
        const { body } = await manager.get<{ items: ReminderView[] }>('reminders', {
          query: { campaign: draft, kind: 'assignment', state: 'sent', limit: 100 },
        });
        return body.items.length >= shown.size ? body.items : undefined;
      },
      { what: 'the first e-mails' },
    );
    expect(new Set(sent.map(({ person }) => person.id))).toEqual(new Set(shown.keys()));
    for (const { id, person } of sent) {
      const { body } = await manager.get<ReminderDetail>(`reminders/${id}`);
      const numberless = (text: string | null) => text?.replaceAll(/\/tasks\/\d+/g, '/tasks/');
      const before = shown.get(person.id);
      expect([body.subject, numberless(body.text), numberless(body.html)]).toEqual([
        before?.subject,
        before?.text,
        before?.html,
      ]);
    }
    expect(codeOf(await manager.get(`campaigns/${draft}/recipients/${risk.id}/email`))).toEqual([
      409,
      'campaign.not-draft',
    ]);
  });

  test('names the tasks that nobody would get', async () => {
    const bare = await createSite(sql);
    await createDevices(sql, 2, { siteId: bare.id, productCode: 'GAP200' });
    const draft = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['GAP200'] }));
    const { body } = await manager.get<CampaignRecipients>(`campaigns/${draft}/recipients`);
    expect(body.gaps).toContainEqual(
      expect.objectContaining({ stepKey: 'inspect-contacts', siteId: bare.id, tasks: 2 }),
    );
    expect(body.items).toEqual([]);
    const refused = await manager.post(`campaigns/${draft}/open`);
    expect([refused.status, refused.body['detail']]).toEqual([
      422,
      expect.stringContaining('Nobody is there to do "Inspect'),
    ]);
  });
});

describe('the devices of a draft', () => {
  test('are found by the beginning of a tag or serial, by status and site, with the product row they matched', async () => {
    const place = { siteId: ward.siteId, locationId: ward.locationId, productCode: 'DEV200' };
    const [first] = await createDevices(sql, 3, place, (n) => ({
      assetTag: `ZQ-${n}1`,
      serialNumber: `88${n}00`,
    }));
    await createDevice(sql, { ...place, assetTag: 'other', serialNumber: 'zq77', status: 'not-located' });
    const draft = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['DEV200'] }));
    const list = async (query: Record<string, string>) =>
      (await manager.get<CampaignDevicePage>(`campaigns/${draft}/devices`, { query })).body.items;
    expect(await list({ verdict: 'affected' })).toHaveLength(4);
    expect(await list({ q: ' ' })).toEqual(await list({}));
    expect(await list({ q: 'zq' })).toHaveLength(4);
    expect(await list({ q: 'zq-01' })).toMatchObject([
      {
        id: first?.id,
        productName: 'Pump',
        deviceStatus: 'in-service',
        softwareVersion: '8.00.01',
        openTasks: 0,
        lateTasks: 0,
      },
    ]);
    expect(await list({ status: 'not-located', verdict: 'affected' })).toHaveLength(1);
    expect(await list({ verdict: 'affected', state: 'todo' })).toEqual([]);
    expect(await list({ verdict: 'affected', site: ward.siteId })).toHaveLength(4);
  });

  test('are exactly those that the preview counts, by product row and by fact, before the opening and after', async () => {
    const place = { siteId: ward.siteId, locationId: ward.locationId };
    const made = { manufacturedOn: '2019-05-01', softwareVersion: '8.00.01' };
    await createDevices(sql, 3, { ...place, ...made, productCode: 'ROWA200' });
    await createDevices(sql, 2, { ...place, ...made, productCode: 'ROWB200' });
    await createDevice(sql, { ...place, ...made, productCode: 'ROWA200', manufacturedOn: null });
    await createDevice(sql, { ...place, ...made, productCode: 'ROWB200', softwareVersion: null });
    await createDevice(sql, { ...place, ...made, productCode: 'ROWB200', softwareVersion: 'eight' });
    const draft = await draftCampaign(
      manager,
      'corrosion',
      noticeBody({
        affectedProducts: [
          { name: 'Row A', productCodes: ['ROWA200'], manufactured: { from: '2014-01-01', to: null } },
          { name: 'Row B', productCodes: ['ROWB200'], softwareVersions: { include: ['8.x'] } },
        ],
      }),
    );
    const { body: preview } = await manager.get<PreviewView>(`campaigns/${draft}/preview`);
    const idsOf = async (query: Record<string, string>) =>
      (await manager.all<CampaignDevice>(`campaigns/${draft}/devices`, query)).map(({ id }) => id);
    const counted = async () => {
      const found: Record<string, number> = {};
      for (const { productId, name, affected, possiblyAffected } of preview.byProduct) {
        for (const [verdict, n] of [
          ['affected', affected],
          ['possibly-affected', possiblyAffected],
        ] as const) {
          const rows = await idsOf({ product: productId, verdict });
          expect([name, verdict, rows.length]).toEqual([name, verdict, n]);
          found[`${name} ${verdict}`] = rows.length;
        }
      }
      for (const { fact, devices } of preview.missingFacts) {
        const rows = await idsOf({ missing: fact });
        expect([fact, rows.length]).toEqual([fact, devices]);
      }
      return found;
    };
    const before = await counted();
    expect(before).toEqual({
      'Row A affected': 3,
      'Row A possibly-affected': 1,
      'Row B affected': 2,
      'Row B possibly-affected': 2,
    });
    expect(preview.missingFacts.length).toBeGreaterThan(0);
    expect(preview.doubtfulFacts).toEqual([{ fact: 'softwareVersion', devices: 1 }]);
    expect(await idsOf({ doubtful: 'softwareVersion' })).toHaveLength(1);
    const stranger = await client(app, (await createWard(sql)).technician);
    const page = await stranger.get<CampaignDevicePage>(`campaigns/${draft}/devices`, {
      query: { missing: 'softwareVersion' },
    });
    expect(page.body.items).toEqual([]);
    expect((await manager.get(`campaigns/${draft}/devices`, { query: { missing: 'colour' } })).status).toBe(
      422,
    );

    await openCampaign(manager, draft);
    expect(await counted()).toEqual(before);
    expect(await idsOf({ doubtful: 'softwareVersion' })).toEqual([]);
    const using = await manager.get<{ items: CampaignView[] }>('campaigns', {
      query: { plan: 'corrosion', limit: 500 },
    });
    expect(using.body.items.map(({ id }) => id)).toContain(draft);
    const other = await manager.get<{ items: CampaignView[] }>('campaigns', {
      query: { plan: 'upstream-occlusion', limit: 500 },
    });
    expect(other.body.items.map(({ id }) => id)).not.toContain(draft);
  });
});

describe('use this code', () => {
  let notice: NoticeView;
  let draft: string;
  const codes = (position: number | string = 1): string =>
    `notices/${notice.id}/affected-products/${position}/codes`;
  const preview = async () => (await manager.get<PreviewView>(`campaigns/${draft}/preview`)).body;

  beforeAll(async () => {
    await createDevices(sql, 3, {
      siteId: ward.siteId,
      locationId: ward.locationId,
      productCode: '4570009',
    });
    const made = await manager.post<NoticeView>(
      'notices',
      noticeBody({ title: 'One digit short' }, { productCodes: ['457009'] }),
    );
    notice = made.body;
    const answer = await manager.post<CampaignView>('campaigns', {
      noticeId: notice.id,
      planKey: 'corrosion',
    });
    draft = answer.body.id;
  });

  test('takes the near miss into scope; what is printed stays, and who decided it is said', async () => {
    const before = await preview();
    expect(before.affected).toBe(0);
    expect(before.nearMisses).toContainEqual(expect.objectContaining({ code: '457009', closest: '4570009' }));

    const { status, body } = await manager.post<NoticeView>(codes(), {
      productCode: '4570009',
      insteadOf: '457009',
    });
    expect(status).toBe(201);
    expect(body.affectedProducts[0]).toMatchObject({
      productCodes: ['457009'],
      addedCodes: [
        {
          productCode: '4570009',
          udiDi: null,
          insteadOf: '457009',
          addedBy: { id: risk.id, name: 'Robin Risk' },
          addedAt: expect.stringMatching(/Z$/),
        },
      ],
    });
    const after = await preview();
    expect(after.affected).toBe(3);
    expect(after.nearMisses.filter(({ closest }) => closest === '4570009')).toMatchObject([
      { alsoNamed: true },
    ]);
    const trail = await manager.get<{ items: Array<{ action: string; new: unknown }> }>('audit', {
      query: { subjectType: 'notice', subjectId: notice.id, limit: 100 },
    });
    expect(JSON.stringify(trail.body)).toContain('notice.add-code');
    expect(
      (
        await manager.get<{ items: Array<{ id: string }> }>('notices', { query: { search: '4570009' } })
      ).body.items.map(({ id }) => id),
    ).toContain(notice.id);
  });

  test('refuses what is named already, what is not printed, and what is no code', async () => {
    expect(codeOf(await manager.post(codes(), { productCode: '45-70009' }))).toEqual([
      409,
      'notice.code-named',
    ]);
    expect(codeOf(await manager.post(codes(), { productCode: '457009' }))).toEqual([
      409,
      'notice.code-named',
    ]);
    expect(codeOf(await manager.post(codes(), { productCode: '999', insteadOf: '12345' }))).toEqual([
      422,
      'notice.code-not-printed',
    ]);
    expect((await manager.post(codes(), {})).status).toBe(422);
    expect((await manager.post(codes(), { productCode: '1', udiDi: '00085412498683' })).status).toBe(422);
    expect((await manager.post(codes(), { udiDi: '8.5E+12' })).status).toBe(422);
    expect(codeOf(await manager.post(codes(7), { productCode: '999' }))).toEqual([
      404,
      'affected-product.not-found',
    ]);
    const technician = await client(app, ward.technician);
    expect((await technician.post(codes(), { productCode: '999' })).status).toBe(403);
  });

  test('is taken back again, and given anew', async () => {
    const { body } = await manager.get<NoticeView>(`notices/${notice.id}`);
    const id = body.affectedProducts[0]?.addedCodes[0]?.id ?? '';
    const taken = await manager.delete<NoticeView>(`${codes()}/${id}`);
    expect([taken.status, taken.body.affectedProducts[0]?.addedCodes]).toEqual([200, []]);
    expect((await preview()).affected).toBe(0);
    expect(codeOf(await manager.delete(`${codes()}/${id}`))).toEqual([404, 'product-code.not-found']);
    expect((await manager.post(codes(), { productCode: '4570009', insteadOf: '457009' })).status).toBe(201);
  });

  test('is settled once a campaign over the notice has been opened, until that is cancelled', async () => {
    await openCampaign(manager, draft);
    const refused = await manager.post(codes(), { productCode: '4570010' });
    expect(codeOf(refused)).toEqual([409, 'notice.scope-settled']);
    expect(refused.body['campaignIds']).toEqual([draft]);
    const { body } = await manager.get<CampaignDevicePage>(`campaigns/${draft}/devices`);
    expect(body.items).toHaveLength(3);
    const explained = await manager.get(`campaigns/${draft}/devices/${body.items[0]?.id}/explanation`);
    expect(explained.body['verdict']).toBe('affected');
    await manager.post(`campaigns/${draft}/cancel`, { reason: 'a code is missing' });
    expect((await manager.post(codes(), { productCode: '4570010' })).status).toBe(201);
  });
});
