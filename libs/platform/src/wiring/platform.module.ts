import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, MovableClock, SystemClock } from '#platform/clock';
import type { Config } from '#platform/config';
import { createDataSource, migrate } from '#platform/database';
import type { Logger } from '#platform/logging';
import { Mailer } from '#platform/mail';
import { Outbox } from '#platform/outbox';
import { JobQueue, prepareQueueBackend } from '#platform/queue';
import { FileStore, FolderFileStore } from '#platform/storage';

export const CONFIG = Symbol('config');
export const LOGGER = Symbol('logger');
export const QUEUE_CONNECTION = Symbol('queue connection');

/** Everything a program of Closeout stands on: settings, database (migrated), clock, outbox, queue, mailer, files, log. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(Mailer) private readonly mailer: Mailer,
  ) {}

  static forRoot(options: { config: Config; logger: Logger; entities: Function[] }): DynamicModule {
    const { config, logger } = options;
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOGGER, useValue: logger },
        {
          provide: DataSource,
          useFactory: async () => {
            const database = createDataSource({ url: config.databaseUrl, entities: options.entities });
            await database.initialize();
            await migrate(database);
            return database;
          },
        },
        {
          provide: Clock,
          inject: [DataSource],
          useFactory: (database: DataSource) =>
            config.clock === 'movable' ? new MovableClock(database) : new SystemClock(),
        },
        { provide: Outbox, useClass: Outbox },
        // connects when it first sends, so that a program that sends nothing needs no mail server
        { provide: Mailer, useFactory: () => new Mailer(config) },
        { provide: FileStore, useFactory: () => new FolderFileStore(`${config.dataDir}/files`) },
        { provide: QUEUE_CONNECTION, useFactory: () => prepareQueueBackend(config) },
        {
          provide: JobQueue,
          inject: [QUEUE_CONNECTION],
          useFactory: (connection: Awaited<ReturnType<typeof prepareQueueBackend>>) =>
            new JobQueue(connection, logger),
        },
      ],
      exports: [CONFIG, LOGGER, DataSource, Clock, Outbox, Mailer, FileStore, QUEUE_CONNECTION, JobQueue],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.mailer.close();
    await this.queue.close();
    await this.database.destroy();
  }
}
