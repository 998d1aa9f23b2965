import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { freePort, startProgram, testFolder } from './programs.js';
import { waitFor } from './wait.js';

const PROGRAMS = ['redis-server', 'valkey-server'];

/**
 * The address of a private Redis or Valkey that ends with the test file; undefined where neither is installed.
 * With CLOSEOUT_TEST_REDIS=required (continuous integration) its absence is an error.
 */
export async function redisUrl(): Promise<string | undefined> {
  const program = PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0);
  if (program === undefined) {
    if (process.env['CLOSEOUT_TEST_REDIS'] === 'required') {
      throw new Error(
        'CLOSEOUT_TEST_REDIS=required, and neither redis-server nor valkey-server is on PATH: install one.',
      );
    }
    return undefined;
  }
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    mkdtempSync(join(testFolder(), 'redis-')),
  ];
  const server = startProgram(program, program, args, { env: { PATH: process.env['PATH'] }, channel: false });
  running.push(server);
  await waitFor(
    () => {
      server.assertRunning();
      return server.output().includes('Ready to accept connections');
    },
    { what: `${program} to accept connections`, everyMs: 10 },
  );
  return `redis://127.0.0.1:${port}`;
}

/** Where the queue can live here, by name: PostgreSQL, and Redis with its address where a server is installed. */
export async function queueBackends(): Promise<Array<[name: string, redisUrl: string | undefined]>> {
  const redis = await redisUrl();
  return [['PostgreSQL', undefined], ...(redis === undefined ? [] : [['Redis', redis] as [string, string]])];
}

const running: Array<ReturnType<typeof startProgram>> = [];
if (process.env['JEST_WORKER_ID'] !== undefined) {
  // Programs of the spec go first when they are stopped in describe blocks or in tests; they live through its loss.
  afterAll(async () => {
    await Promise.all(running.map((server) => server.end('SIGTERM')));
  });
}
