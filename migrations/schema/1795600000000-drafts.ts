import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the author of a draft left the assistant, so that it can be gone on with on another machine. */
export class Drafts1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE campaign ADD COLUMN draft_step text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE campaign DROP COLUMN draft_step');
  }
}
