import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from '#migrations';

// A date has no time zone: keep it as 'YYYY-MM-DD' instead of a Date at local midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

/** A data source on the given PostgreSQL; the schema is made by migrations alone, never synchronized. */
export function createDataSource(options: {
  url: string;
  entities: Function[];
  poolSize?: number;
  applicationName?: string;
}): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    entities: options.entities as DataSourceOptions['entities'],
    migrations,
    migrationsTableName: 'schema_migration',
    synchronize: false,
    installExtensions: false,
    applicationName: options.applicationName ?? 'closeout',
    poolSize: options.poolSize ?? 20,
    extra: { options: '-c timezone=UTC' },
  });
}

/** Any constant will do, as long as every program that migrates takes the same one. */
const MIGRATION_LOCK = 20_260_101;

/** Brings the schema up to date; safe when several programs start at once. Returns the names of what was run. */
export async function migrate(database: DataSource): Promise<string[]> {
  const runner = database.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const run = await database.runMigrations({ transaction: 'all' });
    return run.map((migration) => migration.name);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await runner.release();
  }
}

export async function pingDatabase(database: DataSource): Promise<void> {
  await database.query('SELECT 1');
}
