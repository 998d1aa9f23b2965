// Where Chromium is: for the specs (through browser.ts), the bench of the web and the screenshots.
import { execFile } from 'node:child_process';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * Unpacked once for all runs: two at the same moment would write into the same files. Not in the folder for temporary
 * files, where another person of this machine may have unpacked theirs.
 */
const UNPACKED = join(resolve(import.meta.dirname, '../..'), 'node_modules/.cache/chromium');

export const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** The path of Chromium as it comes by npm (x64 Linux), so that no test needs a download. CLOSEOUT_BROWSER names another one. */
export const executable = async () => process.env.CLOSEOUT_BROWSER ?? (await unpackedChromium());

/** In a program of its own: it unpacks into the folder for temporary files, and within Jest that is nobody's to change. */
const UNPACK = `
  const { default: packed } = await import('@sparticuz/chromium');
  const path = await packed.executablePath();
  const { FONTCONFIG_PATH, LD_LIBRARY_PATH } = process.env;
  console.log(JSON.stringify({ path, env: { FONTCONFIG_PATH, LD_LIBRARY_PATH } }));
`;

async function unpackedChromium() {
  await mkdir(UNPACKED, { recursive: true });
  const lock = join(UNPACKED, 'lock');
  while (!(await taken(lock))) await pause(100);
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', UNPACK],
      {
        cwd: import.meta.dirname,
        // It unpacks its libraries only where it believes to run on Lambda.
        env: { ...process.env, TMPDIR: UNPACKED, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
      },
    );
    const { path, env } = JSON.parse(stdout);
    Object.assign(process.env, env);
    return path;
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** A lock older than two minutes belongs to a run that was killed. */
async function taken(lock) {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 120_000) await rm(lock, { recursive: true, force: true });
    return false;
  }
}
