import { z } from 'zod';
import { Day, Id, Moment, PersonRef, text, words } from './common.js';

/** What has to be so before a campaign is closed. Rooms above may give further ones. */
export const gateKeys = [
  'letters-applied',
  'tasks-closed',
  'records-settled',
  'waiting-ended',
  'replies-returned',
  'forwardings-acknowledged',
  'not-located-decided',
  'harm-decided',
  'independent-check',
] as const;

/** One row that keeps a gate open: what it is, where, and who it waits for. `id` leads to it. */
export const GateItem = z.object({
  kind: z.enum(['task', 'device', 'reply', 'forwarding', 'waiting', 'harm', 'check']),
  id: Id,
  what: z.string(),
  deviceId: Id.nullable(),
  siteId: Id.nullable(),
  site: z.string().nullable(),
  /** whose it is; null: nobody's yet */
  person: PersonRef.nullable(),
  dueOn: Day.nullable(),
});
export type GateItem = z.infer<typeof GateItem>;

export const CampaignGate = z.object({
  key: z.string(),
  title: z.string(),
  met: z.boolean(),
  /** one sentence: what is open and whose, or why the gate is met */
  detail: z.string(),
  /** how many rows keep it open, of those that the caller may see */
  open: z.int(),
  /** the figures that a signature is made over */
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  /** the first of the open rows */
  items: z.array(GateItem),
});
export type CampaignGate = z.infer<typeof CampaignGate>;

export const CampaignGates = z
  .object({ campaignId: Id, status: z.string(), allMet: z.boolean(), gates: z.array(CampaignGate) })
  .meta({ id: 'CampaignGates' });
export type CampaignGates = z.infer<typeof CampaignGates>;

/** The password of whoever signs, once more: 21 CFR 11.200(a). */
const password = z.string().min(1).max(200);

/** A signature stands for one of these; 21 CFR 11.50(a)(3) wants its meaning told. */
export const signatureActs = ['close', 'reopen', 'not-located'] as const;
export const signatureMeanings: Record<(typeof signatureActs)[number], string> = {
  close:
    'I am responsible for this campaign, I have reviewed what was done, and I approve that it is closed.',
  reopen: 'I am responsible for this campaign and decide that it is open again, for the reason given.',
  'not-located':
    'I have reviewed the search for the pumps named here and accept that they are not located; they stay on the watch.',
};

/** Without `password` the answer is campaign.signature-missing (422), once every gate is met. */
export const CloseCampaign = z
  .object({ note: text(4000).optional(), password: password.optional() })
  .meta({ id: 'CloseCampaign' });
export type CloseCampaign = z.infer<typeof CloseCampaign>;

/**
 * POST campaigns/:id/reopen: a closed campaign is open again. With `deviceIds` (pumps that turned up, or that nobody could
 * locate) they get their tasks; those may also be given of a campaign that is open again already.
 */
export const ReopenCampaign = z
  .object({
    reason: words(4000),
    deviceIds: z.array(Id).min(1).max(10_000).optional(),
    password: password.optional(),
  })
  .meta({ id: 'ReopenCampaign' });
export type ReopenCampaign = z.infer<typeof ReopenCampaign>;

export const NotLocatedDecision = z
  .object({
    deviceIds: z.array(Id).min(1).max(10_000),
    reason: words(4000),
    password: password.optional(),
  })
  .meta({ id: 'NotLocatedDecision' });
export type NotLocatedDecision = z.infer<typeof NotLocatedDecision>;

export const SignatureView = z
  .object({
    id: Id,
    act: z.enum(signatureActs),
    signer: PersonRef,
    role: z.string(),
    meaning: z.string(),
    /** the note of a closing, the reason of the others */
    reason: z.string().nullable(),
    signedAt: Moment,
    /** sha256 of `signed`, as hex */
    hash: z.string(),
    /** the exact text that was signed (JSON): gates with their figures, the ends of the audit chains, the signature before */
    signed: z.string(),
  })
  .meta({ id: 'Signature' });
export type SignatureView = z.infer<typeof SignatureView>;
export const SignatureList = z.object({ items: z.array(SignatureView) }).meta({ id: 'SignatureList' });
export type SignatureList = z.infer<typeof SignatureList>;

export const NotLocatedPump = z.object({
  deviceId: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  siteId: Id,
  site: z.string(),
  /** the task that ended as cannot-locate, if one did */
  taskId: Id.nullable(),
  /** the signed decision that names it; null: undecided */
  decision: z.object({ signatureId: Id, reason: z.string(), by: z.string(), at: Moment }).nullable(),
});
export type NotLocatedPump = z.infer<typeof NotLocatedPump>;
export const NotLocatedList = z.object({ items: z.array(NotLocatedPump) }).meta({ id: 'NotLocatedList' });
export type NotLocatedList = z.infer<typeof NotLocatedList>;

/** The levels of the FDA's effectiveness checks, 21 CFR 7.42(b)(3); `chosen`: a size of the hospital's own. */
export const checkLevels = ['A', 'B', 'C', 'D', 'E', 'chosen'] as const;
export const StartCheck = z
  .object({
    level: z.enum(checkLevels),
    /** of level B: more than 10 and less than 100; of `chosen`: more than 0 */
    percent: z.number().gt(0).max(100).optional(),
    /** of `chosen`: so many pumps */
    sampleSize: z.int().min(1).max(1_000_000).optional(),
  })
  .refine(
    ({ level, percent }) => (level === 'B' ? percent !== undefined && percent > 10 && percent < 100 : true),
    {
      path: ['percent'],
      message: 'level B needs a percent that is greater than 10 and less than 100',
    },
  )
  .refine(
    ({ level, percent, sampleSize }) =>
      level === 'chosen'
        ? (percent === undefined) !== (sampleSize === undefined)
        : sampleSize === undefined && (level === 'B' || percent === undefined),
    {
      path: ['level'],
      message: 'a chosen sample has either percent or sampleSize; a level has its own size',
    },
  )
  .meta({ id: 'StartCheck' });
export type StartCheck = z.infer<typeof StartCheck>;

export const checkResults = ['agree', 'disagree'] as const;
export const CheckPump = z.object({
  id: Id,
  deviceId: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  siteId: Id,
  site: z.string(),
  location: z.string().nullable(),
  /** its place in the order that the seed gives */
  place: z.int(),
  /** 1, and one more after each disagreement */
  attempt: z.int(),
  /** they did the work, and cannot check it */
  doneBy: z.array(PersonRef),
  assignee: PersonRef.nullable(),
  result: z.enum(checkResults).nullable(),
  note: z.string().nullable(),
  checkedBy: PersonRef.nullable(),
  checkedAt: Moment.nullable(),
  /** the task that a disagreement reopened */
  reopenedTaskId: Id.nullable(),
});
export type CheckPump = z.infer<typeof CheckPump>;

export const CheckView = z
  .object({
    id: Id,
    level: z.enum(checkLevels),
    percent: z.number().nullable(),
    /** the sample is the first of the completed pumps by sha256(seed + ":" + id) */
    seed: z.string(),
    /** completed pumps when the sample was drawn */
    population: z.int(),
    /** pumps drawn at first, and by now */
    firstSize: z.int(),
    size: z.int(),
    agreed: z.int(),
    disagreements: z.int(),
    toCheck: z.int(),
    createdBy: PersonRef,
    createdAt: Moment,
    pumps: z.array(CheckPump),
  })
  .meta({ id: 'Check' });
export type CheckView = z.infer<typeof CheckView>;
export const CheckList = z.object({ items: z.array(CheckView) }).meta({ id: 'CheckList' });
export type CheckList = z.infer<typeof CheckList>;

export const AssignCheck = z.object({ assigneeId: Id }).meta({ id: 'AssignCheck' });
export type AssignCheck = z.infer<typeof AssignCheck>;
export const AnswerCheck = z
  .object({
    result: z.enum(checkResults),
    /** of a disagreement: what was found */
    note: words(4000).optional(),
    /** of a disagreement: the task that was not done as recorded; absent: the pump's first closed step */
    taskId: Id.optional(),
  })
  .refine(({ result, note }) => result === 'agree' || note !== undefined, {
    path: ['note'],
    message: 'say what was found otherwise',
  })
  .meta({ id: 'AnswerCheck' });
export type AnswerCheck = z.infer<typeof AnswerCheck>;
