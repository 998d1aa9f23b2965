import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the web page, found upwards from this file, so that it is the same from the sources and from dist. */
export function webFolder(from: string = import.meta.dirname): string | null {
  const candidate = join(from, 'apps', 'web', 'public');
  if (existsSync(candidate)) return candidate;
  const parent = dirname(from);
  return parent === from ? null : webFolder(parent);
}

/** Serves the page at /; its files are asked for again each time, and answered 304 when they have not changed. */
export async function serveWebPage(app: NestFastifyApplication): Promise<void> {
  const root = webFolder();
  if (root === null) return;
  await app.register(fastifyStatic, { root, prefix: '/', wildcard: false, cacheControl: true, maxAge: 0 });
}
