import { randomBytes } from 'node:crypto';
import pg from 'pg';

// As the programs do: a date has no time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

const OBJECT_IN_USE = '55006';

function serverUrl(): string {
  const url = process.env['CLOSEOUT_TEST_SERVER_URL'];
  if (url === undefined)
    throw new Error('The test server is not running: run specs with "npm run jest -- <file>".');
  return url;
}

/** A database of its own for a test file, copied from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = serverUrl();
  for (let attempt = 1; ; attempt++) {
    try {
      await run(server, `CREATE DATABASE ${name} TEMPLATE closeout_template STRATEGY FILE_COPY`);
      break;
    } catch (error) {
      // Another test file is copying it at this moment.
      if ((error as { code?: string }).code !== OBJECT_IN_USE || attempt === 20) throw error;
    }
  }
  return {
    url: server.replace(/\/[^/]+$/, `/${name}`),
    drop: () => run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** One statement with `$1…` parameters on a connection of its own; gives the rows. */
export function sqlClient(databaseUrl: string) {
  return async <T = Record<string, unknown>>(statement: string, parameters: unknown[] = []): Promise<T[]> => {
    const client = new pg.Client({ connectionString: databaseUrl, options: '-c timezone=UTC' });
    await client.connect();
    try {
      return (await client.query(statement, parameters)).rows as T[];
    } finally {
      await client.end();
    }
  };
}

export type TestSql = ReturnType<typeof sqlClient>;

async function run(url: string, statement: string): Promise<void> {
  await sqlClient(url)(statement);
}
