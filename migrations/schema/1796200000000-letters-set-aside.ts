import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters that came after the end of a campaign and change nothing in it, as somebody decided. */
export class LettersSetAside1796200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The campaign is closed and stays as it was signed: the decision stands beside it. It covers the letters before, too.
      CREATE TABLE letter_set_aside (
        campaign_id bigint NOT NULL REFERENCES campaign,
        communication_id bigint NOT NULL REFERENCES communication,
        reason text NOT NULL,
        decided_at timestamptz NOT NULL,
        decided_by bigint NOT NULL REFERENCES app_user,
        PRIMARY KEY (campaign_id, communication_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE letter_set_aside');
  }
}
