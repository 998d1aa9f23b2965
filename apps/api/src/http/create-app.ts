import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyMultipart from '@fastify/multipart';
import fastifyRateLimit from '@fastify/rate-limit';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { replyFormTypes } from '#contracts/replies';
import { photoTypes } from '#contracts/tasks';
import type { Config } from '#platform/config';
import { ExpectedError } from '#platform/errors';
import { type Logger, NestLogger } from '#platform/logging';
import { logRequests } from './access-log.js';
import { compressAnswers } from './compress-answers.js';
import { endStreamsOnClose } from './end-streams.js';
import { describeApi } from './openapi.js';
import { problemOf } from './problem.js';
import { refuseSlowBodies } from './slow-bodies.js';
import { serveWebPage } from './static-page.js';
import { validationPipe } from './validation.js';

/** Of a JSON body: a notice may list 200,000 serial numbers of up to forty characters; uploads are streamed and have limits of their own. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const PHOTO_LIMIT_BYTES = 15 * 1024 * 1024;
const UPLOAD_LIMIT_BYTES = 1024 * 1024 * 1024;

/** The API as it runs: the module given, with everything around it that every route shares. */
export async function createApp(
  module: DynamicModule | Type,
  { config, logger }: { config: Config; logger: Logger },
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustProxy,
    genReqId: requestId,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // what the router refuses before any hook and filter: an address that is none
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { problem } = problemOf(error, request.id);
      void reply
        .status(problem.status)
        .header('x-request-id', request.id)
        .type('application/problem+json; charset=utf-8')
        .send(JSON.stringify(problem));
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(logger),
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;

  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (!isPage(request)) reply.header('cache-control', 'no-store');
  });
  logRequests(fastify, logger);
  compressAnswers(fastify);
  endStreamsOnClose(fastify);
  refuseSlowBodies(fastify, config.uploadIdleSeconds * 1000);
  await app.register(fastifyHelmet, helmetOptions(config));
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart, { limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 20, fields: 50 } });
  await app.register(fastifyRateLimit, {
    max: config.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: callerKey,
    // the probes of whoever keeps Closeout running
    allowList: (request) => ['/healthz', '/readyz', '/metrics'].includes(request.url),
    errorResponseBuilder: (_request, { ttl }) =>
      new ExpectedError(
        'too-many',
        'request.too-many',
        'Too many requests. Wait as long as Retry-After says.',
        {
          extra: { retryAfterSeconds: Math.ceil(ttl / 1000) },
        },
      ),
  });
  // A request without a body, also one that announces JSON, is one with an empty object: POST campaigns/:id/open needs none.
  fastify.addHook('onRequest', async ({ headers }) => {
    const empty = (headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined;
    if (empty && /\bjson\b/.test(headers['content-type'] ?? '')) delete headers['content-type'];
  });
  fastify.addHook('preValidation', async (request) => {
    request.body ??= {};
  });
  // A CSV file arrives as a stream and is never held whole.
  fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  // A photograph or a form is small enough to be looked at whole before it is kept.
  fastify.addContentTypeParser(
    [...new Set<string>([...photoTypes, ...replyFormTypes])],
    { parseAs: 'buffer', bodyLimit: PHOTO_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );

  app.setGlobalPrefix('api/v1', { exclude: ['healthz', 'readyz', 'metrics', 'ack/:token'] });
  app.useGlobalPipes(validationPipe());
  app.enableShutdownHooks();
  describeApi(app, config.publicUrl);
  await serveWebPage(app);
  return app;
}

/** The request id of a proxy in front, where it looks like one, so that both logs can be read together. */
function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}

const isPage = (request: FastifyRequest): boolean =>
  !request.url.startsWith('/api/v1') && !/^\/(healthz|readyz|metrics)/.test(request.url);

/** One bucket for each token or session, else for each address. The bucket's name does not reveal either. */
function callerKey(request: FastifyRequest): string {
  const secret = request.headers.authorization ?? request.headers.cookie;
  return createHash('sha256')
    .update(secret ?? request.ip)
    .digest('base64url');
}

function helmetOptions(config: Config) {
  const tls = config.publicUrl.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // the page of the OpenAPI document needs them; the web page and shown e-mails have policies of their own
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    strictTransportSecurity: tls ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' as const },
    xFrameOptions: { action: 'sameorigin' as const },
  };
}
