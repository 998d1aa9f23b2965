import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

/** At this size the file moves aside; with the one before it, that is what the logs take at most. */
const LIMIT_BYTES = 20 * 1024 * 1024;

/** What the programs write, in the data folder; the console stays for the person who started Closeout. */
export class LogFile {
  private handle: number;
  private bytes: number;

  constructor(readonly path: string) {
    this.handle = openSync(path, 'a', 0o600);
    this.bytes = statSync(path).size;
  }

  write(line: string): void {
    if (this.bytes > LIMIT_BYTES) {
      closeSync(this.handle);
      renameSync(this.path, `${this.path}.1`);
      this.handle = openSync(this.path, 'a', 0o600);
      this.bytes = 0;
    }
    this.bytes += writeSync(this.handle, `${line}\n`);
  }
}
