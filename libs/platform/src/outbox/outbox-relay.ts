import { DataSource } from 'typeorm';
import { sqlOf } from '#platform/database';
import type { JobQueue } from '#platform/queue';
import type { Logger } from '#platform/logging';
import type { Outbox } from './outbox.js';

const BATCH = 500;
/** How long an event of another process may wait. Polling costs one index probe on an empty partial index. */
const POLL_MS = 250;
/** Relayed rows are kept as long as the queue remembers their job ids, and a day more. */
const KEEP_RELAYED = '2 days';
const CLEAN_EVERY_MS = 3_600_000;

/** Moves committed outbox rows to the queue, oldest first; any number of relays may run beside each other. */
export class OutboxRelay {
  private timer: NodeJS.Timeout | undefined;
  private cleaning: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: DataSource,
    private readonly queue: JobQueue,
    private readonly logger: Logger,
    outbox: Outbox,
  ) {
    outbox.onNudge(() => this.wake());
  }

  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.cleaning = setInterval(() => void this.clean(), CLEAN_EVERY_MS);
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearInterval(this.cleaning);
    await this.running;
  }

  /**
   * Hands everything over once more that was handed over and is still kept: for a queue that has lost its jobs. What
   * it still has, it knows by the job ids; what has been done already, the handlers see. Gives how many events.
   */
  async handOverAgain(): Promise<number> {
    const [row] = await sqlOf(this.database)<{ n: string }>(
      `WITH again AS (UPDATE outbox SET relayed_at = NULL WHERE relayed_at IS NOT NULL RETURNING 1)
       SELECT count(*) AS n FROM again`,
    );
    this.wake();
    return Number(row?.n ?? 0);
  }

  private async clean(): Promise<void> {
    try {
      await this.database.query(
        `DELETE FROM outbox WHERE relayed_at < clock_timestamp() - interval '${KEEP_RELAYED}'`,
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'relayed outbox rows stay until the next cleaning');
    }
  }

  private busy = false;
  private again = false;
  private wake(): void {
    if (this.stopped) return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    this.running = this.drain()
      .catch((error: unknown) => this.logger.error({ err: error }, 'outbox relay failed; it tries again'))
      .finally(() => {
        this.busy = false;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** Relays until nothing is left. A crash after the hand-over and before the commit repeats it under the same job ids. */
  async drain(): Promise<void> {
    for (let moved = BATCH; moved === BATCH && !this.stopped;) {
      moved = await this.database.transaction(async (manager) => {
        const sql = sqlOf(manager);
        const rows = await sql<{ id: string; topic: string; payload: Record<string, unknown> }>(
          `SELECT id, topic, payload FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
        );
        if (rows.length === 0) return 0;
        await this.queue.addMany(
          rows.map((row) => ({ name: row.topic, data: row.payload, jobId: `outbox-${row.id}` })),
        );
        await sql('UPDATE outbox SET relayed_at = clock_timestamp() WHERE id = ANY($1)', [
          rows.map((row) => row.id),
        ]);
        return rows.length;
      });
    }
  }
}
