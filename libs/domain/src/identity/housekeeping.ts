import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sqlOf } from '#platform/database';

/** Throws away what has run out: sessions that ended, attempts long past their window, tokens of links that are over. */
@Injectable()
export class IdentityHousekeeping {
  constructor(private readonly database: DataSource) {}

  async sweep(): Promise<void> {
    const sql = sqlOf(this.database);
    await sql('DELETE FROM session WHERE expires_at < clock_timestamp()');
    await sql(
      `DELETE FROM account_link_token t USING account_link l
        WHERE l.id = t.link_id AND (l.used_at IS NOT NULL OR l.expires_at < clock_timestamp() - interval '1 day')`,
    );
    await sql(`DELETE FROM sign_in_failure WHERE failed_at < clock_timestamp() - interval '1 day'`);
  }
}
