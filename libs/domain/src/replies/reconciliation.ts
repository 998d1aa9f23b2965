import { type Disposition, dispositions, type ReplyFigures, type ReplyRow } from '#contracts/replies';

/** What is known of a pump of a campaign; many pumps have the same. Built by figures.queries.ts. */
export interface PumpFacts {
  verdict: 'affected' | 'possibly-affected' | 'not-affected';
  /** of the device's record */
  status: string;
  /** a task of the campaign for it is open or waiting */
  open: boolean;
  /** a task other than the check of its record is closed */
  worked: boolean;
  /** a closed task says that it was not found */
  missed: boolean;
}

/** So many pumps with one product code that have the same facts. */
export interface PumpGroup extends PumpFacts {
  productCode: string;
  pumps: number;
}

export const obstacleReasons = {
  'still-open': 'Work on it is not finished.',
  'not-verified': 'Nobody has verified its record, so whether the notice applies is not known.',
  'found-again':
    'A task says that it was not found, and its record says where it is: reopen the task, or mark it as not located.',
  'not-worked-on': 'The campaign asks for work on it, and none was ever recorded.',
} as const;
export type ObstacleReason = keyof typeof obstacleReasons;

export type Place = { at: Disposition } | { at: 'nowhere'; because: ObstacleReason };

/** Where the record of a device says that it has gone; whatever else was planned for it is over then. */
const GONE: Partial<Record<string, Disposition>> = {
  returned: 'returned',
  retired: 'disposed',
  transferred: 'transferred',
  'not-located': 'notLocated',
  isolated: 'isolated',
};

/**
 * The one place of a pump in a reply to the firm. Where it is physically comes first: a pump that is isolated is
 * reported as isolated also while its return is being arranged. Null: it is not affected, and in no count.
 * @param asksForWork whether the plan has a step for each pump; without one there is nothing to correct
 */
export function placeOf(pump: PumpFacts, asksForWork: boolean): Place | null {
  if (pump.verdict === 'not-affected') return null;
  if (pump.verdict === 'possibly-affected') return { at: 'nowhere', because: 'not-verified' };
  const gone = GONE[pump.status];
  if (gone !== undefined) return { at: gone };
  if (pump.open) return { at: 'nowhere', because: 'still-open' };
  if (pump.missed) return { at: 'nowhere', because: 'found-again' };
  if (asksForWork && !pump.worked) return { at: 'nowhere', because: 'not-worked-on' };
  return { at: 'corrected' };
}

/**
 * The quantities by product code, in the order of the codes. In each row, and in the total:
 * affected = corrected + isolated + returned + disposed + notLocated + transferred + stillOpen + unplaced.
 */
export function figuresOf(groups: readonly PumpGroup[], asksForWork: boolean): ReplyFigures {
  const rows = new Map<string, Required<ReplyRow>>();
  for (const group of groups) {
    const place = placeOf(group, asksForWork);
    if (place === null) continue;
    const row = rows.get(group.productCode) ?? {
      productCode: group.productCode,
      ...nothing(),
      possiblyAffected: 0,
    };
    rows.set(group.productCode, row);
    row.affected += group.pumps;
    if (group.verdict === 'possibly-affected') row.possiblyAffected += group.pumps;
    if (place.at !== 'nowhere') row[place.at] += group.pumps;
    else row[place.because === 'still-open' ? 'stillOpen' : 'unplaced'] += group.pumps;
  }
  const sorted = [...rows.values()].sort((a, b) => (a.productCode < b.productCode ? -1 : 1));
  const total = { ...nothing(), possiblyAffected: 0 };
  for (const row of sorted)
    for (const key of Object.keys(total) as Array<keyof typeof total>) total[key] += row[key];
  return { noStock: total.affected === 0, rows: sorted, total };
}

/**
 * Whether a reply with these figures may go out: affected = corrected + isolated + returned + disposed + not located +
 * transferred, in every row and against the count that the database keeps apart from the pumps themselves.
 * @param kept affected and possibly affected pumps by the campaign's own count of the site
 * @param interim a reply that says how many pumps are still open may go out with those
 */
export function addsUp(
  figures: ReplyFigures,
  kept: number,
  interim: boolean,
): { ok: true } | { ok: false; missing: number } {
  const placed = dispositions.reduce((sum, key) => sum + figures.total[key], 0);
  const stated = placed + (interim ? figures.total.stillOpen : 0);
  if (stated === figures.total.affected && figures.total.affected === kept) return { ok: true };
  return { ok: false, missing: Math.max(figures.total.affected, kept) - stated };
}

/** Whether two replies say the same: the same quantities of the same codes. */
export function sameFigures(one: ReplyFigures, other: ReplyFigures): boolean {
  const key = ({ rows }: ReplyFigures): string =>
    JSON.stringify(
      rows.map((row) => [row.productCode, ...(Object.keys(nothing()) as Count[]).map((name) => row[name])]),
    );
  return key(one) === key(other);
}

/** What a sent reply says; possibly affected pumps are in none. */
type Count = Exclude<keyof ReplyRow, 'productCode' | 'possiblyAffected'>;
const nothing = (): Record<Count, number> => ({
  affected: 0,
  corrected: 0,
  isolated: 0,
  returned: 0,
  disposed: 0,
  notLocated: 0,
  transferred: 0,
  stillOpen: 0,
  unplaced: 0,
});
