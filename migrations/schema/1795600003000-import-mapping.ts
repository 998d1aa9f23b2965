import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which column of a file is which of ours, where whoever sent it said so: {"site": "Hospital"}. */
export class ImportMapping1795600003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import ADD COLUMN mapping jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import DROP COLUMN mapping');
  }
}
