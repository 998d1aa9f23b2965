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

const SWEEP = 'reminders.sweep';

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
  private watch: NodeJS.Timeout | undefined;
  private readonly workers: JobWorkers;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
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
    await this.restoreQueue();
    // once more at boot: how often may have changed
    await this.queue.repeat(SWEEP, this.config.sweepEverySeconds);
    this.watch = setInterval(() => void this.watchQueue(), this.config.sweepEverySeconds * 1000);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.watch);
    await Promise.all([this.workers.stop(), this.relay.stop()]);
  }

  private async watchQueue(): Promise<void> {
    try {
      await this.restoreQueue();
    } catch (error) {
      this.logger.warn({ err: error }, 'the queue could not be looked at; it is tried again');
    }
  }

  /**
   * The repeating sweep stays in the queue from the first start on. Where it is missing, the queue has lost its storage
   * (Redis flushed or without persistence, its schema emptied), and gets back what it was given.
   */
  private async restoreQueue(): Promise<void> {
    if (await this.queue.repeats(SWEEP)) return;
    const events = await this.relay.handOverAgain();
    await this.queue.repeat(SWEEP, this.config.sweepEverySeconds);
    if (events > 0) this.logger.warn({ events }, 'the queue had lost its jobs; they are handed over again');
  }
}
