import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';

/** A request that takes longer than this to finish is cut off when the program ends. */
const PATIENCE_MS = 8000;

/**
 * Lets the program end: streams of events, which would go on for minutes, are ended at once (the browser comes back by
 * itself), other requests get time to finish.
 */
export function endStreamsOnClose(fastify: FastifyInstance): void {
  const open = new Set<ServerResponse>();
  let closing = false;
  const endStream = (response: ServerResponse): void => {
    if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
  };
  fastify.addHook('onRequest', async (_request, reply) => {
    const response = reply.raw;
    open.add(response);
    response.once('close', () => open.delete(response));
    if (closing) void reply.header('connection', 'close');
  });
  fastify.addHook('preClose', async () => {
    closing = true;
    for (const response of open) endStream(response);
    setTimeout(() => {
      for (const response of open) response.destroy();
    }, PATIENCE_MS).unref();
  });
}
