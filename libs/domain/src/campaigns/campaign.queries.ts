import type { CampaignGap, NothingAffected } from '#contracts/campaigns';
import type { PlanDefinition, PlanStep } from '#contracts/plans';
import { compileScope, type ScopeProduct } from '#domain/notices';
import { openingSteps, verificationStep } from '#domain/tasks';
import type { Sql } from '#platform/database';

export interface CampaignRow {
  id: string;
  version: number;
  status: 'draft' | 'opening' | 'open' | 'closed' | 'cancelled';
  title: string;
  class: 'I' | 'II' | 'III' | null;
  notice_id: string;
  notice_title: string;
  plan_id: string;
  plan_key: string;
  plan_version: number;
  plan_title: string;
  /** of the notice, in force in this campaign; a draft goes by the newest */
  scope_version: number;
  /** the letters of the notice up to this one are in force; null: none */
  communication_id: string | null;
  /** the plan that it was opened with, once a letter has changed it */
  opened_plan_id: string | null;
  owner_id: string;
  owner_name: string;
  site_ids: string[] | null;
  draft_step: string | null;
  opened_at: Date | null;
  opened_by: string | null;
  opening_device_id: string;
  opening_done: string;
  opening_total: string;
  closed_at: Date | null;
  close_note: string | null;
  nothing_affected: NothingAffected | null;
  created_at: Date;
  open: string;
  closed: string;
  late: string;
}

/**
 * Campaigns with their task counts, cut to the sites of the caller ($1: null for all; $2: now). A campaign of every site
 * is seen by everyone, one of given sites by those who have one of them.
 */
const selectCampaign = `
  SELECT c.*, n.title AS notice_title, p.key AS plan_key, p.version AS plan_version, p.title AS plan_title,
         o.name AS owner_name, coalesce(r.open, 0) AS open, coalesce(r.closed, 0) AS closed, coalesce(r.late, 0) AS late
    FROM campaign c
    JOIN notice n ON n.id = c.notice_id
    JOIN plan p ON p.id = c.plan_id
    JOIN app_user o ON o.id = c.owner_id
    LEFT JOIN LATERAL (
      SELECT sum(t.open) AS open, sum(t.closed) AS closed,
             sum(t.open) FILTER (WHERE t.due_on < ($2::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date) AS late
        FROM task_rollup t LEFT JOIN site s ON s.id = t.site_id
       WHERE t.campaign_id = c.id AND ($1::bigint[] IS NULL OR t.site_id = 0 OR t.site_id = ANY($1))) r ON true
   WHERE ($1::bigint[] IS NULL OR c.site_ids IS NULL OR c.site_ids && $1::bigint[])`;

export async function findCampaign(
  sql: Sql,
  sites: readonly string[] | null,
  now: Date,
  id: string,
): Promise<CampaignRow | undefined> {
  const [row] = await sql<CampaignRow>(`${selectCampaign} AND c.id = $3`, [sites, now, id]);
  return row;
}

export function listCampaigns(
  sql: Sql,
  sites: readonly string[] | null,
  now: Date,
  filter: {
    status: string | null;
    noticeId: string | null;
    q: string | null;
    /** "none": no class yet */
    recallClass: string | null;
    ownerId: string | null;
    planKey: string | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<CampaignRow[]> {
  return sql<CampaignRow>(
    `${selectCampaign} AND ($3::text IS NULL OR c.status = $3) AND ($4::bigint IS NULL OR c.notice_id = $4)
       AND ($5::bigint IS NULL OR c.id < $5)
       AND ($7::text IS NULL OR strpos(lower(c.title || ' ' || n.title), lower($7)) > 0)
       AND ($8::text IS NULL OR coalesce(c.class, 'none') = $8) AND ($9::bigint IS NULL OR c.owner_id = $9)
       AND ($10::text IS NULL OR p.key = $10)
     ORDER BY c.id DESC LIMIT $6`,
    [
      sites,
      now,
      filter.status,
      filter.noticeId,
      filter.beforeId,
      filter.limit + 1,
      filter.q,
      filter.recallClass,
      filter.ownerId,
      filter.planKey,
    ],
  );
}

/** Every campaign that is opening or open. */
export function listRunning(sql: Sql, sites: readonly string[] | null, now: Date): Promise<CampaignRow[]> {
  return sql<CampaignRow>(`${selectCampaign} AND c.status IN ('opening', 'open') ORDER BY c.id`, [
    sites,
    now,
  ]);
}

export interface RollupRow {
  site_id: string;
  site_name: string | null;
  step_key: string;
  open: string;
  closed: string;
  late: string;
}

/** Task counts by site and step; site 0 holds the campaign's own steps. */
export function rollupOf(
  sql: Sql,
  campaignId: string,
  sites: readonly string[] | null,
  now: Date,
): Promise<RollupRow[]> {
  return sql<RollupRow>(
    `SELECT r.site_id, s.name AS site_name, r.step_key, sum(r.open) AS open, sum(r.closed) AS closed,
            coalesce(sum(r.open) FILTER (WHERE r.due_on < ($3::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date), 0) AS late
       FROM task_rollup r LEFT JOIN site s ON s.id = r.site_id
      WHERE r.campaign_id = $1 AND ($2::bigint[] IS NULL OR r.site_id = 0 OR r.site_id = ANY($2))
      GROUP BY r.site_id, s.name, r.step_key ORDER BY s.name NULLS LAST, r.step_key`,
    [campaignId, sites, now],
  );
}

export interface SiteScopeRow {
  site_id: string;
  affected: string;
  possibly_affected: string;
  not_affected: string;
}

export function scopeBySite(
  sql: Sql,
  campaignId: string,
  sites: readonly string[] | null,
): Promise<SiteScopeRow[]> {
  return sql<SiteScopeRow>(
    `SELECT site_id, affected, possibly_affected, not_affected FROM campaign_site
      WHERE campaign_id = $1 AND ($2::bigint[] IS NULL OR site_id = ANY($2))`,
    [campaignId, sites],
  );
}

/** A location (or a site without one) that has devices in scope, and who would do what there. */
export interface PlaceRow {
  site_id: string;
  site: string;
  location_id: string | null;
  location: string | null;
  affected: number;
  possibly: number;
  coverage: string | null;
  /** of the site as a whole: for its own steps */
  site_coverage: string | null;
  site_lead: string | null;
  nurse_educator: string | null;
  risk_manager: string | null;
}

export interface GapScope {
  products: ScopeProduct[];
  plan: PlanDefinition;
  siteIds: readonly string[] | null;
  ownerId: string;
}

/** The places with devices in scope, each asked for whoever the opening would give its work to. By site and name. */
export function placesInScope(sql: Sql, scope: GapScope): Promise<PlaceRow[]> {
  const compiled = compileScope(scope.products, { firstParameter: 3 });
  return sql<PlaceRow>(
    `WITH place AS MATERIALIZED (
       SELECT d.site_id, d.location_id, count(*) FILTER (WHERE m.verdict = 'affected')::int AS affected,
              count(*) FILTER (WHERE m.verdict = 'possibly-affected')::int AS possibly
         FROM device d CROSS JOIN LATERAL (${compiled.sql}) m
        WHERE ($1::bigint[] IS NULL OR d.site_id = ANY($1)) GROUP BY 1, 2)
     SELECT p.site_id, s.name AS site, p.location_id, l.name AS location, p.affected, p.possibly,
            a.coverage_id AS coverage, whole.coverage_id AS site_coverage, a.site_lead_id AS site_lead,
            a.nurse_educator_id AS nurse_educator, (SELECT id FROM app_user WHERE id = $2 AND active) AS risk_manager
       FROM place p JOIN site s ON s.id = p.site_id LEFT JOIN location l ON l.id = p.location_id
       JOIN place_assignee a ON a.place = place_of(p.site_id, p.location_id)
       JOIN place_assignee whole ON whole.place = place_of(p.site_id, NULL)
      ORDER BY s.name, p.site_id, l.name NULLS FIRST`,
    [scope.siteIds, scope.ownerId, ...compiled.parameters],
  );
}

/** Work that nobody would be there to do. `found` says whether anything is in scope at all. */
export async function findGaps(sql: Sql, scope: GapScope): Promise<{ found: number; gaps: CampaignGap[] }> {
  const places = await placesInScope(sql, scope);
  return {
    found: places.reduce((sum, place) => sum + place.affected + place.possibly, 0),
    gaps: gapsAt(places, scope.plan),
  };
}

export function gapsAt(places: readonly PlaceRow[], plan: PlanDefinition): CampaignGap[] {
  const gaps: CampaignGap[] = [];
  const verify = verificationStep(plan);
  const seenSites = new Set<string>();
  for (const place of places) {
    const firstOfSite = !seenSites.has(place.site_id);
    seenSites.add(place.site_id);
    // a verified record starts the device steps too, so both kinds of device need somebody for all of them
    for (const step of [...openingSteps(plan, 'device'), ...(place.possibly > 0 ? [verify] : [])]) {
      const tasks = step === verify ? place.possibly : place.affected + place.possibly;
      if (assigneeAt(place, step) === null) gaps.push(gap(place, step, tasks, true));
    }
    if (!firstOfSite) continue;
    for (const step of openingSteps(plan, 'site')) {
      if (assigneeAt(place, step) === null) gaps.push(gap(place, step, 1, false));
    }
  }
  return gaps;
}

/** Who does a step at a place, by the duty that the plan names; null: nobody is there. */
export function assigneeAt(place: PlaceRow, step: PlanStep): string | null {
  switch (step.assignTo) {
    case 'coverage':
      return step.scope === 'site' ? place.site_coverage : place.coverage;
    case 'site-lead':
      return place.site_lead;
    case 'nurse-educator':
      return place.nurse_educator;
    case 'risk-manager':
      return place.risk_manager;
  }
}

const gap = (place: PlaceRow, step: PlanStep, tasks: number, withLocation: boolean): CampaignGap => ({
  siteId: place.site_id,
  site: place.site,
  locationId: withLocation ? place.location_id : null,
  location: withLocation ? place.location : null,
  stepKey: step.key,
  assignTo: step.assignTo,
  tasks,
});
