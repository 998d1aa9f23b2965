import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The whole first schema. Keys are bigint identities (a third of the load time of uuids at two million tasks),
 * tasks are partitioned by campaign, progress is a rollup kept by statement triggers, the audit chain is per site.
 */
export class Foundation1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [
      functions,
      identity,
      fleet,
      notices,
      audit,
      campaigns,
      tasks,
      reminders,
      facilities,
    ]) {
      await runner.query(part);
    }
  }

  async down(): Promise<void> {
    throw new Error('The first migration is not reverted: restore a backup or start with an empty database.');
  }
}

// A code as it is compared: letters and digits only, capitals. COLLATE "C": the same answer under every locale of the
// server (a Turkish one has no I for i). The TypeScript twins are codeKey() and udiKey() in #contracts/codes.
// Not STRICT, and with a short way for what is already a key, on purpose: PostgreSQL inlines them so, and the four keys
// of half a million devices take 1.5 s instead of 12.
const functions = `
CREATE FUNCTION code_key(printed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN printed COLLATE "C" ~ '[^A-Z0-9]'
              THEN nullif(upper(regexp_replace(printed COLLATE "C", '[^A-Za-z0-9]', '', 'g')), '')
              WHEN printed <> '' THEN printed END;

-- A UDI-DI as it is compared: a GTIN of 8 to 13 digits with leading zeros to 14; what begins as one and is none decides nothing.
CREATE FUNCTION udi_key(printed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN length(printed) = 14 AND printed COLLATE "C" !~ '[^0-9]' THEN printed
              WHEN code_key(printed) ~ '^[0-9]{8,13}$' THEN lpad(code_key(printed), 14, '0')
              WHEN code_key(printed) ~ '^[0-9]{14}$' THEN code_key(printed)
              WHEN code_key(printed) ~ '^([0-9]|(GTIN|UDI|DI)[0-9])' THEN NULL
              ELSE code_key(printed) END;
`;

const identity = `
CREATE TABLE app_user (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('risk-manager', 'site-lead', 'technician', 'auditor', 'administrator')),
  password_hash text,
  all_sites boolean NOT NULL DEFAULT false,
  home_site_id bigint,
  lead_id bigint REFERENCES app_user,
  time_zone text,
  digest_hour smallint CHECK (digest_hour BETWEEN 0 AND 23),
  active boolean NOT NULL DEFAULT true,
  mail_refused_at timestamptz,
  mail_refused_reason text,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX app_user_email ON app_user (lower(email));

CREATE TABLE session (
  token_hash bytea PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

CREATE TABLE api_token (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES app_user,
  name text NOT NULL,
  token_hash bytea NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

CREATE TABLE sign_in_failure (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_hash bytea NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sign_in_failure_key ON sign_in_failure (key_hash, failed_at);
`;

const fleet = `
CREATE TABLE team (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE
);
CREATE TABLE team_member (
  team_id bigint NOT NULL REFERENCES team,
  user_id bigint NOT NULL REFERENCES app_user,
  PRIMARY KEY (team_id, user_id)
);

CREATE TABLE site (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC',
  digest_hour smallint NOT NULL DEFAULT 7 CHECK (digest_hour BETWEEN 0 AND 23),
  weekly_days_off smallint[] NOT NULL DEFAULT '{6,7}',
  holidays date[] NOT NULL DEFAULT '{}',
  team_id bigint REFERENCES team,
  lead_id bigint REFERENCES app_user,
  nurse_educator_id bigint REFERENCES app_user,
  account_number text,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX site_name ON site (lower(btrim(name)));
ALTER TABLE app_user ADD FOREIGN KEY (home_site_id) REFERENCES site;

CREATE TABLE user_site (
  user_id bigint NOT NULL REFERENCES app_user,
  site_id bigint NOT NULL REFERENCES site,
  PRIMARY KEY (user_id, site_id)
);

CREATE TABLE location (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id bigint NOT NULL REFERENCES site,
  name text NOT NULL
);
CREATE UNIQUE INDEX location_name ON location (site_id, lower(btrim(name)));

-- location_id null: the whole site. Either a person or a team.
CREATE TABLE coverage (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id bigint NOT NULL REFERENCES site,
  location_id bigint REFERENCES location,
  user_id bigint REFERENCES app_user,
  team_id bigint REFERENCES team,
  CHECK (num_nonnulls(user_id, team_id) = 1),
  UNIQUE NULLS NOT DISTINCT (site_id, location_id)
);

CREATE TABLE device (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset_tag text,
  udi_di text,
  product_code text,
  serial_number text,
  manufacturer text,
  model text,
  software_version text,
  manufactured_on date,
  received_on date,
  supply_channel text,
  site_id bigint NOT NULL REFERENCES site,
  location_id bigint REFERENCES location,
  status text NOT NULL DEFAULT 'in-service' CHECK (status IN
    ('in-service', 'in-storage', 'isolated', 'in-repair', 'rented-out', 'loaned', 'at-home', 'not-located', 'transferred', 'returned', 'retired', 'unknown')),
  status_as_printed text,
  isolated_at timestamptz,
  last_seen_at timestamptz,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  asset_key text GENERATED ALWAYS AS (code_key(asset_tag)) STORED,
  udi_key text GENERATED ALWAYS AS (udi_key(udi_di)) STORED,
  product_key text GENERATED ALWAYS AS (code_key(product_code)) STORED,
  serial_key text GENERATED ALWAYS AS (code_key(serial_number)) STORED
);
CREATE UNIQUE INDEX device_asset ON device (asset_key) WHERE asset_key IS NOT NULL;
CREATE INDEX device_serial ON device (serial_key);
CREATE INDEX device_udi ON device (udi_key);
CREATE INDEX device_product ON device (product_key);
CREATE INDEX device_site ON device (site_id, id);
-- the few that are isolated, in repair, not located, … are listed without a look at the many in service
CREATE INDEX device_status ON device (status, id) WHERE status <> 'in-service';

CREATE TABLE import (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL DEFAULT 'devices',
  status text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'failed')),
  dry_run boolean NOT NULL,
  file_key text NOT NULL,
  file_name text,
  encoding text,
  rows bigint NOT NULL DEFAULT 0,
  created bigint NOT NULL DEFAULT 0,
  updated bigint NOT NULL DEFAULT 0,
  unchanged bigint NOT NULL DEFAULT 0,
  refused_count bigint NOT NULL DEFAULT 0,
  warning_count bigint NOT NULL DEFAULT 0,
  sites_created bigint NOT NULL DEFAULT 0,
  locations_created bigint NOT NULL DEFAULT 0,
  error text,
  started_by bigint REFERENCES app_user,
  created_at timestamptz NOT NULL,
  finished_at timestamptz
);
-- severity 'refused': the row did not land; 'warning': it landed, and a person should look.
CREATE TABLE import_finding (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  import_id bigint NOT NULL REFERENCES import ON DELETE CASCADE,
  severity text NOT NULL CHECK (severity IN ('refused', 'warning')),
  line bigint NOT NULL,
  column_name text,
  value text,
  reason text NOT NULL
);
CREATE INDEX import_finding_import ON import_finding (import_id, severity, line, id);
-- What an import changed in devices that were there before: {field: [old, new]}. The audit entry carries its digest.
CREATE TABLE import_change (
  import_id bigint NOT NULL REFERENCES import,
  device_id bigint NOT NULL REFERENCES device,
  line bigint NOT NULL,
  changes jsonb NOT NULL,
  PRIMARY KEY (import_id, device_id)
);
CREATE INDEX import_change_device ON import_change (device_id);
`;

const notices = `
CREATE TABLE notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text UNIQUE,
  title text NOT NULL,
  firm text NOT NULL,
  class text CHECK (class IN ('I', 'II', 'III')),
  action text NOT NULL CHECK (action IN ('correction', 'removal', 'safety-communication')),
  initiated_on date,
  recall_numbers text[] NOT NULL DEFAULT '{}',
  event_number text,
  reason text NOT NULL DEFAULT '',
  reply_route jsonb,
  source text,
  created_by bigint REFERENCES app_user,
  created_at timestamptz NOT NULL
);
CREATE TABLE communication (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notice_id bigint NOT NULL REFERENCES notice,
  dated_on text NOT NULL,
  kind text NOT NULL,
  summary text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL
);
CREATE INDEX communication_notice ON communication (notice_id);
-- criteria: the affected product as #contracts/notices describes it.
CREATE TABLE affected_product (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notice_id bigint NOT NULL REFERENCES notice,
  position int NOT NULL,
  name text NOT NULL,
  criteria jsonb NOT NULL,
  UNIQUE (notice_id, position)
);
`;

const audit = `
-- One chain per site (chain 0: what belongs to no site), so that no row is touched by every change.
CREATE TABLE audit_chain (
  chain bigint PRIMARY KEY,
  last_seq bigint NOT NULL,
  last_hash bytea NOT NULL
) WITH (fillfactor = 30);
CREATE TABLE audit_entry (
  chain bigint NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  payload text NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  actor_id bigint,
  action text NOT NULL,
  subject_type text NOT NULL,
  subject_id text,
  PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_entry_subject ON audit_entry (subject_type, subject_id);
CREATE INDEX audit_entry_at ON audit_entry (at, chain, seq);

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- entries: [{chain, at, payload (text), actorId, action, subjectType, subjectId}], appended in the order of their chain,
-- which is also the order in which the heads are locked; each head is read and written once however many entries join
-- it. hash = sha256(previous hash || payload).
CREATE FUNCTION append_audit(entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  entry record;
  head audit_chain%ROWTYPE;
  previous bytea;
BEGIN
  FOR entry IN
    SELECT (e.value->>'chain')::bigint AS chain, (e.value->>'at')::timestamptz AS at, e.value->>'payload' AS payload,
           (e.value->>'actorId')::bigint AS actor_id, e.value->>'action' AS action,
           e.value->>'subjectType' AS subject_type, e.value->>'subjectId' AS subject_id
      FROM jsonb_array_elements(entries) WITH ORDINALITY AS e(value, n) ORDER BY 1, e.n
  LOOP
    IF head.chain IS DISTINCT FROM entry.chain THEN
      UPDATE audit_chain SET last_seq = head.last_seq, last_hash = head.last_hash WHERE chain = head.chain;
      SELECT * INTO head FROM audit_chain WHERE chain = entry.chain FOR UPDATE;
      IF NOT FOUND THEN
        INSERT INTO audit_chain VALUES (entry.chain, 0, '\\x') ON CONFLICT DO NOTHING;
        SELECT * INTO STRICT head FROM audit_chain WHERE chain = entry.chain FOR UPDATE;
      END IF;
    END IF;
    previous := head.last_hash;
    head.last_seq := head.last_seq + 1;
    head.last_hash := sha256(previous || convert_to(entry.payload, 'UTF8'));
    INSERT INTO audit_entry (chain, seq, at, payload, previous_hash, hash, actor_id, action, subject_type, subject_id)
    VALUES (entry.chain, head.last_seq, entry.at, entry.payload, previous, head.last_hash,
            entry.actor_id, entry.action, entry.subject_type, entry.subject_id);
  END LOOP;
  UPDATE audit_chain SET last_seq = head.last_seq, last_hash = head.last_hash WHERE chain = head.chain;
END $$;
`;

/** One member of a team, chosen by the number of the place `p`. */
function teamMember(team: string): string {
  return `(SELECT user_id FROM (
      SELECT m.user_id, row_number() OVER (ORDER BY m.user_id) - 1 AS n, count(*) OVER () AS size
        FROM team_member m JOIN app_user u ON u.id = m.user_id AND u.active WHERE m.team_id = ${team}) AS member
     WHERE n = abs(p.place) % size)`;
}

const campaigns = `
CREATE TABLE plan (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key text NOT NULL,
  version int NOT NULL,
  title text NOT NULL,
  definition jsonb NOT NULL,
  created_by bigint REFERENCES app_user,
  created_at timestamptz NOT NULL,
  UNIQUE (key, version)
);

CREATE TABLE campaign (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  notice_id bigint NOT NULL REFERENCES notice,
  plan_id bigint NOT NULL REFERENCES plan,
  title text NOT NULL,
  class text CHECK (class IN ('I', 'II', 'III')),
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'opening', 'open', 'closed', 'cancelled')),
  owner_id bigint NOT NULL REFERENCES app_user,
  site_ids bigint[],
  opened_at timestamptz,
  opened_by bigint REFERENCES app_user,
  closed_at timestamptz,
  closed_by bigint REFERENCES app_user,
  close_note text,
  -- how far the opening has come: the last device looked at, of how many
  opening_device_id bigint NOT NULL DEFAULT 0,
  opening_done bigint NOT NULL DEFAULT 0,
  opening_total bigint NOT NULL DEFAULT 0,
  version int NOT NULL DEFAULT 1,
  created_by bigint REFERENCES app_user,
  created_at timestamptz NOT NULL
);
CREATE INDEX campaign_status ON campaign (status);

-- Devices in scope, or possibly so; a device not affected has no row. state 'removed': its record was verified.
CREATE TABLE campaign_device (
  campaign_id bigint NOT NULL REFERENCES campaign,
  device_id bigint NOT NULL REFERENCES device,
  site_id bigint NOT NULL,
  product_id bigint NOT NULL REFERENCES affected_product,
  verdict text NOT NULL CHECK (verdict IN ('affected', 'possibly-affected', 'not-affected')),
  missing text[] NOT NULL DEFAULT '{}',
  decided_by bigint REFERENCES app_user,
  decided_at timestamptz NOT NULL,
  PRIMARY KEY (campaign_id, device_id)
);
CREATE INDEX campaign_device_device ON campaign_device (device_id);

-- How many devices of a site are in scope: kept in the transactions that write campaign_device.
CREATE TABLE campaign_site (
  campaign_id bigint NOT NULL REFERENCES campaign,
  site_id bigint NOT NULL REFERENCES site,
  affected bigint NOT NULL DEFAULT 0,
  possibly_affected bigint NOT NULL DEFAULT 0,
  not_affected bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign_id, site_id)
);

CREATE FUNCTION place_of(p_site bigint, p_location bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(p_location, -p_site);

-- Who does what at a place: a location, or a site as a whole (location_id null). coverage_id: whoever looks after the
-- location, else after the site, else the site's team; of a team the same member for the same place, so that one person
-- walks one ward. People without a working account do nothing. Null: there is nobody, and the opening says so.
-- place: the location's id, or minus the site's: one key to join by (place_of below).
CREATE VIEW place_assignee AS
SELECT p.place, p.site_id,
       coalesce(u1.id, m1.user_id, u2.id, m2.user_id, m3.user_id) AS coverage_id,
       lead.id AS site_lead_id, coalesce(educator.id, lead.id) AS nurse_educator_id
  FROM (SELECT id AS place, site_id, id AS location_id FROM location
        UNION ALL SELECT -id, id, NULL::bigint FROM site) p
  JOIN site s ON s.id = p.site_id
  LEFT JOIN coverage c1 ON c1.site_id = p.site_id AND c1.location_id = p.location_id
  LEFT JOIN app_user u1 ON u1.id = c1.user_id AND u1.active
  LEFT JOIN LATERAL ${teamMember('c1.team_id')} m1 ON true
  LEFT JOIN coverage c2 ON c2.site_id = p.site_id AND c2.location_id IS NULL
  LEFT JOIN app_user u2 ON u2.id = c2.user_id AND u2.active
  LEFT JOIN LATERAL ${teamMember('c2.team_id')} m2 ON true
  LEFT JOIN LATERAL ${teamMember('s.team_id')} m3 ON true
  LEFT JOIN app_user lead ON lead.id = s.lead_id AND lead.active
  LEFT JOIN app_user educator ON educator.id = s.nurse_educator_id AND educator.active;

-- The same for one task; the risk manager is the campaign's owner.
CREATE FUNCTION assignee_for(p_duty text, p_site bigint, p_location bigint, p_owner bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN p_duty = 'risk-manager' THEN (SELECT id FROM app_user WHERE id = p_owner AND active)
    ELSE (SELECT CASE p_duty WHEN 'site-lead' THEN site_lead_id WHEN 'nurse-educator' THEN nurse_educator_id ELSE coverage_id END
            FROM place_assignee WHERE place = place_of(p_site, p_location))
    END
$$;
`;

const tasks = `
-- The default partition holds the many small campaigns; one above LARGE_CAMPAIGN_TASKS gets a partition of its own.
-- site_id is null for a campaign's own steps, device_id for those of a site.
CREATE TABLE task (
  id bigint GENERATED ALWAYS AS IDENTITY,
  campaign_id bigint NOT NULL,
  step_key text NOT NULL,
  device_id bigint,
  site_id bigint,
  location_id bigint,
  status text NOT NULL CHECK (status IN ('open', 'waiting', 'closed', 'withdrawn')),
  assignee_id bigint NOT NULL,
  due_on date NOT NULL,
  outcome text,
  fields jsonb,
  note text,
  reason text,
  completed_at timestamptz,
  completed_by bigint,
  started_by_task_id bigint,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (id, campaign_id)
) PARTITION BY LIST (campaign_id);
CREATE TABLE task_small PARTITION OF task DEFAULT;
ALTER TABLE task_small
  ADD FOREIGN KEY (campaign_id) REFERENCES campaign, ADD FOREIGN KEY (device_id) REFERENCES device,
  ADD FOREIGN KEY (site_id) REFERENCES site, ADD FOREIGN KEY (assignee_id) REFERENCES app_user;
-- a device gets each step once, also when it moves to another site; so does a site, and the campaign
CREATE UNIQUE INDEX task_once_a_device ON task (campaign_id, device_id, step_key) WHERE device_id IS NOT NULL;
CREATE UNIQUE INDEX task_once_a_site ON task (campaign_id, site_id, step_key) NULLS NOT DISTINCT WHERE device_id IS NULL;
CREATE INDEX task_worklist ON task (assignee_id, due_on, id) WHERE status = 'open';
CREATE INDEX task_device ON task (device_id) WHERE status IN ('open', 'waiting');
CREATE INDEX task_campaign ON task (campaign_id, site_id, step_key, id);

-- Every completion ever recorded, also those of tasks that were reopened.
CREATE TABLE task_completion (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL,
  campaign_id bigint NOT NULL,
  outcome text NOT NULL,
  fields jsonb NOT NULL,
  note text,
  reason text,
  completed_by bigint NOT NULL REFERENCES app_user,
  completed_at timestamptz NOT NULL,
  reopened_by bigint REFERENCES app_user,
  reopened_at timestamptz,
  reopen_reason text
);
CREATE INDEX task_completion_task ON task_completion (task_id);

-- A photograph of what was found; the picture itself lies in the file store under photos/<key>.
CREATE TABLE task_photo (
  key uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  task_id bigint NOT NULL,
  media_type text NOT NULL,
  bytes bigint NOT NULL,
  sha256 text NOT NULL,
  created_by bigint NOT NULL REFERENCES app_user,
  created_at timestamptz NOT NULL
);
CREATE INDEX task_photo_task ON task_photo (task_id);

-- Progress by site, step and due date (site 0: the campaign's own steps). Kept by the triggers below and by nothing else.
CREATE TABLE task_rollup (
  campaign_id bigint NOT NULL,
  site_id bigint NOT NULL,
  step_key text NOT NULL,
  due_on date NOT NULL,
  open bigint NOT NULL,
  closed bigint NOT NULL,
  PRIMARY KEY (campaign_id, site_id, step_key, due_on)
);
CREATE FUNCTION keep_task_rollup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO task_rollup AS r
    SELECT campaign_id, coalesce(site_id, 0), step_key, due_on,
           count(*) FILTER (WHERE status IN ('open', 'waiting')), count(*) FILTER (WHERE status = 'closed')
      FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, site_id, step_key, due_on)
    DO UPDATE SET open = r.open + excluded.open, closed = r.closed + excluded.closed;
  ELSE
    INSERT INTO task_rollup AS r
    SELECT campaign_id, coalesce(site_id, 0), step_key, due_on,
           coalesce(sum(n) FILTER (WHERE status IN ('open', 'waiting')), 0), coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)
      FROM (SELECT campaign_id, site_id, step_key, due_on, status, 1 AS n FROM added
            UNION ALL SELECT campaign_id, site_id, step_key, due_on, status, -1 FROM removed) AS moved
     GROUP BY 1, 2, 3, 4
    HAVING coalesce(sum(n) FILTER (WHERE status IN ('open', 'waiting')), 0) <> 0
        OR coalesce(sum(n) FILTER (WHERE status = 'closed'), 0) <> 0
     ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, site_id, step_key, due_on)
    DO UPDATE SET open = r.open + excluded.open, closed = r.closed + excluded.closed;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER task_rollup_insert AFTER INSERT ON task REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_task_rollup();
CREATE TRIGGER task_rollup_update AFTER UPDATE ON task REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION keep_task_rollup();
CREATE FUNCTION refuse_task_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'tasks are never deleted: withdraw them'; END $$;
CREATE TRIGGER task_kept BEFORE DELETE ON task FOR EACH STATEMENT EXECUTE FUNCTION refuse_task_delete();
`;

const reminders = `
-- One e-mail owed to one person for one moment. The row is the truth; the queue carries its id.
-- kind: assignment, digest, all-tasks-closed, manual. moment: 'opening' for an assignment, the local day of a digest, ...
CREATE TABLE reminder (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('assignment', 'digest', 'all-tasks-closed', 'manual')),
  person_id bigint NOT NULL REFERENCES app_user,
  campaign_id bigint REFERENCES campaign,
  moment text NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sending', 'sent', 'dropped', 'refused', 'failed')),
  -- what the message lists, as of the sweep first and then as it was sent; site_ids decides who may read it
  campaign_ids bigint[] NOT NULL DEFAULT '{}',
  site_ids bigint[] NOT NULL DEFAULT '{}',
  -- of a manual one: who asked for it, and what they added
  requested_by bigint REFERENCES app_user,
  note text,
  message_id text,
  subject text,
  body_text text,
  body_html text,
  attempts int NOT NULL DEFAULT 0,
  claimed_until timestamptz,
  last_error text,
  server_answer text,
  queued_at timestamptz,
  created_at timestamptz NOT NULL,
  sent_at timestamptz,
  UNIQUE NULLS NOT DISTINCT (kind, person_id, campaign_id, moment)
);
CREATE INDEX reminder_unsent ON reminder (id) WHERE state IN ('pending', 'sending', 'failed');
CREATE INDEX reminder_sent ON reminder (sent_at) WHERE state = 'sent';
CREATE INDEX reminder_person ON reminder (person_id, id);
CREATE INDEX reminder_campaign ON reminder USING gin (campaign_ids);
-- swept_at: the clock's moment up to which everything owed has a row; finished_at: the real time of that.
-- message_salt goes into every Message-ID, so that two installations never make the same one.
CREATE TABLE sweep (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  swept_at timestamptz,
  finished_at timestamptz,
  message_salt text NOT NULL DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 12)
);
INSERT INTO sweep DEFAULT VALUES;
`;

const facilities = `
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  relayed_at timestamptz
);
CREATE INDEX outbox_unrelayed ON outbox (id) WHERE relayed_at IS NULL;

CREATE TABLE idempotency_key (
  actor_id bigint NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  answer jsonb,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (actor_id, key)
);

-- The movable clock of tests and the sample: how far it stands from the real one.
CREATE TABLE clock_offset (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  ms bigint NOT NULL DEFAULT 0
);
INSERT INTO clock_offset DEFAULT VALUES;

-- What the embedded mail server received. A message that comes again (same Message-ID) is counted, not stored twice.
CREATE TABLE mailbox_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id text NOT NULL UNIQUE,
  recipients text[] NOT NULL,
  subject text NOT NULL,
  sent_on timestamptz NOT NULL,
  headers jsonb NOT NULL,
  body_text text,
  body_html text,
  raw bytea NOT NULL,
  deliveries int NOT NULL DEFAULT 1,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX mailbox_recipients ON mailbox_message USING gin (recipients);
`;
