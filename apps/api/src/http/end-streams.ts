import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request that takes longer than this to finish is cut off when the program ends. */
const PATIENCE_MS = 8000;

/**
 * Lets the program end: streams of events, which would go on for minutes, are ended at once (the browser comes back by
 * itself), and so are connections that browsers hold ready without having asked anything, which Node would wait for as
 * if they were at work; other requests get time to finish.
 */
export function endStreamsOnClose(fastify: FastifyInstance): void {
  const open = new Set<ServerResponse>();
  const silent = new Set<Socket>();
  let closing = false;
  fastify.server.on('connection', (socket: Socket) => {
    if (closing) {
      socket.destroy();
      return;
    }
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  const endStream = (response: ServerResponse): void => {
    if (String(response.getHeader('content-type')).startsWith('text/event-stream')) response.destroy();
  };
  fastify.addHook('onRequest', async (request, reply) => {
    const response = reply.raw;
    open.add(response);
    silent.delete(request.raw.socket);
    response.once('close', () => open.delete(response));
    if (closing) void reply.header('connection', 'close');
  });
  fastify.addHook('preClose', async () => {
    closing = true;
    for (const response of open) endStream(response);
    for (const socket of silent) socket.destroy();
    setTimeout(() => {
      for (const response of open) response.destroy();
    }, PATIENCE_MS).unref();
  });
}
