import { type ConnectionOptions, Queue } from 'bullmq';
import type { Logger } from '#platform/logging';
import { queueNames, queueOf, type QueueName } from './topics.js';

export interface NewJob {
  name: string;
  data: Record<string, unknown>;
  jobId?: string;
}

/** Retries at 1, 2, 4, … seconds: eight attempts cover about four minutes; after that the next sweep takes over. */
const JOB_OPTIONS = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.2 },
  removeOnComplete: { age: 86_400, count: 10_000 },
  removeOnFail: { age: 604_800 },
};

/** The producers' side of BullMQ: one queue object a name. */
export class JobQueue {
  private readonly queues: Map<QueueName, Queue>;

  constructor(connection: ConnectionOptions, logger: Logger) {
    this.queues = new Map(
      queueNames.map((name) => {
        const queue = new Queue(name, { connection, defaultJobOptions: JOB_OPTIONS });
        queue.on('error', (error) => logger.warn({ err: error, queue: name }, 'queue connection'));
        return [name, queue];
      }),
    );
  }

  async addMany(jobs: NewJob[]): Promise<void> {
    for (const [name, queue] of this.queues) {
      const own = jobs.filter((job) => queueOf(job.name) === name);
      if (own.length === 0) continue;
      await queue.addBulk(
        own.map((job) => ({
          name: job.name,
          data: job.data,
          opts: job.jobId === undefined ? {} : { jobId: job.jobId },
        })),
      );
    }
  }

  /** Keeps one repeating job of this name, whatever number of workers ask for it. */
  async repeat(name: string, everySeconds: number): Promise<void> {
    await this.of(name).upsertJobScheduler(
      name,
      { every: Math.round(everySeconds * 1000) },
      { name, data: {} },
    );
  }

  /** Whether the repeating job of this name is there. */
  async repeats(name: string): Promise<boolean> {
    return (await this.of(name).getJobScheduler(name)) !== undefined;
  }

  /** Answers when the queue does. */
  async ping(): Promise<void> {
    await this.of('reminders.sweep').getJobCounts('waiting');
  }

  counts(): Promise<Array<{ queue: QueueName; counts: Record<string, number> }>> {
    return Promise.all(
      [...this.queues].map(async ([queue, q]) => ({ queue, counts: await q.getJobCounts() })),
    );
  }

  /** How many workers take jobs, by queue: whoever is connected as one at this moment. */
  workers(): Promise<Array<{ queue: QueueName; workers: number }>> {
    return Promise.all(
      [...this.queues].map(async ([queue, q]) => ({ queue, workers: await q.getWorkersCount() })),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }

  private of(name: string): Queue {
    return this.queues.get(queueOf(name)) as Queue;
  }
}
