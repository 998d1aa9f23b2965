import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '#platform/config';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/database';
import { type FolderLock, freePort, takeFolderLock } from '#platform/lifecycle';
import { createLogger, type Logger } from '#platform/logging';
import { LogFile } from './log-file.js';
import { assertPortFree } from './port-check.js';
import { prepareDatabase } from './prepare-database.js';
import { Program } from './program.js';
import { loadSampleHospital } from './sample/load-sample.js';
import { StartError } from './start-error.js';
import { welcome } from './welcome.js';

/** Until the API says that it, the database and the queue work. */
const READY_TIMEOUT_MS = 60_000;

/** Runs everything of one installation on one machine: database, API with the mail server, worker. */
export class Launcher {
  private lock: FolderLock | undefined;
  private postgres: EmbeddedPostgres | undefined;
  private programs: Program[] = [];
  private stopping: Promise<number> | undefined;
  private failed = false;
  private running: string | undefined;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** Resolves when everything runs and the welcome is printed. @throws StartError and other one-sentence errors */
  async start(): Promise<void> {
    const config = readConfig(this.env, { database: false });
    const startedAt = performance.now();
    makeDataFolder(config.dataDir);
    this.lock = lockDataFolder(config.dataDir);
    const port = config.port === 0 ? await freePort() : config.port;
    await assertPortFree(config.host, port, this.lock.takenOver);

    const env: NodeJS.ProcessEnv = {
      ...this.env,
      PORT: String(port),
      CLOSEOUT_DATA_DIR: config.dataDir,
      CLOSEOUT_SUPERVISED: 'true',
    };
    if (config.databaseUrl === '') {
      this.postgres = await startEmbeddedPostgres({ folder: join(config.dataDir, 'postgres') });
      env['DATABASE_URL'] = this.postgres.url;
      void this.postgres.ended.then((words) =>
        this.give(`PostgreSQL ended unexpectedly: ${words} Start Closeout again.`),
      );
    }
    if (!this.env['SMTP_URL']) env['CLOSEOUT_MAIL_SINK_PORT'] ||= String(await freePort());
    this.assertGoingOn();

    const log = new LogFile(join(config.dataDir, 'closeout.log'));
    const logger = createLogger('launcher', 'warn');
    const { sample, nobody } = await this.fill(env, logger);
    this.assertGoingOn();

    this.programs = (['api', 'worker'] as const).map((name) => new Program(name, env, log));
    await Promise.all(this.programs.map((program) => program.start()));
    await this.untilReady(readConfig(env), log);
    this.tell(config.dataDir, env);
    welcome({
      config: readConfig(env),
      sample,
      nobody,
      log: log.path,
      seconds: (performance.now() - startedAt) / 1000,
    });
  }

  /** Ends the programs, then the database. Gives the exit code. */
  stop(): Promise<number> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  /** For those who do not want to wait. The database recovers by itself at the next start. */
  force(): void {
    for (const program of this.programs) program.kill();
    if (this.postgres !== undefined) process.kill(this.postgres.pid, 'SIGQUIT');
    this.lock?.release();
  }

  /** Brings the schema up to date, and the sample hospital into an empty embedded database. */
  private async fill(env: NodeJS.ProcessEnv, logger: Logger): Promise<{ sample: boolean; nobody: boolean }> {
    const state = await prepareDatabase(readConfig(env));
    const wanted =
      this.postgres === undefined ? env['CLOSEOUT_SAMPLE'] === 'hospital' : env['CLOSEOUT_SAMPLE'] !== 'none';
    const load = state.empty && wanted;
    if (this.postgres !== undefined && (load || state.sample)) env['CLOSEOUT_CLOCK'] ||= 'movable';
    if (!load) return { sample: state.sample, nobody: state.empty };
    const { loaded } = await loadSampleHospital(readConfig(env), logger);
    return { sample: loaded, nobody: !loaded };
  }

  private async untilReady(config: Config, log: LogFile): Promise<void> {
    const url = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}/readyz`;
    const end = performance.now() + READY_TIMEOUT_MS;
    for (let last = 'no answer'; ;) {
      this.assertGoingOn();
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
        if (answer.ok) return;
        last = ((await answer.json()) as { detail?: string }).detail ?? `status ${answer.status}`;
      } catch {
        // not yet
      }
      if (performance.now() > end) {
        throw new StartError(
          `Closeout was not ready within ${READY_TIMEOUT_MS / 1000} seconds (${last}): look into ${log.path}.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** For programs beside it (npm run admin): how to reach what runs. It holds the password of the database. */
  private tell(dataDir: string, env: NodeJS.ProcessEnv): void {
    this.running = join(dataDir, 'running.json');
    const { PORT, DATABASE_URL, CLOSEOUT_MAIL_SINK_PORT, CLOSEOUT_CLOCK } = env;
    const text = JSON.stringify({ PORT, DATABASE_URL, CLOSEOUT_MAIL_SINK_PORT, CLOSEOUT_CLOCK });
    rmSync(this.running, { force: true });
    writeFileSync(this.running, text, { mode: 0o600 });
  }

  private assertGoingOn(): void {
    if (this.stopping !== undefined) throw new StartError('Stopped while starting.');
  }

  /** Gives up: says why, stops the rest, and ends. */
  private give(sentence: string): void {
    if (this.stopping !== undefined) return;
    this.failed = true;
    console.error(sentence);
    void this.stop().then(() => process.exit(1));
  }

  private async end(): Promise<number> {
    // The worker first: it finishes its jobs, and sends their mail to the API's mail server.
    for (const program of this.programs.toReversed()) await program.stop();
    await this.postgres?.stop();
    if (this.running !== undefined) rmSync(this.running, { force: true });
    this.lock?.release();
    return this.failed ? 1 : 0;
  }
}

function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

function lockDataFolder(folder: string): FolderLock {
  try {
    return takeFolderLock(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw cannotWrite(folder, error);
  }
}

function cannotWrite(folder: string, error: unknown): StartError {
  const { code } = error as NodeJS.ErrnoException;
  return new StartError(
    `The data folder ${folder} cannot be written (${code}): make it writable, or set CLOSEOUT_DATA_DIR to a folder that is.`,
  );
}
