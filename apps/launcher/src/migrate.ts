import { ConfigError, readConfig } from '#platform/config';
import { prepareDatabase } from './prepare-database.js';
import { StartError } from './start-error.js';

/** Brings the schema of DATABASE_URL up to date and ends: the one-shot that runs before API and worker in a cluster. */
try {
  const config = readConfig(process.env, { database: false });
  if (config.databaseUrl === '') throw new ConfigError('Nothing to migrate: DATABASE_URL is not set.');
  const { migrated } = await prepareDatabase(config);
  console.log(migrated.length === 0 ? 'The schema is up to date.' : `Migrated: ${migrated.join(', ')}.`);
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof StartError ? error.message : error);
  process.exit(1);
}
