import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { ImportNoticesAnswer } from '#contracts/notice-import';
import type { NoticeSummary, NoticeView } from '#contracts/notices';
import type { Caller } from '#domain/audit';
import { MatchingService } from '#domain/notices';
import { createDataSource } from '#platform/database';
import {
  type App,
  type Client,
  client,
  createDevice,
  createLocation,
  createSite,
  createUser,
  sqlClient,
  startApp,
} from '../support/index.js';

let app: App;
let sql: ReturnType<typeof sqlClient>;
let manager: Client;
let source: DataSource;

beforeAll(async () => {
  app = await startApp({ worker: false });
  sql = sqlClient(app.databaseUrl);
  const risk = await createUser(sql, { role: 'risk-manager' });
  manager = await client(app, { email: risk.email });
  source = await createDataSource({ url: app.databaseUrl, entities: [] }).initialize();
});
afterAll(async () => {
  await source?.destroy();
  await app?.stop();
});

const spectrum = {
  title: 'Pumps may stop',
  firm: 'A pump maker',
  class: 'I',
  action: 'correction',
  initiatedOn: '2020-04-01',
  recallNumbers: ['Z-9999-2020'],
  eventNumber: '99999',
  reason: 'residue',
  communications: [{ date: '2020-08-28', kind: 'Urgent Device Correction', summary: 'inspect' }],
  affectedProducts: [
    {
      name: 'Spectrum V8',
      productCodes: ['35700BAX2'],
      udiDis: ['00085412498683'],
      serialNumbers: { list: ['2006307'], ranges: [['706497', '724065']] },
      manufactured: { from: '2014-07-01', to: null },
      distributed: { from: null, to: '2020-07-14' },
      softwareVersions: { include: ['8.01.01', '6.x'], exclude: ['1.05.06.00'] },
    },
  ],
  replyRoute: { kind: 'email', address: 'reply@example.org' },
};

async function created(body: object): Promise<string> {
  const answer = await manager.post<NoticeView>('notices', body);
  expect(answer.status).toBe(201);
  return answer.body.id;
}
const audited = (id: string) =>
  sql<{ action: string; payload: string }>(
    `SELECT action, payload FROM audit_entry WHERE subject_type = 'notice' AND subject_id = $1 ORDER BY seq`,
    [id],
  );

describe('notices', () => {
  it('are created as promised, read back, and audited', async () => {
    const answer = await manager.post<NoticeView>('notices', spectrum);
    expect(answer.status).toBe(201);
    const { id, createdAt } = answer.body;
    const read = await manager.get<NoticeView>(`notices/${id}`);
    expect(read.body).toEqual(answer.body);
    expect(read.body).toEqual({
      ...spectrum,
      id,
      createdAt,
      key: null,
      source: null,
      needsReading: false,
      communications: [
        {
          ...spectrum.communications[0],
          id: expect.any(String),
          createdAt,
          scopeVersion: 1,
          scopeChange: null,
          plan: null,
        },
      ],
      scopeVersion: 1,
      attachedTo: null,
      attached: [],
      affectedProducts: [
        {
          ...spectrum.affectedProducts[0],
          id: expect.any(String),
          position: 1,
          addedCodes: [],
          needsReading: false,
        },
      ],
    });
    const [entry] = await audited(id);
    expect(entry?.action).toBe('notice.create');
    expect(JSON.parse(entry?.payload ?? '{}')).toMatchObject({
      new: { title: 'Pumps may stop', products: ['Spectrum V8'] },
    });
  });

  it('are matched by the device identifier also where the whole UDI was given', async () => {
    const { body } = await manager.post<NoticeView>('notices', {
      ...spectrum,
      affectedProducts: [{ name: 'V8', udiDis: ['(01)00085412498683(21)2006307', '00085412498683'] }],
    });
    expect(body.affectedProducts[0]?.udiDis).toEqual(['00085412498683']);
  });

  it('say what is wrong with a bad one, field by field, and keep nothing of it', async () => {
    const before = await sql('SELECT id FROM notice');
    const answer = await manager.post<{ errors: Array<{ path: string }> }>('notices', {
      ...spectrum,
      class: 'IV',
      affectedProducts: [{ name: 'no code' }],
    });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/class$/),
        expect.stringMatching(/affectedProducts\.0\.productCodes$/),
      ]),
    );
    expect(await sql('SELECT id FROM notice')).toEqual(before);
  });

  it('are listed newest first, page by page, and found by words, numbers and codes', async () => {
    const ids = [];
    for (const n of [1, 2, 3]) {
      ids.push(
        await created({
          ...spectrum,
          title: `Listed ${n} 100%`,
          firm: 'Findable',
          eventNumber: `F-${n}`,
          // by when the firm began it; one without that day is as new as its entry
          initiatedOn: [null, '2021-05-05', '2019-05-05', null][n],
        }),
      );
    }
    const all = await manager.all<NoticeSummary>('notices', { search: 'findable', limit: 2 });
    expect(all.map(({ id }) => id)).toEqual([ids[2], ids[0], ids[1]]);
    expect(all[0]).toMatchObject({
      title: 'Listed 3 100%',
      products: 1,
      communications: 1,
      needsReading: false,
    });
    const found = async (search: string) =>
      (await manager.all<NoticeSummary>('notices', { search })).map(({ id }) => id);
    expect(await found('F-2')).toEqual([ids[1]]);
    expect(await found('d 1 100%')).toEqual([ids[0]]);
    expect(await found('3570_bax')).toEqual([]);
    expect(await found('35700bax2')).toEqual(expect.arrayContaining(ids));
    expect((await manager.get('notices', { query: { cursor: 'bm9uc2Vuc2U' } })).body).toMatchObject({
      code: 'request.bad-cursor',
    });
  });

  it('take later communications, and know no notice that is not there', async () => {
    const id = await created(spectrum);
    const answer = await manager.post<NoticeView>(`notices/${id}/communications`, {
      date: '2022-03',
      kind: 'Follow-up',
    });
    expect(answer.status).toBe(201);
    expect(answer.body.communications.map(({ date, kind }) => [date, kind])).toEqual([
      ['2020-08-28', 'Urgent Device Correction'],
      ['2022-03', 'Follow-up'],
    ]);
    expect((await audited(id)).map(({ action }) => action)).toEqual([
      'notice.create',
      'notice.add-communication',
    ]);
    expect((await manager.post('notices/999999/communications', { date: '2022-03', kind: 'x' })).status).toBe(
      404,
    );
    expect((await manager.get('notices/999999')).body).toMatchObject({
      status: 404,
      code: 'notice.not-found',
    });
  });

  it('are written by managers and read by everybody who has signed in', async () => {
    for (const role of ['technician', 'site-lead', 'auditor', 'administrator'] as const) {
      const { email } = await createUser(sql, { role });
      const caller = await client(app, { email });
      expect((await caller.get('notices')).status).toBe(200);
      expect((await caller.post('notices', spectrum)).status).toBe(role === 'administrator' ? 201 : 403);
      expect((await caller.post('notices/import', [spectrum])).status).toBe(
        role === 'administrator' ? 200 : 403,
      );
    }
    const nobody = await client(app, 'nobody');
    expect((await nobody.get('notices')).status).toBe(401);
  });
});

describe('import', () => {
  const record = (recall: string, more: object = {}) => ({
    product_res_number: recall,
    res_event_number: 'E-1',
    event_date_initiated: '2021-12-29',
    recalling_firm: 'Baxter Healthcare Corporation',
    product_description: 'Spectrum IQ, Product code 3570009',
    code_info: 'All serial numbers, GTIN 00085412610900.',
    ...more,
  });

  it('lands what is good and gives back every refused entry with its index, path and reason', async () => {
    const { status, body } = await manager.post<ImportNoticesAnswer>('notices/import', {
      notices: [
        spectrum,
        { ...spectrum, firm: '' },
        7,
        record('Z-1-2022'),
        record('Z-2-2022', { product_type: 'Drugs' }),
      ],
    });
    expect(status).toBe(200);
    expect(body.created.map(({ indexes, title }) => [indexes, title])).toEqual([
      [[0], 'Pumps may stop'],
      [[3], 'Baxter Healthcare Corporation: Spectrum IQ, Product code 3570009'],
    ]);
    expect(body.refused).toEqual([
      { index: 1, path: 'firm', reason: 'must not be empty' },
      { index: 2, path: '', reason: expect.any(String) },
      { index: 4, path: '', reason: 'is about drugs, not devices' },
    ]);
  });

  it('reads an answer of openFDA; what it cannot read exactly is kept and flagged', async () => {
    const { body } = await manager.post<ImportNoticesAnswer>('notices/import', {
      meta: { results: { total: 2 } },
      results: [
        record('Z-3-2022', { res_event_number: 'E-3' }),
        record('Z-4-2022', { res_event_number: 'E-3', code_info: 'Lot numbers 13F18C0374, 13F18H0580' }),
      ],
    });
    expect(body.refused).toEqual([]);
    expect(body.created).toMatchObject([{ indexes: [0, 1], needsReading: true }]);
    const { body: notice } = await manager.get<NoticeView>(`notices/${body.created[0]?.id}`);
    expect(notice).toMatchObject({
      source: 'openFDA',
      needsReading: true,
      recallNumbers: ['Z-3-2022', 'Z-4-2022'],
    });
    expect(notice.affectedProducts.map(({ needsReading, unread }) => [needsReading, unread?.text])).toEqual([
      [false, undefined],
      [true, 'Lot numbers 13F18C0374, 13F18H0580'],
    ]);
  });

  it('does not double a recall number that came before', async () => {
    const results = [record('Z-5-2022', { res_event_number: 'E-5' })];
    const first = await manager.post<ImportNoticesAnswer>('notices/import', { results });
    const again = await manager.post<ImportNoticesAnswer>('notices/import', { results });
    expect(again.body.created).toEqual([]);
    expect(again.body.refused).toEqual([
      { index: 0, path: '', reason: `is here already: notice ${first.body.created[0]?.id} (Z-5-2022)` },
    ]);
  });
});

describe('matching against the fleet', () => {
  const callerOf = (sites: Caller['sites']): Caller => ({
    userId: null,
    name: 'x',
    role: 'site-lead',
    sites,
  });
  let noticeId: string;
  let north: string;
  let south: string;
  let pumps: Record<string, string>;

  beforeAll(async () => {
    noticeId = await created({
      ...spectrum,
      affectedProducts: [
        { name: 'V6', productCodes: ['35700BAX'], manufactured: { from: '2005-01-01', to: '2020-05-13' } },
        { name: 'IQ', productCodes: ['357009'], manufactured: { from: '2018-04-12' } },
      ],
    });
    north = (await createSite(sql, { name: 'North' })).id;
    south = (await createSite(sql, { name: 'South' })).id;
    const ward = await createLocation(sql, { siteId: north, name: 'Ward 1' });
    const pump = async (siteId: string, productCode: string | null, manufacturedOn: string | null) =>
      (
        await createDevice(sql, {
          siteId,
          productCode,
          manufacturedOn,
          locationId: siteId === north ? ward.id : undefined,
        })
      ).id;
    pumps = {
      affected: await pump(north, '35700BAX', '2010-01-01'),
      undated: await pump(north, '35700BAX', null),
      newer: await pump(north, '35700BAX', '2021-01-01'),
      nameless: await pump(south, null, null),
      iq: await pump(south, '3570009', '2019-01-01'),
    };
  });

  it('previews verdicts by site, product and missing fact, and near misses', async () => {
    const preview = await new MatchingService(source).preview(callerOf([north, south]), {
      noticeId,
      siteIds: null,
    });
    expect(preview).toEqual({
      affected: 1,
      possiblyAffected: 2,
      notAffected: 2,
      bySite: [
        { siteId: north, site: 'North', affected: 1, possiblyAffected: 1, notAffected: 1 },
        { siteId: south, site: 'South', affected: 0, possiblyAffected: 1, notAffected: 1 },
      ],
      byProduct: [
        expect.objectContaining({
          position: 1,
          name: 'V6',
          affected: 1,
          possiblyAffected: 2,
          needsReading: false,
        }),
        expect.objectContaining({ position: 2, name: 'IQ', affected: 0, possiblyAffected: 0 }),
      ],
      missingFacts: [
        { fact: 'productCode', devices: 1 },
        { fact: 'manufacturedOn', devices: 2 },
      ],
      doubtfulFacts: [],
      nearMisses: [expect.objectContaining({ code: '357009', closest: '3570009', devices: 1 })],
      codesWithoutDevices: [],
    });
  });

  it('shows a caller nothing of other sites, whatever sites are asked for', async () => {
    const matching = new MatchingService(source);
    const preview = await matching.preview(callerOf([south]), { noticeId, siteIds: [north, south] });
    expect(preview.bySite.map(({ site }) => site)).toEqual(['South']);
    expect(preview.affected).toBe(0);
    expect((await matching.preview(callerOf([]), { noticeId, siteIds: null })).bySite).toEqual([]);
    const { items } = await matching.devices(callerOf([south]), { noticeId, siteIds: null, limit: 10 });
    expect(items.map(({ siteId }) => siteId)).toEqual([south, south]);
    await expect(
      matching.explain(callerOf([south]), { noticeId, deviceId: pumps['affected'] ?? '' }),
    ).rejects.toMatchObject({ kind: 'not-found', code: 'device.not-found' });
  });

  it('pages through the devices of a verdict, not affected ones too', async () => {
    const matching = new MatchingService(source);
    const caller = callerOf([north, south]);
    const page = (verdict: 'affected' | 'possibly-affected' | 'not-affected', cursor?: string) =>
      matching.devices(caller, { noticeId, siteIds: null, verdict, limit: 1, cursor });
    const first = await page('possibly-affected');
    expect(first.items).toMatchObject([
      {
        id: pumps['undated'],
        site: 'North',
        location: 'Ward 1',
        verdict: 'possibly-affected',
        missing: ['manufacturedOn'],
      },
    ]);
    const second = await page('possibly-affected', first.nextCursor ?? '');
    expect(second).toMatchObject({
      items: [{ id: pumps['nameless'], missing: ['productCode', 'manufacturedOn'] }],
      nextCursor: null,
    });
    expect((await page('not-affected')).items).toMatchObject([
      { id: pumps['newer'], productId: null, missing: [] },
    ]);
    expect((await page('affected')).items).toMatchObject([{ id: pumps['affected'] }]);
  });

  it('explains a device in and out of scope', async () => {
    const matching = new MatchingService(source);
    const explain = (deviceId = '') => matching.explain(callerOf('all'), { noticeId, deviceId });
    expect(await explain(pumps['undated'])).toMatchObject({
      verdict: 'possibly-affected',
      productName: 'V6',
      missing: ['manufacturedOn'],
      clauses: [
        { criterion: 'identity', result: true },
        { criterion: 'manufactured', actual: null, result: null },
      ],
    });
    expect(await explain(pumps['newer'])).toMatchObject({
      verdict: 'not-affected',
      productName: 'V6',
      clauses: [{ result: true }, { criterion: 'manufactured', actual: '2021-01-01', result: false }],
    });
  });
});

describe('the shipped notices', () => {
  it('are there once, however often they are asked for, with every code as printed', async () => {
    const { NoticesService } = await import('#domain/notices');
    const { SYSTEM, UnitOfWork } = await import('#domain/audit');
    const { SystemClock } = await import('#platform/clock');
    const { Outbox } = await import('#platform/outbox');
    const notices = new NoticesService(source, new UnitOfWork(source, new SystemClock(), new Outbox()));
    const [ids, again] = await Promise.all([notices.ensureShipped(SYSTEM), notices.ensureShipped(SYSTEM)]);
    expect(again).toEqual(ids);
    expect(Object.keys(ids)).toEqual([
      'unplanned-shutdown-2020',
      'mismatched-software-2025',
      'upstream-occlusion-2021',
    ]);
    const { body } = await manager.get<NoticeView>(`notices/${ids['unplanned-shutdown-2020']}`);
    expect(body.affectedProducts[2]).toMatchObject({
      productCodes: ['3570009'],
      printedCodes: ['357009', '3570009-'],
    });
    const { body: mismatched } = await manager.get<NoticeView>(`notices/${ids['mismatched-software-2025']}`);
    expect(mismatched.affectedProducts.map(({ serialNumbers }) => serialNumbers?.list?.length)).toEqual([
      14, 28,
    ]);
  });
});
