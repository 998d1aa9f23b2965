import type { Sql } from '#platform/database';

/**
 * What a transaction leaves for the queue. The row commits with the change; the relay hands it to BullMQ afterwards,
 * as a job whose id is that of the row, so that a second hand-over after a crash adds no second job.
 */
export class Outbox {
  private listener: (() => void) | undefined;

  /** Writes the events inside the caller's transaction. */
  async put(sql: Sql, events: Array<{ topic: string; payload: Record<string, unknown> }>): Promise<void> {
    await sql(
      `INSERT INTO outbox (topic, payload)
       SELECT e.value->>'topic', e.value->'payload' FROM jsonb_array_elements($1::jsonb) AS e(value)`,
      [JSON.stringify(events)],
    );
  }

  /** Wakes the relay of this process after a commit; without one, the relay of a worker finds the row by itself. */
  nudge(): void {
    this.listener?.();
  }

  onNudge(listener: () => void): void {
    this.listener = listener;
  }
}
