import { z } from 'zod';
import { Day, Id, Moment, pageOf, pageQuery, PersonRef, text, ToldMoment, words } from './common.js';

/**
 * undecided: nobody has said yet whether it has to be reported. reportable: it has to be, and is not yet.
 * reported: to everybody whom 21 CFR 803.30(a) names. not-reportable: decided, with the reason.
 */
export const harmStates = ['undecided', 'reportable', 'reported', 'not-reportable'] as const;
export type HarmState = (typeof harmStates)[number];

/** death: to the FDA and the manufacturer; serious-injury: to the manufacturer, to the FDA where nobody knows who that is. */
export const harmEvents = ['death', 'serious-injury', 'not-reportable'] as const;
export type HarmEvent = (typeof harmEvents)[number];
export const harmRecipients = ['fda', 'manufacturer'] as const;
export type HarmRecipient = (typeof harmRecipients)[number];

/** Of a completion: a patient was or could have been harmed. */
export const ReportHarm = z.object({
  /** when medical personnel became aware of it: the clock of 21 CFR 803.30 starts then */
  awareAt: ToldMoment,
  what: words(4000),
});
export type ReportHarm = z.infer<typeof ReportHarm>;

export const DecideHarm = z
  .object({ version: z.int().min(1), event: z.enum(harmEvents), reason: words(4000) })
  .meta({ id: 'DecideHarm' });
export type DecideHarm = z.infer<typeof DecideHarm>;

export const HarmReported = z
  .object({
    version: z.int().min(1),
    to: z.enum(harmRecipients),
    sentOn: Day,
    /** the user facility report number, or what the receiver gave */
    reference: words(200),
  })
  .meta({ id: 'HarmReported' });
export type HarmReported = z.infer<typeof HarmReported>;

/** What Closeout cannot know and form 3500A asks for. */
const details = {
  /** an identifier that only the facility understands; no name, no social security number */
  patientIdentifier: text(40).optional(),
  patientAge: text(40).optional(),
  patientSex: z.enum(['female', 'male', 'unknown']).optional(),
  eventOn: Day.optional(),
  outcome: text(1000).optional(),
  deviceAvailable: z.enum(['yes', 'no', 'returned-to-manufacturer']).optional(),
  facilityReportNumber: text(60).optional(),
  facilityAddress: text(500).optional(),
  operator: text(200).optional(),
};
/** Whatever is left out stays as it is. */
export const DescribeHarm = z.object({ version: z.int().min(1), ...details }).meta({ id: 'DescribeHarm' });
export type DescribeHarm = z.infer<typeof DescribeHarm>;

export const HarmListQuery = z.object({
  ...pageQuery,
  campaign: Id.optional(),
  site: Id.optional(),
  state: z.enum(harmStates).optional(),
});
export type HarmListQuery = z.infer<typeof HarmListQuery>;

export const HarmView = z
  .object({
    id: Id,
    version: z.int(),
    campaignId: Id,
    campaignTitle: z.string(),
    taskId: Id,
    site: z.object({ id: Id, name: z.string() }).nullable(),
    device: z
      .object({ id: Id, assetTag: z.string().nullable(), serialNumber: z.string().nullable() })
      .nullable(),
    state: z.enum(harmStates),
    what: z.string(),
    awareAt: Moment,
    /** the last day of the ten work days, by the calendar of 21 CFR 803.3: Monday to Friday without federal holidays */
    dueOn: Day,
    workDaysLeft: z.int(),
    reportedBy: PersonRef,
    /** what was added for form 3500A */
    details: z.object(details),
    createdAt: Moment,
    /** newest last; the last one counts */
    decisions: z.array(
      z.object({ event: z.enum(harmEvents), reason: z.string(), decidedAt: Moment, decidedBy: PersonRef }),
    ),
    /** whom it still has to be reported to */
    owedTo: z.array(z.enum(harmRecipients)),
    reports: z.array(
      z.object({
        to: z.enum(harmRecipients),
        sentOn: Day,
        reference: z.string(),
        recordedAt: Moment,
        recordedBy: PersonRef,
      }),
    ),
  })
  .meta({ id: 'Harm' });
export type HarmView = z.infer<typeof HarmView>;
export const HarmPage = pageOf(HarmView).meta({ id: 'HarmPage' });
export type HarmPage = z.infer<typeof HarmPage>;

/** The blocks of form FDA 3500A as far as they are known; null: for a person to fill in. */
export const HarmDataSheet = z
  .object({
    form: z.literal('FDA 3500A'),
    blocks: z.array(
      z.object({
        block: z.string(),
        title: z.string(),
        items: z.array(z.object({ item: z.string(), label: z.string(), value: z.string().nullable() })),
      }),
    ),
  })
  .meta({ id: 'HarmDataSheet' });
export type HarmDataSheet = z.infer<typeof HarmDataSheet>;
