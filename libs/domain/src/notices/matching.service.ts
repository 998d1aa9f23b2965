import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type CampaignDevicePage, type ExplanationView, type PreviewView } from '#contracts/matching';
import { type MissingFact, missingFacts, type Verdict } from '#contracts/notices';
import type { Caller } from '#domain/audit';
import { seesSite, siteFilter } from '#domain/identity';
import { cursorId, cutPage, sqlOf } from '#platform/database';
import { notFound } from '#platform/errors';
import { evaluateScope } from './criteria.evaluate.js';
import type { ScopeProduct } from './criteria.js';
import { findNearMisses } from './near-misses.js';
import {
  countVerdicts,
  factsOfDevice,
  fleetCodes,
  loadScope,
  matchDevices,
  type PreviewRow,
  siteOfDevice,
} from './notices.queries.js';

/**
 * A notice held against the fleet as it is now, at the sites the caller has been given. Reads only. Without a scopeVersion
 * it is the newest.
 */
@Injectable()
export class MatchingService {
  constructor(private readonly database: DataSource) {}

  /**
   * Verdict counts by site, product and missing fact, and the near misses, before anything is opened.
   * @param of.siteIds null: every site the caller sees; else those of them that the caller sees
   * @throws ExpectedError notice.not-found
   */
  async preview(
    caller: Caller,
    of: { noticeId: string; scopeVersion?: number | undefined; siteIds: readonly string[] | null },
  ): Promise<PreviewView> {
    const sql = sqlOf(this.database);
    const siteIds = visibleSites(caller, of.siteIds);
    const products = await loadScope(sql, of.noticeId, of.scopeVersion);
    const [rows, fleet] = await Promise.all([
      countVerdicts(sql, products, siteIds),
      fleetCodes(sql, siteIds),
    ]);
    return { ...summed(rows, products), ...findNearMisses(products, fleet) };
  }

  /**
   * One page of devices with their verdicts, by id, none with a task. Without `verdict`: every device, not affected ones too.
   * @throws ExpectedError notice.not-found, request.bad-cursor
   */
  async devices(
    caller: Caller,
    of: {
      noticeId: string;
      scopeVersion?: number | undefined;
      siteIds: readonly string[] | null;
      verdict?: Verdict | undefined;
      q?: string | undefined;
      status?: string | undefined;
      product?: string | undefined;
      missing?: string | undefined;
      doubtful?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    },
  ): Promise<CampaignDevicePage> {
    const sql = sqlOf(this.database);
    const products = await loadScope(sql, of.noticeId, of.scopeVersion);
    const rows = await matchDevices(sql, products, {
      siteIds: visibleSites(caller, of.siteIds),
      verdict: of.verdict ?? null,
      q: of.q ?? null,
      status: of.status ?? null,
      product: of.product ?? null,
      missing: of.missing ?? null,
      doubtful: of.doubtful ?? null,
      afterId: cursorId(of.cursor) ?? '0',
      limit: of.limit + 1,
    });
    const page = cutPage(rows, of.limit, ({ id }) => ({ id }));
    return { ...page, items: page.items.map((row) => ({ ...row, openTasks: 0, lateTasks: 0 })) };
  }

  /**
   * Why a device has its verdict, clause by clause, for every product of the notice.
   * @throws ExpectedError notice.not-found, device.not-found (also for a device at a site the caller does not see)
   */
  async explain(
    caller: Caller,
    of: { noticeId: string; scopeVersion?: number | undefined; deviceId: string },
  ): Promise<ExplanationView> {
    const sql = sqlOf(this.database);
    const siteId = await siteOfDevice(sql, of.deviceId);
    if (siteId === null || !seesSite(caller, siteId)) throw notFound('device', of.deviceId);
    return evaluateScope(
      await loadScope(sql, of.noticeId, of.scopeVersion),
      await factsOfDevice(sql, of.deviceId),
    );
  }
}

/** The sites asked for that the caller sees; null: every site there is. */
function visibleSites(caller: Caller, asked: readonly string[] | null): readonly string[] | null {
  const given = siteFilter(caller);
  if (asked === null || given === null) return asked ?? given;
  return asked.filter((siteId) => given.includes(siteId));
}

const needsReading = ({ criteria }: ScopeProduct): boolean =>
  Boolean(criteria.unread) || criteria.productCodes.length + criteria.udiDis.length === 0;

type Counts = Omit<PreviewView, 'nearMisses' | 'codesWithoutDevices'>;

function summed(rows: readonly PreviewRow[], products: readonly ScopeProduct[]): Counts {
  const nothing = () => ({ affected: 0, possiblyAffected: 0, notAffected: 0 });
  const total = nothing();
  const bySite = new Map<string, Counts['bySite'][number]>();
  const byProduct = new Map(
    products.map((product) => [
      product.id,
      {
        productId: product.id,
        position: product.position,
        name: product.name,
        affected: 0,
        possiblyAffected: 0,
        needsReading: needsReading(product),
      },
    ]),
  );
  const missing = new Map<MissingFact, number>();
  const doubtful = new Map<MissingFact, number>();
  for (const row of rows) {
    const site = bySite.get(row.siteId) ?? { siteId: row.siteId, site: row.site, ...nothing() };
    bySite.set(row.siteId, site);
    const product = row.productId === null ? undefined : byProduct.get(row.productId);
    for (const counts of [total, site]) counts[fieldOf[row.verdict]] += row.devices;
    if (product !== undefined && row.verdict !== 'not-affected') product[fieldOf[row.verdict]] += row.devices;
    for (const fact of row.missing) missing.set(fact, (missing.get(fact) ?? 0) + row.devices);
    for (const fact of row.doubtful) doubtful.set(fact, (doubtful.get(fact) ?? 0) + row.devices);
  }
  const counted = (facts: ReadonlyMap<MissingFact, number>) =>
    missingFacts.flatMap((fact) => (facts.has(fact) ? [{ fact, devices: facts.get(fact) ?? 0 }] : []));
  return {
    ...total,
    bySite: [...bySite.values()],
    byProduct: [...byProduct.values()],
    missingFacts: counted(missing),
    doubtfulFacts: counted(doubtful),
  };
}

const fieldOf = {
  affected: 'affected',
  'possibly-affected': 'possiblyAffected',
  'not-affected': 'notAffected',
} as const;
