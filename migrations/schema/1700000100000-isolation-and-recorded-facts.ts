import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people recorded of a device outlives a release elsewhere and an old file: holds of isolation, recorded facts. */
export class IsolationAndRecordedFacts1700000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(isolation);
    await runner.query(recorded);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE device_isolation');
    await runner.query('ALTER TABLE device DROP COLUMN recorded');
  }
}

// The second statement reads what the tasks of each campaign did last to each device; the third gives a hold by hand to
// whatever is isolated and was never isolated by a task.
const isolation = `
-- Who holds a device isolated: a campaign, by its closed task; campaign_id null: a person, or a file, by hand. Holds of a
-- campaign that is over do not count (fleet/isolation.ts).
CREATE TABLE device_isolation (
  device_id bigint NOT NULL REFERENCES device ON DELETE CASCADE,
  campaign_id bigint REFERENCES campaign,
  since timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (device_id, campaign_id)
);

INSERT INTO device_isolation (device_id, campaign_id, since)
SELECT device_id, campaign_id, completed_at FROM (
  SELECT DISTINCT ON (t.device_id, t.campaign_id) t.device_id, t.campaign_id, t.completed_at, o.value->>'effect' AS effect
    FROM task t JOIN campaign c ON c.id = t.campaign_id JOIN plan p ON p.id = c.plan_id
    CROSS JOIN LATERAL jsonb_array_elements(p.definition->'steps') AS s(value)
    CROSS JOIN LATERAL jsonb_array_elements(s.value->'outcomes') AS o(value)
   WHERE t.device_id IS NOT NULL AND t.status = 'closed' AND s.value->>'key' = t.step_key AND o.value->>'key' = t.outcome
     AND o.value->>'effect' IN ('isolate', 'release', 'return-to-firm')
   ORDER BY t.device_id, t.campaign_id, (SELECT max(id) FROM task_completion h WHERE h.task_id = t.id) DESC
) AS last WHERE effect = 'isolate';

INSERT INTO device_isolation (device_id, since)
SELECT id, coalesce(isolated_at, updated_at) FROM device d
 WHERE status = 'isolated' AND NOT EXISTS (SELECT 1 FROM device_isolation h WHERE h.device_id = d.id);
`;

// What closed tasks recorded before: the software version that still stands, and pumps that were looked for in vain.
const recorded = `
-- What a person recorded, by column: {at, by: task or hand, was: [values that stood there before]}. An import keeps it.
ALTER TABLE device ADD COLUMN recorded jsonb;
CREATE INDEX device_recorded ON device (id) WHERE recorded IS NOT NULL;

UPDATE device d SET recorded = jsonb_build_object('software_version', jsonb_build_object('at', h.completed_at, 'by', 'task'))
  FROM (SELECT DISTINCT ON (t.device_id) t.device_id, h.completed_at, h.fields->>'softwareVersion' AS version
          FROM task_completion h JOIN task t ON t.id = h.task_id AND t.campaign_id = h.campaign_id
         WHERE h.fields->>'softwareVersion' IS NOT NULL AND t.device_id IS NOT NULL ORDER BY t.device_id, h.id DESC) h
 WHERE d.id = h.device_id AND d.software_version = h.version;

UPDATE device d SET recorded = coalesce(d.recorded, '{}') || jsonb_build_object('status', jsonb_build_object('at', h.completed_at, 'by', 'task'))
  FROM (SELECT t.device_id, max(t.completed_at) AS completed_at FROM task t
         WHERE t.outcome = 'cannot-locate' AND t.device_id IS NOT NULL GROUP BY t.device_id) h
 WHERE d.id = h.device_id AND d.status = 'not-located';
`;
