import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Replies to the firm, notices passed on to others, records of harm, and the letters that all three send. */
export class Replies1795800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [letters, replies, forwardings, harms]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE harm_report, harm_decision, harm_record, ack_link, forwarding, reply_version, reply, letter;
ALTER TABLE task_completion DROP COLUMN harm;
`);
  }
}

const letters = `
-- One e-mail owed to somebody, mostly outside the house, about one subject for one occasion. As with reminders the row is
-- the truth and the queue carries its id. purpose: reply, forward, harm; subject_id: of that table; text and attachment
-- of a reply stand from the beginning, those of the others are kept as they were sent.
CREATE TABLE letter (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('reply', 'forward', 'harm')),
  subject_id bigint NOT NULL,
  occasion text NOT NULL,
  campaign_id bigint NOT NULL REFERENCES campaign,
  to_name text NOT NULL,
  to_address text NOT NULL,
  reply_to text,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'dropped', 'refused', 'failed')),
  message_id text,
  subject text,
  body_text text,
  body_html text,
  attachment bytea,
  attachment_name text,
  attempts int NOT NULL DEFAULT 0,
  last_error text,
  server_answer text,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  UNIQUE (purpose, subject_id, occasion, to_address)
);
CREATE INDEX letter_unsent ON letter (id) WHERE state IN ('pending', 'sending', 'failed');
`;

const replies = `
-- The answer that one site owes the firm. Its state follows from its versions and from the records (reply-state.ts).
CREATE TABLE reply (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaign,
  site_id bigint NOT NULL REFERENCES site,
  -- when the figures of what went out were last compared with the records
  checked_at timestamptz,
  created_at timestamptz NOT NULL,
  UNIQUE (campaign_id, site_id)
);
-- A reply as it went out, never changed afterwards but for what came of it.
CREATE TABLE reply_version (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reply_id bigint NOT NULL REFERENCES reply,
  number int NOT NULL,
  interim boolean NOT NULL,
  route text NOT NULL CHECK (route IN ('email', 'portal', 'form', 'by-hand')),
  figures jsonb NOT NULL,
  -- {contact, note, to, referenceNumber, photoId}
  details jsonb NOT NULL,
  letter_id bigint REFERENCES letter,
  -- the completion of the site's step that goes with it
  completion_id bigint REFERENCES task_completion,
  pdf bytea,
  file_key text,
  file_type text,
  sha256 text,
  sent_by bigint REFERENCES app_user,
  created_at timestamptz NOT NULL,
  acknowledged_at timestamptz,
  acknowledged_by bigint REFERENCES app_user,
  acknowledgement jsonb,
  UNIQUE (reply_id, number)
);
`;

const forwardings = `
-- A facility or end user that may have our pumps, and has to know.
CREATE TABLE forwarding (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaign,
  site_id bigint NOT NULL REFERENCES site,
  organisation text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'ended')),
  acknowledged_at timestamptz,
  acknowledged_by text,
  settled_by bigint REFERENCES app_user,
  reason text,
  created_by bigint NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX forwarding_once ON forwarding (campaign_id, site_id, lower(email));
CREATE INDEX forwarding_waiting ON forwarding (id) WHERE state = 'waiting';

-- A link by which somebody without an account acknowledges one thing. A row for each time it is sent: only the hash of
-- the token is kept, so a reminder brings a new one. purpose and subject say what it acknowledges, and nothing else.
CREATE TABLE ack_link (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL,
  subject_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX ack_link_subject ON ack_link (purpose, subject_id);
`;

const harms = `
-- {awareAt, what}, typed in with the completion; the record of it is made from here.
ALTER TABLE task_completion ADD COLUMN harm jsonb;
CREATE INDEX task_completion_harm ON task_completion (id) WHERE harm IS NOT NULL;

CREATE TABLE harm_record (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  completion_id bigint NOT NULL UNIQUE REFERENCES task_completion,
  task_id bigint NOT NULL,
  campaign_id bigint NOT NULL REFERENCES campaign,
  site_id bigint REFERENCES site,
  device_id bigint REFERENCES device,
  what text NOT NULL,
  aware_at timestamptz NOT NULL,
  due_on date NOT NULL,
  state text NOT NULL DEFAULT 'undecided' CHECK (state IN ('undecided', 'reportable', 'reported', 'not-reportable')),
  -- what form 3500A asks for besides
  details jsonb NOT NULL DEFAULT '{}',
  version int NOT NULL DEFAULT 1,
  reported_by bigint NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL
);
CREATE INDEX harm_record_open ON harm_record (id) WHERE state IN ('undecided', 'reportable');
CREATE TABLE harm_decision (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  harm_id bigint NOT NULL REFERENCES harm_record,
  event text NOT NULL CHECK (event IN ('death', 'serious-injury', 'not-reportable')),
  reason text NOT NULL,
  decided_by bigint NOT NULL REFERENCES app_user,
  decided_at timestamptz NOT NULL
);
CREATE INDEX harm_decision_harm ON harm_decision (harm_id);
CREATE TABLE harm_report (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  harm_id bigint NOT NULL REFERENCES harm_record,
  recipient text NOT NULL CHECK (recipient IN ('fda', 'manufacturer')),
  sent_on date NOT NULL,
  reference text NOT NULL,
  recorded_by bigint NOT NULL REFERENCES app_user,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX harm_report_harm ON harm_report (harm_id);
`;
