import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sites and locations that an import made, or a trial run would make, by name: a slip of the pen is seen there. */
export class NewPlaces1796700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import ADD COLUMN new_places jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE import DROP COLUMN new_places');
  }
}
