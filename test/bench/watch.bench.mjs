// npm run bench watch: an import of 10,000 pumps of which 300 are in scope of an open campaign and 200 of a closed one:
// who is told what, and after how many seconds from the first byte sent.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { buildIfStale } from '../../scripts/build.mjs';
import { built, freePort, signIn, start } from './running.mjs';

const ROWS = 10_000;

export default async function run() {
  buildIfStale();
  const { startEmbeddedPostgres } = await built('libs/platform/src/database/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'closeout-bench-'));
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
  const programs = [];
  try {
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      PORT: String(port),
      DATABASE_URL: server.url,
      CLOSEOUT_DATA_DIR: folder,
      CLOSEOUT_MAIL_SINK_PORT: String(await freePort()),
      CLOSEOUT_SUPERVISED: 'true',
      LOG_LEVEL: 'warn',
    };
    for (const name of ['api', 'worker']) programs.push(await start(name, env));
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const sql = async (statement, values = []) => (await client.query(statement, values)).rows;
    const fetched = await signIn(client, `http://127.0.0.1:${port}/api/v1/`);
    const manager = (method, path, body) =>
      fetched(method, path, {
        headers: { 'content-type': 'application/json', connection: 'close' },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      });
    await sql(`INSERT INTO app_user (email, name, role, all_sites, created_at, updated_at)
               VALUES ('technician@example.org', 'Technician', 'technician', true, now(), now())`);
    const [site] = await sql(`INSERT INTO site (name, created_at, lead_id, nurse_educator_id)
      SELECT 'Hospital', now(), id, id FROM app_user WHERE role = 'technician' RETURNING id`);
    await sql(
      `INSERT INTO coverage (site_id, user_id) SELECT $1, id FROM app_user WHERE role = 'technician'`,
      [site.id],
    );
    for (const code of ['OPEN1', 'OVER1']) {
      await sql(
        `INSERT INTO device (asset_tag, product_code, site_id, created_at, updated_at) VALUES ($1, $1, $2, now() - interval '1 day', now() - interval '1 day')`,
        [code, site.id],
      );
    }
    const open = await campaign(manager, 'OPEN1');
    const over = await campaign(manager, 'OVER1');
    for (const task of (await manager('GET', `tasks?campaign=${over}`)).items)
      await manager('POST', `tasks/${task.id}/complete`, {
        version: task.version,
        outcome: task.outcomes[0],
      });
    await until(async () => (await manager('GET', `replies?campaign=${over}`)).items.length > 0);
    for (const reply of (await manager('GET', `replies?campaign=${over}`)).items)
      await manager('POST', `replies/${reply.id}/portal`, {
        contact: { name: 'Risk manager', email: 'risk@example.org' },
        referenceNumber: 'P-1',
      });
    await manager('POST', `campaigns/${over}/close`, { password: 'bench-password' });
    await until(
      async () => (await sql(`SELECT count(*)::int AS n FROM reminder WHERE state <> 'sent'`))[0].n === 0,
    );
    const [{ last }] = await sql('SELECT coalesce(max(id), 0) AS last FROM reminder');

    const lines = Array.from(
      { length: ROWS },
      (_, n) => `W-${n},${n % 100 < 3 ? 'OPEN1' : n % 100 < 5 ? 'OVER1' : `OTHER${n % 7}`},${n},Hospital`,
    );
    const began = performance.now();
    const at = () => `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
    const { importId } = await fetched('POST', 'devices/import', {
      headers: { 'content-type': 'text/csv' },
      body: ['asset_tag,product_code,serial_number,site', ...lines].join('\n'),
    });
    await until(async () => (await manager('GET', `imports/${importId}`)).status !== 'running');
    console.log(`${at()}  the import of ${ROWS.toLocaleString('en')} pumps is done`);
    const counted = async (statement, of) => (await sql(statement, [of]))[0].n;
    await until(
      async () =>
        (await counted(
          'SELECT count(*)::int AS n FROM task WHERE campaign_id = $1 AND device_id IS NOT NULL',
          open,
        )) === 301,
    );
    console.log(`${at()}  300 pumps have their tasks in the open campaign (Class I)`);
    await until(
      async () =>
        (await counted('SELECT count(*)::int AS n FROM watch_finding WHERE campaign_id = $1', over)) === 200,
    );
    console.log(`${at()}  200 pumps are found in scope of the closed campaign`);
    await until(
      async () =>
        (await counted(`SELECT count(*)::int AS n FROM reminder WHERE id > $1 AND state = 'sent'`, last)) >=
        2,
    );
    await pause(1500);
    console.log(`${at()}  the e-mails are sent:`);
    for (const mail of await sql(
      `SELECT u.email, r.kind, r.subject, r.body_text FROM reminder r JOIN app_user u ON u.id = r.person_id WHERE r.id > $1 ORDER BY r.id`,
      [last],
    ))
      console.log(
        `  ${mail.email}: ${mail.subject}\n${mail.body_text
          .split('\n')
          .filter((line) => line !== '' && !/^\s|^[A-Z\s]+$/.test(line))
          .slice(1, 5)
          .map((line) => `      ${line}`)
          .join('\n')}`,
      );
    await client.end();
  } finally {
    for (const program of programs.toReversed()) await program.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function campaign(ask, code) {
  const notice = await ask('POST', 'notices', {
    title: `Pumps ${code} may stop`,
    firm: 'Example Pumps',
    class: 'I',
    action: 'correction',
    affectedProducts: [{ name: 'Pump', productCodes: [code] }],
  });
  const { id } = await ask('POST', 'campaigns', { noticeId: notice.id, planKey: 'corrosion' });
  await ask('POST', `campaigns/${id}/open`);
  await until(async () => (await ask('GET', `campaigns/${id}`)).status === 'open');
  return id;
}

async function until(test) {
  while (!(await test())) await pause(50);
}
