import type { HarmEvent, HarmRecipient, HarmState, HarmView } from '#contracts/harms';
import type { Sql } from '#platform/database';
import { localDay } from './local-day.js';
import { workDaysLeft } from './work-days.js';

interface Person {
  id: string;
  name: string;
}

export interface HarmRow {
  id: string;
  version: number;
  campaign_id: string;
  campaign_title: string;
  owner: string;
  task_id: string;
  site_id: string | null;
  site_name: string | null;
  time_zone: string;
  device_id: string | null;
  asset_tag: string | null;
  serial_number: string | null;
  state: HarmState;
  what: string;
  aware_at: Date;
  due_on: string;
  details: Record<string, string>;
  reporter: Person;
  created_at: Date;
  decisions: Array<{ event: HarmEvent; reason: string; at: string; by: Person }>;
  reports: Array<{ to: HarmRecipient; sentOn: string; reference: string; at: string; by: Person }>;
}

const SELECT = `
SELECT h.id, h.version, h.campaign_id, c.title AS campaign_title, o.name AS owner, h.task_id, h.site_id, s.name AS site_name,
       coalesce(s.time_zone, 'UTC') AS time_zone, h.device_id, d.asset_tag, d.serial_number, h.state, h.what, h.aware_at,
       h.due_on, h.details, json_build_object('id', u.id::text, 'name', u.name) AS reporter, h.created_at,
       coalesce((SELECT json_agg(json_build_object('event', x.event, 'reason', x.reason, 'at', x.decided_at,
                                                   'by', json_build_object('id', p.id::text, 'name', p.name)) ORDER BY x.id)
                   FROM harm_decision x JOIN app_user p ON p.id = x.decided_by WHERE x.harm_id = h.id), '[]') AS decisions,
       coalesce((SELECT json_agg(json_build_object('to', x.recipient, 'sentOn', x.sent_on, 'reference', x.reference, 'at', x.recorded_at,
                                                   'by', json_build_object('id', p.id::text, 'name', p.name)) ORDER BY x.id)
                   FROM harm_report x JOIN app_user p ON p.id = x.recorded_by WHERE x.harm_id = h.id), '[]') AS reports
  FROM harm_record h JOIN campaign c ON c.id = h.campaign_id JOIN app_user o ON o.id = c.owner_id
  JOIN app_user u ON u.id = h.reported_by
  LEFT JOIN site s ON s.id = h.site_id LEFT JOIN device d ON d.id = h.device_id`;

/** A record that belongs to no site is that of a campaign's own step: seen by whoever has all sites. */
const SEEN = (n: number): string => `($${n}::bigint[] IS NULL OR h.site_id = ANY($${n}))`;

export function listHarms(
  sql: Sql,
  filter: {
    sites: readonly string[] | null;
    campaignId: string | null;
    siteId: string | null;
    state: HarmState | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<HarmRow[]> {
  return sql<HarmRow>(
    `${SELECT} WHERE ${SEEN(1)} AND ($2::bigint IS NULL OR h.campaign_id = $2) AND ($3::bigint IS NULL OR h.site_id = $3)
        AND ($4::text IS NULL OR h.state = $4) AND ($5::bigint IS NULL OR h.id < $5) ORDER BY h.id DESC LIMIT $6`,
    [filter.sites, filter.campaignId, filter.siteId, filter.state, filter.beforeId, filter.limit],
  );
}

export async function findHarm(
  sql: Sql,
  sites: readonly string[] | null,
  id: string,
): Promise<HarmRow | undefined> {
  const [row] = await sql<HarmRow>(`${SELECT} WHERE ${SEEN(1)} AND h.id = $2`, [sites, id]);
  return row;
}

/** Whom an event has to be reported to: 21 CFR 803.30(a)(1) deaths, (2) serious injuries. */
const OWED: Record<HarmEvent, readonly HarmRecipient[]> = {
  death: ['fda', 'manufacturer'],
  'serious-injury': ['manufacturer'],
  'not-reportable': [],
};

/** Whom it still has to be reported to. */
export function owedTo(event: HarmEvent | undefined, reported: readonly HarmRecipient[]): HarmRecipient[] {
  return event === undefined ? [] : OWED[event].filter((recipient) => !reported.includes(recipient));
}

/** Where a record stands after its last decision and the reports that were made. Pure. */
export function harmState(event: HarmEvent | undefined, reported: readonly HarmRecipient[]): HarmState {
  if (event === undefined) return 'undecided';
  if (event === 'not-reportable') return 'not-reportable';
  return owedTo(event, reported).length === 0 ? 'reported' : 'reportable';
}

export function presentHarm(row: HarmRow, now: Date): HarmView {
  const reported = row.reports.map(({ to }) => to);
  return {
    id: row.id,
    version: row.version,
    campaignId: row.campaign_id,
    campaignTitle: row.campaign_title,
    taskId: row.task_id,
    site: row.site_id === null ? null : { id: row.site_id, name: row.site_name ?? '' },
    device:
      row.device_id === null
        ? null
        : { id: row.device_id, assetTag: row.asset_tag, serialNumber: row.serial_number },
    state: row.state,
    what: row.what,
    awareAt: row.aware_at.toISOString(),
    dueOn: row.due_on,
    workDaysLeft: workDaysLeft(localDay(now, row.time_zone), row.due_on),
    details: row.details,
    reportedBy: row.reporter,
    createdAt: row.created_at.toISOString(),
    decisions: row.decisions.map(({ event, reason, at, by }) => ({
      event,
      reason,
      decidedAt: new Date(at).toISOString(),
      decidedBy: by,
    })),
    owedTo: owedTo(row.decisions.at(-1)?.event, reported),
    reports: row.reports.map(({ to, sentOn, reference, at, by }) => ({
      to,
      sentOn,
      reference,
      recordedAt: new Date(at).toISOString(),
      recordedBy: by,
    })),
  };
}
