import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who checks a pump independently hears of it, and a disagreement is told. */
export class ToldOfChecks1796200100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(told);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not reverted: restore a backup.');
  }
}

// told_at: when whoever it is given to had a reminder row. disagreement_told_at: when those whom the disagreement
// concerns had theirs. Answers from before this migration are known to whoever gave them: nobody is written to late.
const told = `
ALTER TABLE check_pump ADD COLUMN told_at timestamptz, ADD COLUMN disagreement_told_at timestamptz;
UPDATE check_pump SET told_at = checked_at, disagreement_told_at = checked_at WHERE result IS NOT NULL;
CREATE INDEX check_pump_untold ON check_pump (id) WHERE result IS NULL AND told_at IS NULL;
CREATE INDEX check_pump_disagreement_untold ON check_pump (id) WHERE result = 'disagree' AND disagreement_told_at IS NULL;
`;
