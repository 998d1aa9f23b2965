import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandOf, isAlive, parentOf } from '#platform/lifecycle';
import { freePort, sqlClient, waitFor } from '../support/index.js';
import { type Child, root, startProgram, testFolder } from '../support/programs.js';

const launch = (env: Record<string, string>): Child =>
  startProgram('launcher', process.execPath, [join(root, 'dist/apps/launcher/src/main.js')], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CLOSEOUT_SAMPLE: 'none', ...env },
    channel: false,
  });

/** The programs that `parent` started, with their command lines. */
function childrenOf(parent: number): Array<{ pid: number; command: string }> {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === parent)
    .map((name) => ({ pid: Number(name), command: commandOf(Number(name)) }));
}

const gone = (pid: number): boolean => !isAlive(pid) || commandOf(pid) === '';
async function running(launcher: Child, port: number): Promise<void> {
  await waitFor(
    () => launcher.over || launcher.output().includes(`Closeout runs at http://localhost:${port}`),
    {
      what: 'the welcome of the launcher',
      timeoutMs: 40_000,
    },
  );
  launcher.assertRunning();
}
const ready = async (port: number): Promise<boolean> => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;

async function lastWordsOf(env: Record<string, string>): Promise<{ code: number | null; words: string }> {
  const launcher = launch(env);
  await launcher.ended;
  return { code: launcher.process.exitCode, words: launcher.output().trim() };
}

describe('npm start', () => {
  const data = { folder: '', port: 0 };
  const env = (): Record<string, string> => ({ CLOSEOUT_DATA_DIR: data.folder, PORT: String(data.port) });
  let launcher: Child;
  let programs: Array<{ pid: number; command: string }>;
  const find = (part: string): number =>
    programs.find(({ command }) => command.includes(part))?.pid as number;

  beforeAll(async () => {
    const parent = mkdtempSync(join(testFolder(), 'launcher-'));
    // else root's database goes elsewhere, as embedded-postgres.spec.ts shows
    chmodSync(parent, 0o711);
    data.folder = join(parent, 'data');
    data.port = await freePort();
    launcher = launch(env());
    await running(launcher, data.port);
    programs = childrenOf(launcher.pid);
  });
  afterAll(() => launcher.end('SIGTERM'));

  it('runs database, API and worker, and says where they are', async () => {
    expect(
      programs
        .map(({ command }) => /apps\/(api|worker)\/|guard|postgres/.exec(command)?.[0] ?? command)
        .toSorted(),
    ).toEqual(['apps/api/', 'apps/worker/', 'guard', 'postgres']);
    expect(await ready(data.port)).toBe(true);
    expect(launcher.output()).toContain(`http://localhost:${data.port}/mailbox`);
    expect(launcher.output()).toContain('Nobody can sign in yet');
    expect(launcher.output()).not.toMatch(/postgres:\/\//);
  });

  it('keeps its secrets from other users', () => {
    for (const name of ['running.json', 'closeout.log', 'postgres/password']) {
      expect([name, statSync(join(data.folder, name)).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('says in one sentence that it runs already', async () => {
    expect(await lastWordsOf({ ...env(), PORT: '0' })).toEqual({
      code: 1,
      words: `Closeout already runs on the data folder ${data.folder} (process ${launcher.pid}): use that one, stop it first, or set CLOSEOUT_DATA_DIR to another folder.`,
    });
  });

  it('starts a program again that died', async () => {
    process.kill(find('worker/src/main.js'), 'SIGKILL');
    await waitFor(
      () =>
        childrenOf(launcher.pid).some(
          ({ pid, command }) => command.includes('worker') && pid !== find('worker/src/main.js'),
        ),
      {
        what: 'another worker',
      },
    );
    expect(launcher.output()).toContain('The worker ended unexpectedly (SIGKILL). Starting it again.');
    programs = childrenOf(launcher.pid);
  });

  it('keeps the API up while the worker does not stay, says so, and has it back by itself', async () => {
    const worker = () =>
      childrenOf(launcher.pid).find(({ command }) => command.includes('worker/src/main.js'));
    const checks = async (): Promise<Record<string, string>> =>
      (
        (await (await fetch(`http://127.0.0.1:${data.port}/readyz`)).json()) as {
          checks: Record<string, string>;
        }
      ).checks;
    // one death has been counted by the test before
    for (let n = 2; n <= 5; n += 1) {
      const { pid } = await waitFor(worker, { what: 'a worker to kill' });
      process.kill(pid, 'SIGKILL');
      await waitFor(() => gone(pid), { what: 'its end' });
    }
    await waitFor(() => launcher.output().includes('The worker ended 5 times in a row (SIGKILL)'), {
      what: 'the sentence about the worker',
    });
    expect(launcher.output()).toContain(
      'starting it again in 4 seconds. Until it runs, reminders, imports and openings wait',
    );
    await waitFor(async () => (await checks())['worker'] === 'not running', {
      what: 'the API to miss the worker',
    });
    expect(await ready(data.port)).toBe(true);
    await waitFor(() => launcher.output().includes('The worker runs again.'), { what: 'the worker' });
    await waitFor(async () => (await checks())['worker'] === 'ok', { what: 'the API to see the worker' });
    expect(await checks()).toEqual({ database: 'ok', queue: 'ok', worker: 'ok' });
    programs = childrenOf(launcher.pid);
  });

  it('leaves no program of its own behind when it is killed itself, and starts again on the same data', async () => {
    const { DATABASE_URL } = JSON.parse(readFileSync(join(data.folder, 'running.json'), 'utf8')) as {
      DATABASE_URL: string;
    };
    await sqlClient(DATABASE_URL)('CREATE TABLE kept AS SELECT 1 AS n');
    await launcher.end('SIGKILL');
    for (const name of ['api/src/main.js', 'worker/src/main.js']) {
      await waitFor(() => gone(find(name)), { what: `the end of ${name}` });
    }
    launcher = launch(env());
    await running(launcher, data.port);
    const now = JSON.parse(readFileSync(join(data.folder, 'running.json'), 'utf8')) as {
      DATABASE_URL: string;
    };
    expect(await sqlClient(now.DATABASE_URL)('SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(gone(find('postgres'))).toBe(true);
  });

  it('stops everything on SIGINT', async () => {
    programs = childrenOf(launcher.pid);
    expect(programs).toHaveLength(4);
    expect(await launcher.end('SIGINT')).toBe(true);
    expect(launcher.process.exitCode).toBe(0);
    expect(programs.filter(({ pid }) => !gone(pid))).toEqual([]);
    expect(existsSync(join(data.folder, 'closeout.lock'))).toBe(false);
    expect(existsSync(join(data.folder, 'running.json'))).toBe(false);
    expect(existsSync(join(data.folder, 'postgres/data/postmaster.pid'))).toBe(false);
  });
});

describe('npm start refuses, in one sentence,', () => {
  const folder = (): string => mkdtempSync(join(testFolder(), 'refused-'));

  it('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const said = await lastWordsOf({ CLOSEOUT_DATA_DIR: folder(), PORT: String(port) });
    expect(said).toEqual({
      code: 1,
      words: `Port ${port} is taken by another program: stop that one, or choose another port, for example PORT=${port + 1} npm start.`,
    });
    server.close();
  });

  it('a data folder that cannot be written', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    const said = await lastWordsOf({ CLOSEOUT_DATA_DIR: join(file, 'data'), PORT: '0' });
    expect(said.code).toBe(1);
    expect(said.words).toMatch(
      /^The data folder \S+ cannot be written \(ENOTDIR\): make it writable, or set CLOSEOUT_DATA_DIR[^\n]*$/,
    );
  });

  it('a bad setting', async () => {
    const said = await lastWordsOf({ CLOSEOUT_DATA_DIR: folder(), PORT: 'http' });
    expect(said.code).toBe(1);
    expect(said.words).toMatch(/^Closeout cannot start with these settings\. PORT: [^\n]*$/);
  });

  it('a database that does not answer, without showing its password', async () => {
    const port = await freePort();
    const said = await lastWordsOf({
      CLOSEOUT_DATA_DIR: folder(),
      PORT: '0',
      DATABASE_URL: `postgres://closeout:hunter2@127.0.0.1:${port}/ward`,
    });
    expect(said.code).toBe(1);
    expect(said.words).toMatch(
      new RegExp(
        `^The database ward at 127\\.0\\.0\\.1:${port} \\(DATABASE_URL\\) cannot be reached: .*ECONNREFUSED.*\\. Start it, or correct the address\\.$`,
      ),
    );
    expect(said.words).not.toContain('hunter2');
  });
});
