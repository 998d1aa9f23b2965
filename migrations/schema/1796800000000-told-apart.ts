import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two notices that look like letters of one event and are not, as somebody said. */
export class ToldApart1796800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notice_told_apart (
        -- the lower id first: what is said of a pair is said of both
        notice_id bigint NOT NULL REFERENCES notice,
        other_id bigint NOT NULL REFERENCES notice CHECK (notice_id < other_id),
        decided_at timestamptz NOT NULL,
        decided_by bigint REFERENCES app_user,
        PRIMARY KEY (notice_id, other_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notice_told_apart');
  }
}
