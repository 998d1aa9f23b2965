import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Where uploaded files are kept. Keys are made by us: lower-case letters, digits, hyphens, dots and slashes. */
export abstract class FileStore {
  abstract put(key: string, content: Readable): Promise<void>;
  abstract get(key: string): Readable;
  abstract remove(key: string): Promise<void>;
}

const KEY = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9.-]*)*$/;

/** Files in the data folder. A file appears under its name only when it is whole. */
export class FolderFileStore extends FileStore {
  constructor(private readonly folder: string) {
    super();
  }

  override async put(key: string, content: Readable): Promise<void> {
    const path = this.path(key);
    await mkdir(dirname(path), { recursive: true });
    const partial = `${path}.partial`;
    try {
      await pipeline(content, createWriteStream(partial));
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  override get(key: string): Readable {
    return createReadStream(this.path(key));
  }

  override async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  private path(key: string): string {
    if (!KEY.test(key)) throw new Error(`"${key}" is no file key`);
    return join(this.folder, key);
  }
}
