import { ConfigError } from '#platform/config';
import { EmbeddedPostgresError } from '#platform/database';
import { commandOf, FolderTakenError, markOf, parentOf } from '#platform/lifecycle';
import { Launcher } from './launcher.js';
import { StartError } from './start-error.js';

/** Signals closer together than this are one: a terminal sends Ctrl-C to npm and to us, and npm passes its own on. */
const SAME_SIGNAL_MS = 1000;

async function main(): Promise<void> {
  const launcher = new Launcher(process.env);
  let asked: number | undefined;
  const stop = (): void => {
    const now = performance.now();
    if (asked === undefined) {
      asked = now;
      void launcher.stop().then((code) => process.exit(code));
    } else if (now - asked > SAME_SIGNAL_MS) {
      launcher.force();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Whoever read our lines may be gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  if (process.env['npm_lifecycle_event'] !== undefined) watchNpm(() => asked ?? stop());

  try {
    await launcher.start();
  } catch (error) {
    // Asked to stop while starting: what fails then is no news.
    if (asked !== undefined) return;
    asked = performance.now();
    console.error(sentence(error));
    await launcher.stop();
    process.exit(1);
  }
}

/** Looks for the npm that runs us: the parent, or a shell in between that passes no signal on. */
function findNpm(): number | undefined {
  for (let pid = process.ppid, n = 0; pid > 1 && n < 3; pid = parentOf(pid), n++) {
    if (/\b(npm|pnpm|yarn)\b/.test(commandOf(pid))) return pid;
  }
  return undefined;
}

/** Nobody who kills npm, however hard, wants to find us running afterwards. */
function watchNpm(gone: () => void): void {
  const npm = findNpm();
  if (npm === undefined) return;
  const mark = markOf(npm);
  setInterval(() => {
    if (markOf(npm) !== mark) gone();
  }, 500).unref();
}

function sentence(error: unknown): string {
  const expected = [ConfigError, StartError, EmbeddedPostgresError, FolderTakenError];
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  return `Closeout could not start.\n${error instanceof Error ? error.stack : String(error)}`;
}

await main();
