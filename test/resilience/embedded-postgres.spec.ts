import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/database';
import { commandOf, isAlive } from '#platform/lifecycle';
import { sqlClient, waitFor } from '../support/index.js';
import { root, testFolder } from '../support/programs.js';

const newFolder = (): string => {
  const parent = mkdtempSync(join(testFolder(), 'embedded-'));
  chmodSync(parent, 0o711);
  return join(parent, 'postgres');
};
const start = (folder: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ folder, durable: false });

/** Starts the server in a process of its own, which then dies at once, with or without the guard. Gives the server's pid. */
async function startAndDie(folder: string, killed: 'with guard' | 'alone'): Promise<number> {
  const door = join(root, 'dist/libs/platform/src/database/index.js');
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(door)};
    const server = await startEmbeddedPostgres({ folder: process.argv[1], durable: false });
    if (process.argv[2] === 'with guard') process.kill(server.guardPid, 'SIGKILL');
    process.stdout.write(String(server.pid), () => process.kill(process.pid, 'SIGKILL'));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder, killed], { cwd: root });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  await once(child, 'close');
  return Number(said);
}

describe('the embedded PostgreSQL', () => {
  const folder = newFolderLater();
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    server = await start(folder.path);
    await sqlClient(server.url)('CREATE TABLE kept AS SELECT 42 AS n');
  });
  afterAll(() => server.stop());

  it('is a PostgreSQL 18 in UTF-8 that sorts alike everywhere', async () => {
    const sql = sqlClient(server.url);
    expect(await sql('SELECT current_setting($1)::int / 10000 AS major', ['server_version_num'])).toEqual([
      { major: 18 },
    ]);
    expect(
      await sql(
        'SELECT pg_encoding_to_char(encoding) AS encoding, datlocale FROM pg_database WHERE datname = current_database()',
      ),
    ).toEqual([{ encoding: 'UTF8', datlocale: 'C.UTF-8' }]);
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    await expect(sqlClient(server.url.replace(/:[^:@]+@/, ':wrong@'))('SELECT 1')).rejects.toThrow(
      /password authentication failed/,
    );
    expect(statSync(join(folder.path, 'password')).mode & 0o777).toBe(0o600);
  });

  it('listens on the loopback address alone', async () => {
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.internal === false && address.family === 'IPv4');
    expect(await answers('127.0.0.1', server.port)).toBe(true);
    if (outside !== undefined) expect(await answers(outside.address, server.port)).toBe(false);
  });

  it('stops cleanly and finds its data again', async () => {
    await server.stop();
    expect(existsSync(join(folder.path, 'data/postmaster.pid'))).toBe(false);
    server = await start(folder.path);
    expect(await sqlClient(server.url)('SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('stops the server that a killed predecessor left behind, and goes on with its data', async () => {
    await server.stop();
    const left = await startAndDie(folder.path, 'with guard');
    expect(() => process.kill(left, 0)).not.toThrow();
    server = await start(folder.path);
    expect(server.pid).not.toBe(left);
    expect(await sqlClient(server.url)('SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('ends by itself when the process that started it is killed', async () => {
    await server.stop();
    const left = await startAndDie(folder.path, 'alone');
    await waitFor(() => !isAlive(left) || commandOf(left) === '', { what: 'the end of the server' });
    server = await start(folder.path);
    expect(await sqlClient(server.url)('SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  it('goes on after a loss of power: the lock file names a process that is some other program now', async () => {
    const file = join(folder.path, 'data/postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
    server = await start(folder.path);
    expect(await sqlClient(server.url)('SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });
});

describe('a folder for the embedded PostgreSQL', () => {
  it('is begun anew when its making was interrupted', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'data.new'), { recursive: true });
    chmodSync(folder, 0o711);
    writeFileSync(join(folder, 'data.new/PG_VERSION'), '18');
    const server = await start(folder);
    await server.stop();
    expect(existsSync(join(folder, 'data.new'))).toBe(false);
  });

  it('that cannot be written is named in one sentence', async () => {
    const file = join(dirname(newFolder()), 'file');
    writeFileSync(file, '');
    await expect(start(join(file, 'postgres'))).rejects.toThrow(
      /^The data folder .* cannot be written \(ENOTDIR\): .* CLOSEOUT_DATA_DIR/,
    );
  });

  it('of another PostgreSQL is left alone', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'data'), { recursive: true });
    chmodSync(folder, 0o711);
    writeFileSync(join(folder, 'data/PG_VERSION'), '17');
    await expect(start(folder)).rejects.toThrow(/was made by PostgreSQL 17 and this is 18/);
  });

  it('below a closed one works too, and its data is found again (root puts it elsewhere)', async () => {
    const folder = newFolder();
    chmodSync(dirname(folder), 0o700);
    let server = await start(folder);
    await sqlClient(server.url)('CREATE TABLE kept AS SELECT 7 AS n');
    await server.stop();
    server = await start(folder);
    expect(await sqlClient(server.url)('SELECT n FROM kept')).toEqual([{ n: 7 }]);
    await server.stop();
    const elsewhere = join(folder, 'location');
    if (process.getuid?.() === 0) {
      const base = readFileSync(elsewhere, 'utf8');
      expect(base).not.toContain(folder);
      rmSync(base, { recursive: true });
      // lost data is said, not silently begun anew
      await expect(start(folder)).rejects.toThrow(/it is not there: restore it/);
    } else {
      expect(existsSync(elsewhere)).toBe(false);
    }
  });
});

function newFolderLater(): { readonly path: string } {
  let path: string | undefined;
  return {
    get path() {
      return (path ??= newFolder());
    },
  };
}

async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  const answer = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answer;
}
