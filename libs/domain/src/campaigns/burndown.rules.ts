import type { CampaignBurndown } from '#contracts/campaign-progress';

/** What happened on one day. Days are YYYY-MM-DD, of the calendar of the site where it happened. */
export interface DayCounts {
  day: string;
  begun: number;
  closed: number;
  reopened: number;
  withdrawn: number;
}

export interface BurndownFacts {
  /** null: not opened yet */
  openedOn: string | null;
  /** today, or the day the campaign ended */
  today: string;
  days: readonly DayCounts[];
  /** tasks, open or closed, by the day they are due */
  due: ReadonlyArray<{ dueOn: string; tasks: number }>;
}

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/**
 * Planned against actual, a point a day. Work that is said to be older than the opening counts on its first day; a site
 * whose day has begun before the others' counts on the last one.
 */
export function burndown({ openedOn, today, days, due }: BurndownFacts): CampaignBurndown {
  if (openedOn === null) return { openedOn: null, today: null, lastDueOn: null, points: [] };
  const lastDueOn = due.reduce<string | null>(
    (last, { dueOn }) => (last !== null && last > dueOn ? last : dueOn),
    null,
  );
  const known = today < openedOn ? openedOn : today;
  const end = lastDueOn !== null && lastDueOn > known ? lastDueOn : known;
  const byDay = new Map<string, DayCounts>();
  for (const counts of days) {
    const day = counts.day < openedOn ? openedOn : counts.day > known ? known : counts.day;
    const sum = byDay.get(day) ?? { day, begun: 0, closed: 0, reopened: 0, withdrawn: 0 };
    sum.begun += counts.begun;
    sum.closed += counts.closed;
    sum.reopened += counts.reopened;
    sum.withdrawn += counts.withdrawn;
    byDay.set(day, sum);
  }
  const dueBy = new Map<string, number>();
  for (const { dueOn, tasks } of due) dueBy.set(dueOn, (dueBy.get(dueOn) ?? 0) + tasks);
  let planned = due.reduce((sum, { dueOn, tasks }) => (dueOn < openedOn ? sum : sum + tasks), 0);
  let open = 0;
  const points: CampaignBurndown['points'] = [];
  for (let day = openedOn; day <= end; day = nextDay(day)) {
    const { begun, closed, reopened, withdrawn } = byDay.get(day) ?? {
      begun: 0,
      closed: 0,
      reopened: 0,
      withdrawn: 0,
    };
    planned -= dueBy.get(day) ?? 0;
    open += begun - closed + reopened - withdrawn;
    points.push({ day, planned, open: day <= known ? open : null, begun, closed, reopened, withdrawn });
  }
  return { openedOn, today: known, lastDueOn, points };
}
