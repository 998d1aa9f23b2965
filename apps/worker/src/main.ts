import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ConfigError, readConfig } from '#platform/config';
import { heartbeatFile, startHeartbeat, withParent } from '#platform/lifecycle';
import { createLogger, NestLogger } from '#platform/logging';
import { WorkerModule } from './worker.module.js';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const parent = withParent(config.supervised);
  const logger = createLogger('worker', config.logLevel);
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot({ config, logger }), {
    logger: new NestLogger(logger),
  });
  app.enableShutdownHooks();
  // In a container the health check looks at it (health.ts).
  if (!config.supervised) startHeartbeat(heartbeatFile('worker'));
  logger.info('worker ready');
  parent.ready();
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
