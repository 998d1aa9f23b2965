import type { FastifyInstance } from 'fastify';
import type { Logger } from '#platform/logging';

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/** One line a request: what was asked and how it went. The route's pattern, not the address: no ids, no query, no person. */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const line = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    };
    if (PROBES.has(route)) logger.debug(line, 'request');
    else logger.info(line, 'request');
  });
}
