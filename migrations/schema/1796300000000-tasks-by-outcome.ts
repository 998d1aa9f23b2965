import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * "Where is the corrosion?": the tasks that ended so, by due day, without going through those that ended otherwise. Open
 * tasks are not in it, so an opening writes nothing there.
 */
export class TasksByOutcome1796300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX task_outcome ON task (outcome, due_on, id) WHERE outcome IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX task_outcome');
  }
}
