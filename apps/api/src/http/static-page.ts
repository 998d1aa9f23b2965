import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the page reads from its address by itself: e-mails link to these. Anything else unknown is a 404. */
const PAGE_ADDRESSES = ['/campaigns', '/campaigns/*', '/tasks', '/tasks/*', '/mailbox', '/mailbox/*'];

/** Stricter than that of the API: nothing inline, neither script nor style, and frames only of this origin. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

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
  await app.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: false,
    cacheControl: true,
    maxAge: 0,
    setHeaders: (reply) => void reply.header('content-security-policy', PAGE_POLICY),
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  for (const address of PAGE_ADDRESSES) {
    fastify.get(address, (_request, reply) => reply.sendFile('index.html'));
  }
  // A person who followed a wrong link gets a page that says so; a program gets the problem document.
  fastify.get('/*', (request, reply) => {
    const wantsPage = /\btext\/html\b/.test(request.headers.accept ?? '');
    if (!wantsPage || /^\/api(?:[/?]|$)/.test(request.url)) return reply.callNotFound();
    return reply.code(404).sendFile('index.html');
  });
}
