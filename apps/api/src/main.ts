import 'reflect-metadata';
import { ConfigError, readConfig } from '#platform/config';
import { withParent } from '#platform/lifecycle';
import { createLogger } from '#platform/logging';
import { ApiModule } from './app.module.js';
import { createApp } from './http/index.js';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const parent = withParent(config.supervised);
  const logger = createLogger('api', config.logLevel);
  const app = await createApp(ApiModule.forRoot({ config, logger }), { config, logger });
  await app.listen(config.port, config.host);
  logger.info({ port: config.port }, 'api ready');
  parent.ready();
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
