import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Letters that change a notice, and pumps that turn up: scope in versions, what a change of a campaign did to each device
 * and task, findings of the watch over campaigns that are over, and waiting for the firm.
 */
export class LettersAndWatch1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [scope, changes, waiting, reminders]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not reverted: restore a backup.');
  }
}

// Version 1 is what the notice said when it was entered; a letter that changes the scope makes the next one, whole.
// campaign.communication_id: the letters up to this one (by id) are in force in it. opened_plan_id: the plan before a letter
// changed it; null: it never changed. task.plan_id null: the task goes by the plan that the campaign was opened with.
// remedied_at: the campaign's own work changed the record so that the notice names the pump no more; it stays for its work.
// withdrawn_as: what a task was before its device left the scope, so that it comes back as that; null: it does not.
const scope = `
ALTER TABLE notice ADD COLUMN scope_version int NOT NULL DEFAULT 1, ADD COLUMN attached_to bigint REFERENCES notice;
CREATE INDEX notice_attached ON notice (attached_to) WHERE attached_to IS NOT NULL;
ALTER TABLE affected_product ADD COLUMN version int NOT NULL DEFAULT 1;
ALTER TABLE affected_product DROP CONSTRAINT affected_product_notice_id_position_key;
ALTER TABLE affected_product ADD UNIQUE (notice_id, version, position);
ALTER TABLE communication
  ADD COLUMN scope_version int NOT NULL DEFAULT 1,
  ADD COLUMN scope_change text CHECK (scope_change IN ('replace', 'add', 'limit')),
  ADD COLUMN plan_key text,
  ADD COLUMN plan_version int;
ALTER TABLE campaign
  ADD COLUMN scope_version int NOT NULL DEFAULT 1,
  ADD COLUMN communication_id bigint REFERENCES communication,
  ADD COLUMN opened_plan_id bigint REFERENCES plan;
UPDATE campaign c SET communication_id = (SELECT max(m.id) FROM communication m WHERE m.notice_id = c.notice_id AND m.created_at <= c.opened_at)
 WHERE c.opened_at IS NOT NULL;
ALTER TABLE campaign_device ADD COLUMN scope_version int NOT NULL DEFAULT 1, ADD COLUMN remedied_at timestamptz;
ALTER TABLE task ADD COLUMN plan_id bigint, ADD COLUMN withdrawn_as text CHECK (withdrawn_as IN ('open', 'waiting'));
`;

const changes = `
-- What changed a campaign that was opened: a letter, pumps that turned up or whose record changed, a reopening.
-- device_id, done, total: how far the job has come. told_at: when everybody concerned had a reminder row.
CREATE TABLE campaign_change (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaign,
  kind text NOT NULL CHECK (kind IN ('letter', 'watch', 'reopening')),
  communication_id bigint REFERENCES communication,
  from_scope int NOT NULL,
  to_scope int NOT NULL,
  from_plan_id bigint NOT NULL REFERENCES plan,
  to_plan_id bigint NOT NULL REFERENCES plan,
  reason text NOT NULL,
  made_by bigint REFERENCES app_user,
  begun_at timestamptz NOT NULL,
  device_id bigint NOT NULL DEFAULT 0,
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL DEFAULT 0,
  finished_at timestamptz,
  told_at timestamptz
);
CREATE INDEX campaign_change_campaign ON campaign_change (campaign_id, id);
-- one letter at a time
CREATE UNIQUE INDEX campaign_change_running ON campaign_change (campaign_id) WHERE kind = 'letter' AND finished_at IS NULL;
CREATE INDEX campaign_change_untold ON campaign_change (id) WHERE told_at IS NULL;

-- old_verdict null: the campaign had not known the device.
CREATE TABLE campaign_device_change (
  change_id bigint NOT NULL REFERENCES campaign_change,
  device_id bigint NOT NULL REFERENCES device,
  site_id bigint NOT NULL,
  old_verdict text,
  verdict text NOT NULL,
  PRIMARY KEY (change_id, device_id)
);
CREATE INDEX campaign_device_change_device ON campaign_device_change (device_id);

-- person_id: whose task it was at that moment.
CREATE TABLE task_change (
  change_id bigint NOT NULL REFERENCES campaign_change,
  task_id bigint NOT NULL,
  campaign_id bigint NOT NULL,
  person_id bigint NOT NULL REFERENCES app_user,
  site_id bigint,
  kind text NOT NULL CHECK (kind IN ('started', 'returned', 'reopened', 'withdrawn', 'instructions')),
  reason text NOT NULL,
  PRIMARY KEY (change_id, task_id)
);
CREATE INDEX task_change_task ON task_change (task_id);
CREATE INDEX task_change_person ON task_change (change_id, person_id);

-- A pump in scope of a campaign that is over: told once, until the campaign is reopened for it.
CREATE TABLE watch_finding (
  campaign_id bigint NOT NULL REFERENCES campaign,
  device_id bigint NOT NULL REFERENCES device,
  change_id bigint NOT NULL REFERENCES campaign_change,
  verdict text NOT NULL CHECK (verdict IN ('affected', 'possibly-affected')),
  found_at timestamptz NOT NULL,
  reopened_at timestamptz,
  PRIMARY KEY (campaign_id, device_id)
);
CREATE INDEX watch_finding_device ON watch_finding (device_id);
`;

const waiting = `
-- A task that waits for the firm. It stays open; chaser_id asks the firm, and is reminded.
CREATE TABLE task_wait (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL,
  campaign_id bigint NOT NULL REFERENCES campaign,
  waits_for text NOT NULL CHECK (waits_for IN ('parts', 'visit', 'software', 'instructions')),
  asked_on date NOT NULL,
  promised_on date,
  note text,
  chaser_id bigint NOT NULL REFERENCES app_user,
  begun_at timestamptz NOT NULL,
  begun_by bigint REFERENCES app_user,
  ended_at timestamptz,
  ended_by bigint REFERENCES app_user
);
CREATE UNIQUE INDEX task_wait_once ON task_wait (task_id) WHERE ended_at IS NULL;
CREATE INDEX task_wait_campaign ON task_wait (campaign_id, id) WHERE ended_at IS NULL;
`;

// Which kinds there are is said in #contracts/reminders; the list here had to change with every one.
const reminders = `
ALTER TABLE reminder DROP CONSTRAINT reminder_kind_check;
ALTER TABLE reminder ADD CONSTRAINT reminder_kind_check CHECK (kind ~ '^[a-z]+(-[a-z]+)*$');
`;
