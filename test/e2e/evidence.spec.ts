import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HarmPage } from '#contracts/harms';
import type { TaskView } from '#contracts/tasks';
import { unzip } from '../../apps/launcher/src/demo/unzip.js';
import {
  type App,
  type Client,
  client,
  createCampaignRow,
  createDevice,
  createUser,
  createWard,
  draftCampaign,
  noticeBody,
  openCampaign,
  PASSWORD,
  pdfText,
  sendReplies,
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
  const passedOn = await manager.post<{ items: Array<{ id: string }> }>('forwardings', {
    campaignId: campaign,
    siteId: ward.siteId,
    recipients: [{ organisation: 'Ośrodek', name: 'Żaneta', email: 'zaneta@example.org' }],
  });
  const [waiting] = await manager.all<TaskView>('tasks', { campaign, step: 'inspect-contacts' });
  await manager.post(`tasks/${waiting?.id}/wait`, {
    version: waiting?.version,
    for: 'parts',
    note: 'Two seals.',
  });
  let photographed = false;
  let harmed = false;
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
      const harm = !harmed && task.stepKey === 'inspect-contacts';
      if (harm) harmed = true;
      const lost = n === 3 && task.stepKey === 'inspect-contacts';
      const answer = await who.post(`tasks/${task.id}/complete`, {
        version: task.version,
        ...(harm
          ? { harm: { awareAt: new Date(Date.now() - 60_000).toISOString(), what: 'An alarm was missed.' } }
          : {}),
        ...(task.stepKey === 'return-reply-form' ? { fields: { sentTo: 'recalls@firm.example.org' } } : {}),
        ...(lost ? { outcome: 'cannot-locate', reason: 'not on any ward' } : { outcome: task.outcomes[0] }),
      });
      expect(answer.status).toBe(200);
    }
  }
  await sendReplies(manager, campaign);
  await manager.post(`forwardings/${passedOn.body.items[0]?.id}/settle`, {
    as: 'acknowledged',
    name: 'Żaneta',
    reason: 'By telephone.',
  });
  const [record] = (await manager.get<HarmPage>('harms', { query: { campaign } })).body.items;
  await manager.post(`harms/${record?.id}/decision`, {
    version: record?.version,
    event: 'not-reportable',
    reason: 'Nobody was hurt.',
  });
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

  test('has what went to people outside: replies with their forms, letters, harm, waits, changes', async () => {
    const [version] = await sql<{
      reply_id: string;
      number: number;
      pdf: Buffer;
      message_id: string;
      letter_id: string;
    }>(
      `SELECT v.reply_id, v.number, v.pdf, v.letter_id, l.message_id FROM reply_version v JOIN reply r ON r.id = v.reply_id
         JOIN letter l ON l.id = v.letter_id WHERE r.campaign_id = $1`,
      [campaign],
    );
    expect(
      files.get(`replies/${version?.reply_id}-${version?.number}.pdf`)?.equals(version?.pdf as Buffer),
    ).toBe(true);
    const table = (name: string): string => files.get(`tables/${name}.csv`)!.toString('utf8');
    expect(table('replies')).toContain(version?.message_id);
    expect(table('letters')).toContain(',reply,');
    expect(files.get(`letters/${version?.letter_id}-reply.eml`)?.toString()).toContain(version?.message_id);
    expect(table('forwardings')).toMatch(/Ośrodek,Żaneta,zaneta@example.org,acknowledged/);
    const letters = [...files.keys()].filter((path) => path.startsWith('letters/'));
    expect(letters.some((path) => path.endsWith('-forward.eml'))).toBe(true);
    expect(table('harm')).toMatch(/An alarm was missed/);
    const [sheet] = [...files.keys()].filter((path) => path.startsWith('harm/'));
    expect(pdfText(files.get(sheet!)!)).toContain('Nobody was hurt.');
    expect(table('waits')).toContain('Two seals.');
    expect(table('changes')).toContain('change_id');
    expect(files.get('audit.jsonl')!.toString()).toContain('reply.send');
    const report = pdfText(files.get('report.pdf')!);
    for (const said of ['Şule Yıldız', 'Ośrodek', 'An alarm was missed.', 'Recall response report'])
      expect(report).toContain(said);
    // in the words of the plan, not by its keys
    expect(report).toContain('Returned; Sent to: recalls@firm.example.org');
    expect(report).toMatch(/Inspect the contacts \d+ Clean \d+/);
    expect(report).toMatch(/Inspect the contacts: Cannot locate/);
    // nor by those of Closeout: its tables have them, for programs
    for (const said of ['New work', 'Not reportable', 'Şule Yıldız (risk manager)', 'Status Closed'])
      expect(report).toContain(said);
    expect(report).not.toMatch(
      /cannot-locate|not-reportable|risk-manager|all-tasks-closed|assignment|by-hand|\(open\)|\(withdrawn\)/,
    );
    expect(table('tasks')).toContain('cannot-locate');
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

describe('a very large campaign', () => {
  test('is packed in bounded memory: 100,000 tasks', async () => {
    const owner = await createUser(sql, { role: 'risk-manager' });
    const large = await createCampaignRow(sql, { ownerId: owner.id });
    await sql(
      `WITH product AS (
         INSERT INTO affected_product (notice_id, position, name, criteria)
         SELECT notice_id, 1, 'Pump', '{"name": "Pump", "productCodes": ["LARGE"], "udiDis": []}' FROM campaign WHERE id = $1 RETURNING id
       ), pump AS (
         INSERT INTO device (serial_number, product_code, site_id, location_id, created_at, updated_at)
         SELECT 'LARGE' || n, 'LARGE', $2, $3, clock_timestamp(), clock_timestamp() FROM generate_series(1, 50000) n RETURNING id
       ), scope AS (
         INSERT INTO campaign_device (campaign_id, device_id, site_id, product_id, verdict, decided_at)
         SELECT $1, pump.id, $2, product.id, 'affected', clock_timestamp() FROM pump, product RETURNING device_id
       ), work AS (
         INSERT INTO task (campaign_id, step_key, device_id, site_id, location_id, status, assignee_id, due_on, outcome, fields, completed_at, completed_by, created_at)
         SELECT $1, step, device_id, $2, $3, 'closed', $4, '2026-01-01', 'clean', '{}', clock_timestamp(), $4, clock_timestamp()
           FROM scope, unnest(ARRAY['inspect', 'verify-software']) AS step RETURNING id
       )
       INSERT INTO task_completion (task_id, campaign_id, outcome, fields, completed_by, completed_at)
       SELECT id, $1, 'clean', '{}', $4, clock_timestamp() FROM work`,
      [large.id, ward.siteId, ward.locationId, ward.technician.id],
    );
    // a heap in which the program just runs: holding the tables, or the pack, would end it
    const narrow = await startApp({
      databaseUrl: app.databaseUrl,
      worker: false,
      env: { NODE_OPTIONS: '--max-old-space-size=128' },
    });
    const reader = await client(narrow, owner);
    const answer = await reader.raw('GET', `reports/campaigns/${large.id}/evidence.zip`);
    const packed: Buffer[] = [];
    for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>)
      packed.push(Buffer.from(piece));
    const tasks = unzip(Buffer.concat(packed)).get('tables/tasks.csv')!.toString('utf8');
    expect(tasks.split('\r\n')).toHaveLength(100_002);
    await narrow.stop();
  }, 120_000);
});
