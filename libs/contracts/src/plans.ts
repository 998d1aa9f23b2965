import { z } from 'zod';
import { Id, Moment, pageOf, recallClasses } from './common.js';

const key = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case words joined by hyphens')
  .max(60);

/** How an outcome is named in addresses and data; its label is what people read. */
export const OutcomeKey = key;

/** A field a person fills in when closing a task. `askedFor`: the outcomes for which it is asked; absent: for all. */
export const PlanField = z.object({
  key: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]*$/)
    .max(60),
  label: z.string().min(1).max(200),
  type: z.enum(['text', 'number', 'date', 'choice', 'photo', 'yes-no']),
  required: z.boolean().default(false),
  choices: z.array(z.string().min(1)).optional(),
  askedFor: z.array(key).optional(),
});

/** What closing with this outcome does to the device's record. */
export const deviceEffects = ['isolate', 'release', 'record-software', 'return-to-firm'] as const;

export const PlanOutcome = z.object({
  key,
  label: z.string().min(1).max(200),
  /** steps that begin for the same device (or site) when a task ends so */
  starts: z.array(key).default([]),
  effect: z.enum(deviceEffects).optional(),
});

/** The outcome that follows from a software version typed in: it matches its platform's pattern or it does not. */
export const SoftwareMatchesPlatform = z.object({
  rule: z.literal('software-matches-platform'),
  field: z.string(),
  matches: key,
  mismatch: key,
  platforms: z
    .array(
      z.object({
        name: z.string(),
        productCodes: z.array(z.string()),
        udiDis: z.array(z.string()).default([]),
        /** versions as criteria write them: "6.x" is every version that starts with 6 */
        versions: z.array(z.string()).min(1),
      }),
    )
    .min(1),
});

export const PlanStep = z.object({
  key,
  title: z.string().min(1).max(200),
  scope: z.enum(['device', 'site', 'campaign']),
  instructions: z.string().max(4000),
  /** opening: one task per device (site, campaign) in scope. outcome: begun by an outcome of another step. verification: for possibly affected devices. */
  startsOn: z.enum(['opening', 'outcome', 'verification']).default('opening'),
  fields: z.array(PlanField).default([]),
  outcomes: z.array(PlanOutcome).min(1),
  /** steps of the same device (for a site step: of the same site) that must be closed first */
  prerequisites: z.array(key).default([]),
  /** days from the moment the task begins until it is due, in the site's calendar */
  dueDays: z.number().int().min(0).max(730),
  /** who does it. coverage: whoever looks after the location, else the site's team. */
  assignTo: z.enum(['coverage', 'site-lead', 'nurse-educator', 'risk-manager']),
  derivedOutcome: SoftwareMatchesPlatform.optional(),
});

/** How often a person with open work gets a digest: every so many days, by recall class. */
export const Cadence = z.object({
  everyDays: z.object({
    I: z.number().int().min(1),
    II: z.number().int().min(1),
    III: z.number().int().min(1),
    none: z.number().int().min(1),
  }),
  everyDaysWhenLate: z.object({
    I: z.number().int().min(1),
    II: z.number().int().min(1),
    III: z.number().int().min(1),
    none: z.number().int().min(1),
  }),
});

/** Whom overdue work is shown to besides its assignee, and after how many days late. */
export const EscalationRung = z.object({
  afterDaysLate: z.number().int().min(1).max(365),
  to: z.enum(['lead', 'risk-manager']),
});

export const defaultCadence: z.infer<typeof Cadence> = {
  everyDays: { I: 1, II: 2, III: 7, none: 7 },
  everyDaysWhenLate: { I: 1, II: 1, III: 2, none: 2 },
};
export const defaultLadder: Array<z.infer<typeof EscalationRung>> = [
  { afterDaysLate: 1, to: 'lead' },
  { afterDaysLate: 3, to: 'risk-manager' },
];

export const PlanDefinition = z
  .object({
    key,
    title: z.string().min(1).max(200),
    summary: z.string().max(2000).default(''),
    steps: z.array(PlanStep).min(1).max(50),
    cadence: Cadence.default(defaultCadence),
    ladder: z.array(EscalationRung).default(defaultLadder),
  })
  .meta({ id: 'PlanDefinition' });

export type SoftwareMatchesPlatform = z.infer<typeof SoftwareMatchesPlatform>;
export type PlanDefinition = z.infer<typeof PlanDefinition>;
export type PlanStep = z.infer<typeof PlanStep>;
export type PlanField = z.infer<typeof PlanField>;
export type PlanOutcome = z.infer<typeof PlanOutcome>;
export type Cadence = z.infer<typeof Cadence>;
export type EscalationRung = z.infer<typeof EscalationRung>;
export type RecallClassKey = (typeof recallClasses)[number] | 'none';

export const PlanView = z
  .object({
    id: Id,
    key: z.string(),
    version: z.number().int(),
    title: z.string(),
    createdAt: Moment,
    definition: PlanDefinition,
  })
  .meta({ id: 'Plan' });
export type PlanView = z.infer<typeof PlanView>;
export const PlanPage = pageOf(PlanView).meta({ id: 'PlanPage' });

/** key: every version of this plan, newest first; absent: the newest version of each plan. */
export const PlanListQuery = z.object({ key: key.optional() });
export type PlanListQuery = z.infer<typeof PlanListQuery>;
