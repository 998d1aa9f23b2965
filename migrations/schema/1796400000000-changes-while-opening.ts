import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happened to devices while a campaign was opening: it is held against them once it is open, whatever the order. */
export class ChangesWhileOpening1796400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE campaign_waiting_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        campaign_id bigint NOT NULL REFERENCES campaign ON DELETE CASCADE,
        change jsonb NOT NULL
      )`);
    await runner.query('CREATE INDEX ON campaign_waiting_change (campaign_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE campaign_waiting_change');
  }
}
