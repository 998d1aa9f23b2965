import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a pump was looked for in vain, and pumps that were found without a record. */
export class SearchedAndReported1795600002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- [{place, at}] of a task that ended as cannot-locate
ALTER TABLE task ADD COLUMN searched jsonb;
ALTER TABLE task_completion ADD COLUMN searched jsonb;

-- set while nobody has looked at the report of whoever found the pump
ALTER TABLE device ADD COLUMN reported_at timestamptz, ADD COLUMN reported_by bigint REFERENCES app_user;
CREATE INDEX device_reported ON device (id) WHERE reported_at IS NOT NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE device DROP COLUMN reported_at, DROP COLUMN reported_by;
ALTER TABLE task_completion DROP COLUMN searched;
ALTER TABLE task DROP COLUMN searched;
`);
  }
}
