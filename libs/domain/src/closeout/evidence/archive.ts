import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export type Content = AsyncIterable<Buffer | string> | Iterable<Buffer | string>;

export interface PackedFile {
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * A ZIP that is written while it is read: one file after the other, each hashed on its way, none held in memory. When the
 * reader goes away, whatever is being added fails.
 */
export class Archive {
  private readonly zip = new ZipFile();
  private current: Readable | undefined;
  private gone = false;
  readonly files: PackedFile[] = [];

  constructor(private readonly mtime: Date) {
    this.output.once('close', () => {
      this.gone = true;
      this.current?.destroy(new Error('The reader of the pack went away.'));
    });
  }

  get output(): Readable {
    return this.zip.outputStream as Readable;
  }

  /** Adds a file and waits until all of it has been taken. `listed: false`: it is not among `files`. */
  async add(
    path: string,
    content: Content,
    options: { listed?: boolean; compress?: boolean } = {},
  ): Promise<void> {
    if (this.gone) throw new Error('The reader of the pack went away.');
    const hash = createHash('sha256');
    let bytes = 0;
    const stream = Readable.from(
      (async function* () {
        for await (const piece of content) {
          const chunk = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
          hash.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      })(),
      { objectMode: false },
    );
    this.current = stream;
    const taken = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('error', reject);
      this.zip.once('error', reject);
    });
    this.zip.addReadStreamLazy(path, { mtime: this.mtime, compress: options.compress ?? true }, (give) =>
      give(null, stream),
    );
    await taken;
    this.zip.removeAllListeners('error');
    if (options.listed ?? true) this.files.push({ path, bytes, sha256: hash.digest('hex') });
  }

  end(): void {
    this.zip.end();
  }

  /** Ends it as broken, so that nobody takes half a pack for a whole one. */
  fail(error: Error): void {
    this.output.destroy(error);
  }
}
