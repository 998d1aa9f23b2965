import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
// The product's verifier without its service: past the door, so that a spec over HTTP need not load all of the domain.
import { walkChains } from '../../libs/domain/src/audit/audit-chain.queries.js';
import { faultOf } from '../../libs/domain/src/audit/audit-chain.rules.js';

// As the programs do: a date has no time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

export interface TestDatabase {
  url: string;
  /**
   * Verifies the audit chains of the database, then drops it. @throws Error where a chain is broken, or where none is
   * although the spec says that it `spoilt` them
   */
  drop(options?: { spoilt?: boolean }): Promise<void>;
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
  const url = server.replace(/\/[^/]+$/, `/${name}`);
  return {
    url,
    drop: async ({ spoilt = false } = {}) => {
      const trouble = await verifyChains(url, spoilt).catch((error: unknown) => error);
      await run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      if (trouble !== undefined) throw trouble;
    },
  };
}

/** What `GET audit/verify` does, for every chain. The end of the run adds up what was verified (global-teardown). */
async function verifyChains(url: string, spoilt: boolean): Promise<void> {
  const states = await walkChains(sqlClient(url), null);
  const broken = states.map(faultOf).find((fault) => fault !== null);
  if (broken !== undefined && !spoilt)
    throw new Error(
      `The audit chain ${broken.chain} is broken at the end of the spec, at entry ${broken.seq} (${broken.fault}): ${broken.explanation} A spec that breaks one on purpose says so: stop({ spoilt: true }).`,
    );
  if (broken === undefined && spoilt)
    throw new Error('This spec says that it spoils an audit chain, and every chain verifies.');
  const entries = states.reduce((sum, state) => sum + Number(state.entries), 0);
  if (!spoilt)
    appendFileSync(
      join(process.env['CLOSEOUT_TEST_FOLDER'] ?? '', 'chains'),
      `${states.length} ${entries}\n`,
    );
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
