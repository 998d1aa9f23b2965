import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which import was sent to mend the refused rows of another, and which row of it stands for which. One that was refused
 * again and mended once more stands for both; `landed` is said when the import that brought it ends.
 */
export class MendedRows1796600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import ADD COLUMN mends bigint REFERENCES import');
    await runner.query(`CREATE TABLE import_mended (
      import_id bigint NOT NULL REFERENCES import ON DELETE CASCADE,
      line bigint NOT NULL,
      by_import_id bigint NOT NULL REFERENCES import ON DELETE CASCADE,
      by_line bigint NOT NULL,
      landed boolean NOT NULL DEFAULT false,
      PRIMARY KEY (import_id, line, by_import_id, by_line)
    )`);
    await runner.query('CREATE INDEX import_mended_by ON import_mended (by_import_id, by_line)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_mended');
    await runner.query('ALTER TABLE import DROP COLUMN mends');
  }
}
