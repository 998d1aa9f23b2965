import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#platform/logging';
import { LOGGER } from '#platform/wiring';
import { problemOf } from './problem.js';

/** Every error leaves as a problem document; what nobody foresaw is logged whole and answered without its text. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { problem, expected } = problemOf(error, request.id);
    if (!expected) {
      this.logger.error(
        { err: error, requestId: request.id, route: request.routeOptions?.url },
        'request failed',
      );
    }
    if (reply.sent || reply.raw.headersSent) {
      // A stream that broke half-way: the only honest ending is a broken connection.
      reply.raw.destroy();
      return;
    }
    const wait = problem['retryAfterSeconds'];
    if (typeof wait === 'number') void reply.header('retry-after', String(Math.max(1, Math.ceil(wait))));
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply
      .status(problem.status)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  }
}
