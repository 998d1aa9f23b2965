// npm run bench import [rows]: the fleet of a large system through the API and the worker as they run, and a plain
// COPY of the same file into a bare table of the same server. PostgreSQL is embedded and durable (fsync on).
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { buildIfStale } from '../../scripts/build.mjs';
import { built, freePort, signIn, start } from './running.mjs';

const FLEET = 553_443;
const SITES = 180;
const LOCATIONS = 6_000;
const COLUMNS =
  'asset_tag,udi_di,product_code,serial_number,manufacturer,model,software_version,manufactured_on,received_on,supply_channel,site,location,status';
const KINDS = [
  ['00085412610900', '3570009', 'Spectrum IQ', '9.02.01'],
  ['00085412091570', '35700BAX', 'SIGMA Spectrum V6', '6.05.14'],
  ['00085412498683', '35700BAX2', 'Spectrum V8', '8.01.01'],
];

export default async function run([rowsAsked]) {
  const rows = Number(rowsAsked ?? FLEET);
  buildIfStale();
  const { startEmbeddedPostgres } = await built('libs/platform/src/database/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'closeout-bench-'));
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
  const programs = [];
  try {
    const file = join(folder, 'fleet.csv');
    await generate(file, rows);
    console.log(
      `${rows.toLocaleString('en')} rows, ${SITES} sites, ${LOCATIONS.toLocaleString('en')} locations, ${(statSync(file).size / 1e6).toFixed(0)} MB`,
    );
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
    const ask = await signIn(client, `http://127.0.0.1:${port}/api/v1/`);

    const floor = await plainCopy(client, file);
    console.log(`plain COPY, bare table      ${report(rows, floor)}`);
    const first = await bring(ask, file);
    expect(first.view, { status: 'done', rows, created: rows, sitesCreated: SITES });
    console.log(
      `import, empty fleet         ${report(rows, first.seconds)}  ${(first.seconds / floor).toFixed(1)} x COPY`,
    );
    const again = await bring(ask, file);
    expect(again.view, { status: 'done', rows, unchanged: rows, created: 0, updated: 0 });
    console.log(
      `the same file again         ${report(rows, again.seconds)}  ${(again.seconds / floor).toFixed(1)} x COPY`,
    );
    const floorAfter = await plainCopy(client, file);
    console.log(`plain COPY, after           ${report(rows, floorAfter)}`);
    for (const { name, pid } of programs)
      console.log(`peak memory of the ${name.padEnd(8)} ${peakMegabytes(pid)} MB`);
    await client.end();
  } finally {
    for (const program of programs.toReversed()) await program.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function generate(path, rows) {
  const day = (n) => `20${10 + (n % 9)}-0${1 + (n % 9)}-1${n % 9}`;
  function* lines() {
    let text = `${COLUMNS}\r\n`;
    for (let n = 0; n < rows; n += 1) {
      const [udi, code, model, software] = KINDS[n % KINDS.length];
      // a location belongs to one site: 6,000 of them, 33 or 34 a site
      const location = (n * 7919) % LOCATIONS;
      text += `AT-${100_000 + n},${udi},${code},${2_000_000 + n},Baxter,${model},${software},${day(n)},${day(n + 4)},${n % 7 === 0 ? 'Medline' : 'direct'},Hospital ${location % SITES},Ward ${location},in use\r\n`;
      if (text.length > 1 << 18) {
        yield text;
        text = '';
      }
    }
    yield text;
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

async function plainCopy(client, path) {
  const types = COLUMNS.split(',').map((column) => `${column} ${column.endsWith('_on') ? 'date' : 'text'}`);
  await client.query(`DROP TABLE IF EXISTS bare; CREATE TABLE bare (${types.join(', ')})`);
  const began = performance.now();
  await pipeline(
    createReadStream(path),
    client.query(copyFrom('COPY bare FROM STDIN WITH (FORMAT csv, HEADER true)')),
  );
  const seconds = (performance.now() - began) / 1000;
  await client.query('DROP TABLE bare');
  return seconds;
}

/** From the first byte sent to the import being done. */
async function bring(ask, path) {
  const began = performance.now();
  const { importId } = await ask('POST', 'devices/import', {
    headers: { 'content-type': 'text/csv' },
    body: Readable.toWeb(createReadStream(path)),
    duplex: 'half',
  });
  for (;;) {
    const view = await ask('GET', `imports/${importId}`);
    if (view.status !== 'running') return { view, seconds: (performance.now() - began) / 1000 };
    await pause(100);
  }
}

/** The high-water mark that Linux keeps; elsewhere it is not known. */
function peakMegabytes(pid) {
  try {
    return Math.round(
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
    );
  } catch {
    return '(unknown)';
  }
}

const report = (rows, seconds) =>
  `${seconds.toFixed(1).padStart(6)} s  ${Math.round(rows / seconds)
    .toLocaleString('en')
    .padStart(8)} rows/s`;

function expect(view, wanted) {
  for (const [field, value] of Object.entries(wanted)) {
    if (view[field] !== value)
      throw new Error(
        `the import gives ${field} ${view[field]}, not ${value}: ${JSON.stringify(view).slice(0, 500)}`,
      );
  }
}
