import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { ConnectionOptions } from 'bullmq';
import { DataSource } from 'typeorm';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';
import { Outbox, OutboxRelay } from '#platform/outbox';
import { type JobHandler, JobQueue, JobWorkers } from '#platform/queue';
import { CONFIG, LOGGER, QUEUE_CONNECTION } from '#platform/wiring';

/** Every job handler of this program, gathered by worker.module.ts. */
export const JOB_HANDLERS = Symbol('job handlers');

/**
 * The running part of the worker: relays the outbox, takes jobs from the queue and keeps the sweep repeating.
 * Boot fails when a job name has no handler or two. On shutdown it finishes running jobs first; the queue and the
 * database are closed afterwards (PlatformModule, onApplicationShutdown).
 */
@Injectable()
export class WorkerRuntime implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly relay: OutboxRelay;
  private readonly workers: JobWorkers;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) logger: Logger,
    @Inject(QUEUE_CONNECTION) connection: ConnectionOptions,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandler[],
    @Inject(DataSource) database: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    @Inject(Outbox) outbox: Outbox,
  ) {
    this.relay = new OutboxRelay(database, queue, logger, outbox);
    this.workers = new JobWorkers(connection, { lockSeconds: config.jobLockSeconds }, logger);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.workers.start(this.handlers);
    this.relay.start();
    await this.queue.repeat('reminders.sweep', this.config.sweepEverySeconds);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.workers.stop(), this.relay.stop()]);
  }
}
