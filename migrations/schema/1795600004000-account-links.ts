import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links by which a person sets a password: single use, for some hours of real time. The e-mail with it is a reminder. */
export class AccountLinks1795600004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE account_link (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES app_user,
  kind text NOT NULL CHECK (kind IN ('invite', 'password-reset')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX account_link_user ON account_link (user_id, created_at);
-- A token for each attempt to send: an e-mail that went out twice after a crash has two, and either works, once in all.
CREATE TABLE account_link_token (
  token_hash bytea PRIMARY KEY,
  link_id bigint NOT NULL REFERENCES account_link
);
CREATE INDEX account_link_token_link ON account_link_token (link_id);

ALTER TABLE reminder DROP CONSTRAINT reminder_kind_check;
ALTER TABLE reminder ADD CONSTRAINT reminder_kind_check
  CHECK (kind IN ('assignment', 'digest', 'all-tasks-closed', 'manual', 'invite', 'password-reset'));
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DELETE FROM reminder WHERE kind IN ('invite', 'password-reset');
ALTER TABLE reminder DROP CONSTRAINT reminder_kind_check;
ALTER TABLE reminder ADD CONSTRAINT reminder_kind_check CHECK (kind IN ('assignment', 'digest', 'all-tasks-closed', 'manual'));
DROP TABLE account_link_token;
DROP TABLE account_link;
`);
  }
}
