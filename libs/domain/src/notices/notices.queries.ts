import type { DeviceStatus } from '#contracts/fleet';
import type {
  AddedCode,
  CommunicationView,
  DeviceFact,
  MissingFact,
  NoticeView,
  Verdict,
} from '#contracts/notices';
import type { Sql } from '#platform/database';
import { notFound } from '#platform/errors';
import { namedCriteria } from './added-codes.js';
import { compileScope } from './criteria.sql.js';
import type { DeviceFacts, ScopeProduct } from './criteria.js';
import type { FleetCodes } from './near-misses.js';

/** An affected product: `criteria` as the notice prints it, `added` by hand since. */
export interface ProductRow extends ScopeProduct {
  added: AddedCode[];
}

/**
 * The affected products of a notice in one version of its scope, by position.
 * @param version absent: the newest
 * @throws ExpectedError notice.not-found
 */
export async function loadProducts(sql: Sql, noticeId: string, version?: number): Promise<ProductRow[]> {
  const products = await sql<ProductRow>(
    `SELECT p.id, p.position, p.name, p.criteria,
            coalesce((SELECT jsonb_agg(jsonb_build_object('id', c.id::text, 'productCode', c.product_code, 'udiDi', c.udi_di,
                               'insteadOf', c.instead_of, 'addedBy', jsonb_build_object('id', u.id::text, 'name', u.name),
                               'addedAt', c.added_at) ORDER BY c.id)
                        FROM affected_product_code c JOIN app_user u ON u.id = c.added_by
                       WHERE c.product_id = p.id AND c.removed_at IS NULL), '[]') AS added
       FROM affected_product p JOIN notice n ON n.id = p.notice_id
      WHERE p.notice_id = $1 AND p.version = coalesce($2, n.scope_version) ORDER BY p.position`,
    [noticeId, version ?? null],
  );
  if (products.length === 0) {
    const [notice] = await sql('SELECT 1 FROM notice WHERE id = $1', [noticeId]);
    if (notice === undefined) throw notFound('notice', noticeId);
  }
  return products.map((product) => ({
    ...product,
    added: product.added.map((code) => ({ ...code, addedAt: new Date(code.addedAt).toISOString() })),
  }));
}

/**
 * What a notice names, for matching: codes added by hand are named too.
 * @param version of the scope; absent: the newest. A campaign that was opened goes by its own (campaign.scope_version)
 * @throws ExpectedError notice.not-found
 */
export async function loadScope(sql: Sql, noticeId: string, version?: number): Promise<ScopeProduct[]> {
  const products = await loadProducts(sql, noticeId, version);
  return products.map((product) => ({
    id: product.id,
    position: product.position,
    name: product.name,
    criteria: namedCriteria(product),
  }));
}

const FACT_COLUMNS = `d.product_code AS "productCode", d.udi_di AS "udiDi", d.serial_number AS "serialNumber",
  d.manufactured_on AS "manufacturedOn", d.received_on AS "receivedOn", d.software_version AS "softwareVersion"`;

/** What the record of a device says, for evaluateScope(). @throws ExpectedError device.not-found */
export async function factsOfDevice(sql: Sql, deviceId: string): Promise<DeviceFacts> {
  const [facts] = await sql<DeviceFacts>(`SELECT ${FACT_COLUMNS} FROM device d WHERE d.id = $1`, [deviceId]);
  if (facts === undefined) throw notFound('device', deviceId);
  return facts;
}

export async function siteOfDevice(sql: Sql, deviceId: string): Promise<string | null> {
  const [device] = await sql<{ site_id: string }>('SELECT site_id FROM device WHERE id = $1', [deviceId]);
  return device?.site_id ?? null;
}

/** The distinct pairs of codes in the fleet at the given sites (null: all), with how many devices carry each. */
export async function fleetCodes(sql: Sql, siteIds: readonly string[] | null): Promise<FleetCodes[]> {
  return sql<FleetCodes>(
    `SELECT product_key AS "productKey", min(product_code) AS "productCode", udi_key AS "udiKey", min(udi_di) AS "udiDi",
            count(*)::int AS devices
       FROM device WHERE $1::bigint[] IS NULL OR site_id = ANY($1) GROUP BY product_key, udi_key`,
    [siteIds],
  );
}

/** Devices of one site with one product, verdict and set of missing and doubtful facts. */
export interface PreviewRow {
  siteId: string;
  site: string;
  productId: string | null;
  verdict: Verdict;
  missing: MissingFact[];
  doubtful: DeviceFact[];
  devices: number;
}

/** One pass over the fleet; a few rows a site come back. */
export async function countVerdicts(
  sql: Sql,
  products: readonly ScopeProduct[],
  siteIds: readonly string[] | null,
): Promise<PreviewRow[]> {
  const compiled = compileScope(products, { firstParameter: 2 });
  return sql<PreviewRow>(
    `SELECT c.site_id AS "siteId", s.name AS site, c.product_id AS "productId", c.verdict, c.missing, c.doubtful, c.devices
       FROM (SELECT d.site_id, m.product_id, coalesce(m.verdict, 'not-affected') AS verdict,
                    coalesce(m.missing, '{}') AS missing, coalesce(m.doubtful, '{}') AS doubtful, count(*)::int AS devices
               FROM device d LEFT JOIN LATERAL (${compiled.sql}) m ON true
              WHERE $1::bigint[] IS NULL OR d.site_id = ANY($1) GROUP BY 1, 2, 3, 4, 5) AS c
       JOIN site s ON s.id = c.site_id ORDER BY s.name, c.site_id`,
    [siteIds, ...compiled.parameters],
  );
}

export interface MatchedRow {
  id: string;
  assetTag: string | null;
  serialNumber: string | null;
  productCode: string | null;
  softwareVersion: string | null;
  siteId: string;
  site: string;
  location: string | null;
  deviceStatus: DeviceStatus;
  verdict: Verdict;
  productId: string | null;
  productName: string | null;
  missing: MissingFact[];
  doubtful: DeviceFact[];
}

/** What a person types to find a device of a list: the beginning of its asset tag or serial number. */
export const beginsWith = (n: string): string =>
  `(starts_with(d.asset_key, code_key(${n}::text)) OR starts_with(d.serial_key, code_key(${n}::text)))`;

/**
 * Devices after an id, matched as they are now. `q`, `status`: of the record; `product`: that gave the verdict; `missing`,
 * `doubtful`: one of the facts for which it is open. null for any.
 */
export async function matchDevices(
  sql: Sql,
  products: readonly ScopeProduct[],
  page: {
    siteIds: readonly string[] | null;
    verdict: Verdict | null;
    q: string | null;
    status: string | null;
    product: string | null;
    missing: string | null;
    doubtful: string | null;
    afterId: string;
    limit: number;
  },
): Promise<MatchedRow[]> {
  const compiled = compileScope(products, { firstParameter: 10 });
  return sql<MatchedRow>(
    `SELECT p.id, p.asset_tag AS "assetTag", p.serial_number AS "serialNumber", p.product_code AS "productCode",
            p.software_version AS "softwareVersion", p.site_id AS "siteId", s.name AS site, l.name AS location,
            p.status AS "deviceStatus", p.verdict, p.product_id AS "productId", a.name AS "productName", p.missing, p.doubtful
       FROM (SELECT d.*, coalesce(m.verdict, 'not-affected') AS verdict, m.product_id,
                    coalesce(m.missing, '{}') AS missing, coalesce(m.doubtful, '{}') AS doubtful
               FROM device d LEFT JOIN LATERAL (${compiled.sql}) m ON true
              WHERE d.id > $3 AND ($1::bigint[] IS NULL OR d.site_id = ANY($1))
                AND ($5::text IS NULL OR ${beginsWith('$5')}) AND ($6::text IS NULL OR d.status = $6)
                AND ($2::text IS NULL OR coalesce(m.verdict, 'not-affected') = $2) AND ($7::bigint IS NULL OR m.product_id = $7)
                AND ($8::text IS NULL OR $8 = ANY(m.missing)) AND ($9::text IS NULL OR $9 = ANY(m.doubtful))
              ORDER BY d.id LIMIT $4) AS p
       JOIN site s ON s.id = p.site_id LEFT JOIN location l ON l.id = p.location_id
       LEFT JOIN affected_product a ON a.id = p.product_id ORDER BY p.id`,
    [
      page.siteIds,
      page.verdict,
      page.afterId,
      page.limit,
      page.q,
      page.status,
      page.product,
      page.missing,
      page.doubtful,
      ...compiled.parameters,
    ],
  );
}

export interface NoticeRow {
  id: string;
  key: string | null;
  title: string;
  firm: string;
  class: NoticeView['class'];
  action: NoticeView['action'];
  initiated_on: string | null;
  recall_numbers: string[];
  event_number: string | null;
  reason: string;
  reply_route: NoticeView['replyRoute'];
  source: string | null;
  created_at: Date;
  products: number;
  communications: number;
  needs_reading: boolean;
  scope_version: number;
  attached_to: NoticeView['attachedTo'];
}

const NOTICE = `n.*, c.communications, p.products, p.needs_reading,
  (SELECT jsonb_build_object('id', m.id::text, 'title', m.title, 'firm', m.firm) FROM notice m WHERE m.id = n.attached_to) AS attached_to
  FROM notice n
 CROSS JOIN LATERAL (SELECT count(*)::int AS communications FROM communication c WHERE c.notice_id = n.id) c
 CROSS JOIN LATERAL (SELECT count(*)::int AS products,
       coalesce(bool_or(jsonb_typeof(p.criteria->'unread') = 'object' OR (p.criteria->'productCodes' = '[]' AND p.criteria->'udiDis' = '[]'
         AND NOT EXISTS (SELECT FROM affected_product_code c WHERE c.product_id = p.id AND c.removed_at IS NULL))), false) AS needs_reading
  FROM affected_product p WHERE p.notice_id = n.id AND p.version = n.scope_version) p`;

/** The day by which a notice is new or old: when the firm began it, else when it was entered here. Neither changes. */
const dayOf = (n: string): string =>
  `coalesce(${n}.initiated_on, (${n}.created_at AT TIME ZONE 'UTC')::date)`;

/** Newest first, by that day. `search` is looked for in titles, firms, numbers, product names and codes. */
export async function listNotices(
  sql: Sql,
  page: { search: string | null; beforeId: string | null; limit: number },
): Promise<NoticeRow[]> {
  const like = page.search === null ? null : `%${page.search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<NoticeRow>(
    `SELECT ${NOTICE}
      WHERE ($1::bigint IS NULL OR (${dayOf('n')}, n.id) < (SELECT ${dayOf('b')}, b.id FROM notice b WHERE b.id = $1))
        AND ($2::text IS NULL OR n.title ILIKE $2 OR n.firm ILIKE $2 OR n.event_number ILIKE $2
             OR array_to_string(n.recall_numbers, ' ') ILIKE $2
             OR EXISTS (SELECT FROM affected_product a WHERE a.notice_id = n.id AND (a.name ILIKE $2
                  OR (a.criteria->'productCodes')::text ILIKE $2 OR (a.criteria->'udiDis')::text ILIKE $2
                  OR EXISTS (SELECT FROM affected_product_code c WHERE c.product_id = a.id AND c.removed_at IS NULL
                              AND coalesce(c.product_code, c.udi_di) ILIKE $2))))
      ORDER BY ${dayOf('n')} DESC, n.id DESC LIMIT $3`,
    [page.beforeId, like, page.limit],
  );
}

/** @throws ExpectedError notice.not-found */
export async function readNotice(sql: Sql, noticeId: string): Promise<NoticeRow> {
  const [notice] = await sql<NoticeRow>(`SELECT ${NOTICE} WHERE n.id = $1`, [noticeId]);
  if (notice === undefined) throw notFound('notice', noticeId);
  return notice;
}

export interface CommunicationRow {
  id: string;
  notice_id: string;
  dated_on: string;
  kind: string;
  summary: string;
  created_at: Date;
  scope_version: number;
  scope_change: CommunicationView['scopeChange'];
  plan_key: string | null;
  plan_version: number | null;
}

export async function listCommunications(sql: Sql, noticeId: string): Promise<CommunicationRow[]> {
  return sql<CommunicationRow>('SELECT * FROM communication WHERE notice_id = $1 ORDER BY dated_on, id', [
    noticeId,
  ]);
}

export const presentCommunication = (row: CommunicationRow): CommunicationView => ({
  id: row.id,
  date: row.dated_on,
  kind: row.kind,
  summary: row.summary,
  createdAt: row.created_at.toISOString(),
  scopeVersion: row.scope_version,
  scopeChange: row.scope_change,
  plan: row.plan_key === null ? null : { key: row.plan_key, version: row.plan_version ?? 1 },
});
