import {
  type ConnectionOptions,
  createPostgresBackend,
  runMigrations,
  setDefaultBackendFactory,
} from 'bullmq';
import pg from 'pg';

export interface QueueSettings {
  databaseUrl: string;
  redisUrl: string | undefined;
}

/** Connections a queue or a worker holds on PostgreSQL. Two lose nothing against ten (see docs/decisions). */
const POOL_SIZE = 2;

/**
 * Chooses BullMQ's backend for this process: Redis when it is set, else the same PostgreSQL, whose queue tables live
 * in a schema of their own ("bullmq") and are brought up to date here.
 */
export async function prepareQueueBackend(settings: QueueSettings): Promise<ConnectionOptions> {
  if (settings.redisUrl !== undefined) {
    return { url: settings.redisUrl, maxRetriesPerRequest: null };
  }
  setDefaultBackendFactory(createPostgresBackend);
  const client = new pg.Client({ connectionString: settings.databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
  return { connectionString: settings.databaseUrl, max: POOL_SIZE } as unknown as ConnectionOptions;
}
