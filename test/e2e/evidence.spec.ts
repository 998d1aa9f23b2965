import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TaskView } from '#contracts/tasks';
import { unzip } from '../../apps/launcher/src/demo/unzip.js';
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
  PASSWORD,
  sqlClient,
  startApp,
  type TestSql,
  waitFor,
  type Ward,
} from '../support/index.js';

let app: App;
let sql: TestSql;
let manager: Client;
let ward: Ward;
let campaign: string;
let files: Map<string, Buffer>;
let folder: string;

/** The smallest JPEG that begins as one. */
const PICTURE = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('a picture of contacts')]);

const bytesOf = async (who: Client, path: string) => {
  const answer = await who.raw('GET', path);
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: Buffer.from(await answer.arrayBuffer()),
  };
};

function unpackTo(place: string): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), content);
  }
}

const run = (command: string, script: string) =>
  new Promise<{ code: number; said: string }>((resolve) => {
    execFile(command, [join(folder, script)], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: `${stdout}${stderr}` }),
    );
  });

beforeAll(async () => {
  app = await startApp();
  sql = sqlClient(app.databaseUrl);
  ward = await createWard(sql, { name: 'Haus "Süd", 1. Stock' });
  manager = await client(app, await createUser(sql, { role: 'risk-manager', name: 'Şule Yıldız' }));
  const technician = await client(app, ward.technician);
  for (let n = 0; n < 4; n += 1) {
    await createDevice(sql, {
      siteId: ward.siteId,
      locationId: ward.locationId,
      productCode: 'EVIDENCE1',
      serialNumber: `EV,"${n}"`,
    });
  }
  campaign = await draftCampaign(manager, 'corrosion', noticeBody({}, { productCodes: ['EVIDENCE1'] }));
  await openCampaign(manager, campaign);
  await waitFor(
    async () =>
      (
        await sql(`SELECT 1 FROM reminder WHERE state = 'sent' AND campaign_ids @> ARRAY[$1::bigint]`, [
          campaign,
        ])
      ).length > 0
        ? true
        : undefined,
    { what: 'a message to be sent' },
  );
  let photographed = false;
  for (let left = 1; left > 0;) {
    const tasks = await manager.all<TaskView>('tasks', { campaign, status: 'open' });
    left = tasks.length;
    for (const [n, task] of tasks.entries()) {
      const who = task.device === null ? manager : technician;
      if (!photographed && task.device !== null) {
        photographed = true;
        const photo = await who.raw('POST', `tasks/${task.id}/photos`, {
          body: PICTURE,
          headers: { 'content-type': 'image/jpeg' },
        });
        expect(photo.status).toBe(201);
      }
      const lost = n === 3 && task.stepKey === 'inspect-contacts';
      const answer = await who.post(`tasks/${task.id}/complete`, {
        version: task.version,
        ...(lost ? { outcome: 'cannot-locate', reason: 'not on any ward' } : { outcome: task.outcomes[0] }),
      });
      expect(answer.status).toBe(200);
    }
  }
  const missing = await manager.get<{ items: Array<{ deviceId: string }> }>(
    `campaigns/${campaign}/not-located`,
  );
  await manager.post(`campaigns/${campaign}/not-located-decision`, {
    deviceIds: missing.body.items.map(({ deviceId }) => deviceId),
    reason: 'searched everywhere',
    password: PASSWORD,
  });
  expect(
    (await manager.post(`campaigns/${campaign}/close`, { note: 'done', password: PASSWORD })).status,
  ).toBe(200);
  const pack = await bytesOf(manager, `reports/campaigns/${campaign}/evidence.zip`);
  expect([pack.status, pack.type]).toEqual([200, 'application/zip']);
  files = unzip(pack.body);
  folder = mkdtempSync(join(app.dataDir, 'pack-'));
  unpackTo(folder);
}, 90_000);
afterAll(() => app.stop());

describe('the evidence pack', () => {
  test('has the report, tables, messages as sent, photos, signatures, the chain and a manifest', async () => {
    const paths = [...files.keys()];
    expect(paths).toEqual(
      expect.arrayContaining([
        'report.pdf',
        'campaign.json',
        'tables/devices.csv',
        'tables/tasks.csv',
        'tables/completions.csv',
        'tables/reminders.csv',
        'signatures.jsonl',
        'audit.jsonl',
        'verify.mjs',
        'verify.py',
        'manifest.json',
        'manifest.sha256',
      ]),
    );
    expect(files.get('report.pdf')!.subarray(0, 5).toString()).toBe('%PDF-');
    const devices = files.get('tables/devices.csv')!.toString('utf8');
    expect(devices).toContain('"Haus ""Süd"", 1. Stock"');
    expect(devices).toContain('"EV,""0"""');
    expect(devices).toContain('meets every criterion of row 1: Pump');
    const [photo] = paths.filter((path) => path.startsWith('photos/'));
    expect(files.get(photo!)!.equals(PICTURE)).toBe(true);
    const sent = await sql<{ id: string; kind: string; body_text: string }>(
      `SELECT id, kind, body_text FROM reminder WHERE state = 'sent' AND campaign_ids @> ARRAY[$1::bigint]`,
      [campaign],
    );
    expect(sent.length).toBeGreaterThan(0);
    for (const { id, kind, body_text } of sent) {
      expect(files.get(`messages/${id}-${kind}.eml`)?.toString('utf8').replaceAll('\r\n', '\n')).toContain(
        body_text.replaceAll('\r\n', '\n'),
      );
    }
    expect(JSON.parse(files.get('manifest.json')!.toString()).problems).toEqual([]);
    expect(files.get('signatures.jsonl')!.toString().trim().split('\n')).toHaveLength(2);
  });

  test('tells of other work no more than hashes', () => {
    const entries = files
      .get('audit.jsonl')!
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { payload?: string });
    const said = entries.flatMap(({ payload }) =>
      payload === undefined ? [] : [JSON.parse(payload) as { action: string }],
    );
    expect(said.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['campaign.create', 'task.complete', 'campaign.sign', 'campaign.close']),
    );
    expect(said.map(({ action }) => action)).not.toContain('session.sign-in');
  });

  test('is verified by its own scripts, in Node and in Python', async () => {
    expect(await run(process.execPath, 'verify.mjs')).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Verified: /),
    });
    const python = await run('python3', 'verify.py');
    if (!/ENOENT/.test(python.said) && python.said !== '') {
      expect(python).toMatchObject({ code: 0, said: expect.stringMatching(/^Verified: /) });
    }
  });

  test('one flipped byte in any file is found; so are a file too many and one too few', async () => {
    for (const path of files.keys()) {
      const whole = readFileSync(join(folder, path));
      for (const at of new Set([0, Math.floor(whole.length / 2), whole.length - 1])) {
        const spoilt = Buffer.from(whole);
        spoilt[at] = (spoilt[at] as number) ^ 1;
        writeFileSync(join(folder, path), spoilt);
        expect({ path, at, ...(await run(process.execPath, 'verify.mjs')) }).toMatchObject({
          path,
          at,
          code: 1,
        });
      }
      writeFileSync(join(folder, path), whole);
    }
    writeFileSync(join(folder, 'extra.txt'), 'x');
    expect((await run(process.execPath, 'verify.mjs')).said).toContain(
      'extra.txt does not belong to the pack',
    );
    rmSync(join(folder, 'extra.txt'));
    rmSync(join(folder, 'tables/tasks.csv'));
    expect((await run(process.execPath, 'verify.mjs')).said).toContain('tables/tasks.csv is missing');
    unpackTo(folder);
  });

  test('a chain or a signature rewritten with a manifest to match is found too', async () => {
    const rewrite = (path: string, from: RegExp, to: string): void => {
      const text = files.get(path)!.toString('utf8');
      const changed = text.replace(from, to);
      expect(changed).not.toBe(text);
      writeFileSync(join(folder, path), changed);
      const manifest = JSON.parse(files.get('manifest.json')!.toString('utf8')) as {
        files: Array<{ path: string; bytes: number; sha256: string }>;
      };
      const own = manifest.files.find((file) => file.path === path)!;
      own.bytes = Buffer.byteLength(changed);
      own.sha256 = createHash('sha256').update(changed).digest('hex');
      const manifestText = JSON.stringify(manifest);
      writeFileSync(join(folder, 'manifest.json'), manifestText);
      const hash = createHash('sha256').update(manifestText).digest('hex');
      writeFileSync(join(folder, 'manifest.sha256'), `${hash}  manifest.json\n`);
    };
    rewrite('audit.jsonl', /not on any ward/, 'not on my ward.');
    expect((await run(process.execPath, 'verify.mjs')).said).toMatch(
      /entry \d+ of chain \d+ does not have its hash/,
    );
    unpackTo(folder);
    rewrite('signatures.jsonl', /searched everywhere/g, 'searched enough');
    expect((await run(process.execPath, 'verify.mjs')).said).toMatch(/signature \d+ does not have its hash/);
    unpackTo(folder);
  });
});

describe('who gets it', () => {
  test('whoever sees all sites of the campaign, an auditor too; nobody else', async () => {
    const auditor = await client(app, await createUser(sql, { role: 'auditor' }));
    const some = await client(app, await createUser(sql, { role: 'auditor', sites: [ward.siteId] }));
    const technician = await client(app, ward.technician);
    for (const path of [`reports/campaigns/${campaign}.pdf`, `reports/campaigns/${campaign}/evidence.zip`]) {
      expect((await bytesOf(auditor, path)).status).toBe(200);
      expect((await bytesOf(some, path)).status).toBe(403);
      expect((await bytesOf(technician, path)).status).toBe(403);
    }
    expect((await bytesOf(manager, 'reports/campaigns/999999.pdf')).status).toBe(404);
    const pdf = await bytesOf(manager, `reports/campaigns/${campaign}.pdf`);
    expect([pdf.type, pdf.body.subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
  });

  test('a reader who goes away leaves nothing behind', async () => {
    const stop = new AbortController();
    const answer = await manager.raw('GET', `reports/campaigns/${campaign}/evidence.zip`, {
      signal: stop.signal,
    });
    stop.abort();
    await answer.body?.cancel().catch(() => undefined);
    await waitFor(
      async () =>
        (
          await sql(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
          )
        ).length === 0
          ? true
          : undefined,
      { what: 'the snapshot to be given back' },
    );
  });
});
