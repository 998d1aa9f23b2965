import type { FastifyInstance } from 'fastify';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);
/** Below this a second packet is not saved. */
const WORTH_IT_BYTES = 1400;

/**
 * Lists are sent compressed to whoever takes gzip: a technician's whole work is a tenth of its size then. Only what is
 * read, and only JSON that is there as a whole; files are streamed as they are, and events must not wait.
 */
export function compressAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '');
    if (request.method !== 'GET' || typeof payload !== 'string' || !/\bjson\b/.test(type)) return payload;
    void reply.header('vary', 'accept-encoding');
    const accepted = String(request.headers['accept-encoding'] ?? '');
    if (payload.length < WORTH_IT_BYTES || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted))
      return payload;
    void reply.header('content-encoding', 'gzip').removeHeader('content-length');
    return compress(payload);
  });
}
