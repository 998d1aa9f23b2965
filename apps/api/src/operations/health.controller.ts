import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { pingDatabase } from '#platform/database';
import { ExpectedError } from '#platform/errors';
import { JobQueue } from '#platform/queue';
import { Public } from '../http/index.js';
import { Metrics } from './metrics.js';

/** A probe that hangs is as bad as one that fails. */
const PROBE_MS = 2000;

/** For whoever keeps Closeout running: alive, able to work, and how it fares. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    @Inject(DataSource) private readonly database: DataSource,
    @Inject(JobQueue) private readonly queue: JobQueue,
    private readonly metrics: Metrics,
  ) {}

  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Whether this program can do its work. Without a worker it can: `checks.worker` says that one is missing, and
   * reminders, imports and openings wait for it.
   * @throws ExpectedError service.not-ready (503) with the parts that do not answer
   */
  @Get('readyz')
  async ready(): Promise<{ status: 'ok'; checks: Record<string, string> }> {
    const [database, queue, worker] = await Promise.all([
      answers(pingDatabase(this.database)),
      answers(this.queue.ping()),
      answers(this.assertWorker()),
    ]);
    const checks = { database: database ? 'ok' : 'no answer', queue: queue ? 'ok' : 'no answer' } as const;
    const silent = Object.entries(checks)
      .filter(([, state]) => state !== 'ok')
      .map(([name]) => name);
    if (silent.length > 0) {
      throw new ExpectedError('unavailable', 'service.not-ready', `No answer from: ${silent.join(', ')}.`, {
        extra: { checks },
      });
    }
    return { status: 'ok', checks: { ...checks, worker: worker ? 'ok' : 'not running' } };
  }

  private async assertWorker(): Promise<void> {
    const queues = await this.queue.workers();
    if (queues.some(({ workers }) => workers === 0)) throw new Error('a queue without a worker');
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  scrape(): Promise<string> {
    return this.metrics.text();
  }
}

async function answers(probe: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_MS);
  });
  const answered = probe.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
