import { z } from 'zod';
import { campaignStatuses, CampaignView, TaskCounts } from './campaigns.js';
import { Day, Id, Moment, PersonRef } from './common.js';
import { reminderStates } from './reminders.js';

/** Somebody with late work in a campaign. `open` counts waiting tasks too, as all counts of a campaign do. */
export const StuckPerson = z.object({
  person: PersonRef,
  open: z.int(),
  late: z.int(),
  oldestDueOn: Day,
  /** the last e-mail about this campaign; `at`: when it was sent, or else when it came to be owed. null: none yet */
  lastReminder: z.object({ at: Moment, state: z.enum(reminderStates) }).nullable(),
});
export type StuckPerson = z.infer<typeof StuckPerson>;

/** A campaign on Home: all counts are of the sites the caller has been given. */
export const OverviewCampaign = CampaignView.extend({
  /** whole days since it was opened */
  ageDays: z.int(),
  /** the same as tasks.late */
  lateTasks: z.int(),
  /** devices in scope, and those of them whose record says that nobody knows where they are */
  devices: z.int(),
  notLocated: z.int(),
  /** up to three people with the most late tasks, worst first; empty for a role that does not read reminders */
  stuck: z.array(StuckPerson),
});
export type OverviewCampaign = z.infer<typeof OverviewCampaign>;

/**
 * GET campaigns/overview: the opening and open campaigns, those with late tasks first, of these Class I first, then the
 * most late tasks, then the oldest. At most the 100 worst; `total` says how many there are.
 */
export const CampaignOverview = z
  .object({ items: z.array(OverviewCampaign), total: z.int() })
  .meta({ id: 'CampaignOverview' });
export type CampaignOverview = z.infer<typeof CampaignOverview>;

/**
 * The body of an "overview" event of GET campaigns/events: every opening and open campaign the caller may see, by id. One
 * that is missing has ended. It comes when one of these counts has changed: fetch what is shown anew.
 */
export const OverviewEvent = z
  .object({
    items: z.array(
      z.object({
        id: Id,
        version: z.int(),
        status: z.enum(campaignStatuses),
        tasks: TaskCounts,
        percentClosed: z.number(),
      }),
    ),
  })
  .meta({ id: 'OverviewEvent' });
export type OverviewEvent = z.infer<typeof OverviewEvent>;
