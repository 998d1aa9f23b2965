import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError, readConfig } from '#platform/config';
import { createLogger, NestLogger } from '#platform/logging';
import { ApiModule } from './app.module.js';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger('api', config.logLevel);
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule.forRoot({ config, logger }),
    new FastifyAdapter({ logger: false }),
    { logger: new NestLogger(logger) },
  );
  app.enableShutdownHooks();
  await app.listen(config.port, config.host);
  logger.info({ port: config.port }, 'api ready');
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
