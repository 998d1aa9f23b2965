import { heartbeatFile, isBeating } from '#platform/lifecycle';

/** The health check of a worker's container: code 0 while its event loop turns. */
process.exit(isBeating(heartbeatFile('worker'), Date.now()) ? 0 : 1);
