import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Codes that a person added to an affected product ("use this code"); what the notice prints stays in its criteria. */
export class AddedCodes1795600100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- instead_of: the printed code that is meant by it. One that was taken back stays as a row.
      CREATE TABLE affected_product_code (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        product_id bigint NOT NULL REFERENCES affected_product,
        product_code text,
        udi_di text,
        instead_of text,
        added_by bigint NOT NULL REFERENCES app_user,
        added_at timestamptz NOT NULL,
        removed_by bigint REFERENCES app_user,
        removed_at timestamptz,
        CHECK (num_nonnulls(product_code, udi_di) = 1)
      );
      CREATE UNIQUE INDEX affected_product_code_once ON affected_product_code
        (product_id, (coalesce(code_key(product_code), '')), (coalesce(udi_key(udi_di), ''))) WHERE removed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE affected_product_code');
  }
}
