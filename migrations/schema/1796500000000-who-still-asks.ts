import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A campaign that is decided to close without a pump asks nobody to look for it any more. The decision stands as it does at
 * its gate: until a task of this campaign ends as cannot-locate once more, or the pump is missing anew. Whoever looks in
 * vain on a round or for another campaign does not undo what was signed.
 */
export class WhoStillAsks1796500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE OR REPLACE VIEW search_asker AS
SELECT q.id AS search_id, c.id AS campaign_id, c.title, c.class, c.opened_at
  FROM device_search q JOIN campaign_device cd ON cd.device_id = q.device_id AND cd.verdict <> 'not-affected'
  JOIN campaign c ON c.id = cd.campaign_id AND c.status = 'open'
 WHERE q.ended_at IS NULL AND NOT EXISTS (
   SELECT FROM not_located_decision n WHERE n.campaign_id = c.id AND n.device_id = q.device_id AND n.decided_at >= q.begun_at
      AND NOT EXISTS (SELECT FROM task t JOIN task_completion h ON h.task_id = t.id AND h.completed_at > n.decided_at
                       WHERE t.campaign_id = c.id AND t.device_id = q.device_id AND t.status = 'closed' AND t.outcome = 'cannot-locate'))`);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not reverted: restore a backup.');
  }
}
