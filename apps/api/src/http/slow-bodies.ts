import type { FastifyInstance } from 'fastify';
import { ExpectedError } from '#platform/errors';

/**
 * Refuses a request whose body stands still for so long, JSON and files alike: whoever reads it, Fastify, the form's
 * reader or a file's stream, ends with the error, and the sender is answered and let go. A body that keeps coming may
 * take as long as it needs.
 */
export function refuseSlowBodies(fastify: FastifyInstance, idleMs: number): void {
  fastify.addHook('onRequest', async ({ raw }, reply) => {
    const { 'content-length': length = '0', 'transfer-encoding': chunked } = raw.headers;
    if (length === '0' && chunked === undefined) return;
    // Node asks only while the body is not complete; afterwards no timeout shall cut a long answer.
    raw.setTimeout(idleMs, () => {
      // answered already (not signed in, for instance): nobody reads the rest
      if (reply.sent) {
        raw.destroy();
        return;
      }
      void reply.header('connection', 'close');
      raw.emit('error', tooSlow(idleMs));
    });
    // an error that nobody listens to would end the program
    raw.on('error', () => undefined);
    raw.once('end', () => raw.setTimeout(0));
  });
}

const tooSlow = (idleMs: number): ExpectedError =>
  new ExpectedError(
    'too-slow',
    'upload.too-slow',
    `Nothing came for ${idleMs / 1000} seconds, and the request is not complete. Nothing was kept; send it again.`,
  );
