import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The first word of every address of the web application (apps/web/src/routes). Anything else unknown is a 404. */
const PAGES = new Set([
  '',
  'audit',
  'campaigns',
  'devices',
  'forgotten',
  'harms',
  'imports',
  'mailbox',
  'not-located',
  'notices',
  'outbox',
  'people',
  'plans',
  'profile',
  'reminders',
  'replies',
  'scan',
  'settings',
  'sign-in',
  'sites',
  'tasks',
  'teams',
  'waits',
  'welcome',
  'work',
]);

/**
 * Nothing from elsewhere and no inline script. The component library writes its variables into a style element, which is
 * why styles may be inline; the barcode reader is WebAssembly, which needs a word of its own.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR_SECONDS = 31_536_000;

/** The folder of the built web application, found upwards from this file. */
export function webFolder(from: string = import.meta.dirname): string | null {
  const candidate = join(from, 'dist', 'web');
  if (existsSync(join(candidate, 'index.html'))) return candidate;
  const parent = dirname(from);
  return parent === from ? null : webFolder(parent);
}

/**
 * Serves the web application at /. What the build named after its content is kept by browsers for a year; the rest
 * (the page itself, the service worker) is asked for again each time, and answered 304 when it has not changed.
 */
export async function serveWebPage(app: NestFastifyApplication): Promise<void> {
  const root = webFolder();
  if (root === null) return;
  await app.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: false,
    cacheControl: false,
    // the build leaves a .br and a .gz beside each file that shrinks
    preCompressed: true,
    globIgnore: ['**/*.br', '**/*.gz'],
    setHeaders: (reply, path) => {
      const named = path.startsWith(join(root, 'assets'));
      void reply.header(
        'cache-control',
        named ? `public, max-age=${YEAR_SECONDS}, immutable` : 'public, max-age=0',
      );
      void reply.header('content-security-policy', PAGE_POLICY);
      // the camera, for barcodes and photographs, and nothing else
      void reply.header('permissions-policy', 'camera=(self), microphone=(), geolocation=()');
    },
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  // A person who followed a wrong link gets a page that says so; a program gets the problem document.
  fastify.get('/*', (request, reply) => {
    const [first = ''] = new URL(request.url, 'http://page').pathname.slice(1).split('/');
    if (PAGES.has(first)) return reply.sendFile('index.html');
    const wantsPage = /\btext\/html\b/.test(request.headers.accept ?? '');
    if (!wantsPage || first === 'api') return reply.callNotFound();
    return reply.code(404).sendFile('index.html');
  });
}
