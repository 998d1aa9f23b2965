import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { commandOf, freePort, isAlive, waitUntil } from '#platform/lifecycle';
import { EmbeddedPostgresError, placeDatabase, type Place } from './embedded-postgres.place.js';

export { EmbeddedPostgresError };

export interface EmbeddedPostgres {
  /** postgres://… of the database "closeout", with the password that is kept in the data folder */
  url: string;
  port: number;
  pid: number;
  /** Ends the server when this process dies without having stopped it; undefined on Windows. */
  guardPid: number | undefined;
  /** Settles when the server ends, asked or not; gives its last words. */
  ended: Promise<string>;
  /** Ends connections and the server; safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Where the database lives; made when missing, found again at the next start. */
  folder: string;
  /** false gives up safety against power loss for speed: for tests alone. */
  durable?: boolean;
}

const MAJOR = '18';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
/** SQLSTATE duplicate_database */
const DUPLICATE_DATABASE = '42P04';

/** Connections: two pools of 20, and two to four a queue and worker; the rest is for further workers and for people. */
const SETTINGS = {
  max_connections: '300',
  shared_buffers: '256MB',
  maintenance_work_mem: '256MB',
  work_mem: '16MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
const UNSAFE_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts PostgreSQL from the npm package, on the loopback address and a free port, with its data in `folder`.
 * As root the server runs as nobody. A server that a killed predecessor left behind is stopped first.
 * @throws EmbeddedPostgresError one sentence that says what is wrong and what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await placeDatabase(options.folder);
  const data = join(place.base, 'data');
  const password = await ownPassword(place);
  await stopPredecessor(data);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialize(place, data, options.durable !== false);
  await assertUsable(data);
  const settings = { ...SETTINGS, ...(options.durable === false ? UNSAFE_SETTINGS : {}) };
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = await launch(place, data, port, settings);
    if (typeof server === 'string') {
      // Somebody took the port in between, or the backends of a killed server are still leaving.
      if (attempt < 5 && /could not bind|still in use|Address already in use/.test(server)) {
        await waitUntil(() => false, 500);
        continue;
      }
      throw new EmbeddedPostgresError(`PostgreSQL did not start in ${data}. It said: ${lastWords(server)}`);
    }
    const url = `postgres://closeout:${password}@127.0.0.1:${port}/closeout`;
    try {
      await ensureDatabase(url);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { ...server, url, port };
  }
}

async function ownPassword(place: Place): Promise<string> {
  const file = join(place.base, 'password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const password = randomBytes(24).toString('hex');
  await writeFile(file, password, { mode: 0o600 });
  // initdb reads it as the server's user; root can read it anyway.
  if (place.user !== undefined) await chown(file, place.user.uid, place.user.gid);
  return password;
}

/** Makes the cluster aside and moves it into place whole, so that a kill in between leaves nothing half made. */
async function initialize(place: Place, data: string, durable: boolean): Promise<void> {
  const aside = `${data}.new`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { mode: 0o700 });
  if (place.user !== undefined) await chown(aside, place.user.uid, place.user.gid);
  const passwordFile = join(place.base, 'password');
  const options = `--username=closeout --auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin
    --builtin-locale=C.UTF-8 --locale=C --no-instructions ${durable ? '' : '--no-sync'}`;
  const initdb = start(place, 'initdb', ['-D', aside, `--pwfile=${passwordFile}`, ...words(options)]);
  const said = gather(initdb);
  const [code] = await ending(initdb);
  if (code !== 0) {
    throw new EmbeddedPostgresError(
      `PostgreSQL could not make a database in ${data}. It said: ${lastWords(said())}`,
    );
  }
  await rename(aside, data);
}

async function assertUsable(data: string): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR) {
    throw new EmbeddedPostgresError(
      `The database in ${data} was made by PostgreSQL ${version} and this is ${MAJOR}: use the release that made it, or set CLOSEOUT_DATA_DIR to another folder.`,
    );
  }
  if (((await stat(data)).mode & 0o077) !== 0) await chmod(data, 0o700);
}

type Running = Omit<EmbeddedPostgres, 'url' | 'port'>;

/** Gives the running server, or what it said when it did not come up. */
async function launch(
  place: Place,
  data: string,
  port: number,
  settings: Record<string, string>,
): Promise<Running | string> {
  const listen = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  const tuning = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = start(place, 'postgres', ['-D', data, ...words(listen), ...tuning]);
  const said = gather(child);
  const ended = ending(child).then(() => lastWords(said()));
  let over = false;
  void ended.then(() => (over = true));
  const up = await waitUntil(
    () => over || said().includes('ready to accept connections') || undefined,
    START_TIMEOUT_MS,
  );
  if (over) return said();
  if (up === undefined) {
    child.kill('SIGQUIT');
    return `${said()}\nIt was not ready within ${START_TIMEOUT_MS / 1000} seconds.`;
  }
  const guard = startGuard(place, child.pid as number);
  void ended.then(() => guard?.kill('SIGKILL'));
  return {
    pid: child.pid as number,
    guardPid: guard?.pid,
    ended,
    stop: async () => {
      if (over) return;
      child.kill('SIGINT');
      const hard = setTimeout(() => child.kill('SIGQUIT'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(hard);
    },
  };
}

/** A shell that waits for the end of a pipe, which comes when this process ends in any way, and then stops the server. */
function startGuard(place: Place, server: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const guard = spawn('/bin/sh', ['-c', 'read -r never; kill -INT "$1"', 'closeout-guard', String(server)], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...place.user,
  });
  // Without it nothing is worse than a server to be stopped at the next start.
  guard.on('error', () => undefined);
  guard.unref();
  return guard;
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/closeout$/, '/postgres') });
  try {
    await client.connect();
    await client.query('CREATE DATABASE closeout');
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === DUPLICATE_DATABASE) return;
    if (code === '28P01') {
      throw new EmbeddedPostgresError(
        'The password file beside the embedded database does not fit it: restore the file "password" from a backup of the data folder.',
      );
    }
    throw error;
  } finally {
    await client.end();
  }
}

/** Stops the server of a launcher that was killed. A lock file whose process is gone is left to PostgreSQL itself. */
async function stopPredecessor(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
  const command = commandOf(pid);
  if (!(command.includes('postgres') && command.includes(data))) {
    // The number now belongs to some other program; PostgreSQL could not tell and would refuse to start.
    await rm(file, { force: true });
    return;
  }
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    throw new EmbeddedPostgresError(
      `The database in ${data} is in use by process ${pid} of another user: stop that Closeout, or start this one as the same user.`,
    );
  }
  if (
    (await waitUntil(() => !isAlive(pid) || commandOf(pid) === '' || undefined, STOP_TIMEOUT_MS)) ===
    undefined
  ) {
    throw new EmbeddedPostgresError(
      `The database server ${pid} of an earlier start does not stop: end it and start again.`,
    );
  }
}

function words(options: string): string[] {
  return options.trim().split(/\s+/);
}

function start(place: Place, program: 'initdb' | 'postgres', args: string[]): ChildProcess {
  return spawn(join(place.native, 'bin', program), args, {
    cwd: place.base,
    // Nothing of ours: PG* variables, locale and library paths would change what the server does.
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      LC_ALL: 'C',
      TZ: 'UTC',
      SystemRoot: process.env['SystemRoot'],
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    // In a group of its own, so that Ctrl-C reaches the launcher alone, which stops it last.
    detached: process.platform !== 'win32',
    ...place.user,
  });
}

/** Resolves when the process has ended, also when it could not be started. */
async function ending(child: ChildProcess): Promise<[number | null]> {
  try {
    return (await once(child, 'close')) as [number | null];
  } catch (error) {
    throw new EmbeddedPostgresError(`PostgreSQL could not be run: ${(error as Error).message}`);
  }
}

/** The last 8,000 characters of what a program writes. */
function gather(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-8000)));
  }
  return () => text;
}

function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^.*?(FATAL|ERROR|PANIC|HINT|LOG|error|fatal):\s+/, '$1: ').trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) => /^(FATAL|PANIC|error|fatal|HINT)/.test(line));
  return (telling.length > 0 ? telling : lines).slice(-3).join(' ');
}
