import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ImportView } from '#contracts/imports';
import {
  type App,
  client,
  type Client,
  createLocation,
  createSite,
  createUser,
  sqlClient,
  startApp,
  waitFor,
} from '../support/index.js';

const HEADER =
  'asset_tag,udi_di,product_code,serial_number,manufacturer,model,software_version,manufactured_on,received_on,supply_channel,site,location,status';

let app: App;
let sql: ReturnType<typeof sqlClient>;
let risk: Client;
let limited: Client;
let ward: { name: string; siteId: string };

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  const site = await createSite(sql, { name: 'North' });
  await createSite(sql, { name: 'South' });
  ward = await createLocation(sql, { siteId: site.id, name: 'Ward 1' });
  const all = await createUser(sql, { role: 'risk-manager', name: 'Risk manager' });
  const north = await createUser(sql, { role: 'risk-manager', sites: [site.id] });
  risk = await client(app, { email: all.email });
  limited = await client(app, { email: north.email });
});
afterAll(() => app.stop());
beforeEach(async () => {
  await sql('TRUNCATE import_change, import_finding');
  await sql('DELETE FROM device');
});

type Body = string | Uint8Array<ArrayBuffer>;

async function send(body: Body, options: { dryRun?: boolean; who?: Client } = {}): Promise<string> {
  const response = await (options.who ?? risk).raw(
    'POST',
    `devices/import?dryRun=${options.dryRun === true}`,
    {
      headers: { 'content-type': 'text/csv' },
      body,
    },
  );
  const answer = (await response.json()) as { importId: string };
  expect({ status: response.status, answer }).toMatchObject({ status: 202 });
  return answer.importId;
}

async function finished(id: string, who: Client = risk): Promise<ImportView> {
  return waitFor(
    async () => {
      const { body } = await who.get<ImportView>(`imports/${id}`);
      return body.status === 'running' ? undefined : body;
    },
    { what: `import ${id}`, timeoutMs: 60_000 },
  );
}

const run = async (body: Body, options: { dryRun?: boolean; who?: Client } = {}): Promise<ImportView> =>
  finished(await send(body, options), options.who);

const file = (...rows: string[]): string => `${[HEADER, ...rows].join('\n')}\n`;
const devices = () =>
  sql<Record<string, unknown>>(
    `SELECT d.asset_tag, d.udi_di, d.product_code, d.serial_number, d.manufacturer, d.model, d.software_version, d.manufactured_on,
            d.received_on, d.supply_channel, s.name AS site, l.name AS location, d.status, d.status_as_printed, d.version
       FROM device d JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id ORDER BY d.asset_tag, d.id`,
  );
const PUMP =
  'A-1,00085412610900,3570009,2000001,Baxter,Spectrum IQ,9.02.01,2019-05-01,2019-06-01,direct,North,Ward 1,in use';

describe('what a file may look like', () => {
  it('lands every column, and the same file again changes nothing', async () => {
    const first = await run(file(PUMP));
    expect(first).toMatchObject({
      status: 'done',
      rows: 1,
      created: 1,
      updated: 0,
      unchanged: 0,
      refused: [],
    });
    const [device] = await devices();
    expect(device).toEqual({
      asset_tag: 'A-1',
      udi_di: '00085412610900',
      product_code: '3570009',
      serial_number: '2000001',
      manufacturer: 'Baxter',
      model: 'Spectrum IQ',
      software_version: '9.02.01',
      manufactured_on: '2019-05-01',
      received_on: '2019-06-01',
      supply_channel: 'direct',
      site: 'North',
      location: 'Ward 1',
      status: 'in-service',
      status_as_printed: null,
      version: 1,
    });
    expect(await run(file(PUMP))).toMatchObject({ created: 0, updated: 0, unchanged: 1, refusedCount: 0 });
    expect((await devices())[0]).toEqual(device);
  });

  it.each([
    ['UTF-8', Buffer.from(file('A-1,,,1,Größe,,,,,,North,,')), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${file('A-1,,,1,Größe,,,,,,North,,')}`), 'utf-8'],
    ['Windows-1252', Buffer.from(file('A-1,,,1,Größe,,,,,,North,,'), 'latin1'), 'windows-1252'],
  ])('reads %s', async (_, bytes, encoding) => {
    expect(await run(new Uint8Array(bytes))).toMatchObject({ created: 1, encoding });
    expect((await devices())[0]).toMatchObject({ asset_tag: 'A-1', manufacturer: 'Größe' });
  });

  it('reads the euro and the dash of Windows-1252, which are not those of Latin-1', async () => {
    const bytes = Buffer.from(file('A-1,,,1,X,,,,,,North,,'), 'latin1');
    bytes[bytes.indexOf('X'.charCodeAt(0), HEADER.length)] = 0x96;
    await run(new Uint8Array(bytes));
    expect((await devices())[0]).toMatchObject({ manufacturer: '–' });
  });

  it('reads CRLF, quoted newlines, reordered and extra columns, and headers spelled otherwise', async () => {
    const text = [
      'Site,Cost centre, Serial Number ,ASSET TAG,Model,Udi-Di',
      'North,42,1001,A-1,"Spectrum ""IQ""\r\n(large, grey)",00085412610900',
      'North,43,1002,A-2,Spectrum,',
    ].join('\r\n');
    expect(await run(text)).toMatchObject({
      rows: 2,
      created: 2,
      refused: [],
      warningCount: 1,
      warnings: [{ line: 1, column: 'Cost centre', reason: expect.stringContaining('passed over') }],
    });
    expect(await devices()).toMatchObject([
      {
        asset_tag: 'A-1',
        serial_number: '1001',
        model: 'Spectrum "IQ" (large, grey)',
        udi_di: '00085412610900',
      },
      { asset_tag: 'A-2', serial_number: '1002' },
    ]);
  });

  it('takes over what other inventories call our columns', async () => {
    const view = await run(
      'Facility,Department,Asset #,S/N,REF,GTIN,Firmware,Manufactured,Received,Channel,State\n' +
        'North,Ward 1,A-1,2000001,3570009,00085412610900,9.02.01,1.5.2019,31.12.2019,direct,in use\n',
    );
    expect(view).toMatchObject({ created: 1, refused: [], warnings: [] });
    expect((await devices())[0]).toMatchObject({
      asset_tag: 'A-1',
      udi_di: '00085412610900',
      product_code: '3570009',
      serial_number: '2000001',
      software_version: '9.02.01',
      manufactured_on: '2019-05-01',
      received_on: '2019-12-31',
      supply_channel: 'direct',
      site: 'North',
      location: 'Ward 1',
      status: 'in-service',
    });
  });

  it('reads semicolons, and a form with the field "file"', async () => {
    const form = new FormData();
    form.set('file', new Blob([file(PUMP).replaceAll(',', ';')], { type: 'text/csv' }), 'fleet 2026.csv');
    const response = await risk.raw('POST', 'devices/import', { body: form });
    expect(response.status).toBe(202);
    const view = await finished(((await response.json()) as { importId: string }).importId);
    expect(view).toMatchObject({ created: 1, fileName: 'fleet 2026.csv', dryRun: false });
  });

  it.each([
    ['a column that is missing', 'asset_tag,serial_number\nA-1,1\n', /no column "site"/],
    ['both keys missing', 'site,model\nNorth,x\n', /"asset_tag" or "serial_number"/],
    ['a column that stands twice', 'asset_tag,Asset Tag,site\n1,2,North\n', /"asset_tag" twice/],
    ['two that mean the same', 'Serial,S/N,site\n1,2,North\n', /"Serial" and as "S\/N"/],
    [
      'a quotation mark that is never closed',
      file('A-1,,,1,,,,,,,North,,', '"A-2,,,2,,,,,,,North,,'),
      /line 3/,
    ],
    ['a spreadsheet', 'PK\u0003\u0004xyz', /spreadsheet/],
  ])('fails on %s, names it, and lands nothing', async (_, text, sentence) => {
    const view = await run(text);
    expect(view).toMatchObject({ status: 'failed', created: 0 });
    expect(view.error).toMatch(sentence);
    expect(await devices()).toEqual([]);
  });

  it('refuses an empty body, and a body of another kind', async () => {
    const empty = await risk.raw('POST', 'devices/import', {
      headers: { 'content-type': 'text/csv' },
      body: '',
    });
    expect([empty.status, ((await empty.json()) as { code: string }).code]).toEqual([422, 'import.empty']);
    const json = await risk.post<{ code: string }>('devices/import', { rows: [] });
    expect([json.status, json.body.code]).toEqual([422, 'import.no-file']);
  });
});

describe('rows', () => {
  it('refuses a row with its line, column, value and reason, and lands the good ones', async () => {
    const view = await run(
      file(
        PUMP,
        ',,3570009,,Baxter,,,,,,North,,',
        'A-3,,,3,"two\nlines",,,2019-02-30,,,North,,',
        'A-4,,,4,,,,04/05/2019,,,,,',
        'A-5,,,5,,,,,,,North,,',
      ),
    );
    expect(view).toMatchObject({ rows: 5, created: 2, refusedCount: 3 });
    expect(view.refused).toEqual([
      {
        line: 3,
        column: 'serial_number',
        value: '',
        reason: expect.stringContaining('neither an asset tag nor'),
      },
      { line: 4, column: 'manufactured_on', value: '2019-02-30', reason: 'There is no such day.' },
      {
        line: 6,
        column: 'manufactured_on',
        value: '04/05/2019',
        reason: expect.stringContaining('cannot be told apart'),
      },
      { line: 6, column: 'site', value: '', reason: 'The site is missing.' },
    ]);
    expect((await devices()).map((device) => device['asset_tag'])).toEqual(['A-1', 'A-5']);
  });

  it('gives the refused rows back as a file, which lands when mended', async () => {
    const header = 'Owner,Asset tag,Serial number,Site,Received on,Model';
    const id = await send(
      [
        header,
        'x,A-1,1,North,2019-05-01,ok',
        'y,A-2,2,North,2019-13-01,"Spectrum, ""large"""',
        'z,A-3,3,Nor',
      ].join('\r\n'),
      { who: limited },
    );
    expect(await finished(id, limited)).toMatchObject({ created: 1, refusedCount: 2 });
    const response = await limited.raw('GET', `imports/${id}/refused.csv`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const text = await response.text();
    expect(text.split('\r\n')).toEqual([
      `${header},refused_line,refused_column,refused_reason`,
      'y,A-2,2,North,2019-13-01,"Spectrum, ""large""",3,received_on,There is no such day.',
      expect.stringMatching(/^z,A-3,3,Nor,,,4,site,"?There is no such site/),
      '',
    ]);
    const mended = text.replace('2019-13-01', '2019-12-01').replace('Nor,', 'North,');
    expect(await run(mended, { who: limited })).toMatchObject({ rows: 2, created: 2, refusedCount: 0 });
    expect(await devices()).toHaveLength(3);
  });

  it('lands a UDI-DI with a wrong check digit and an unknown state, with warnings', async () => {
    const view = await run(file('A-1,00208851107345,,1,,,,,,,North,,shelf B'));
    expect(view).toMatchObject({ created: 1, refusedCount: 0, warningCount: 2 });
    expect(view.warnings).toEqual([
      { line: 2, column: 'udi_di', value: '00208851107345', reason: expect.stringContaining('check digit') },
      { line: 2, column: 'status', value: 'shelf B', reason: expect.stringContaining('kept as printed') },
    ]);
    expect((await devices())[0]).toMatchObject({
      udi_di: '00208851107345',
      status: 'unknown',
      status_as_printed: 'shelf B',
    });
  });

  it('warns of a day that is still to come by the clock of the hospital', async () => {
    const [clock] = await sql<{ day: string }>(
      `SELECT to_char(clock_timestamp() + ms * interval '1 ms' + interval '3 days', 'YYYY-MM-DD') AS day FROM clock_offset`,
    );
    const day = clock?.day ?? '';
    const view = await run(file(`A-1,,,1,,,,,${day},,North,,`, 'A-2,85412610900,,2,,,,,,,North,,'));
    expect(view).toMatchObject({ created: 2, refusedCount: 0, warningCount: 2 });
    expect(view.warnings).toEqual([
      { line: 2, column: 'received_on', value: day, reason: 'This day is still to come.' },
      { line: 3, column: 'udi_di', value: '85412610900', reason: expect.stringContaining('11 digits') },
    ]);
    expect((await devices())[0]).toMatchObject({ received_on: day });
  });

  it('changes what the file says and leaves what it does not say', async () => {
    await run(file(PUMP));
    const view = await run(file('a 1,,N/A,,-,none,9.03.00,,,,North,,'));
    expect(view).toMatchObject({ created: 0, updated: 1, unchanged: 0 });
    const [device] = await devices();
    expect(device).toMatchObject({
      asset_tag: 'a 1',
      product_code: '3570009',
      serial_number: '2000001',
      manufacturer: 'Baxter',
      software_version: '9.03.00',
      location: 'Ward 1',
      version: 2,
    });
    expect(await sql('SELECT changes FROM import_change WHERE import_id = $1', [view.id])).toEqual([
      { changes: { assetTag: ['A-1', 'a 1'], softwareVersion: ['9.02.01', '9.03.00'] } },
    ]);
  });

  it('finds a device without an asset tag by serial number and UDI-DI or product code', async () => {
    await run(
      file(',00085412610900,,77,,,,,,,North,,', ',,35700BAX,77,,,,,,,North,,', ',,,78,Anesta,,,,,,North,,'),
    );
    const again = await run(
      file('A-7,85412610900,,77,,,9.1,,,,North,,', ',,35700bax,77,,,6.1,,,,North,,', ',,,78,,,,,,,North,,'),
    );
    expect(again).toMatchObject({ created: 0, updated: 2, unchanged: 1, refused: [] });
    expect(await devices()).toMatchObject([
      { asset_tag: 'A-7', software_version: '9.1' },
      { asset_tag: null, product_code: '35700bax', software_version: '6.1' },
      { asset_tag: null, serial_number: '78' },
    ]);
  });

  it('shows contradictions with what is there, with both values, and merges nothing', async () => {
    await run(file(PUMP, 'A-2,,35700BAX,500,,,,,,,North,,', ',,,900,,,,,,,North,,'));
    const before = await devices();
    const view = await run(
      file(
        'A-1,,,2000002,,,,,,,North,,',
        'A-1,00085412498683,,2000001,,,,,,,North,,',
        'A-2,,35700BAX2,500,,,,,,,North,,',
        'B-2,,35700BAX,500,,,,,,,North,,',
        ',,35700BAX,900,,,,,,,North,,',
      ),
    );
    expect(view).toMatchObject({ rows: 5, created: 0, updated: 0, unchanged: 0, refusedCount: 5 });
    expect(view.refused.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [
        2,
        'serial_number',
        expect.stringMatching(/asset tag A-1 has the serial number 2000001, this row says 2000002/),
      ],
      [3, 'asset_tag', 'Line 2 is the same device and says something else. Keep one of the two.'],
      [
        4,
        'product_code',
        expect.stringMatching(/A-2 has the product code 35700BAX, this row says 35700BAX2/),
      ],
      [5, 'asset_tag', expect.stringMatching(/serial number 500 has the asset tag A-2, this row says B-2/)],
      [
        6,
        'serial_number',
        expect.stringMatching(/serial number 900 has this serial number, and too little is known/),
      ],
    ]);
    expect(await devices()).toEqual(before);
  });

  it('takes the first of two equal rows, and refuses the second of two that differ', async () => {
    const view = await run(
      file(
        'A-1,,X,1,,,,,,,North,,',
        'A 1,,x,1,,,,,,,north,,',
        'A-1,,X,1,,,9,,,,North,,',
        'A-2,,X,1,,,,,,,North,,',
        'A-3,,X,3,,,,,,,North,,',
      ),
    );
    expect(view).toMatchObject({ rows: 5, created: 2, unchanged: 1, refusedCount: 2 });
    expect(view.refused.map(({ line, column }) => [line, column])).toEqual([
      [4, 'asset_tag'],
      [5, 'serial_number'],
    ]);
  });

  it('refuses the second of two rows that name one device by different keys', async () => {
    await run(file('A-1,,X,1,,,,,,,North,,'));
    const view = await run(file('A-1,,,,,,5,,,,North,,', ',,X,1,,,6,,,,North,,'));
    expect(view).toMatchObject({ updated: 1, refusedCount: 1 });
    expect((await devices())[0]).toMatchObject({ software_version: '5' });
  });

  it('keeps a pump isolated that a task has isolated', async () => {
    await run(file(PUMP));
    await sql(`UPDATE device SET status = 'isolated', isolated_at = clock_timestamp()`);
    const view = await run(file(PUMP));
    expect(view).toMatchObject({ updated: 0, unchanged: 1, warningCount: 1 });
    expect(view.warnings[0]).toMatchObject({
      column: 'status',
      reason: expect.stringContaining('is isolated'),
    });
    expect((await devices())[0]).toMatchObject({ status: 'isolated' });
  });
});

describe('sites', () => {
  it('are created for somebody who has all sites, with a warning; a location too', async () => {
    const dry = await run(file('A-1,,,1,,,,,,,Lakeside,ICU,', 'A-2,,,2,,,,,,,LAKESIDE,icu,'), {
      dryRun: true,
    });
    expect(dry).toMatchObject({
      dryRun: true,
      created: 2,
      sitesCreated: 1,
      locationsCreated: 1,
      warningCount: 2,
    });
    expect(dry.warnings.map(({ reason }) => reason)).toContain(
      'This site was not there and would be created. Set its time zone, its team and who covers it.',
    );
    expect(await sql(`SELECT 1 FROM site WHERE name ILIKE 'lakeside'`)).toEqual([]);
    expect(await devices()).toEqual([]);

    const view = await run(file('A-1,,,1,,,,,,,Lakeside,ICU,', 'A-2,,,2,,,,,,,LAKESIDE,icu,'));
    expect(view).toMatchObject({ created: 2, sitesCreated: 1, locationsCreated: 1, warningCount: 2 });
    const landed = await devices();
    expect(
      new Set(landed.map((device) => `${String(device['site'])}/${String(device['location'])}`)).size,
    ).toBe(1);
  });

  it('that are nearly called like one that is there say so', async () => {
    await createSite(sql, { name: 'Larkfield General Hospital' });
    const rows = file('A-1,,,1,,,,,,,Larkfeild General Hospital,,');
    const dry = await run(rows, { dryRun: true });
    const like =
      'It looks like "Larkfield General Hospital"; if it is the same, correct the file and import again.';
    expect(dry.warnings).toMatchObject([{ line: 2, column: 'site', reason: expect.stringContaining(like) }]);
    const view = await run(rows);
    expect(view.warnings).toMatchObject([{ line: 2, column: 'site', reason: expect.stringContaining(like) }]);
    expect(view.sitesCreated).toBe(1);
  });

  it('are named at once, with the one that was perhaps meant, those first', async () => {
    const there = await createSite(sql, { name: 'Lakeside Clinic' });
    await sql(`INSERT INTO location (site_id, name) VALUES ($1, 'Radiology'), ($1, 'Ward 1')`, [there.id]);
    const rows = file(
      'A-1,,,1,,,,,,,Hillside,Radiology,',
      'A-2,,,2,,,,,,,Lakesdie Clinic,,',
      'A-3,,,3,,,,,,,Lakeside Clinic,Ward 2,',
      'A-4,,,4,,,,,,,Lakeside Clinic,Radiolgy,',
    );
    const newPlaces = {
      sites: [
        { name: 'Lakesdie Clinic', like: 'Lakeside Clinic' },
        { name: 'Hillside', like: null },
      ],
      locations: [
        { site: 'Lakeside Clinic', name: 'Radiolgy', like: 'Radiology' },
        { site: 'Hillside', name: 'Radiology', like: null },
        { site: 'Lakeside Clinic', name: 'Ward 2', like: null },
      ],
    };
    const dry = await run(rows, { dryRun: true });
    expect(dry).toMatchObject({ sitesCreated: 2, locationsCreated: 3, newPlaces });
    expect(dry.warnings).toContainEqual(
      expect.objectContaining({
        line: 5,
        column: 'location',
        reason: expect.stringContaining('"Radiology"'),
      }),
    );
    expect((await run(rows)).newPlaces).toEqual(newPlaces);
    expect((await run(rows)).newPlaces).toEqual({ sites: [], locations: [] });
    // many are counted
    const many = await run(
      file(...Array.from({ length: 30 }, (_, n) => `M-${n},,,${n},,,,,,,Lakeside Clinic,Bay ${n},`)),
    );
    expect([many.locationsCreated, many.newPlaces.locations.length]).toEqual([30, 20]);
  });

  it('that are unknown or of others are refused for anybody else, and their devices are not told', async () => {
    await run(file('S-1,,X,1,,,,,,,South,,'));
    const view = await run(
      file(
        'A-1,,,1,,,,,,,Nowhere,,',
        'A-2,,,2,,,,,,,South,,',
        'S-1,,X,1,,,7,,,,North,,',
        'A-4,,,4,,,,,,,North,New ward,',
      ),
      { who: limited },
    );
    expect(view).toMatchObject({ created: 1, refusedCount: 3, sitesCreated: 0, locationsCreated: 1 });
    expect(view.refused.map(({ line, column }) => [line, column])).toEqual([
      [2, 'site'],
      [3, 'site'],
      [4, 'site'],
    ]);
    expect(JSON.stringify(view.refused)).not.toContain('"S-1"');
    expect((await devices()).find((device) => device['asset_tag'] === 'S-1')).toMatchObject({
      site: 'South',
    });
    expect((await risk.get(`imports/${view.id}`)).status).toBe(200);
    const others = await send(file(PUMP));
    expect((await limited.get(`imports/${others}`)).status).toBe(404);
    await finished(others);
  });

  it('a device that moves to another site leaves its location behind', async () => {
    await run(file(PUMP));
    await run(file('A-1,,,,,,,,,,South,,'));
    expect((await devices())[0]).toMatchObject({ site: 'South', location: null });
    expect(ward.name).toBe('Ward 1');
  });
});

describe('running', () => {
  const stages = () => sql(`SELECT relname FROM pg_class WHERE relname LIKE 'import_stage%'`);
  const many = (count: number, software: string): string =>
    file(
      ...Array.from(
        { length: count },
        (_, n) =>
          `M-${n},00085412610900,3570009,${5_000_000 + n},Baxter,Spectrum IQ,${software},2019-05-01,,direct,North,Ward 1,in use`,
      ),
    );

  it('tells its progress, lands after two kills as if nothing had been, and a second job of it does nothing', async () => {
    const count = 24_000;
    const shape = () =>
      sql(`SELECT (SELECT count(*) FROM pg_indexes WHERE tablename = 'device') AS indexes,
                  (SELECT count(*) FROM pg_constraint WHERE conrelid = 'device'::regclass AND contype = 'f' AND convalidated) AS keys`);
    const before = await shape();
    // while the test holds the table, no merge can get through
    const holder = new pg.Client({ connectionString: app.databaseUrl });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE device IN ACCESS EXCLUSIVE MODE');
    const id = await send(many(count, '9.0'));
    await waitFor(async () => (await stages()).length > 0, { what: 'the staging table', everyMs: 5 });
    await app.killWorker();
    await app.startWorker();
    const seen = await waitFor(
      async () => {
        const { body } = await risk.get<ImportView>(`imports/${id}`);
        return body.rows === count && body;
      },
      { what: 'all rows to be read' },
    );
    expect(seen).toMatchObject({ status: 'running', created: 0 });
    await app.killWorker();
    await holder.query('ROLLBACK');
    await holder.end();
    expect((await risk.get<ImportView>(`imports/${id}`)).body.status).toBe('running');
    expect(await devices()).toEqual([]);

    await app.startWorker();
    const view = await finished(id);
    expect(view).toMatchObject({ status: 'done', rows: count, created: count, updated: 0, refusedCount: 0 });
    expect(await sql('SELECT count(*)::int AS n FROM device')).toEqual([{ n: count }]);
    // the indexes and keys that a large first load sets aside are there again
    expect(await shape()).toEqual(before);
    expect(await stages()).toEqual([]);

    await sql(
      `INSERT INTO outbox (topic, payload) VALUES ('fleet.import-devices', jsonb_build_object('importId', $1::text))`,
      [id],
    );
    expect(await run(many(count, '9.0'))).toMatchObject({ created: 0, updated: 0, unchanged: count });
    expect((await risk.get<ImportView>(`imports/${id}`)).body).toMatchObject({
      created: count,
      finishedAt: view.finishedAt,
    });
    expect(await run(many(2_000, '9.1'))).toMatchObject({ created: 0, updated: 2_000, unchanged: 0 });
  }, 120_000);

  it('writes one audit entry, with counts and digests, by the person who sent the file', async () => {
    const view = await run(file(PUMP));
    const entries = await sql<{ action: string; payload: string }>(
      `SELECT action, payload FROM audit_entry WHERE subject_type = 'import' AND subject_id = $1 ORDER BY chain, seq`,
      [view.id],
    );
    expect(entries.map((entry) => entry.action)).toEqual(['device.import-start', 'device.import']);
    expect(JSON.parse(entries[1]?.payload ?? '{}')).toMatchObject({
      actor: 'Risk manager',
      new: {
        created: 1,
        rows: 1,
        fileSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        rowsSha256: expect.any(String),
      },
    });
  });

  it('is described with its body and its columns', async () => {
    const { body } = await risk.get<{
      paths: Record<string, { post: { description: string; requestBody: { content: object } } }>;
    }>('/api/openapi.json');
    const operation = body.paths['/api/v1/devices/import']?.post;
    for (const column of HEADER.split(',')) expect(operation?.description).toContain(`\`${column}\``);
    const schema = {
      oneOf: [
        expect.objectContaining({ type: 'string' }),
        expect.objectContaining({ type: 'object', required: ['file'] }),
      ],
    };
    expect(operation?.requestBody.content).toEqual({
      'text/csv': { schema },
      'multipart/form-data': { schema },
    });
  });

  it('is not for technicians', async () => {
    const user = await createUser(sql, { role: 'technician', sites: [ward.siteId] });
    const technician = await client(app, { email: user.email });
    const response = await technician.raw('POST', 'devices/import', {
      headers: { 'content-type': 'text/csv' },
      body: file(PUMP),
    });
    expect(response.status).toBe(403);
    expect((await technician.get('imports')).status).toBe(403);
  });
});

describe('an Idempotency-Key', () => {
  const upload = (body: string) =>
    risk.raw('POST', 'devices/import', {
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'file-1' },
      body,
    });

  it('knows the same file again, and refuses another one', async () => {
    const kept = () => readdirSync(join(app.dataDir, 'files/imports')).length;
    const before = kept();
    const [first, again] = [await upload(file(PUMP)), await upload(file(PUMP))];
    expect(await again.text()).toBe(await first.text());
    const other = await upload(file(PUMP.replace('A-1', 'A-2')));
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([
      422,
      'idempotency.key-reused',
    ]);
    expect(kept()).toBe(before + 1);
  });
});
