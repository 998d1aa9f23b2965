import { z } from 'zod';
import { TaskCounts } from './campaigns.js';
import { Day, Id } from './common.js';

/**
 * GET campaigns/:id/burndown: one point a day, by the calendars of the sites, from the day of the opening to the last due
 * day, or to today (or the day it ended) if that is later. A draft has no points.
 */
export const CampaignBurndown = z
  .object({
    openedOn: Day.nullable(),
    /** the last day for which `open` is known; null: not opened yet */
    today: Day.nullable(),
    lastDueOn: Day.nullable(),
    points: z.array(
      z.object({
        day: Day,
        /** tasks that would still be open at the end of the day, were each closed on its due day; by the due days of now */
        planned: z.int(),
        /** tasks that were open at the end of the day (today: now); null for days to come */
        open: z.int().nullable(),
        /** what happened on the day, by when the work was done, which may be earlier than it was sent */
        begun: z.int(),
        closed: z.int(),
        reopened: z.int(),
        withdrawn: z.int(),
      }),
    ),
  })
  .meta({ id: 'CampaignBurndown' });
export type CampaignBurndown = z.infer<typeof CampaignBurndown>;

export const matrixSorts = ['worst', 'name'] as const;
/** worst: most late tasks first, then most open ones, then by name */
export const CampaignMatrixQuery = z.object({ sort: z.enum(matrixSorts).default('worst') });
export type CampaignMatrixQuery = z.infer<typeof CampaignMatrixQuery>;

/** Counts of one row, one cell a step in the order of `steps`; null where the step has no task. */
const cells = z.array(TaskCounts.nullable());

/** GET campaigns/:id/matrix: site by step, of the sites the caller has been given. */
export const CampaignMatrix = z
  .object({
    /** as in the "progress" events: while it is the same, so is the matrix */
    revision: z.string(),
    /** the steps that have tasks, in the order of the plan */
    steps: z.array(
      z.object({
        stepKey: z.string(),
        title: z.string(),
        scope: z.enum(['device', 'site', 'campaign']),
        tasks: TaskCounts,
      }),
    ),
    sites: z.array(z.object({ siteId: Id, site: z.string(), devices: z.int(), tasks: TaskCounts, cells })),
    /** the campaign's own tasks, which belong to no site; null when it has none */
    own: z.object({ tasks: TaskCounts, cells }).nullable(),
    tasks: TaskCounts,
  })
  .meta({ id: 'CampaignMatrix' });
export type CampaignMatrix = z.infer<typeof CampaignMatrix>;
