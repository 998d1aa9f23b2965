import { compileScope } from '#domain/notices';
import { openingSteps, verificationStep } from '#domain/tasks';
import type { Sql } from '#platform/database';
import { assigneeAt, type GapScope, type PlaceRow } from './campaign.queries.js';

/** A task that the opening would begin, as a message lists it. Days are YYYY-MM-DD, in the site's calendar. */
export interface FirstTask {
  step: string;
  due_on: string;
  site: string | null;
  location: string | null;
  device_id: string | null;
  asset_tag: string | null;
  serial_number: string | null;
  model: string | null;
  /** of the person in all, however many are listed */
  total: number;
}

/** A step at a place, or of a site or the campaign (no verdict), that falls to the person. */
interface Work {
  siteId: string | null;
  locationId: string | null;
  verdict: 'affected' | 'possibly-affected' | null;
  title: string;
  dueDays: number;
  order: number;
}

/**
 * The tasks that a person could begin with, were the campaign opened now, nearest due first. A step that waits for another
 * is none yet.
 * @param places of the campaign, as placesInScope() has them
 */
export async function firstTasks(
  sql: Sql,
  of: { scope: GapScope; places: readonly PlaceRow[]; personId: string; now: Date; limit: number },
): Promise<FirstTask[]> {
  const compiled = compileScope(of.scope.products, { firstParameter: 4 });
  return sql<FirstTask>(
    `WITH work AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1::jsonb)
           AS w("siteId" bigint, "locationId" bigint, verdict text, title text, "dueDays" int, "order" int)
     ), pump AS MATERIALIZED (
       SELECT d.id, d.site_id, d.location_id, d.asset_tag, d.serial_number, d.model, m.verdict
         FROM device d CROSS JOIN LATERAL (${compiled.sql}) m
        WHERE (d.site_id, coalesce(d.location_id, 0)) IN (SELECT "siteId", coalesce("locationId", 0) FROM work WHERE verdict IS NOT NULL)
     ), task AS (
       SELECT w.title, w."dueDays", w."order", p.id, p.asset_tag, p.serial_number, p.model, p.site_id, p.location_id
         FROM pump p JOIN work w ON w."siteId" = p.site_id AND w."locationId" IS NOT DISTINCT FROM p.location_id AND w.verdict = p.verdict
       UNION ALL
       SELECT w.title, w."dueDays", w."order", NULL, NULL, NULL, NULL, w."siteId", NULL FROM work w WHERE w.verdict IS NULL)
     SELECT t.title AS step, ($2::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date + t."dueDays" AS due_on,
            s.name AS site, l.name AS location, t.id AS device_id, t.asset_tag, t.serial_number, t.model, count(*) OVER ()::int AS total
       FROM task t LEFT JOIN site s ON s.id = t.site_id LEFT JOIN location l ON l.id = t.location_id
      ORDER BY 2, t.id NULLS LAST, t.site_id, t."order" LIMIT $3`,
    [JSON.stringify(workOf(of)), of.now, of.limit, ...compiled.parameters],
  );
}

function workOf({ scope: { plan, ownerId }, places, personId }: Parameters<typeof firstTasks>[1]): Work[] {
  const work: Work[] = [];
  const steps = plan.steps.filter(({ prerequisites }) => prerequisites.length === 0);
  const verify = verificationStep(plan);
  const begins = { ...plan, steps };
  const seenSites = new Set<string>();
  for (const place of places) {
    const at = { siteId: place.site_id, locationId: place.location_id };
    for (const step of [...openingSteps(begins, 'device'), verify]) {
      if (assigneeAt(place, step) !== personId) continue;
      const verdict = step === verify ? 'possibly-affected' : 'affected';
      const { title, dueDays } = step;
      work.push({ ...at, verdict, title, dueDays, order: plan.steps.indexOf(step) });
    }
    if (seenSites.has(place.site_id)) continue;
    seenSites.add(place.site_id);
    for (const step of openingSteps(begins, 'site')) {
      if (assigneeAt(place, step) !== personId) continue;
      const { title, dueDays } = step;
      work.push({ ...at, locationId: null, verdict: null, title, dueDays, order: plan.steps.indexOf(step) });
    }
  }
  if (personId !== ownerId || places.length === 0) return work;
  const own = openingSteps(begins, 'campaign').map(({ title, dueDays, key }) => ({
    siteId: null,
    locationId: null,
    verdict: null,
    title,
    dueDays,
    order: plan.steps.findIndex((step) => step.key === key),
  }));
  return [...work, ...own];
}
