import { statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BEAT_MS = 5000;
/** Six beats missed: the program hangs. */
const SILENT_MS = 30_000;

/** Where a program without a port says that it lives: outside of the data folder, which several may share. */
export function heartbeatFile(program: string): string {
  return join(tmpdir(), `closeout-${program}.alive`);
}

/** Touches the file from the event loop for as long as the program lives. Gives what ends it. */
export function startHeartbeat(file: string): () => void {
  const beat = (): void => {
    try {
      writeFileSync(file, '');
    } catch {
      // Nobody reads it on a machine where it cannot be written.
    }
  };
  beat();
  const timer = setInterval(beat, BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}

export function isBeating(file: string, now: number): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && now - found.mtimeMs < SILENT_MS;
}
