import { ConfigError } from '#platform/config';
import { EmbeddedPostgresError } from '#platform/database';
import { FolderTakenError } from '#platform/lifecycle';
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
  if (process.env['npm_lifecycle_event'] !== undefined) watchParent(() => asked ?? stop());

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

/** Below npm there may be a shell that dies of a signal without passing it on. */
function watchParent(gone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) gone();
  }, 500).unref();
}

function sentence(error: unknown): string {
  const expected = [ConfigError, StartError, EmbeddedPostgresError, FolderTakenError];
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  return `Closeout could not start.\n${error instanceof Error ? error.stack : String(error)}`;
}

await main();
