import { z } from 'zod';
import { campaignStatuses } from './campaigns.js';
import { Day, Id, Moment, pageOf, pageQuery, PersonRef, RecallClass, words } from './common.js';
import { CommunicationView, DayOrMonth, verdictValues } from './notices.js';
import { waitReasons } from './tasks.js';

/** What a change does to a device: into the scope, out of it, or another verdict within it. */
export const deviceChanges = ['added', 'removed', 'verdict-changed'] as const;
/**
 * What it does to tasks. new: begins. returned: withdrawn before, open again. reopened: done, and its instruction changed.
 * withdrawn: open, and not asked for any more. instructions: open, and its instruction changed. goes-on: open as before.
 * kept: done, and stays so.
 */
export const taskEffects = [
  'new',
  'returned',
  'reopened',
  'withdrawn',
  'instructions',
  'goes-on',
  'kept',
] as const;
export type TaskChangeEffect = (typeof taskEffects)[number];
const TaskEffectCounts = z.object({
  new: z.int(),
  returned: z.int(),
  reopened: z.int(),
  withdrawn: z.int(),
  instructions: z.int(),
  'goes-on': z.int(),
  kept: z.int(),
});
export type TaskEffectCounts = z.infer<typeof TaskEffectCounts>;
/** undecided: of the added and the changed ones, those of which the record does not say enough (possibly affected) */
const DeviceChangeCounts = z.object({
  added: z.int(),
  removed: z.int(),
  verdictChanged: z.int(),
  undecided: z.int(),
});

const letterQuery = {
  /** the letter to hold the campaign against; absent: the newest that is not applied */
  communication: Id.optional(),
  /** the version of the plan to go on with; absent: that of the letter, else the one of now */
  planKey: z.string().max(60).optional(),
  planVersion: z.coerce.number().int().min(1).optional(),
};
export const DifferenceQuery = z.object(letterQuery);
export type DifferenceQuery = z.infer<typeof DifferenceQuery>;

export const DifferenceDevicesQuery = z.object({
  ...letterQuery,
  ...pageQuery,
  change: z.enum([...deviceChanges, 'undecided']).optional(),
  /** devices with a task to which this happens, whether or not their verdict changes */
  effect: z.enum(taskEffects).optional(),
  /** of this step; goes with effect */
  step: z.string().max(60).optional(),
  site: Id.optional(),
});
export type DifferenceDevicesQuery = z.infer<typeof DifferenceDevicesQuery>;

const PlanRef = z.object({ key: z.string(), version: z.int(), title: z.string() });

/** What applying a letter would do, at the sites that the caller has been given. Nothing is written. */
export const Difference = z
  .object({
    communication: CommunicationView,
    scope: z.object({
      from: z.int(),
      to: z.int(),
      products: z.object({
        added: z.array(z.string()),
        removed: z.array(z.string()),
        changed: z.array(z.string()),
      }),
    }),
    plan: z.object({
      from: PlanRef,
      to: PlanRef,
      steps: z.array(
        z.object({
          stepKey: z.string(),
          title: z.string(),
          change: z.enum(['added', 'changed', 'dropped']),
          /** of a changed step: which parts; instructions, fields and outcomes reopen what is done */
          parts: z.array(z.string()),
          reopens: z.boolean(),
        }),
      ),
    }),
    devices: DeviceChangeCounts,
    tasks: TaskEffectCounts,
    bySite: z.array(
      z.object({
        /** null: the campaign's own steps */
        siteId: Id.nullable(),
        site: z.string().nullable(),
        devices: DeviceChangeCounts,
        tasks: TaskEffectCounts,
      }),
    ),
    byStep: z.array(z.object({ stepKey: z.string(), title: z.string(), tasks: TaskEffectCounts })),
    /** whether anything would change */
    empty: z.boolean(),
  })
  .meta({ id: 'CampaignDifference' });
export type Difference = z.infer<typeof Difference>;

export const DifferenceDevice = z.object({
  id: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  siteId: Id,
  site: z.string(),
  /** null: its verdict stays as it is */
  change: z.enum(deviceChanges).nullable(),
  /** null: the campaign does not know it */
  from: z.enum(verdictValues).nullable(),
  to: z.enum(verdictValues),
  openTasks: z.int(),
  doneTasks: z.int(),
});
export type DifferenceDevice = z.infer<typeof DifferenceDevice>;
export const DifferenceDevicePage = pageOf(DifferenceDevice).meta({ id: 'DifferenceDevicePage' });

export const ApplyLetter = z
  .object({
    communicationId: Id,
    planKey: z.string().max(60).optional(),
    planVersion: z.int().min(1).optional(),
  })
  .meta({ id: 'ApplyLetter' });
export type ApplyLetter = z.infer<typeof ApplyLetter>;

/** POST campaigns/:id/set-aside-letter: a letter that came after the end changes nothing in the campaign; nor did any before it. */
export const SetAsideLetter = z
  .object({ communicationId: Id, reason: words(2000) })
  .meta({ id: 'SetAsideLetter' });
export type SetAsideLetter = z.infer<typeof SetAsideLetter>;

export const changeKinds = ['letter', 'watch', 'reopening'] as const;
export const CampaignChange = z
  .object({
    id: Id,
    kind: z.enum(changeKinds),
    communicationId: Id.nullable(),
    reason: z.string(),
    by: PersonRef.nullable(),
    begunAt: Moment,
    finishedAt: Moment.nullable(),
    /** devices looked at, of how many */
    done: z.int(),
    total: z.int(),
    scope: z.object({ from: z.int(), to: z.int() }),
    plan: z.object({ from: PlanRef, to: PlanRef }),
    devices: DeviceChangeCounts,
    /** what was done to tasks: new, returned, reopened, withdrawn, instructions */
    tasks: TaskEffectCounts,
  })
  .meta({ id: 'CampaignChange' });
export type CampaignChange = z.infer<typeof CampaignChange>;
export const CampaignChangePage = pageOf(CampaignChange).meta({ id: 'CampaignChangePage' });
export const CampaignChangesQuery = z.object({ ...pageQuery, kind: z.enum(changeKinds).optional() });
export type CampaignChangesQuery = z.infer<typeof CampaignChangesQuery>;

/** A pump that turned up in scope of a campaign that is over. */
export const WatchFinding = z.object({
  device: z.object({
    id: Id,
    assetTag: z.string().nullable(),
    serialNumber: z.string().nullable(),
    siteId: Id,
    site: z.string(),
  }),
  verdict: z.enum(verdictValues),
  foundAt: Moment,
  reopenedAt: Moment.nullable(),
});
export type WatchFinding = z.infer<typeof WatchFinding>;
export const WatchFindingPage = pageOf(WatchFinding).meta({ id: 'WatchFindingPage' });
export const WatchFindingsQuery = z.object({ ...pageQuery, state: z.enum(['new', 'reopened']).optional() });
export type WatchFindingsQuery = z.infer<typeof WatchFindingsQuery>;

/**
 * GET campaigns/news: what waits for a decision. letters: campaigns whose notice has letters that are not in force in them
 * (a closed one has to be reopened first). findings: campaigns with pumps that turned up after their end. applying: letters
 * on their way at this moment. At the caller's sites.
 */
export const CampaignNews = z
  .object({
    letters: z.array(
      z.object({
        campaignId: Id,
        title: z.string(),
        class: RecallClass,
        status: z.enum(campaignStatuses),
        /** how many are not in force */
        letters: z.int(),
        newest: z.object({ id: Id, date: DayOrMonth, kind: z.string() }),
      }),
    ),
    findings: z.array(
      z.object({
        campaignId: Id,
        title: z.string(),
        class: RecallClass,
        status: z.enum(campaignStatuses),
        devices: z.int(),
      }),
    ),
    applying: z.array(
      z.object({ campaignId: Id, changeId: Id, reason: z.string(), done: z.int(), total: z.int() }),
    ),
  })
  .meta({ id: 'CampaignNews' });
export type CampaignNews = z.infer<typeof CampaignNews>;
export const CampaignNewsQuery = z.object({ campaign: Id.optional() });
export type CampaignNewsQuery = z.infer<typeof CampaignNewsQuery>;

/** POST tasks/:id/wait: the task waits for the firm, and whoever chases it is reminded. */
export const WaitForFirm = z
  .object({
    version: z.int().min(1),
    for: z.enum(waitReasons),
    /** absent: today at the site */
    askedOn: Day.optional(),
    /** the day by which the firm promised it */
    promisedOn: Day.nullish(),
    note: words(2000).optional(),
    /** who asks the firm; absent: the campaign's owner */
    chaserId: Id.optional(),
  })
  .refine(({ askedOn, promisedOn }) => !askedOn || !promisedOn || askedOn <= promisedOn, {
    message: 'must not be before it was asked for',
    path: ['promisedOn'],
  })
  .meta({ id: 'WaitForFirm' });
export type WaitForFirm = z.infer<typeof WaitForFirm>;

export const TaskWait = z
  .object({
    id: Id,
    taskId: Id,
    campaignId: Id,
    stepKey: z.string(),
    for: z.enum(waitReasons),
    askedOn: Day,
    promisedOn: Day.nullable(),
    note: z.string().nullable(),
    chaser: PersonRef,
    device: z
      .object({ id: Id, assetTag: z.string().nullable(), serialNumber: z.string().nullable() })
      .nullable(),
    site: z.object({ id: Id, name: z.string() }).nullable(),
    /** days since it was asked for, in the site's calendar */
    ageDays: z.int(),
    /** the promise is over */
    overdue: z.boolean(),
    begunAt: Moment,
    endedAt: Moment.nullable(),
  })
  .meta({ id: 'TaskWait' });
export type TaskWait = z.infer<typeof TaskWait>;
export const TaskWaitPage = pageOf(TaskWait).meta({ id: 'TaskWaitPage' });
export const TaskWaitsQuery = z.object({
  ...pageQuery,
  campaign: Id.optional(),
  chaser: z.union([z.literal('me'), Id]).optional(),
});
export type TaskWaitsQuery = z.infer<typeof TaskWaitsQuery>;
