import 'reflect-metadata';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { AuditModule, UnitOfWork } from '#domain/audit';
import { createFirstAdministrator } from '#domain/identity';
import { type Config, ConfigError, readConfig } from '#platform/config';
import { startEmbeddedPostgres } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { FolderTakenError, takeFolderLock } from '#platform/lifecycle';
import { createLogger, NestLogger } from '#platform/logging';
import { PlatformModule } from '#platform/wiring';

const Person = z.object({ email: z.email(), name: z.string().trim().min(1).max(200) });
const USAGE = 'Usage: npm run admin -- --email you@example.org --name "Your Name"';

/**
 * `npm run admin -- --email … --name …`: the first administrator of an empty installation, whether it runs or not.
 * Prints a password that is shown once.
 */
async function main(): Promise<void> {
  const person = Person.safeParse(arguments_());
  if (!person.success) throw new ConfigError(USAGE);
  const config = readConfig(process.env, { database: false });
  const database = await openDatabase(config);
  try {
    const password = await create({ ...config, databaseUrl: database.url }, person.data);
    process.stdout.write(
      `${person.data.email} is the administrator. Password, shown this once: ${password}\n`,
    );
  } finally {
    await database.close();
  }
}

function arguments_(): unknown {
  try {
    return parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' } } }).values;
  } catch {
    return {};
  }
}

async function create(config: Config, person: { email: string; name: string }): Promise<string> {
  const logger = createLogger('admin', 'error');
  @Module({ imports: [PlatformModule.forRoot({ config, logger, entities: [] }), AuditModule] })
  class AdminModule {}
  const app = await NestFactory.createApplicationContext(AdminModule, { logger: new NestLogger(logger) });
  try {
    return (await createFirstAdministrator(app.get(UnitOfWork), person)).password;
  } finally {
    await app.close();
  }
}

/** The database that is set; else the embedded one: started for the moment, or the one that runs at this moment. */
async function openDatabase(config: Config): Promise<{ url: string; close(): Promise<void> }> {
  if (config.databaseUrl !== '') return { url: config.databaseUrl, close: () => Promise.resolve() };
  const folder = join(config.dataDir, 'postgres');
  mkdirSync(config.dataDir, { recursive: true });
  try {
    const lock = takeFolderLock(config.dataDir);
    const server = await startEmbeddedPostgres({ folder });
    const close = async (): Promise<void> => {
      await server.stop();
      lock.release();
    };
    return { url: server.url, close };
  } catch (error) {
    if (!(error instanceof FolderTakenError)) throw error;
    return { url: runningDatabase(folder), close: () => Promise.resolve() };
  }
}

/** PostgreSQL writes its port into the fourth line of postmaster.pid. */
function runningDatabase(folder: string): string {
  try {
    const port = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[3]);
    const password = readFileSync(join(folder, 'password'), 'utf8').trim();
    if (port > 0) return `postgres://closeout:${password}@127.0.0.1:${port}/closeout`;
  } catch {
    // said below
  }
  throw new ConfigError(
    'Closeout is running and its database cannot be reached from here. Stop it and try again.',
  );
}

main().catch((error: unknown) => {
  const said =
    error instanceof ConfigError ? error.message : error instanceof ExpectedError ? error.detail : error;
  console.error(said);
  process.exit(1);
});
