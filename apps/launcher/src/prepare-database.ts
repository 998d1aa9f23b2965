import type { DataSource } from 'typeorm';
import type { Config } from '#platform/config';
import { createDataSource, migrate } from '#platform/database';
import { prepareQueueBackend } from '#platform/queue';
import { StartError } from './start-error.js';

export interface DatabaseState {
  /** nobody and nothing is in it yet */
  empty: boolean;
  /** the sample hospital was loaded into it, now or before */
  sample: boolean;
  /** names of the schema migrations that were run now */
  migrated: string[];
}

/** Brings the schemas of the domain and of the queue up to date. Safe while other programs do the same. */
export async function prepareDatabase(config: Config): Promise<DatabaseState> {
  const database = createDataSource({
    url: config.databaseUrl,
    entities: [],
    poolSize: 2,
    applicationName: 'launcher',
  });
  try {
    await database.initialize();
  } catch (error) {
    const { host, pathname } = new URL(config.databaseUrl);
    throw new StartError(
      `The database ${pathname.slice(1)} at ${host} (DATABASE_URL) cannot be reached: ${reason(error)}. Start it, or correct the address.`,
    );
  }
  try {
    const migrated = await migrate(database);
    await prepareQueueBackend(config);
    return { ...(await look(database)), migrated };
  } finally {
    await database.destroy();
  }
}

function reason(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return (message || code || String(error)).replace(/\.$/, '');
}

async function look(database: DataSource): Promise<Pick<DatabaseState, 'empty' | 'sample'>> {
  const [row]: Array<{ empty: boolean; sample: boolean }> = await database.query(
    `SELECT NOT EXISTS (SELECT FROM app_user) AND NOT EXISTS (SELECT FROM site) AS empty,
            EXISTS (SELECT FROM app_user WHERE lower(email) = 'risk@example.org') AS sample`,
  );
  return row as { empty: boolean; sample: boolean };
}
