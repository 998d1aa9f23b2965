import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LogFile } from './log-file.js';
import { StartError } from './start-error.js';

/** A program that lived this long had started well; its next death counts from one again. */
const LIVED_WELL_MS = 30_000;
/** Quick deaths in a row are followed by 0.25, 0.5, 1, 2, 4, … seconds, up to a minute: it is tried for ever. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;
/** So many are no accident any more, and are told with what waits for the program meanwhile. */
const MANY_DEATHS = 5;
const WAITING = {
  api: 'nobody can work in Closeout',
  worker: 'reminders, imports and openings wait',
} as const;
/** Running jobs may take so long to finish. */
const STOP_MS = 20_000;
/** pino's number for errors */
const ERROR_LEVEL = 50;

/**
 * One of Closeout's programs as a child that is started again whenever it dies: once it has worked, what ails it may pass
 * (a full disk, a broken queue), and the other programs are of use without it.
 */
export class Program {
  private child: ChildProcess | undefined;
  private stopping = false;
  private startedAt = 0;
  private deaths = 0;
  private lastWords: string[] = [];
  private readonly told = new Set<string>();

  constructor(
    private readonly name: 'api' | 'worker',
    private readonly env: NodeJS.ProcessEnv,
    private readonly log: LogFile,
  ) {}

  /** Resolves when the program says that it works. @throws StartError with its last words when it dies first */
  async start(): Promise<void> {
    const child = this.spawn();
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => {
        child.once('close', () => void this.revive(child));
        resolve();
      });
      child.once('close', () => reject(new StartError(`The ${this.name} did not start. ${this.words()}`)));
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(hard);
  }

  kill(): void {
    this.stopping = true;
    this.child?.kill('SIGKILL');
  }

  private spawn(): ChildProcess {
    const script = fileURLToPath(new URL(`../../${this.name}/src/main.js`, import.meta.url));
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
      // In a group of its own, so that Ctrl-C reaches the launcher alone, which stops it in order.
      detached: process.platform !== 'win32',
    });
    this.child = child;
    this.lastWords = [];
    this.startedAt = performance.now();
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.hear(line));
    }
    return child;
  }

  private async revive(dead: ChildProcess): Promise<void> {
    if (this.stopping) return;
    this.deaths = performance.now() - this.startedAt > LIVED_WELL_MS ? 1 : this.deaths + 1;
    const how = dead.signalCode ?? `code ${dead.exitCode}`;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.deaths - 1), LONGEST_PAUSE_MS);
    const many = this.deaths >= MANY_DEATHS;
    console.error(
      many
        ? `The ${this.name} ended ${this.deaths} times in a row (${how}): starting it again in ${pauseMs / 1000} seconds. Until it runs, ${WAITING[this.name]}; look into ${this.log.path}. ${this.words()}`
        : `The ${this.name} ended unexpectedly (${how}). Starting it again.`,
    );
    await pause(pauseMs);
    if (this.stopping) return;
    const child = this.spawn();
    if (many) child.once('message', () => console.error(`The ${this.name} runs again.`));
    child.once('close', () => void this.revive(child));
  }

  private hear(line: string): void {
    this.log.write(line);
    const entry = parse(line);
    if (entry === undefined) {
      // Where in the code it was is for the log.
      if (!/^\s+at /.test(line)) this.lastWords = [...this.lastWords.slice(-4), line];
    } else if ((entry.level ?? 0) >= ERROR_LEVEL && entry.msg !== undefined && !this.told.has(entry.msg)) {
      // Each kind of trouble once; the log has them all.
      this.told.add(entry.msg);
      console.error(`${this.name}: ${entry.msg} (see ${this.log.path})`);
    }
  }

  private words(): string {
    return this.lastWords.length === 0 ? `See ${this.log.path}.` : `It said: ${this.lastWords.join('\n')}`;
  }
}

function parse(line: string): { level?: number; msg?: string } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as { level?: number; msg?: string };
  } catch {
    return undefined;
  }
}
