import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '#contracts/common';
import type { DeviceHistoryEntry, DeviceHistoryQuery } from '#contracts/device-history';
import type { ExplanationView } from '#contracts/matching';
import type { Caller } from '#domain/audit';
import { devicesById } from '#domain/fleet';
import { siteFilter } from '#domain/identity';
import { evaluateScope, factsOfDevice, loadScope } from '#domain/notices';
import { cutPage, decodeCursor, type Sql, sqlOf } from '#platform/database';
import { notFound } from '#platform/errors';
import { presentHistory } from './device-history.presenter.js';
import { deviceStory, type HistoryRow, type Names, namesOf } from './device-history.queries.js';
import { PlansService } from './plans.service.js';

/** A pump's whole story: its record, the campaigns that it was in, and what was done to it. */
@Injectable()
export class DeviceHistoryService {
  constructor(
    private readonly database: DataSource,
    private readonly plans: PlansService,
  ) {}

  /**
   * Newest first. Of campaigns and tasks of other sites than the caller's, and of the time before the pump came from
   * such a site, nothing is told.
   * @throws ExpectedError device.not-found
   */
  async history(
    caller: Caller,
    deviceId: string,
    query: DeviceHistoryQuery,
  ): Promise<Page<DeviceHistoryEntry>> {
    const sql = sqlOf(this.database);
    const sites = siteFilter(caller);
    if ((await devicesById(sql, sites, [deviceId])).length === 0) throw notFound('device', deviceId);
    const rows = await deviceStory(sql, {
      deviceId,
      sites,
      kind: query.kind ?? null,
      campaignId: query.campaign ?? null,
      before: decodeCursor<{ at: string; source: string; id: string }>(query.cursor),
      limit: query.limit + 1,
    });
    const page = cutPage(rows, query.limit, ({ at_us: at, source, id }) => ({ at, source, id }));
    const names = await namesOf(sql, sites, idsIn(page.items));
    const items: DeviceHistoryEntry[] = [];
    for (const row of page.items) items.push(await this.present(sql, deviceId, row, names));
    return { ...page, items };
  }

  private async present(
    sql: Sql,
    deviceId: string,
    row: HistoryRow,
    names: Names,
  ): Promise<DeviceHistoryEntry> {
    const plan = row.plan_id === null ? null : await this.plans.definition(sql, row.plan_id);
    let explanation: ExplanationView | null = null;
    if (row.kind === 'verdict' && row.notice_id !== null) {
      explanation = evaluateScope(
        await loadScope(sql, row.notice_id, row.scope_version ?? undefined),
        await factsOfDevice(sql, deviceId),
      );
    }
    return presentHistory(row, { names, plan, explanation });
  }
}

/** Every id that an entry names and that is shown by its name. */
function idsIn(rows: readonly HistoryRow[]): Record<keyof Names, string[]> {
  const found = { sites: new Set<string>(), locations: new Set<string>(), people: new Set<string>() };
  const note = (set: Set<string>, value: unknown): void => {
    if (typeof value === 'string') set.add(value);
  };
  for (const { data } of rows) {
    for (const [field, set] of [
      ['siteId', found.sites],
      ['locationId', found.locations],
      ['assigneeId', found.people],
    ] as const) {
      for (const value of [data.old?.[field], data.new?.[field], ...(data.changes?.[field] ?? [])])
        note(set, value);
    }
  }
  return { sites: [...found.sites], locations: [...found.locations], people: [...found.people] };
}
