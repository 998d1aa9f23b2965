import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A signed decision to close without a pump is about the pump as it was missing then: it stands until a task of that
 * campaign ends as cannot-locate once more, or the pump is found and missing anew, whoever says so. One view says which
 * decisions stand, for the gate of the close-out and for whom reminders ask to look alike.
 */
export class DecisionsThatStand1796900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE VIEW not_located_standing AS
SELECT n.signature_id, n.campaign_id, n.device_id, n.decided_at
  FROM not_located_decision n
 WHERE NOT EXISTS (SELECT FROM device_search q WHERE q.device_id = n.device_id AND q.begun_at > n.decided_at)
   AND NOT EXISTS (SELECT FROM task t JOIN task_completion h ON h.task_id = t.id AND h.completed_at > n.decided_at
                    WHERE t.campaign_id = n.campaign_id AND t.device_id = n.device_id AND t.status = 'closed' AND t.outcome = 'cannot-locate');

CREATE OR REPLACE VIEW search_asker AS
SELECT q.id AS search_id, c.id AS campaign_id, c.title, c.class, c.opened_at
  FROM device_search q JOIN campaign_device cd ON cd.device_id = q.device_id AND cd.verdict <> 'not-affected'
  JOIN campaign c ON c.id = cd.campaign_id AND c.status = 'open'
 WHERE q.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM not_located_standing n WHERE n.campaign_id = c.id AND n.device_id = q.device_id)`);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not reverted: restore a backup.');
  }
}
