// npm run bench campaign [devices]: opens a campaign of four tasks a device over a large fleet, reads what the screens
// read, and closes tasks one by one. Beside it, on the same server: the opening and the closing with no rollup at all.
// PostgreSQL is embedded and durable (fsync on).
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../../scripts/build.mjs';

const root = resolve(import.meta.dirname, '../..');
const FLEET = 553_443;
const SITES = 180;
const LOCATIONS = 6_000;
const PEOPLE = 8_000;
const built = (path) => import(join(root, 'dist', path));
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export default async function run([asked]) {
  const devices = Number(asked ?? FLEET);
  buildIfStale();
  const { startEmbeddedPostgres, createDataSource, migrate, sqlOf } = await built(
    'libs/platform/src/database/index.js',
  );
  const folder = mkdtempSync(join(tmpdir(), 'closeout-bench-'));
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
  const database = createDataSource({ url: server.url, entities: [] });
  try {
    await database.initialize();
    await migrate(database);
    const sql = sqlOf(database);
    await fill(sql, devices);
    console.log(
      `${devices.toLocaleString('en')} devices, ${SITES} sites, ${PEOPLE.toLocaleString('en')} people`,
    );
    const services = await servicesOf(database);

    // a small one first, so that plans and caches are warm
    await open(sql, services, 'warm-up', [1]);
    const quarter = Array.from({ length: SITES / 4 }, (_, n) => n + 2);
    await sql('ALTER TABLE task DISABLE TRIGGER task_rollup_insert');
    const bare = await open(sql, services, 'a quarter, no rollups', quarter);
    await sql('ALTER TABLE task ENABLE TRIGGER task_rollup_insert');
    await open(sql, services, 'a quarter, with rollups', quarter);
    await sql(`UPDATE campaign SET status = 'cancelled' WHERE id = $1`, [bare]);
    const id = await open(sql, services, 'all of it', null);
    await closing(sql, id);
    await reading(sql, services, id);
  } finally {
    await database.destroy();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fill(sql, devices) {
  await sql(
    `INSERT INTO app_user (email, name, role, all_sites, created_at, updated_at)
     SELECT 'person' || n || '@example.org', 'Person ' || n, 'risk-manager', true, now(), now() FROM generate_series(1, ${PEOPLE}) n`,
  );
  await sql(
    `INSERT INTO site (name, time_zone, lead_id, nurse_educator_id, created_at)
     SELECT 'Site ' || n, 'America/Chicago', n, n, now() FROM generate_series(1, ${SITES}) n`,
  );
  await sql(
    `INSERT INTO location (site_id, name) SELECT 1 + n % ${SITES}, 'Ward ' || n FROM generate_series(1, ${LOCATIONS}) n`,
  );
  await sql(
    `INSERT INTO coverage (site_id, location_id, user_id) SELECT site_id, id, 1 + id % ${PEOPLE} FROM location
     UNION ALL SELECT id, NULL, id FROM site`,
  );
  await sql(
    `INSERT INTO device (asset_tag, product_code, serial_number, site_id, location_id, status, created_at, updated_at)
     SELECT 'T' || n, 'BENCH1', n::text, l.site_id, l.id, CASE WHEN n % 50 = 0 THEN 'not-located' ELSE 'in-service' END, now(), now()
       FROM generate_series(1, ${devices}) n JOIN location l ON l.id = 1 + n % ${LOCATIONS}`,
  );
  const step = (key, startsOn, dueDays) => ({
    key,
    title: key,
    scope: 'device',
    instructions: '',
    startsOn,
    fields: [],
    outcomes: ['affected', 'not-affected'].map((outcome) => ({ key: outcome, label: outcome, starts: [] })),
    prerequisites: [],
    dueDays,
    assignTo: 'coverage',
  });
  const definition = {
    key: 'bench',
    title: 'Bench',
    steps: [step('verify', 'verification', 1), ...[1, 2, 3, 4].map((n) => step(`step-${n}`, 'opening', n))],
  };
  await sql(
    `INSERT INTO plan (key, version, title, definition, created_at) VALUES ('bench', 1, 'Bench', $1, now())`,
    [JSON.stringify(definition)],
  );
  await sql(
    `INSERT INTO notice (title, firm, class, action, created_at) VALUES ('Bench', 'Firm', 'I', 'correction', now())`,
  );
  await sql(`INSERT INTO affected_product (notice_id, position, name, criteria) VALUES (1, 1, 'Pump', $1)`, [
    JSON.stringify({ name: 'Pump', productCodes: ['BENCH1'], udiDis: [] }),
  ]);
  await sql('VACUUM ANALYZE');
}

async function servicesOf(database) {
  const { UnitOfWork } = await built('libs/domain/src/audit/index.js');
  const { PlansService } = await built('libs/domain/src/tasks/index.js');
  const campaigns = await built('libs/domain/src/campaigns/index.js');
  const { Outbox } = await built('libs/platform/src/outbox/index.js');
  const { SystemClock } = await built('libs/platform/src/clock/index.js');
  const clock = new SystemClock();
  const work = new UnitOfWork(database, clock, new Outbox());
  const plans = new PlansService(database, work);
  const service = new campaigns.CampaignsService(database, work, plans, clock);
  return {
    opening: new campaigns.OpeningService(database, work, plans),
    progress: new campaigns.CampaignProgressService(database, service, plans, clock),
    people: new campaigns.CampaignPeopleService(database, service, plans, clock),
    scope: new campaigns.ScopeService(database, service, undefined, clock),
  };
}

/** Opens it as it had been opened twelve days ago, so that everything is late. Returns its id. */
async function open(sql, { opening }, what, siteIds) {
  const [row] = await sql(
    `INSERT INTO campaign (notice_id, plan_id, title, class, status, owner_id, site_ids, opened_at, opened_by, opening_total, created_at)
     SELECT 1, id, $1, 'I', 'opening', 1, $2::bigint[], now() - interval '12 days', 1,
            (SELECT count(*) FROM device WHERE $2::bigint[] IS NULL OR site_id = ANY($2)), now() FROM plan WHERE key = 'bench' RETURNING id`,
    [what, siteIds],
  );
  const start = performance.now();
  await opening.openCampaign(row.id);
  const took = performance.now() - start;
  const [{ n }] = await sql('SELECT count(*) AS n FROM task WHERE campaign_id = $1', [row.id]);
  console.log(
    `opening ${what}: ${Number(n).toLocaleString('en')} tasks in ${seconds(took)}, ${Math.round((1000 * n) / took).toLocaleString('en')} a second`,
  );
  return row.id;
}

const CLOSINGS = 2_000;
/** The statement that closes a task, by one connection, and the part that its rollups have in it. */
async function closing(sql, id) {
  const ids = (
    await sql(`SELECT id FROM task WHERE campaign_id = $1 AND id % 97 = 0 LIMIT ${2 * CLOSINGS}`, [id])
  ).map((row) => row.id);
  const close = async (some) => {
    const start = performance.now();
    for (const one of some) {
      await sql(
        `UPDATE task SET status = 'closed', outcome = 'affected', completed_at = now(), completed_by = 1, version = version + 1 WHERE id = $1 AND campaign_id = $2`,
        [one, id],
      );
    }
    return `${((performance.now() - start) / some.length).toFixed(2)} ms each`;
  };
  const kept = await close(ids.slice(0, CLOSINGS));
  await sql('ALTER TABLE task DISABLE TRIGGER task_rollup_update');
  const bare = await close(ids.slice(CLOSINGS));
  await sql('ALTER TABLE task ENABLE TRIGGER task_rollup_update');
  console.log(`closing a task, committed: ${kept} with rollups, ${bare} with none`);
}

async function reading(sql, { progress, people, scope }, id) {
  await sql('VACUUM ANALYZE');
  const caller = { userId: '1', name: 'Person 1', role: 'risk-manager', sites: 'all' };
  const one = { ...caller, sites: ['7'] };
  const reads = {
    overview: () => progress.overview(caller),
    'overview events, one look': () => progress.overviewCounts(caller),
    progress: () => progress.progress(caller, id),
    matrix: () => progress.matrix(caller, id, { sort: 'worst' }),
    burndown: () => progress.burndown(caller, id),
    'people, page of 50': () => people.people(caller, id, { limit: 50 }),
    'people of one site': () => people.people(one, id, { limit: 50 }),
    'devices, page of 500': () => scope.devices(caller, id, { limit: 500 }),
    'devices to do, page of 500': () => scope.devices(caller, id, { limit: 500, state: 'todo' }),
    'devices done, page of 500': () => scope.devices(caller, id, { limit: 500, state: 'done' }),
    'devices by tag': () => scope.devices(caller, id, { limit: 50, q: 'T5500' }),
  };
  for (const [name, read] of Object.entries(reads)) {
    const times = [];
    for (let n = 0; n < 5; n += 1) {
      const start = performance.now();
      await read();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    console.log(`${name.padEnd(28)} ${times[2].toFixed(1).padStart(8)} ms`);
  }
}
