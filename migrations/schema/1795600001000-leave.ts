import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leave with a stand-in, the language a person reads in, and for whom an e-mail to a stand-in was made. */
export class Leave1795600001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE app_user ADD COLUMN locale text;

-- The leave of a person that counts: now, still to come, or the last one. Days by the person's own calendar.
CREATE TABLE person_leave (
  user_id bigint PRIMARY KEY REFERENCES app_user,
  from_day date NOT NULL,
  to_day date NOT NULL,
  stand_in_id bigint NOT NULL REFERENCES app_user,
  CHECK (from_day <= to_day),
  CHECK (user_id <> stand_in_id)
);
CREATE INDEX person_leave_stand_in ON person_leave (stand_in_id);

CREATE FUNCTION person_today(p_user bigint, p_now timestamptz) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT (p_now AT TIME ZONE coalesce(u.time_zone, s.time_zone, 'UTC'))::date
    FROM app_user u LEFT JOIN site s ON s.id = u.home_site_id WHERE u.id = p_user
$$;
-- Who is away at a moment. The one place that says so, for lists, e-mails and pickers.
CREATE FUNCTION leave_at(p_now timestamptz) RETURNS SETOF person_leave LANGUAGE sql STABLE AS $$
  SELECT * FROM person_leave WHERE person_today(user_id, p_now) BETWEEN from_day AND to_day
$$;

-- person_id is who gets the e-mail; for_person_id whose work it is about, where that is somebody on leave.
ALTER TABLE reminder ADD COLUMN for_person_id bigint REFERENCES app_user;
CREATE INDEX reminder_for_person ON reminder (for_person_id, id) WHERE for_person_id IS NOT NULL;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
ALTER TABLE reminder DROP COLUMN for_person_id;
DROP FUNCTION leave_at;
DROP FUNCTION person_today;
DROP TABLE person_leave;
ALTER TABLE app_user DROP COLUMN locale;
`);
  }
}
