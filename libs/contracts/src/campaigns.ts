import { z } from 'zod';
import {
  Day,
  Id,
  Moment,
  pageOf,
  pageQuery,
  PersonRef,
  RecallClass,
  recallClasses,
  words,
} from './common.js';
import { DeviceStatus } from './fleet.js';
import { deviceFacts, missingFacts, verdictValues } from './notices.js';

export const campaignStatuses = ['draft', 'opening', 'open', 'closed', 'cancelled'] as const;

export const CreateCampaign = z
  .object({
    noticeId: Id,
    planKey: z.string().max(60),
    /** absent: the newest version of the plan */
    planVersion: z.int().min(1).optional(),
    /** absent: every site the caller has been given */
    siteIds: z.array(Id).min(1).max(10_000).optional(),
    title: words(300).optional(),
    /** the risk manager who answers for it; absent: the caller */
    ownerId: Id.optional(),
  })
  .meta({ id: 'CreateCampaign' });
export type CreateCampaign = z.infer<typeof CreateCampaign>;

export const PatchCampaign = z
  .object({
    version: z.int().min(1),
    title: words(300).optional(),
    ownerId: Id.optional(),
    /** of a draft only */
    siteIds: z.array(Id).min(1).max(10_000).nullable().optional(),
    planKey: z.string().max(60).optional(),
    /** of a draft only: works by this version of its plan (or of planKey), which need not be the newest */
    planVersion: z.int().min(1).optional(),
    /** of a draft only: where its author left the assistant, in the screen's own words; null: nowhere */
    draftStep: z.string().min(1).max(100).nullable().optional(),
  })
  .meta({ id: 'PatchCampaign' });
export type PatchCampaign = z.infer<typeof PatchCampaign>;

/**
 * The reason may be left out for a draft, of which nobody but its author knows. nothingAffected: that no pump is affected
 * is the response; refused while one is, or possibly so, and the matching result is kept with the campaign.
 */
export const CancelCampaign = z
  .object({ reason: words(4000).optional(), nothingAffected: z.boolean().default(false) })
  .refine(({ reason, nothingAffected }) => !nothingAffected || reason !== undefined, {
    path: ['reason'],
    message: 'say why nothing is affected',
  })
  .meta({ id: 'CancelCampaign' });
export type CancelCampaign = z.infer<typeof CancelCampaign>;

/** The matching result at the moment at which nothing was found to be affected. */
export const NothingAffected = z.object({
  at: Moment,
  notAffected: z.int(),
  missingFacts: z.array(z.object({ fact: z.string(), devices: z.int() })),
  nearMisses: z.array(z.unknown()),
  codesWithoutDevices: z.array(z.unknown()),
});
export type NothingAffected = z.infer<typeof NothingAffected>;

export const CampaignListQuery = z.object({
  ...pageQuery,
  status: z.enum(campaignStatuses).optional(),
  notice: Id.optional(),
  /** part of the campaign's or the notice's title */
  q: z.string().max(200).optional(),
  class: z.enum([...recallClasses, 'none']).optional(),
  owner: Id.optional(),
  /** key of the plan that it works by, in any version */
  plan: z.string().max(60).optional(),
});
export type CampaignListQuery = z.infer<typeof CampaignListQuery>;

/** open counts waiting tasks too; late ones are open, and their due day is over in the calendar of their site */
export const TaskCounts = z.object({ total: z.int(), open: z.int(), closed: z.int(), late: z.int() });

export const CampaignProgress = z
  .object({
    status: z.enum(campaignStatuses),
    devices: z.int(),
    affected: z.int(),
    possiblyAffected: z.int(),
    /** possibly affected first, found not to be affected when their record was verified */
    removed: z.int(),
    tasks: TaskCounts,
    percentClosed: z.number(),
    /** how far the opening is: devices looked at, of how many */
    opening: z.object({ done: z.int(), total: z.int() }),
    bySite: z.array(z.object({ siteId: Id, site: z.string(), devices: z.int(), tasks: TaskCounts })),
    byStep: z.array(z.object({ stepKey: z.string(), title: z.string(), tasks: TaskCounts })),
    /** changes whenever a count of any site and step does, so that the matrix has to be fetched anew */
    revision: z.string(),
  })
  .meta({ id: 'CampaignProgress' });
export type CampaignProgress = z.infer<typeof CampaignProgress>;

export const CampaignView = z
  .object({
    id: Id,
    version: z.int(),
    status: z.enum(campaignStatuses),
    title: z.string(),
    class: RecallClass,
    noticeId: Id,
    noticeTitle: z.string(),
    planKey: z.string(),
    planVersion: z.int(),
    planTitle: z.string(),
    owner: PersonRef,
    siteIds: z.array(Id).nullable(),
    /** of a draft: where its author left the assistant */
    draftStep: z.string().nullable(),
    openedAt: Moment.nullable(),
    closedAt: Moment.nullable(),
    closeNote: z.string().nullable(),
    /** of a campaign that was cancelled because nothing is affected */
    nothingAffected: NothingAffected.nullable(),
    createdAt: Moment,
    tasks: TaskCounts,
    percentClosed: z.number(),
  })
  .meta({ id: 'Campaign' });
export type CampaignView = z.infer<typeof CampaignView>;
export const CampaignPage = pageOf(CampaignView).meta({ id: 'CampaignPage' });

/** Work that nobody is there to do; a campaign with gaps does not open. */
export const CampaignGap = z.object({
  siteId: Id.nullable(),
  site: z.string().nullable(),
  locationId: Id.nullable(),
  location: z.string().nullable(),
  stepKey: z.string(),
  assignTo: z.string(),
  tasks: z.int(),
});
export type CampaignGap = z.infer<typeof CampaignGap>;

/**
 * Another campaign over the same notice at some of the same sites. While one is opening or open, this one cannot be opened
 * (campaign.notice-already-open); after a closed one it can, and gives the pumps the steps a second time.
 */
export const SameNotice = z.object({ id: Id, title: z.string(), status: z.enum(campaignStatuses) });
export type SameNotice = z.infer<typeof SameNotice>;

export const CampaignDevicesQuery = z.object({
  verdict: z.enum(verdictValues).optional(),
  site: Id.optional(),
  /** the beginning of an asset tag or serial number; blank: as if it were absent */
  q: z.string().trim().max(100).optional(),
  /** of the device's record */
  status: DeviceStatus.optional(),
  /** todo: has open tasks in this campaign; done: is in scope and has none. Of a draft: neither */
  state: z.enum(['todo', 'done']).optional(),
  /** the affected product (row of the notice) that gave the verdict; in a campaign that is open, whichever letter it stands in */
  product: Id.optional(),
  /** possibly affected devices whose record lacks this fact */
  missing: z.enum(missingFacts).optional(),
  /** possibly affected devices whose record has this fact, but not so that it can be compared. Of a draft alone: else none */
  doubtful: z.enum(deviceFacts).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional(),
});
export type CampaignDevicesQuery = z.infer<typeof CampaignDevicesQuery>;

export const OpenAnswer = z.object({ status: z.enum(campaignStatuses) }).meta({ id: 'OpenAnswer' });
export const DueDay = Day;
