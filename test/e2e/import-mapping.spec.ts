import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportView } from '#contracts/imports';
import type { RefusedRowPage } from '#contracts/import-mapping';
import {
  type App,
  client,
  type Client,
  createSite,
  createUser,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
} from '../support/index.js';

// A file whose columns have names of their own: looked at, mapped, and what did not land mended in place.

let app: App;
let sql: TestSql;
let risk: Client;

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  for (const name of ['North', 'Zürich']) await createSite(sql, { name });
  risk = await client(app, await createUser(sql, { role: 'risk-manager' }));
});
afterAll(() => app?.stop());

type Sent = string | Uint8Array<ArrayBuffer> | FormData;
interface Columns {
  encoding: string;
  header: string[];
  rows: string[][];
  problem: string | null;
}
type Refusal = { code: string; detail: string; errors: Array<{ path: string; message: string }> };
const post = async <T>(path: string, body: Sent, type: string | null = 'text/csv') => {
  const answer = await risk.raw('POST', path, {
    body,
    headers: type === null ? {} : { 'content-type': type },
  });
  return { status: answer.status, body: (await answer.json()) as T };
};
const columns = (body: Sent, type?: string | null) => post<Columns>('devices/import/columns', body, type);
const send = (body: string, mapping?: unknown) =>
  post<{ importId: string } & Refusal>(
    `devices/import${mapping === undefined ? '' : `?mapping=${encodeURIComponent(typeof mapping === 'string' ? mapping : JSON.stringify(mapping))}`}`,
    body,
  );
const finished = (id: string): Promise<ImportView> =>
  waitFor(
    async () => {
      const { body } = await risk.get<ImportView>(`imports/${id}`);
      return body.status === 'running' ? undefined : body;
    },
    { what: `import ${id}` },
  );

const FILE = 'Gerät;Werk;Nr;Kunde;Software\nX-1;North;1001;a;8.0\nX-2;Zürich;1002;b;8.1\n';

describe('POST devices/import/columns', () => {
  it('reads the header, the separator, the encoding and five rows, and says what it would take over', async () => {
    const rows = Array.from({ length: 8 }, (_, n) => `T-${n},${n},North,x`).join('\n');
    const { status, body } = await columns(`Tag,S/N,Hospital,Colour\n${rows}\n`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      encoding: 'utf-8',
      separator: ',',
      header: ['Tag', 'S/N', 'Hospital', 'Colour'],
      problem: null,
      suggestion: { asset_tag: 'Tag', serial_number: 'S/N', site: 'Hospital', location: null },
    });
    expect(body.rows).toHaveLength(5);
    expect(body.rows[0]).toEqual(['T-0', '0', 'North', 'x']);
  });

  it('says what is missing instead of failing, and reads Windows-1252, tabs, forms and a file cut anywhere', async () => {
    const german = await columns(Buffer.from(FILE, 'latin1'));
    expect(german.body).toMatchObject({
      encoding: 'windows-1252',
      separator: ';',
      suggestion: { software_version: 'Software' },
    });
    expect(german.body.problem).toContain('"site"');
    expect(german.body.header[0]).toBe('Gerät');
    expect((await columns('site\ttag\nNorth\tA-1\n')).body).toMatchObject({
      separator: '\t',
      rows: [['North', 'A-1']],
    });
    const form = new FormData();
    form.set('file', new Blob([FILE]), 'pumps.csv');
    expect((await columns(form, null)).body.header).toHaveLength(5);
    const whole = Buffer.from(`site,tag\n${'Zürich,"a, b"\n'.repeat(6000)}`);
    for (let cut = 60_000; cut < 60_020; cut += 1) {
      const { body } = await columns(whole.subarray(0, cut));
      expect({ cut, encoding: body.encoding, row: body.rows[0] }).toEqual({
        cut,
        encoding: 'utf-8',
        row: ['Zürich', 'a, b'],
      });
    }
    expect(await columns(whole)).toMatchObject({ status: 413, body: { code: 'import.sample-too-large' } });
    expect(await columns('\n')).toMatchObject({ status: 422, body: { code: 'import.empty' } });
    expect(await columns(Buffer.from('PK\u0003\u0004'))).toMatchObject({
      status: 422,
      body: { code: 'import.unreadable' },
    });
    expect(await columns('a,"b')).toMatchObject({ status: 422, body: { code: 'import.unreadable' } });
    expect((await risk.all('imports')).length).toBe(0);
  });
});

describe('an import with a mapping', () => {
  const mapping = { asset_tag: 'Gerät', site: 'Werk', serial_number: 'Nr' };
  it('takes over what the mapping says and nothing else', async () => {
    const sent = await send(FILE, mapping);
    expect(sent.status).toBe(202);
    const view = await finished(sent.body.importId);
    expect(view).toMatchObject({ status: 'done', created: 2, refusedCount: 0, warnings: [], mapping });
    const devices = await sql('SELECT asset_tag, serial_number, software_version FROM device ORDER BY id');
    expect(devices).toEqual([
      { asset_tag: 'X-1', serial_number: '1001', software_version: null },
      { asset_tag: 'X-2', serial_number: '1002', software_version: null },
    ]);
  });

  it('is refused at once where it names no column, one twice, or is none', async () => {
    const unknown = await send(FILE, { ...mapping, location: 'Station' });
    expect(unknown).toMatchObject({
      status: 422,
      body: { code: 'import.mapping-unknown-column', errors: [{ path: 'mapping.location' }] },
    });
    expect(unknown.body.detail).toContain('Station');
    const doubled = await send('a,a,site\n1,2,North\n', { asset_tag: 'a', site: 'site' });
    expect(doubled.body.code).toBe('import.mapping-unknown-column');
    for (const wrong of [
      '{',
      '[]',
      { site: 'Werk' },
      { asset_tag: 'Gerät' },
      { ...mapping, colour: 'x' },
      { asset_tag: 'Werk', site: 'Werk' },
    ]) {
      const { status, body } = await send(FILE, wrong);
      expect({ wrong, status, code: body.code }).toEqual({
        wrong,
        status: 422,
        code: 'import.mapping-invalid',
      });
    }
    expect((await risk.all('imports')).length).toBe(1);
  });
});

describe('GET imports/:id/refused', () => {
  it('gives the refused rows as they stand in the file, page by page, and they land when mended', async () => {
    const bad = Array.from(
      { length: 7 },
      (_, n) => `B-${n};;${n % 2 === 0 ? '31.02.2020' : '2020-01-01'};"note; ${n}"`,
    );
    const sent = await send(`Tag;Site;Received;Note\nB-ok;North;2020-01-01;x\n${bad.join('\n')}\n`);
    const { importId } = sent.body;
    expect(await finished(importId)).toMatchObject({ refusedCount: 7, created: 1 });
    const pages: RefusedRowPage[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await risk.get<RefusedRowPage>(`imports/${importId}/refused`, {
        query: { limit: 3, cursor },
      });
      pages.push(body);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
    }
    expect(pages.map(({ items }) => items.length)).toEqual([3, 3, 1]);
    expect(pages[0]).toMatchObject({
      header: ['Tag', 'Site', 'Received', 'Note'],
      columns: ['asset_tag', 'site', 'received_on'],
    });
    const rows = pages.flatMap(({ items }) => items);
    expect(rows.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    expect(rows[0]).toMatchObject({
      values: { asset_tag: 'B-0', site: '', received_on: '31.02.2020' },
      cells: ['B-0', '', '31.02.2020', 'note; 0'],
    });
    expect(rows[0]?.findings.map(({ column }) => column).toSorted()).toEqual(['received_on', 'site']);
    expect(rows[1]?.findings.map(({ column }) => column)).toEqual(['site']);

    const columnsOf = pages[0]?.columns ?? [];
    const mended = rows.map(({ values }) =>
      columnsOf.map((column) => ({ ...values, site: 'North', received_on: '2020-01-01' })[column]).join(','),
    );
    const again = await send(`${columnsOf.join(',')}\n${mended.join('\n')}\n`);
    expect(await finished(again.body.importId)).toMatchObject({ created: 7, refusedCount: 0 });
    const none = await risk.get<RefusedRowPage>(`imports/${again.body.importId}/refused`);
    expect(none.body).toMatchObject({ items: [], nextCursor: null });
  });

  it('works for a mapped file, and is shown to nobody who did not send it', async () => {
    const sent = await send('Gerät,Werk\nC-1,\n', { asset_tag: 'Gerät', site: 'Werk' });
    await finished(sent.body.importId);
    const { body } = await risk.get<RefusedRowPage>(`imports/${sent.body.importId}/refused`);
    expect(body.items[0]).toMatchObject({ line: 2, values: { asset_tag: 'C-1', site: '' } });
    const csv = await risk.get<string>(`imports/${sent.body.importId}/refused.csv`);
    expect(csv.body).toContain('C-1');
    const other = await client(
      app,
      await createUser(sql, { role: 'risk-manager', sites: [(await createSite(sql)).id] }),
    );
    expect((await other.get(`imports/${sent.body.importId}/refused`)).status).toBe(404);
  });
});

describe('an import of mended rows', () => {
  const mend = (importId: string, body: string, more = '') =>
    post<{ importId: string } & Refusal>(`devices/import?mends=${importId}${more}`, body);
  const left = async (importId: string) =>
    (await risk.get<RefusedRowPage>(`imports/${importId}/refused`, { query: { left: true } })).body.items.map(
      ({ line }) => line,
    );

  it('says which rows it stands for: the first one knows for good what landed, and offers the rest', async () => {
    const file =
      'asset_tag,site,received_on\nM-1,North,31.02.2020\nM-2,North,2020-01-01\nM-3,,2020-01-01\nM-4,,2020-01-01\n';
    const { importId: first } = (await send(file)).body;
    expect(await finished(first)).toMatchObject({ refusedCount: 3, refusedLeft: 3, mends: null, mended: [] });
    // a trial run lands nothing, and no line counts that was not refused
    const rows = 'refused_line,asset_tag,site,received_on\n2,M-1,North,2020-02-01\n3,M-2,North,\n4,M-3,,\n';
    await finished((await mend(first, rows, '&dryRun=true')).body.importId);
    expect(await left(first)).toEqual([2, 4, 5]);
    const second = (await mend(first, rows)).body.importId;
    expect(await finished(second)).toMatchObject({ mends: first, refusedCount: 1, refusedLeft: 1 });
    expect(await finished(first)).toMatchObject({
      refusedCount: 3,
      refusedLeft: 2,
      mended: [{ importId: second, rows: 1, lines: [2] }],
    });
    expect(await left(first)).toEqual([4, 5]);
    const csv = (await risk.get<string>(`imports/${first}/refused.csv`)).body;
    expect([csv.includes('M-1'), csv.includes('M-3'), csv.includes('M-4')]).toEqual([false, true, true]);
    expect((await risk.get<RefusedRowPage>(`imports/${first}/refused`)).body.items).toHaveLength(3);

    // the row that was refused again is one row, wherever it is mended
    const third = (await mend(second, 'refused_line,asset_tag,site\n4,M-3,Zürich\n')).body.importId;
    await finished(third);
    expect(await finished(second)).toMatchObject({
      refusedLeft: 0,
      mended: [{ importId: third, lines: [4] }],
    });
    expect(await finished(first)).toMatchObject({
      refusedLeft: 1,
      mended: [{}, { importId: third, lines: [4] }],
    });
    const list = await risk.get<{ items: ImportView[] }>('imports', { query: { limit: 10 } });
    expect(list.body.items.find(({ id }) => id === first)).toMatchObject({ refusedCount: 3, refusedLeft: 1 });

    const again = (await mend(first, 'refused_line,asset_tag,site\n5,M-4,\n')).body.importId;
    await finished(again);
    const last = (await mend(first, 'refused_line,asset_tag,site\n5,M-4,North\n')).body.importId;
    await finished(last);
    expect(await finished(again)).toMatchObject({ refusedLeft: 0, mended: [{ importId: last, lines: [2] }] });
    expect(await left(first)).toEqual([]);
  });

  it('is refused for a trial run, an import of others, and without the lines', async () => {
    const trial = (await post<{ importId: string }>('devices/import?dryRun=true', 'asset_tag,site\nT-1,\n'))
      .body;
    await finished(trial.importId);
    const refusal = async (id: string) => {
      const { status, body } = await mend(id, 'refused_line,asset_tag,site\n2,T-1,North\n');
      return [status, body.code];
    };
    expect(await refusal(trial.importId)).toEqual([409, 'import.was-trial']);
    expect(await refusal('999999')).toEqual([404, 'import.not-found']);
    const real = (await send('asset_tag,site\nT-2,\n')).body.importId;
    await finished(real);
    const blind = (await mend(real, 'asset_tag,site\nT-2,North\n')).body.importId;
    expect(await finished(blind)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('refused_line'),
    });
    expect(await left(real)).toEqual([2]);
  });
});

describe('GET imports/:id/warnings', () => {
  it('gives what to look at again, page by page, to those who see the import', async () => {
    const rows = Array.from({ length: 7 }, (_, n) => `W-${n},North,2099-01-0${n + 1}`);
    const sent = await send(`asset_tag,site,manufactured_on\n${rows.join('\n')}\n`);
    const { importId } = sent.body;
    expect(await finished(importId)).toMatchObject({ warningCount: 7 });
    const found: unknown[] = [];
    const pages: number[] = [];
    for (let cursor: string | undefined; ;) {
      const { body } = await risk.get<{ items: Array<{ line: number }>; nextCursor: string | null }>(
        `imports/${importId}/warnings`,
        { query: { limit: 3, cursor } },
      );
      pages.push(body.items.length);
      found.push(...body.items);
      if (body.nextCursor === null) break;
      cursor = body.nextCursor;
    }
    expect(pages).toEqual([3, 3, 1]);
    expect(found).toEqual(
      rows.map((_, n) => ({
        line: n + 2,
        column: 'manufactured_on',
        value: `2099-01-0${n + 1}`,
        reason: 'This day is still to come.',
      })),
    );
    expect((await risk.get(`imports/${importId}/warnings`, { query: { cursor: 'e30' } })).status).toBe(422);
    const other = await client(
      app,
      await createUser(sql, { role: 'risk-manager', sites: [(await createSite(sql)).id] }),
    );
    expect((await other.get(`imports/${importId}/warnings`)).status).toBe(404);
  });
});
