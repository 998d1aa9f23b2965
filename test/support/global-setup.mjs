// Once for a whole run: build, start PostgreSQL, make the template database that every test file copies.
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { buildIfStale } from '../../scripts/build.mjs';

export default async function setup() {
  buildIfStale();
  const { startEmbeddedPostgres } = await built('database');
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'closeout-test-'));
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: false });
  globalThis.closeoutTestRun = { folder, server };
  try {
    await makeTemplate(server.url);
  } catch (error) {
    // Jest does not run the teardown when the setup fails.
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  process.env.CLOSEOUT_TEST_SERVER_URL = at(server.url, 'postgres');
  process.env.CLOSEOUT_TEST_FOLDER = folder;
}

async function makeTemplate(serverUrl) {
  const { createDataSource, migrate } = await built('database');
  const { prepareQueueBackend } = await built('queue');
  const template = at(serverUrl, 'closeout_template');
  await sql(serverUrl, 'CREATE DATABASE closeout_template');
  const database = createDataSource({ url: template, entities: [] });
  await database.initialize();
  await migrate(database);
  await database.destroy();
  await prepareQueueBackend({ databaseUrl: template, redisUrl: undefined });
  await sql(serverUrl, 'ALTER DATABASE closeout_template WITH ALLOW_CONNECTIONS false IS_TEMPLATE true');
}

function built(facility) {
  return import(new URL(`../../dist/libs/platform/src/${facility}/index.js`, import.meta.url).href);
}

function at(serverUrl, database) {
  return serverUrl.replace(/\/[^/]+$/, `/${database}`);
}

async function sql(url, statement) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
