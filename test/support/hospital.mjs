// A Closeout of its own with the sample hospital, started as npm start does, for benches and screenshots.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildIfStale } from '../../scripts/build.mjs';

const root = resolve(import.meta.dirname, '../..');

/** A built module of the programs. */
export const built = (path) => import(join(root, 'dist', path));

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Gives { baseUrl, databaseUrl, stop } when it is ready; its data folder is thrown away by stop(). */
export async function startHospital(env = {}) {
  buildIfStale();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'closeout-hospital-'));
  // else root's database, which runs as nobody, goes to a place that is not removed with the folder
  chmodSync(folder, 0o711);
  let said = '';
  const program = spawn(process.execPath, [join(root, 'dist/apps/launcher/src/main.js')], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      CLOSEOUT_DATA_DIR: folder,
      CLOSEOUT_SAMPLE: 'hospital',
      SWEEP_EVERY_SECONDS: '1',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [program.stdout, program.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4000)));
  const stop = async () => {
    if (program.exitCode === null) {
      const ended = once(program, 'exit');
      program.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 180_000; ;) {
    if (program.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`Closeout did not start. It said:\n${said}`);
    }
    const running = readRunning(folder);
    if (running !== undefined && (await fetch(`${baseUrl}/readyz`).catch(() => undefined))?.ok)
      return { baseUrl, databaseUrl: running.DATABASE_URL, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function readRunning(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Opens a campaign for each of the shipped notices; gives them. */
export async function openShippedCampaigns(manager) {
  const { shippedNotices } = await built('libs/domain/src/notices/index.js');
  const { until } = await built('apps/launcher/src/demo/hospital.js');
  const campaigns = [];
  for (const notice of (await manager.all('notices?limit=100')).toReversed()) {
    const planKey = shippedNotices.find(({ key }) => key === notice.key)?.planKey;
    if (planKey === undefined) continue;
    const campaign = await manager.post('campaigns', { noticeId: notice.id, planKey });
    await manager.post(`campaigns/${campaign.id}/open`);
    await until(`campaign ${campaign.id} to open`, async () =>
      (await manager.get(`campaigns/${campaign.id}`)).status === 'open' ? true : undefined,
    );
    campaigns.push(campaign);
  }
  return campaigns;
}

/** Waits in the page until an expression is true; Playwright's own waiting is refused by the page's policy. */
export async function holds(page, expression, seconds = 30) {
  const held = await page.evaluate(
    `new Promise((resolve) => {
      const end = Date.now() + ${seconds * 1000};
      const look = () => (${expression}) ? resolve(true) : Date.now() > end ? resolve(false) : setTimeout(look, 50);
      look();
    })`,
  );
  if (!held) throw new Error(`Not true within ${seconds} s: ${expression}`);
}
