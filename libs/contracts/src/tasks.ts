import { z } from 'zod';
import { Day, Id, Moment, pageOf, PersonRef, RecallClass, text, ToldMoment, words } from './common.js';
import { DeviceView } from './fleet.js';
import { HolderView } from './holders.js';
import { ReportHarm } from './harms.js';
import { OutcomeKey, PlanField, SoftwareMatchesPlatform } from './plans.js';

export const taskStatuses = ['open', 'waiting', 'closed', 'withdrawn'] as const;
/** The two outcomes that every step has besides its own. Both need a reason; of cannot-locate, the places searched will do. */
export const exits = ['not-applicable', 'cannot-locate'] as const;

const fieldValue = z.union([text(2000), z.number(), z.boolean()]);

/** A place where a pump was looked for in vain, and when; another year is a slip. A time that lies ahead is kept as now. */
export const Searched = z.object({
  place: words(200),
  at: ToldMoment.refine((at) => at >= '1970' && at < '2100', 'is not in a year from 1970 to 2099'),
});
export type Searched = z.infer<typeof Searched>;

const completion = {
  /** the version of the task that was seen; a stale one is answered with 409 and the current state */
  version: z.int().min(1),
  /** may be left out only where it follows from a field, as with a software version */
  outcome: z.string().max(60).optional(),
  fields: z.record(z.string().max(60), fieldValue).optional(),
  note: text(4000).optional(),
  reason: text(2000).optional(),
  /** of cannot-locate: where the pump was looked for, and when */
  searched: z.array(Searched).max(50).optional(),
  /** when it was done, if that was earlier than the request (work recorded without a network) */
  completedAt: ToldMoment.optional(),
  /** a patient was or could have been harmed: opens a record of its own, for the risk manager at once */
  harm: ReportHarm.optional(),
};

export const CompleteTask = z.object(completion).meta({ id: 'CompleteTask' });
export type CompleteTask = z.infer<typeof CompleteTask>;

export const CompleteTasks = z
  .object({
    tasks: z
      .array(z.object({ id: Id, ...completion }))
      .min(1)
      .max(1000),
  })
  .meta({ id: 'CompleteTasks' });
export type CompleteTasks = z.infer<typeof CompleteTasks>;

export const ReopenTask = z
  .object({ version: z.int().min(1), reason: words(2000) })
  .meta({ id: 'ReopenTask' });
export type ReopenTask = z.infer<typeof ReopenTask>;

export const AssignTask = z.object({ version: z.int().min(1), assigneeId: Id }).meta({ id: 'AssignTask' });
export type AssignTask = z.infer<typeof AssignTask>;

/** What an assignment of many is about: the open and waiting tasks of a campaign, cut down as far as asked. */
export const AssignFilter = z.object({
  campaign: Id,
  site: Id.optional(),
  step: z.string().max(60).optional(),
  /** those that are with this person now */
  assignee: Id.optional(),
});
export type AssignFilter = z.infer<typeof AssignFilter>;

/** Either tasks by id, answered one by one, or all that a filter fits, all of them or none. */
export const AssignTasks = z
  .object({
    tasks: z
      .array(z.object({ id: Id, version: z.int().min(1) }))
      .min(1)
      .max(1000)
      .optional(),
    filter: AssignFilter.optional(),
    assigneeId: Id,
  })
  .refine(({ tasks, filter }) => (tasks === undefined) !== (filter === undefined), {
    path: ['tasks'],
    message: 'name tasks or a filter, not both',
  })
  .meta({ id: 'AssignTasks' });
export type AssignTasks = z.infer<typeof AssignTasks>;

/** What a task can wait for the firm for. */
export const waitReasons = ['parts', 'visit', 'software', 'instructions'] as const;

/** In which order a list comes. device: by asset tag, else serial number. place: by site, location, then device. */
export const taskSorts = ['due', 'device', 'place'] as const;

export const TaskListQuery = z.object({
  /** "me" (also what is with those one stands in for), or a person's id */
  assignee: z.union([z.literal('me'), Id]).optional(),
  campaign: Id.optional(),
  site: Id.optional(),
  device: Id.optional(),
  step: z.string().max(60).optional(),
  /** todo: open or waiting */
  status: z.enum([...taskStatuses, 'todo']).optional(),
  /** those that ended so: an outcome of their step, or one of the two exits */
  outcome: OutcomeKey.optional(),
  /** "late", or the last due day to be listed */
  due: z.union([z.literal('late'), Day]).optional(),
  /** the beginning of the pump's asset tag or serial number */
  q: z.string().max(100).optional(),
  /** other than "due" only together with assignee, site, device or q; a cursor belongs to its sort */
  sort: z.enum(taskSorts).default('due'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional(),
});
export type TaskListQuery = z.infer<typeof TaskListQuery>;

export const TaskDevice = z.object({
  id: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  productCode: z.string().nullable(),
  udiDi: z.string().nullable(),
  model: z.string().nullable(),
  softwareVersion: z.string().nullable(),
  status: z.string(),
  location: z.string().nullable(),
  locationId: Id.nullable(),
  /** who has the pump, and what they were told of this campaign */
  holder: HolderView.nullable(),
});

export const TaskView = z
  .object({
    id: Id,
    version: z.int(),
    campaignId: Id,
    campaignTitle: z.string(),
    campaignClass: RecallClass,
    stepKey: z.string(),
    title: z.string(),
    instructions: z.string(),
    scope: z.enum(['device', 'site', 'campaign']),
    status: z.enum(taskStatuses),
    dueOn: Day,
    late: z.boolean(),
    assignee: PersonRef,
    /** the assignee, while they are on leave and the reader stands in for them */
    standingInFor: PersonRef.nullable(),
    /** null only for a campaign's own step */
    site: z.object({ id: Id, name: z.string() }).nullable(),
    device: TaskDevice.nullable(),
    /** of a pump whose record is to be verified: the facts that it lacks */
    missing: z.array(z.string()),
    /** the outcomes of the step; not-applicable and cannot-locate may be given besides, with a reason */
    outcomes: z.array(z.string()),
    outcomeLabels: z.record(z.string(), z.string()),
    /** the field from which the outcome follows, so that it may be left out; null: a person says how it ended */
    outcomeFrom: z.string().nullable(),
    /** the rule by which it follows: derivedOutcome() of #contracts/derived-outcome says how it ends, for a device and a version */
    derives: SoftwareMatchesPlatform.nullable(),
    form: z.array(PlanField),
    /** the steps before it: it waits while one of them is left on the same pump or site */
    prerequisites: z.array(z.string()),
    /** an open task that waits for the firm: it is nobody's work until its part has come, and whoever chases it is reminded */
    firmWait: z
      .object({
        waitsFor: z.enum(waitReasons),
        askedOn: Day,
        promisedOn: Day.nullable(),
        chaser: PersonRef,
      })
      .nullable(),
    /** of an answer to a completion: what besides came of it (the pump stays isolated for another campaign) */
    notes: z.array(z.string()),
    outcome: z.string().nullable(),
    fields: z.record(z.string(), fieldValue).nullable(),
    note: z.string().nullable(),
    reason: z.string().nullable(),
    searched: z.array(Searched).nullable(),
    completedAt: Moment.nullable(),
    completedBy: PersonRef.nullable(),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof TaskView>;

/** POST tasks/:id/consequences: what is typed in so far. Nothing is written. */
export const PreviewCompletion = z
  .object({
    outcome: z.string().max(60).optional(),
    fields: z.record(z.string().max(60), fieldValue).optional(),
  })
  .meta({ id: 'PreviewCompletion' });
export type PreviewCompletion = z.infer<typeof PreviewCompletion>;

/**
 * remedy-in-scope-of: with what this task would record, another open campaign is about the pump, which is not about it
 * now. remedy-maybe-in-scope-of: nobody could tell from the record. remedy-ends-scope-of: it would be about it no more.
 */
export const consequenceCodes = [
  'remedy-in-scope-of',
  'remedy-maybe-in-scope-of',
  'remedy-ends-scope-of',
] as const;
export const TaskConsequences = z
  .object({
    warnings: z.array(
      z.object({
        code: z.enum(consequenceCodes),
        campaign: z.object({ id: Id, title: z.string(), class: RecallClass }),
        /** what is recorded that makes it so: { softwareVersion: "6.02" } */
        facts: z.record(z.string(), z.string()),
        /** one sentence */
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'TaskConsequences' });
export type TaskConsequences = z.infer<typeof TaskConsequences>;

export const TaskPage = pageOf(TaskView).meta({ id: 'TaskPage' });

/** A letter of the campaign's notice; date as on the letter, which may give only a month. */
export const LetterRef = z.object({ id: Id, date: z.string(), kind: z.string() });
export type LetterRef = z.infer<typeof LetterRef>;

export const TaskHistory = z
  .object({
    items: z.array(
      z.object({
        outcome: z.string(),
        fields: z.record(z.string(), fieldValue),
        note: z.string().nullable(),
        reason: z.string().nullable(),
        searched: z.array(Searched).nullable(),
        completedAt: Moment,
        completedBy: PersonRef,
        reopenedAt: Moment.nullable(),
        reopenedBy: PersonRef.nullable(),
        reopenReason: z.string().nullable(),
        /** the letter that was in force in the campaign when it was done; null: the notice had none */
        letter: LetterRef.nullable(),
      }),
    ),
  })
  .meta({ id: 'TaskHistory' });
export type TaskHistory = z.infer<typeof TaskHistory>;

/** What became of one task of a request about many. */
export const TaskResult = z.object({
  id: Id,
  ok: z.boolean(),
  status: z.int(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
  task: TaskView.nullable(),
});
export type TaskResult = z.infer<typeof TaskResult>;

export const CompleteTasksAnswer = z
  .object({
    completed: z.int(),
    refused: z.int(),
    results: z.array(TaskResult),
  })
  .meta({ id: 'CompleteTasksAnswer' });
export type CompleteTasksAnswer = z.infer<typeof CompleteTasksAnswer>;

export const AssignTasksAnswer = z
  .object({
    assigned: z.int(),
    refused: z.int(),
    /** of tasks by id, in the order asked; of a filter, none */
    results: z.array(TaskResult),
    /** of a filter: how many at each site; null is the campaign's own step */
    bySite: z.array(z.object({ siteId: Id.nullable(), assigned: z.int() })),
  })
  .meta({ id: 'AssignTasksAnswer' });
export type AssignTasksAnswer = z.infer<typeof AssignTasksAnswer>;

/** Everything that tasks of one step of one campaign have in common: { ...step, ...task } is a TaskView. */
const ofStep = {
  campaignTitle: true,
  campaignClass: true,
  title: true,
  instructions: true,
  scope: true,
  outcomes: true,
  outcomeLabels: true,
  outcomeFrom: true,
  derives: true,
  form: true,
  prerequisites: true,
} as const;
export const OfflineStep = TaskView.pick({ campaignId: true, stepKey: true, ...ofStep });
export type OfflineStep = z.infer<typeof OfflineStep>;
export const OfflineTask = TaskView.omit(ofStep);
export type OfflineTask = z.infer<typeof OfflineTask>;

export const OFFLINE_TASKS = 2000;
export const OfflineQuery = z.object({
  limit: z.coerce.number().int().min(1).max(OFFLINE_TASKS).default(OFFLINE_TASKS),
  cursor: z.string().max(500).optional(),
});
export type OfflineQuery = z.infer<typeof OfflineQuery>;

/** What a person needs to work without a network. With an ETag: If-None-Match is answered with 304 while nothing changed. */
export const OfflineWork = z
  .object({
    /** open, and waiting for an earlier step; by due day */
    tasks: z.array(OfflineTask),
    steps: z.array(OfflineStep),
    /** of the tasks, each once, with what a scan is compared with */
    devices: z.array(DeviceView),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'OfflineWork' });
export type OfflineWork = z.infer<typeof OfflineWork>;

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
/** A photograph taken for a task; its id is what a field of type photo holds. */
export const TaskPhoto = z
  .object({
    id: z.uuid(),
    mediaType: z.enum(photoTypes),
    bytes: z.int(),
    sha256: z.string(),
    takenBy: PersonRef,
    createdAt: Moment,
  })
  .meta({ id: 'TaskPhoto' });
export type TaskPhoto = z.infer<typeof TaskPhoto>;
export const TaskPhotos = z.object({ items: z.array(TaskPhoto) }).meta({ id: 'TaskPhotos' });
export type TaskPhotos = z.infer<typeof TaskPhotos>;
