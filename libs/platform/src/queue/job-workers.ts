import { type ConnectionOptions, UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from '#platform/logging';
import { queueNames, topics } from './topics.js';

/** One handler a job name. Data holds ids only; the handler reads the state as it is when it runs. */
export interface JobHandler {
  readonly name: string;
  handle(
    data: Record<string, unknown>,
    job: { id: string; attempt: number; lastAttempt: boolean },
  ): Promise<void>;
}

/** Thrown by a handler when trying again cannot help. */
export class PermanentJobError extends UnrecoverableError {}

const CONCURRENCY = { work: 2, mail: 8, sweep: 1 } as const;

/** The consumers' side of BullMQ: one worker a queue, dispatching by job name. */
export class JobWorkers {
  private workers: Worker[] = [];

  constructor(
    private readonly connection: ConnectionOptions,
    private readonly settings: { lockSeconds: number },
    private readonly logger: Logger,
  ) {}

  /** @throws Error when a job name has no handler, or two, or a handler has no job name */
  start(handlers: JobHandler[]): void {
    const byName = new Map<string, JobHandler>();
    for (const handler of handlers) {
      if (!(handler.name in topics))
        throw new Error(`The handler "${handler.name}" has no queue: add it to topics.ts.`);
      if (byName.has(handler.name)) throw new Error(`Two handlers claim the job "${handler.name}".`);
      byName.set(handler.name, handler);
    }
    const missing = Object.keys(topics).filter((name) => !byName.has(name));
    if (missing.length > 0) throw new Error(`No handler for the job ${missing.join(', ')}.`);

    this.workers = queueNames.map((queue) => {
      const worker = new Worker(
        queue,
        async (job) => {
          const handler = byName.get(job.name);
          if (handler === undefined) throw new PermanentJobError(`no handler for ${job.name}`);
          const attempt = job.attemptsMade + 1;
          await handler.handle(job.data as Record<string, unknown>, {
            id: job.id ?? '',
            attempt,
            lastAttempt: attempt >= (job.opts.attempts ?? 1),
          });
        },
        {
          connection: this.connection,
          concurrency: CONCURRENCY[queue],
          // A dead worker's job is taken up after about one lock time. Stalls are crashes of ours: never give up on them.
          lockDuration: this.settings.lockSeconds * 1000,
          stalledInterval: this.settings.lockSeconds * 500,
          maxStalledCount: 100,
        },
      );
      worker.on('error', (error) => this.logger.warn({ err: error, queue }, 'worker connection'));
      worker.on('failed', (job, error) =>
        this.logger.warn({ err: error, job: job?.name, jobId: job?.id, data: job?.data }, 'job failed'),
      );
      worker.on('completed', (job) => this.logger.debug({ job: job.name, jobId: job.id }, 'job done'));
      return worker;
    });
  }

  /** Waits for running jobs. */
  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}
