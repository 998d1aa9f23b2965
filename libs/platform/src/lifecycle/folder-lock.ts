import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markOf } from './processes.js';

export interface FolderLock {
  /** a launcher that held the folder before had not let go of it: it was killed */
  takenOver: boolean;
  release(): void;
}

export class FolderTakenError extends Error {}

const NAME = 'closeout.lock';

/**
 * One launcher a data folder. The lock names its process and when that was started, so that the lock of a killed
 * launcher is taken over, also when its number belongs to some other program by now.
 * @throws FolderTakenError one sentence; file errors as they are
 */
export function takeFolderLock(folder: string): FolderLock {
  const lock = join(folder, NAME);
  const own = `${lock}.${process.pid}`;
  const mark = `${process.pid} ${markOf(process.pid)}`;
  writeFileSync(own, mark, { mode: 0o644 });
  try {
    let takenOver = false;
    // A link is made whole or not at all, and never over an existing one.
    while (!link(own, lock)) {
      const held = read(lock);
      if (held === undefined) continue;
      const [pid, ...started] = held.split(' ');
      if (markOf(Number(pid)) === started.join(' ') && started.join(' ') !== '') {
        throw new FolderTakenError(
          `Closeout already runs on the data folder ${folder} (process ${pid}): use that one, stop it first, or set CLOSEOUT_DATA_DIR to another folder.`,
        );
      }
      const stale = `${own}.stale`;
      renameSync(lock, stale);
      // Somebody else may have taken it over in between: give it back.
      if (read(stale) !== held) link(stale, lock);
      else takenOver = true;
      rmSync(stale, { force: true });
    }
    return {
      takenOver,
      release: () => {
        if (read(lock) === mark) rmSync(lock, { force: true });
      },
    };
  } finally {
    rmSync(own, { force: true });
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // A file system without hard links: nearly as good.
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') {
      try {
        writeFileSync(to, readFileSync(from), { flag: 'wx' });
        return true;
      } catch (other) {
        if ((other as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw other;
      }
    }
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
