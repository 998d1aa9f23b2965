import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The worklist of a person has what waits for an earlier step too: a phone takes both along, in one order. */
export class WorklistOfWhatWaits1796000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX task_to_do ON task (assignee_id, due_on, id) WHERE status IN ('open', 'waiting');
      DROP INDEX task_worklist;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX task_worklist ON task (assignee_id, due_on, id) WHERE status = 'open';
      DROP INDEX task_to_do;
    `);
  }
}
