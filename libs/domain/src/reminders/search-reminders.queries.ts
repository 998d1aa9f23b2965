import { defaultCadence } from '#contracts/plans';
import type { SearchCircleKey } from '#contracts/searches';
import type { Sql } from '#platform/database';
import type { Changed } from './change-reminders.queries.js';
import type { Claim } from './claims.js';
import type { LookedFor, LookingFacts } from './messages/facts.js';
import { daysBetween } from './reminder-timing.js';
import { idsInMoment, type OwedReminder } from './sweep-plan.js';
import { toWhomItIs } from './to-whom.js';

/** Pumps that a message names; the rest is counted. */
const PUMPS_LISTED = 50;
/** How often, by the class of the campaign that is in the greatest hurry: as often as a digest. */
const EVERY = Object.entries(defaultCadence.everyDays)
  .map(([key, days]) => `WHEN '${key}' THEN ${days}`)
  .join(' ');

/**
 * For which campaigns a somebody looks for pumps now: circles p that have begun, at their sites k. A campaign reminds
 * nobody of anything once its last task is closed (DESIGN rule 3); one that is decided or over is no asker at all.
 */
const LOOKED_FOR = `search_asker a JOIN search_step p ON p.search_id = a.search_id
  JOIN search_seeker k ON k.search_id = p.search_id AND k.circle = p.circle AND NOT k.done JOIN site o ON o.id = k.site_id
  JOIN app_user u ON u.id = k.seeker_id LEFT JOIN site h ON h.id = u.home_site_id
 WHERE p.ended_at IS NULL AND p.done_at IS NULL
   AND EXISTS (SELECT FROM task_rollup r WHERE r.campaign_id = a.campaign_id AND r.open > 0)`;

/**
 * To whoever looks for pumps: at the hour of their digest, as often as the class asks, until they are found or nobody asks
 * for them any more. A digest lists them too, so whoever has one of these `digests` gets no e-mail besides.
 */
export async function lookingForOwed(
  sql: Sql,
  now: Date,
  digests: readonly OwedReminder[],
): Promise<OwedReminder[]> {
  const rows = await sql<{
    person_id: string;
    day: string;
    site_ids: string[];
    last: string | null;
    every: number;
  }>(
    `SELECT x.*, (SELECT max(left(r.moment, 10)) FROM reminder r
                   WHERE (r.kind = 'looking-for' AND coalesce(r.for_person_id, r.person_id) = x.person_id)
                      -- a digest that was read before the last of these circles began does not list it
                      OR (r.kind = 'digest' AND r.state NOT IN ('dropped', 'refused') AND coalesce(r.sent_at, 'infinity') > x.newest
                          AND r.person_id = coalesce((SELECT l.stand_in_id FROM leave_at($1) l WHERE l.user_id = x.person_id), x.person_id))) AS last
       FROM (SELECT y.seeker_id AS person_id, min(y.local::date)::text AS day, array_agg(DISTINCT y.site_id::text) AS site_ids,
                    min(CASE y.class ${EVERY} END) AS every, max(y.begun_at) AS newest
               FROM (SELECT k.seeker_id, k.site_id, coalesce(a.class, 'none') AS class, greatest(p.begun_at, a.opened_at) AS begun_at,
                            $1::timestamptz AT TIME ZONE coalesce(u.time_zone, h.time_zone, o.time_zone) AS local,
                            coalesce(u.digest_hour, h.digest_hour, o.digest_hour) AS digest_hour
                       FROM ${LOOKED_FOR}) y
              WHERE extract(hour FROM y.local) >= y.digest_hour GROUP BY 1) x
      ORDER BY 1`,
    [now],
  );
  const due = rows.filter(({ day, last, every }) => last === null || daysBetween(last, day) >= every);
  const owed = await toWhomItIs(
    sql,
    now,
    due.map(({ person_id, day, site_ids }) => ({
      kind: 'looking-for',
      personId: person_id,
      campaignId: null,
      moment: day,
      siteIds: site_ids,
    })),
  );
  const told = new Set(digests.map(({ personId }) => personId));
  return owed.filter(({ personId }) => !told.has(personId));
}

/**
 * To whoever looked for a pump in vain, when it is found: at once where a campaign of Class I is about it, else at the hour
 * of the digest of its site. Marks what it gives: rows and marks commit together.
 */
export async function pumpFoundOwed(sql: Sql, now: Date): Promise<OwedReminder[]> {
  const rows = await sql<{ person_id: string; ids: string[]; site_ids: string[] }>(
    `WITH due AS (
       UPDATE search_attempt a SET told_at = $1 FROM device_search q JOIN device d ON d.id = q.device_id JOIN site s ON s.id = d.site_id
        WHERE a.search_id = q.id AND NOT a.found AND a.told_at IS NULL AND q.ending = 'found' AND q.followed_at IS NOT NULL
          AND (extract(hour FROM $1::timestamptz AT TIME ZONE s.time_zone) >= s.digest_hour OR EXISTS (
            SELECT FROM campaign_device cd JOIN campaign c ON c.id = cd.campaign_id AND c.status = 'open' AND c.class = 'I'
             WHERE cd.device_id = q.device_id AND cd.verdict <> 'not-affected'))
       RETURNING a.by_id, q.id, q.found_by, d.site_id)
     SELECT by_id AS person_id, array_agg(DISTINCT id::text ORDER BY id::text) AS ids, array_agg(DISTINCT site_id::text) AS site_ids
       FROM due WHERE by_id IS DISTINCT FROM found_by GROUP BY 1 ORDER BY 1`,
    [now],
  );
  return toWhomItIs(
    sql,
    now,
    rows.map(({ person_id, ids, site_ids }) => ({
      kind: 'pump-found',
      personId: person_id,
      campaignId: null,
      moment: `found ${ids.join(',')}`,
      siteIds: site_ids,
    })),
  );
}

/** Somebody who looks, and the sites where this reader can take it over from them; null: all. */
export interface Looker {
  id: string;
  sites: readonly string[] | null;
}

export interface Looking {
  facts: LookingFacts;
  campaignIds: string[];
  siteIds: string[];
}

/** What these people look for at this moment, each pump once, by site and location; null: nothing any more. */
export async function lookedForBy(sql: Sql, lookers: readonly Looker[]): Promise<Looking | null> {
  const rows = await sql<{
    seeker_id: string;
    device_id: string;
    asset_tag: string | null;
    serial_number: string | null;
    model: string | null;
    site: string;
    location: string | null;
    at_id: string;
    at: string;
    circle: SearchCircleKey;
    widest: SearchCircleKey;
    position: number;
    due_on: string;
    holder: string | null;
    campaigns: Array<{ id: string; title: string; recallClass: 'I' | 'II' | 'III' | null }>;
  }>(
    `SELECT p.*, d.asset_tag, d.serial_number, d.model, s.name AS site, l.name AS location,
            (SELECT w.circle FROM search_step w WHERE w.search_id = p.search_id ORDER BY w.position DESC LIMIT 1) AS widest,
            (SELECT h.organisation FROM device_holder h WHERE h.device_id = d.id ORDER BY h.id DESC LIMIT 1) AS holder
       FROM (SELECT k.seeker_id, p.search_id, p.device_id, p.circle, p.position, p.due_on, o.id AS at_id, o.name AS at,
                    jsonb_agg(jsonb_build_object('id', a.campaign_id::text, 'title', a.title, 'recallClass', a.class) ORDER BY a.class NULLS LAST, a.campaign_id) AS campaigns
               FROM ${LOOKED_FOR} AND k.seeker_id = ANY($1::bigint[]) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) p
       JOIN device d ON d.id = p.device_id JOIN site s ON s.id = d.site_id LEFT JOIN location l ON l.id = d.location_id
      ORDER BY s.name, l.name NULLS FIRST, d.id, p.position DESC, p.at`,
    [lookers.map(({ id }) => id)],
  );
  const mine = rows.filter((row) =>
    lookers.some(({ id, sites }) => id === row.seeker_id && (sites === null || sites.includes(row.at_id))),
  );
  const pumps = new Map<string, LookedFor>();
  for (const row of mine) {
    const known = pumps.get(row.device_id);
    const at = { id: row.at_id, name: row.at };
    if (known === undefined) {
      const { asset_tag: assetTag, serial_number: serialNumber, model, site, location, circle, widest } = row;
      pumps.set(row.device_id, {
        device: { id: row.device_id, assetTag, serialNumber, model },
        site,
        location,
        circle,
        widest,
        dueOn: row.due_on,
        at: [at],
        holder: row.holder,
        campaigns: row.campaigns.map(({ title }) => title),
      });
    } else if (known.circle === row.circle && !known.at.some(({ id }) => id === at.id)) known.at.push(at);
  }
  if (pumps.size === 0) return null;
  const campaigns = new Map(mine.flatMap((row) => row.campaigns.map((one) => [one.id, one] as const)));
  return {
    facts: {
      count: pumps.size,
      campaigns: [...campaigns.values()].map(({ title, recallClass }) => ({ title, recallClass })),
      pumps: [...pumps.values()].slice(0, PUMPS_LISTED),
    },
    campaignIds: [...campaigns.keys()],
    siteIds: [...new Set(mine.map((row) => row.at_id))],
  };
}

const NAME = `coalesce(d.asset_tag, 'serial ' || d.serial_number, 'pump ' || d.id)`;

/** Which of the pumps that somebody looked for are found, and where (by the moment of the reminder); null: none of them. */
export async function foundFor(sql: Sql, claim: Claim): Promise<Changed | null> {
  const ids = idsInMoment(claim.moment);
  const rows = await sql<{
    name: string;
    place: string | null;
    by: string | null;
    site_id: string;
    campaign_id: string | null;
    title: string | null;
  }>(
    `SELECT ${NAME} AS name, q.found_place AS place, u.name AS by, d.site_id, c.id AS campaign_id, c.title
       FROM device_search q JOIN device d ON d.id = q.device_id LEFT JOIN app_user u ON u.id = q.found_by
       LEFT JOIN LATERAL (SELECT c.id, c.title FROM campaign_device cd JOIN campaign c ON c.id = cd.campaign_id AND c.status = 'open'
                           WHERE cd.device_id = d.id AND cd.verdict <> 'not-affected' ORDER BY c.class NULLS LAST, c.id LIMIT 1) c ON true
      WHERE q.id = ANY($1::bigint[]) ORDER BY d.id`,
    [ids],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    campaignId: first.campaign_id,
    title: first.title ?? first.name,
    heading: rows.length === 1 ? `${first.name} is found` : `${rows.length} pumps are found`,
    lines: rows.map(
      ({ name, place, by }) =>
        `${name}: found at ${place ?? 'its place'}${by === null ? '' : `, by ${by}`}. Nobody has to look for it any more.`,
    ),
    campaignIds: [...new Set(rows.flatMap((row) => (row.campaign_id === null ? [] : [row.campaign_id])))],
    siteIds: [...new Set(rows.map((row) => row.site_id))],
  };
}
