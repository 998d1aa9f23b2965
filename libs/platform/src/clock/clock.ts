import type { DataSource } from 'typeorm';
import { type Sql, sqlOf } from '#platform/database';

/** The only source of time for the domain. Leases, sessions and job delays use real time and do not ask it. */
export abstract class Clock {
  abstract now(): Promise<Date>;
}

export class SystemClock extends Clock {
  override now(): Promise<Date> {
    return Promise.resolve(new Date());
  }
}

/** The clock of the sample and the tests: its distance from real time is a row that all programs share. */
export class MovableClock extends Clock {
  constructor(private readonly database: DataSource) {
    super();
  }

  override async now(): Promise<Date> {
    const rows: Array<{ ms: string }> = await this.database.query('SELECT ms FROM clock_offset');
    return new Date(Date.now() + Number(rows[0]?.ms ?? 0));
  }

  /**
   * Moves the clock forward to `moment`; it never goes back, since what has been recorded would then lie ahead.
   * Inside a transaction when its `sql` is given.
   */
  async advanceTo(moment: Date, sql: Sql = sqlOf(this.database)): Promise<Date> {
    const [row] = await sql<{ ms: string }>('UPDATE clock_offset SET ms = greatest(ms, $1) RETURNING ms', [
      moment.getTime() - Date.now(),
    ]);
    return new Date(Date.now() + Number(row?.ms ?? 0));
  }
}
