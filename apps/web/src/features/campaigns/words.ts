import type { CampaignBurndown } from '#contracts/campaign-progress';
import type { CampaignView } from '#contracts/campaigns';
import type { Tone } from '#web/ui';

/** `total` = `open` + `closed`; `late` of the open ones. */
export interface Counts {
  total: number;
  open: number;
  closed: number;
  late: number;
}

export const statusTone = (status: CampaignView['status']): Tone =>
  ({ draft: 'neutral', opening: 'soon', open: 'info', closed: 'done', cancelled: 'neutral' } as const)[
    status
  ];

/** How a cell of the matrix stands; `share` of its tasks that are closed, 0 to 1. */
export function cellTone({ total, open, closed, late }: Counts): {
  tone: 'none' | 'late' | 'open' | 'done';
  share: number;
} {
  if (total === 0) return { tone: 'none', share: 0 };
  return { tone: late > 0 ? 'late' : open > 0 ? 'open' : 'done', share: closed / total };
}

/**
 * By how many tasks the campaign is behind (positive) or ahead of (negative) its due days today; null: no figures. What is
 * due today is not late while the day lasts, nor is the campaign ahead by it.
 */
export function behindPlan({ points, today }: CampaignBurndown): number | null {
  const at = points.findIndex(({ day }) => day === today);
  const now = points[at];
  if (now === undefined || now.open === null) return null;
  const before = points[at - 1]?.planned ?? Number.POSITIVE_INFINITY;
  return Math.max(0, now.open - before) || Math.min(0, now.open - now.planned);
}

/** Every campaign that has one of these in `late`, summed. */
export function sums(items: ReadonlyArray<{ lateTasks: number; notLocated: number }>): {
  late: number;
  notLocated: number;
} {
  return {
    late: items.reduce((sum, { lateTasks }) => sum + lateTasks, 0),
    notLocated: items.reduce((sum, { notLocated }) => sum + notLocated, 0),
  };
}
