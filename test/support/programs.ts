import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';
import { freePort } from '#platform/lifecycle';
import { createTestDatabase, sqlClient, type TestDatabase } from './database.js';
import { wholeAtTheEnd } from './invariants.js';

/** Where the specs are run from. */
export const root = resolve(import.meta.dirname, '../..');

export interface AppOptions {
  /** absent: a fresh copy of the template, dropped by stop() */
  databaseUrl?: string;
  /** absent: the queue lives in PostgreSQL */
  redisUrl?: string | undefined;
  /** further settings, over those below */
  env?: Record<string, string>;
  /** also start a worker (default true) */
  worker?: boolean;
}

export interface Program {
  readonly pid: number;
  /** what it has written so far, both streams, the last 20,000 characters */
  output(): string;
}

export interface App {
  baseUrl: string;
  databaseUrl: string;
  dataDir: string;
  mailPort: number;
  api: Program;
  /** the worker that runs now; undefined when none does */
  worker: Program | undefined;
  /** Ends the worker (SIGKILL unless told) and waits until it is gone. */
  killWorker(signal?: NodeJS.Signals): Promise<void>;
  startWorker(): Promise<void>;
  /**
   * Ends both in order, and looks at what they leave in a database of their own: its audit chains are verified, unless the
   * spec `spoilt` one, and what always holds must hold. Throws what is wrong, also when one of the two had already ended by
   * itself, or had to be killed.
   */
  stop(options?: { spoilt?: boolean }): Promise<void>;
}

class Child implements Program {
  private text = '';
  private wanted = false;
  readonly ended: Promise<unknown>;
  over = false;

  constructor(
    readonly name: string,
    readonly process: ChildProcess,
  ) {
    for (const stream of [process.stdout, process.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (chunk: string) => (this.text = (this.text + chunk).slice(-20_000)));
    }
    this.ended = once(process, 'close').then(() => (this.over = true));
    note(process.pid as number, name);
  }

  get pid(): number {
    return this.process.pid as number;
  }

  output(): string {
    return this.text;
  }

  assertRunning(): void {
    if (this.over && !this.wanted) throw new Error(`${this.name} ended by itself. It said:\n${this.text}`);
  }

  /** Gives false when it did not end within 15 seconds and was killed. */
  async end(signal: NodeJS.Signals): Promise<boolean> {
    this.wanted = true;
    if (this.over) return true;
    this.process.kill(signal);
    let inTime = true;
    const hard = setTimeout(() => {
      inTime = false;
      this.process.kill('SIGKILL');
    }, 15_000);
    await this.ended;
    clearTimeout(hard);
    return inTime;
  }
}

/** The run's end looks at these: a program that is still there then was leaked by this spec. */
function note(pid: number, name: string): void {
  const folder = join(testFolder(), 'programs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, String(pid)), `${name} of ${expect.getState().testPath ?? 'a spec'}`);
}

export function testFolder(): string {
  const folder = process.env['CLOSEOUT_TEST_FOLDER'];
  if (folder === undefined)
    throw new Error('The test run is not set up: run specs with "npm run jest -- <file>".');
  return folder;
}

/** Runs a program as a child whose leak fails the run. */
export function startProgram(
  name: string,
  command: string,
  args: string[],
  options: { env: Record<string, string | undefined>; channel?: boolean; cwd?: string },
): Child {
  return new Child(
    name,
    spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', ...(options.channel === false ? [] : (['ipc'] as const))],
    }),
  );
}

export { freePort };
export type { Child };

/**
 * Starts the built API, which also hosts the embedded mail server, and a worker, on free ports and a database of
 * their own. The clock can be moved, the sweep runs twice a second, a dead worker's jobs are taken up after 2 seconds.
 */
export async function startApp(options: AppOptions = {}): Promise<App> {
  const own: TestDatabase | undefined =
    options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = options.databaseUrl ?? (own as TestDatabase).url;
  const dataDir = mkdtempSync(join(testFolder(), 'data-'));
  const [port, mailPort] = [await freePort(), await freePort()];
  const env: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    NODE_ENV: 'test',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    CLOSEOUT_DATA_DIR: dataDir,
    CLOSEOUT_CLOCK: 'movable',
    CLOSEOUT_MAIL_SINK_PORT: String(mailPort),
    CLOSEOUT_SUPERVISED: 'true',
    SWEEP_EVERY_SECONDS: '0.5',
    JOB_LOCK_SECONDS: '2',
    LOG_LEVEL: 'warn',
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    ...options.env,
  };
  const start = (name: 'api' | 'worker') =>
    startProgram(
      name,
      process.execPath,
      ['--enable-source-maps', join(root, `dist/apps/${name}/src/main.js`)],
      { env },
    );

  const api = start('api');
  let worker: Child | undefined;
  const children: Child[] = [api];
  let killed = false;
  const startWorker = async (): Promise<void> => {
    worker = start('worker');
    children.push(worker);
    await ready(worker);
  };
  const app: App = {
    baseUrl: `http://127.0.0.1:${port}`,
    databaseUrl,
    dataDir,
    mailPort,
    api,
    get worker() {
      return worker;
    },
    startWorker,
    killWorker: async (signal = 'SIGKILL') => {
      killed ||= signal === 'SIGKILL';
      await worker?.end(signal);
      worker = undefined;
    },
    stop: async (ending) => {
      const troubles: string[] = [];
      // The worker first: it still sends mail to the API's mail server while it finishes its jobs.
      for (const child of children.toReversed()) {
        try {
          child.assertRunning();
        } catch (error) {
          troubles.push((error as Error).message);
        }
        if (!(await child.end('SIGTERM')))
          troubles.push(`${child.name} did not end when asked to. It said:\n${child.output().slice(-4000)}`);
      }
      if (own !== undefined) {
        const tell = (error: Error) => troubles.push(error.message);
        await wholeAtTheEnd(sqlClient(own.url), { killed }).catch(tell);
        await own.drop(ending).catch(tell);
      }
      rmSync(dataDir, { recursive: true, force: true });
      if (troubles.length > 0) throw new Error(troubles.join('\n'));
    },
  };
  try {
    await Promise.all([ready(api), ...(options.worker === false ? [] : [startWorker()])]);
    const health = await fetch(`${app.baseUrl}/healthz`);
    if (health.status >= 500)
      throw new Error(`GET /healthz answers ${health.status}: ${await health.text()}`);
  } catch (error) {
    await app.stop().catch(() => undefined);
    throw error;
  }
  return app;
}

/** Waits for the program's own word that it works; fails with what it said instead. */
async function ready(child: Child): Promise<void> {
  const messages = once(child.process, 'message');
  const late = AbortSignal.timeout(40_000);
  await Promise.race([messages, child.ended, once(late, 'abort')]);
  child.assertRunning();
  if (late.aborted)
    throw new Error(`${child.name} was not ready within 40 s. It said:\n${child.output().slice(-4000)}`);
}
