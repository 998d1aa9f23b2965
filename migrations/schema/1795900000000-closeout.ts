import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signatures, decisions on pumps not located, independent checks, and the matching result of "nothing affected". */
export class Closeout1795900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(signatures);
    await runner.query(checks);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE check_pump; DROP TABLE campaign_check; DROP TABLE not_located_decision; DROP TABLE signature;
DROP FUNCTION refuse_signature_change();
ALTER TABLE campaign DROP COLUMN nothing_affected;`);
  }
}

const signatures = `
ALTER TABLE campaign ADD COLUMN nothing_affected jsonb;

-- What was signed is kept as the exact text, and its hash is of that text. Rows are append-only, as the audit trail is.
CREATE TABLE signature (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaign,
  act text NOT NULL CHECK (act IN ('close', 'reopen', 'not-located')),
  signer_id bigint NOT NULL REFERENCES app_user,
  signer_name text NOT NULL,
  signer_role text NOT NULL,
  meaning text NOT NULL,
  reason text,
  signed_at timestamptz NOT NULL,
  signed text NOT NULL,
  hash bytea NOT NULL CHECK (hash = sha256(convert_to(signed, 'UTF8')))
);
CREATE INDEX signature_campaign ON signature (campaign_id, id);

-- A pump that the campaign may close without; it counts while nobody has looked for the pump in vain again since.
CREATE TABLE not_located_decision (
  signature_id bigint NOT NULL REFERENCES signature,
  campaign_id bigint NOT NULL REFERENCES campaign,
  device_id bigint NOT NULL REFERENCES device,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (signature_id, device_id)
);
CREATE INDEX not_located_decision_device ON not_located_decision (campaign_id, device_id);

CREATE FUNCTION refuse_signature_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'signatures and what they decide are append-only'; END $$;
CREATE TRIGGER signature_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON signature
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_signature_change();
CREATE TRIGGER not_located_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON not_located_decision
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_signature_change();
`;

const checks = `
CREATE TABLE campaign_check (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaign,
  level text NOT NULL CHECK (level IN ('A', 'B', 'C', 'D', 'E', 'chosen')),
  percent numeric,
  seed text NOT NULL,
  population int NOT NULL,
  first_size int NOT NULL,
  created_by bigint NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL
);
CREATE INDEX campaign_check_campaign ON campaign_check (campaign_id, id);

-- One row an inspection: a disagreement adds the pump once more, with the next attempt.
CREATE TABLE check_pump (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  check_id bigint NOT NULL REFERENCES campaign_check,
  device_id bigint NOT NULL REFERENCES device,
  place int NOT NULL,
  attempt int NOT NULL DEFAULT 1,
  assignee_id bigint REFERENCES app_user,
  result text CHECK (result IN ('agree', 'disagree')),
  note text,
  checked_by bigint REFERENCES app_user,
  checked_at timestamptz,
  reopened_task_id bigint,
  UNIQUE (check_id, device_id, attempt)
);
`;
