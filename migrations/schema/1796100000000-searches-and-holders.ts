import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches for pumps that nobody finds, and who has the pumps that are away. */
export class SearchesAndHolders1796100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [holders, searches, following, steps, before]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error('This migration is not reverted: restore a backup.');
  }
}

const holders = `
-- Who has a pump that is away, and had it before. ended_at: it came back, or went on to somebody else.
CREATE TABLE device_holder (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id bigint NOT NULL REFERENCES device,
  organisation text NOT NULL,
  name text,
  email text,
  since date NOT NULL,
  expected_back date,
  note text,
  recorded_at timestamptz NOT NULL,
  recorded_by bigint NOT NULL REFERENCES app_user,
  ended_at timestamptz
);
CREATE UNIQUE INDEX device_holder_now ON device_holder (device_id) WHERE ended_at IS NULL;
CREATE INDEX device_holder_device ON device_holder (device_id, id);
CREATE FUNCTION is_away(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN status IN ('rented-out', 'loaned', 'at-home', 'in-repair', 'transferred');

-- A forwarding to a holder is about these pumps; each pump is told of once in a campaign to each who has it.
ALTER TABLE forwarding ADD COLUMN to_holder boolean NOT NULL DEFAULT false, ALTER COLUMN created_by DROP NOT NULL;
DROP INDEX forwarding_once;
CREATE UNIQUE INDEX forwarding_once ON forwarding (campaign_id, site_id, lower(email)) WHERE NOT to_holder;
CREATE TABLE forwarding_device (
  forwarding_id bigint NOT NULL REFERENCES forwarding,
  campaign_id bigint NOT NULL REFERENCES campaign,
  device_id bigint NOT NULL REFERENCES device,
  holder_id bigint NOT NULL REFERENCES device_holder,
  PRIMARY KEY (campaign_id, device_id, holder_id)
);
CREATE INDEX forwarding_device_forwarding ON forwarding_device (forwarding_id);
`;

const searches = `
-- A pump is looked for as long as its status is not-located: the trigger below begins and ends the search, whoever
-- changes the status. followed_at: when campaigns had heard of the end.
CREATE TABLE device_search (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  device_id bigint NOT NULL REFERENCES device,
  begun_at timestamptz NOT NULL,
  ended_at timestamptz,
  ending text CHECK (ending IN ('found', 'given-up')),
  found_place text,
  found_by bigint REFERENCES app_user,
  followed_at timestamptz,
  CHECK ((ended_at IS NULL) = (ending IS NULL))
);
CREATE UNIQUE INDEX device_search_now ON device_search (device_id) WHERE ended_at IS NULL;
CREATE INDEX device_search_device ON device_search (device_id, id);
CREATE INDEX device_search_unfollowed ON device_search (id) WHERE ended_at IS NOT NULL AND followed_at IS NULL;

-- The circles, ever wider, and how many days each has by the class of the recall.
CREATE TABLE search_rule (
  circle text NOT NULL,
  position int NOT NULL,
  class text NOT NULL CHECK (class IN ('I', 'II', 'III', 'none')),
  days int NOT NULL CHECK (days > 0),
  PRIMARY KEY (circle, class)
);
INSERT INTO search_rule (circle, position, class, days) VALUES
  ('location', 1, 'I', 1), ('location', 1, 'II', 2), ('location', 1, 'III', 5), ('location', 1, 'none', 10),
  ('site', 2, 'I', 1), ('site', 2, 'II', 3), ('site', 2, 'III', 7), ('site', 2, 'none', 14),
  ('all-sites', 3, 'I', 3), ('all-sites', 3, 'II', 7), ('all-sites', 3, 'III', 14), ('all-sites', 3, 'none', 30),
  ('holder', 4, 'I', 2), ('holder', 4, 'II', 5), ('holder', 4, 'III', 14), ('holder', 4, 'none', 30);

CREATE TABLE search_circle (
  search_id bigint NOT NULL REFERENCES device_search,
  circle text NOT NULL,
  begun_at timestamptz NOT NULL,
  done_at timestamptz,
  done_by bigint REFERENCES app_user,
  PRIMARY KEY (search_id, circle)
);

-- told_at: whoever looked in vain has a reminder that says that the pump is found.
CREATE TABLE search_attempt (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  search_id bigint NOT NULL REFERENCES device_search,
  circle text NOT NULL,
  circle_done boolean NOT NULL DEFAULT false,
  at timestamptz NOT NULL,
  by_id bigint NOT NULL REFERENCES app_user,
  how text NOT NULL CHECK (how IN ('search', 'task', 'scan')),
  found boolean NOT NULL,
  place text,
  site_id bigint REFERENCES site,
  location_id bigint REFERENCES location,
  task_id bigint,
  note text,
  told_at timestamptz
);
CREATE INDEX search_attempt_search ON search_attempt (search_id, id);
CREATE INDEX search_attempt_untold ON search_attempt (search_id) WHERE told_at IS NULL AND NOT found;
`;

// Of each transaction one event, however many pumps it finds.
const following = `
CREATE FUNCTION follow_device_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (is_away(OLD.status) OR OLD.status = 'not-located') AND NOT is_away(NEW.status) AND NEW.status <> 'not-located' THEN
    UPDATE device_holder SET ended_at = NEW.updated_at WHERE device_id = NEW.id AND ended_at IS NULL;
  END IF;
  IF NEW.status = 'not-located' THEN
    WITH begun AS (
      INSERT INTO device_search (device_id, begun_at) VALUES (NEW.id, NEW.updated_at) ON CONFLICT DO NOTHING RETURNING id, begun_at)
    INSERT INTO search_circle (search_id, circle, begun_at) SELECT id, 'location', begun_at FROM begun;
  ELSIF TG_OP = 'UPDATE' AND OLD.status = 'not-located' THEN
    UPDATE device_search SET ended_at = NEW.updated_at,
           ending = CASE WHEN NEW.status IN ('returned', 'retired', 'transferred', 'unknown') THEN 'given-up' ELSE 'found' END
     WHERE device_id = NEW.id AND ended_at IS NULL;
    INSERT INTO outbox (topic, payload)
    SELECT 'campaigns.pumps-found', jsonb_build_object('transaction', pg_current_xact_id()::text)
     WHERE NOT EXISTS (SELECT FROM outbox WHERE topic = 'campaigns.pumps-found' AND relayed_at IS NULL
                          AND payload->>'transaction' = pg_current_xact_id()::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER device_lost AFTER INSERT ON device FOR EACH ROW WHEN (NEW.status = 'not-located') EXECUTE FUNCTION follow_device_status();
CREATE TRIGGER device_status_changed AFTER UPDATE ON device FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND (OLD.status <> 'in-service' OR NEW.status = 'not-located'))
  EXECUTE FUNCTION follow_device_status();
`;

// search_asker: the open campaigns that look for a pump; one that is decided to close without it does not ask any more.
// search_step: each circle that has begun, with its last day by the calendar of the pump's site: of the campaign that is in
// the greatest hurry, counted from its opening where that was later.
// search_seeker: who looks now, at which site.
const steps = `
CREATE VIEW search_asker AS
SELECT q.id AS search_id, c.id AS campaign_id, c.title, c.class, c.opened_at
  FROM device_search q JOIN campaign_device cd ON cd.device_id = q.device_id AND cd.verdict <> 'not-affected'
  JOIN campaign c ON c.id = cd.campaign_id AND c.status = 'open'
 WHERE q.ended_at IS NULL AND NOT EXISTS (
   SELECT FROM not_located_decision n WHERE n.campaign_id = c.id AND n.device_id = q.device_id
      AND n.decided_at >= (SELECT coalesce(max(a.at), q.begun_at) FROM search_attempt a WHERE a.search_id = q.id));

CREATE VIEW search_step AS
SELECT q.id AS search_id, q.device_id, q.ended_at, d.site_id, d.location_id, s.time_zone, s.lead_id, k.circle, k.begun_at, k.done_at, k.done_by,
       r.position, hurry.class, coalesce(hurry.due_on, (k.begun_at AT TIME ZONE s.time_zone)::date + r.days) AS due_on
  FROM device_search q JOIN device d ON d.id = q.device_id JOIN site s ON s.id = d.site_id
  JOIN search_circle k ON k.search_id = q.id JOIN search_rule r ON r.circle = k.circle AND r.class = 'none'
  LEFT JOIN LATERAL (
    SELECT min(coalesce(a.class, 'none')) AS class, min((greatest(k.begun_at, a.opened_at) AT TIME ZONE s.time_zone)::date + x.days) AS due_on
      FROM search_asker a JOIN search_rule x ON x.circle = k.circle AND x.class = coalesce(a.class, 'none')
     WHERE a.search_id = q.id) hurry ON true;

CREATE VIEW search_seeker AS
SELECT p.search_id, p.circle, p.site_id, coalesce(assignee_for('coverage', p.site_id, p.location_id, NULL), p.lead_id) AS seeker_id, p.done_at IS NOT NULL AS done
  FROM search_step p WHERE p.circle = 'location'
UNION ALL
SELECT p.search_id, p.circle, p.site_id, p.lead_id, p.done_at IS NOT NULL FROM search_step p WHERE p.circle IN ('site', 'holder')
UNION ALL
SELECT p.search_id, p.circle, o.id, o.lead_id, p.done_at IS NOT NULL OR EXISTS (
         SELECT FROM search_attempt a WHERE a.search_id = p.search_id AND a.circle = 'all-sites' AND a.circle_done AND a.site_id = o.id)
  FROM search_step p JOIN site o ON o.id <> p.site_id WHERE p.circle = 'all-sites';
`;

// What is not located now is looked for, and what was said of it with tasks is kept as attempts.
const before = `
INSERT INTO device_search (device_id, begun_at) SELECT id, updated_at FROM device WHERE status = 'not-located' ORDER BY id;
INSERT INTO search_circle (search_id, circle, begun_at) SELECT id, 'location', begun_at FROM device_search;
INSERT INTO search_attempt (search_id, circle, at, by_id, how, found, place, task_id)
SELECT q.id, 'location', (x.value->>'at')::timestamptz, h.completed_by, 'task', false, x.value->>'place', t.id
  FROM device_search q JOIN task t ON t.device_id = q.device_id AND t.status = 'closed' AND t.outcome = 'cannot-locate'
  JOIN task_completion h ON h.task_id = t.id AND h.reopened_at IS NULL CROSS JOIN LATERAL jsonb_array_elements(h.searched) x;
`;
