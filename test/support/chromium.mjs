// Where Chromium is: for the specs (through browser.ts), the bench of the web and the screenshots.
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Unpacked once for all runs: two at the same moment would write into the same files. */
const UNPACKED = join(resolve(import.meta.dirname, '../..'), 'node_modules/.cache/chromium');

export const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** The path of Chromium as it comes by npm (x64 Linux), so that no test needs a download. CLOSEOUT_BROWSER names another one. */
export const executable = async () => process.env.CLOSEOUT_BROWSER ?? (await unpackedChromium());

async function unpackedChromium() {
  await mkdir(UNPACKED, { recursive: true });
  const lock = join(UNPACKED, 'lock');
  while (
    !(await mkdir(lock).then(
      () => true,
      () => false,
    ))
  )
    await pause(100);
  try {
    // Read when the module is loaded: it unpacks its libraries only where it believes to run on Lambda.
    process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs20.x';
    const before = process.env.TMPDIR;
    process.env.TMPDIR = UNPACKED;
    const { default: packed } = await import('@sparticuz/chromium');
    const path = await packed.executablePath();
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    return path;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
