import type { CheckView } from '#contracts/closeout';
import type { Sql } from '#platform/database';
import { checksOf, countsOf, pumpsOf } from './check.queries.js';

/** Every check of a campaign with its counts over all sites, and its pumps at these (null: everywhere). */
export async function viewsOf(
  sql: Sql,
  campaignId: string,
  sites: readonly string[] | null,
): Promise<CheckView[]> {
  const counts = new Map((await countsOf(sql, campaignId)).map((row) => [row.check_id, row]));
  const pumps = await pumpsOf(sql, campaignId, { sites });
  return (await checksOf(sql, campaignId)).map((row) => {
    const count = counts.get(row.id);
    return {
      id: row.id,
      level: row.level,
      percent: row.percent === null ? null : Number(row.percent),
      seed: row.seed,
      population: row.population,
      firstSize: row.first_size,
      size: Number(count?.size ?? 0),
      agreed: Number(count?.agreed ?? 0),
      disagreements: Number(count?.disagreements ?? 0),
      toCheck: Number(count?.to_check ?? 0),
      createdBy: { id: row.created_by, name: row.creator },
      createdAt: row.created_at.toISOString(),
      pumps: pumps.filter((pump) => pump.checkId === row.id),
    };
  });
}
