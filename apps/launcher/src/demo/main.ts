import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '#platform/config';
import { freePort } from '#platform/lifecycle';
import { DemoError, until, Visitor } from './hospital.js';
import { play } from './story.js';

const say = (line: string): void => console.log(line);

/**
 * npm run demo: plays with the Closeout that runs at PORT when it is one with a clock that can be moved, so that its
 * pages and its mailbox can be watched; else with one of its own, in a folder that is thrown away afterwards.
 */
async function main(): Promise<void> {
  const config = readConfig(process.env, { database: false });
  const running = `http://127.0.0.1:${config.port}`;
  if (await canPlay(running)) {
    say(
      `Playing with the Closeout at ${running}: watch its pages and its mailbox. Its clock moves four weeks ahead.\n`,
    );
    await play(running, say);
    return;
  }
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'closeout-demo-'));
  // else root's database, which runs as nobody, goes to a place that is not removed with the folder
  await chmod(folder, 0o711);
  say(`No Closeout with a movable clock runs at ${running}; starting one for the demo …`);
  const own = launch(port, folder);
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    await until('Closeout to start', async () => {
      if (own.program.exitCode !== null) throw new DemoError(`Closeout did not start:\n${own.said()}`);
      return (await isReady(baseUrl)) ? true : undefined;
    });
    say(`It runs at ${baseUrl} for as long as the demo does.\n`);
    await play(baseUrl, say);
  } finally {
    if (own.program.exitCode === null) {
      own.program.kill('SIGTERM');
      await once(own.program, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

function launch(port: number, folder: string): { program: ChildProcess; said: () => string } {
  let text = '';
  const program = spawn(process.execPath, [join(import.meta.dirname, '../main.js')], {
    env: {
      ...process.env,
      PORT: String(port),
      CLOSEOUT_DATA_DIR: folder,
      CLOSEOUT_SAMPLE: 'hospital',
      SWEEP_EVERY_SECONDS: '1',
      npm_lifecycle_event: undefined,
      DATABASE_URL: undefined,
      REDIS_URL: undefined,
      SMTP_URL: undefined,
      PUBLIC_URL: undefined,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [program.stdout, program.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-4000)));
  }
  // Ctrl-C reaches the program too: it stops by itself, and so do we once it has.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => program.kill('SIGTERM'));
  return { program, said: () => text };
}

async function isReady(baseUrl: string): Promise<boolean> {
  return fetch(`${baseUrl}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** A Closeout that is ready and whose sample risk manager can sign in and move the clock. */
async function canPlay(baseUrl: string): Promise<boolean> {
  if (!(await isReady(baseUrl))) return false;
  try {
    const manager = await Visitor.signIn(baseUrl, 'risk@example.org');
    return (await manager.get<{ movable: boolean }>('clock')).movable;
  } catch (error) {
    if (error instanceof DemoError) return false;
    throw error;
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof DemoError || error instanceof ConfigError ? `\n${error.message}` : error);
  process.exitCode = 1;
}
