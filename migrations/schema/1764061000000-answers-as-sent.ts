import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An answer that is given again is the same text: json keeps the order of the fields, jsonb sorts them. */
export class AnswersAsSent1764061000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_key ALTER COLUMN answer TYPE json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_key ALTER COLUMN answer TYPE jsonb');
  }
}
