import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two more rollups of tasks, kept like task_rollup by the statement triggers and by nothing else: what happened on each
 * day, and what each person has. Filled here from the tasks that exist.
 */
export class BurndownAndPeople1795600200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [tables, trigger, backfill]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not reverted: restore a backup.');
  }
}

// The step is in the key of the day although no screen asks for it: a completion then locks no more rows than it did
// (those of its site and step), so that two steps of a site are still closed at the same time, and never wait for one
// another in a circle. Room in the pages keeps the updates of a counter in place (HOT).
const tables = `
-- What happened on each day of the site's calendar (site 0: the campaign's own steps, by UTC). At the end of a day
-- begun - closed + reopened - withdrawn, summed up to it, is what was open. closed: by when the work was done.
CREATE TABLE task_day_rollup (
  campaign_id bigint NOT NULL,
  site_id bigint NOT NULL,
  step_key text NOT NULL,
  day date NOT NULL,
  begun bigint NOT NULL,
  closed bigint NOT NULL,
  reopened bigint NOT NULL,
  withdrawn bigint NOT NULL,
  PRIMARY KEY (campaign_id, site_id, step_key, day)
) WITH (fillfactor = 70);

-- What each person has at each site, by due day; open counts waiting tasks too, as in task_rollup.
CREATE TABLE task_person_rollup (
  campaign_id bigint NOT NULL,
  person_id bigint NOT NULL,
  site_id bigint NOT NULL,
  due_on date NOT NULL,
  open bigint NOT NULL,
  closed bigint NOT NULL,
  PRIMARY KEY (campaign_id, person_id, site_id, due_on)
) WITH (fillfactor = 70);

-- The clock of the programs (Clock), for changes that carry no moment of their own.
CREATE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql VOLATILE
  RETURN clock_timestamp() + make_interval(secs => coalesce((SELECT ms FROM clock_offset), 0) / 1000.0);
`;

const openStatus = `status IN ('open', 'waiting')`;

// Three statements, each over the few groups that a statement's rows fall into, always in this order: the person's row
// first, so that what one person sends at the same time waits before it holds anything that the other wants. Rows before and
// after are summed with opposite signs instead of being joined: a plan made for one task is kept, and a join planned for
// one row would be quadratic when a campaign of two million tasks is cancelled.
// A day: what is closed now counts on the day it was done; what is closed no more, and what is withdrawn, counts on the
// day of this change. Tasks that leave a site (or come to one) without any of these are withdrawn there (begun here).
const trigger = `
CREATE OR REPLACE FUNCTION keep_task_rollup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO task_person_rollup AS r
    SELECT campaign_id, assignee_id, coalesce(site_id, 0), due_on,
           count(*) FILTER (WHERE ${openStatus}), count(*) FILTER (WHERE status = 'closed')
      FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, person_id, site_id, due_on)
    DO UPDATE SET open = r.open + excluded.open, closed = r.closed + excluded.closed;

    INSERT INTO task_rollup AS r
    SELECT campaign_id, coalesce(site_id, 0), step_key, due_on,
           count(*) FILTER (WHERE ${openStatus}), count(*) FILTER (WHERE status = 'closed')
      FROM added GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, site_id, step_key, due_on)
    DO UPDATE SET open = r.open + excluded.open, closed = r.closed + excluded.closed;

    INSERT INTO task_day_rollup AS r
    SELECT n.campaign_id, n.site_id, n.step_key, (n.created_at AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date,
           sum(n.begun), sum(n.closed), 0, sum(n.withdrawn)
      FROM (SELECT campaign_id, coalesce(site_id, 0) AS site_id, step_key, created_at, count(*) AS begun,
                   count(*) FILTER (WHERE status = 'closed') AS closed, count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn
              FROM added GROUP BY 1, 2, 3, 4) AS n LEFT JOIN site s ON s.id = n.site_id
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, site_id, step_key, day)
    DO UPDATE SET begun = r.begun + excluded.begun, closed = r.closed + excluded.closed, withdrawn = r.withdrawn + excluded.withdrawn;
  ELSE
    INSERT INTO task_person_rollup AS r
    SELECT campaign_id, assignee_id, coalesce(site_id, 0), due_on,
           coalesce(sum(n) FILTER (WHERE ${openStatus}), 0), coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)
      FROM (SELECT campaign_id, assignee_id, site_id, due_on, status, 1 AS n FROM added
            UNION ALL SELECT campaign_id, assignee_id, site_id, due_on, status, -1 FROM removed) AS moved
     GROUP BY 1, 2, 3, 4
    HAVING coalesce(sum(n) FILTER (WHERE ${openStatus}), 0) <> 0 OR coalesce(sum(n) FILTER (WHERE status = 'closed'), 0) <> 0
     ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, person_id, site_id, due_on)
    DO UPDATE SET open = r.open + excluded.open, closed = r.closed + excluded.closed;

    INSERT INTO task_rollup AS r
    SELECT campaign_id, coalesce(site_id, 0), step_key, due_on,
           coalesce(sum(n) FILTER (WHERE ${openStatus}), 0), coalesce(sum(n) FILTER (WHERE status = 'closed'), 0)
      FROM (SELECT campaign_id, site_id, step_key, due_on, status, 1 AS n FROM added
            UNION ALL SELECT campaign_id, site_id, step_key, due_on, status, -1 FROM removed) AS moved
     GROUP BY 1, 2, 3, 4
    HAVING coalesce(sum(n) FILTER (WHERE ${openStatus}), 0) <> 0 OR coalesce(sum(n) FILTER (WHERE status = 'closed'), 0) <> 0
     ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, site_id, step_key, due_on)
    DO UPDATE SET open = r.open + excluded.open, closed = r.closed + excluded.closed;

    INSERT INTO task_day_rollup AS r
    SELECT c.campaign_id, c.site_id, c.step_key, (c.at AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date AS day,
           sum(c.begun), sum(c.closed), sum(c.reopened), sum(c.withdrawn)
      FROM (
        SELECT campaign_id, site_id, step_key, CASE WHEN net > 0 THEN done_at ELSE clock_now() END AS at,
               0 AS begun, greatest(net, 0) AS closed, greatest(-net, 0) AS reopened, 0 AS withdrawn
          FROM (SELECT campaign_id, site_id, step_key, done_at, sum(n) AS net
                  FROM (SELECT campaign_id, coalesce(site_id, 0) AS site_id, step_key, completed_at AS done_at, 1 AS n FROM added WHERE status = 'closed'
                        UNION ALL SELECT campaign_id, coalesce(site_id, 0), step_key, completed_at, -1 FROM removed WHERE status = 'closed') AS moved
                 GROUP BY 1, 2, 3, 4) AS done WHERE net <> 0
        UNION ALL
        SELECT campaign_id, site_id, step_key, clock_now(), greatest(came, 0), 0, 0, greatest(-came, 0)
          FROM (SELECT campaign_id, site_id, step_key, sum(n) FILTER (WHERE status <> 'withdrawn') AS came
                  FROM (SELECT campaign_id, coalesce(site_id, 0) AS site_id, step_key, status, 1 AS n FROM added
                        UNION ALL SELECT campaign_id, coalesce(site_id, 0), step_key, status, -1 FROM removed) AS moved
                 GROUP BY 1, 2, 3) AS step WHERE came <> 0) AS c
      LEFT JOIN site s ON s.id = c.site_id
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (campaign_id, site_id, step_key, day)
    DO UPDATE SET begun = r.begun + excluded.begun, closed = r.closed + excluded.closed,
                  reopened = r.reopened + excluded.reopened, withdrawn = r.withdrawn + excluded.withdrawn;
  END IF;
  RETURN NULL;
END $$;
`;

// When a task was withdrawn was not kept: with its campaign's end if that was cancelled, else as if it had never begun.
const backfill = `
INSERT INTO task_person_rollup
SELECT campaign_id, assignee_id, coalesce(site_id, 0), due_on, count(*) FILTER (WHERE ${openStatus}), count(*) FILTER (WHERE status = 'closed')
  FROM task GROUP BY 1, 2, 3, 4;

INSERT INTO task_day_rollup
SELECT e.campaign_id, e.site_id, e.step_key, (e.at AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date,
       sum(e.begun), sum(e.closed), sum(e.reopened), sum(e.withdrawn)
  FROM (SELECT campaign_id, coalesce(site_id, 0) AS site_id, step_key, created_at AS at, count(*) AS begun, 0 AS closed, 0 AS reopened, 0 AS withdrawn
          FROM task GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT t.campaign_id, coalesce(t.site_id, 0), t.step_key, d.completed_at, 0, count(*), 0, 0
          FROM task_completion d JOIN task t ON t.id = d.task_id AND t.campaign_id = d.campaign_id GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT t.campaign_id, coalesce(t.site_id, 0), t.step_key, d.reopened_at, 0, 0, count(*), 0
          FROM task_completion d JOIN task t ON t.id = d.task_id AND t.campaign_id = d.campaign_id
         WHERE d.reopened_at IS NOT NULL GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT t.campaign_id, coalesce(t.site_id, 0), t.step_key,
               CASE WHEN c.status = 'cancelled' THEN c.closed_at ELSE t.created_at END, 0, 0, 0, count(*)
          FROM task t JOIN campaign c ON c.id = t.campaign_id WHERE t.status = 'withdrawn' GROUP BY 1, 2, 3, 4) AS e
  LEFT JOIN site s ON s.id = e.site_id
 GROUP BY 1, 2, 3, 4;
`;
