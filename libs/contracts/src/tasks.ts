import { z } from 'zod';
import { Day, Id, Moment, pageOf, PersonRef } from './common.js';
import { PlanField } from './plans.js';

export const taskStatuses = ['open', 'waiting', 'closed', 'withdrawn'] as const;
/** The two outcomes that every step has besides its own; both need a reason. */
export const exits = ['not-applicable', 'cannot-locate'] as const;

const fieldValue = z.union([z.string().max(2000), z.number(), z.boolean()]);

const completion = {
  /** the version of the task that was seen; a stale one is answered with 409 and the current state */
  version: z.int().min(1),
  /** may be left out only where it follows from a field, as with a software version */
  outcome: z.string().max(60).optional(),
  fields: z.record(z.string().max(60), fieldValue).optional(),
  note: z.string().max(4000).optional(),
  reason: z.string().max(2000).optional(),
  /** when it was done, if that was earlier than the request (work recorded without a network) */
  completedAt: Moment.optional(),
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
  .object({ version: z.int().min(1), reason: z.string().min(1).max(2000) })
  .meta({ id: 'ReopenTask' });
export type ReopenTask = z.infer<typeof ReopenTask>;

export const AssignTask = z.object({ version: z.int().min(1), assigneeId: Id }).meta({ id: 'AssignTask' });
export type AssignTask = z.infer<typeof AssignTask>;

export const TaskListQuery = z.object({
  /** "me", or a person's id */
  assignee: z.union([z.literal('me'), Id]).optional(),
  campaign: Id.optional(),
  site: Id.optional(),
  device: Id.optional(),
  step: z.string().max(60).optional(),
  status: z.enum(taskStatuses).optional(),
  /** "late", or the last due day to be listed */
  due: z.union([z.literal('late'), Day]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(500).optional(),
});
export type TaskListQuery = z.infer<typeof TaskListQuery>;

export const TaskDevice = z.object({
  id: Id,
  assetTag: z.string().nullable(),
  serialNumber: z.string().nullable(),
  productCode: z.string().nullable(),
  model: z.string().nullable(),
  softwareVersion: z.string().nullable(),
  status: z.string(),
  location: z.string().nullable(),
});

export const TaskView = z
  .object({
    id: Id,
    version: z.int(),
    campaignId: Id,
    campaignTitle: z.string(),
    stepKey: z.string(),
    title: z.string(),
    instructions: z.string(),
    scope: z.enum(['device', 'site', 'campaign']),
    status: z.enum(taskStatuses),
    dueOn: Day,
    late: z.boolean(),
    assignee: PersonRef,
    site: z.object({ id: Id, name: z.string() }).nullable(),
    device: TaskDevice.nullable(),
    /** of a pump whose record is to be verified: the facts that it lacks */
    missing: z.array(z.string()),
    /** the outcomes of the step; not-applicable and cannot-locate may be given besides, with a reason */
    outcomes: z.array(z.string()),
    outcomeLabels: z.record(z.string(), z.string()),
    /** the field from which the outcome follows, so that it may be left out; null: a person says how it ended */
    outcomeFrom: z.string().nullable(),
    form: z.array(PlanField),
    outcome: z.string().nullable(),
    fields: z.record(z.string(), fieldValue).nullable(),
    note: z.string().nullable(),
    reason: z.string().nullable(),
    completedAt: Moment.nullable(),
    completedBy: PersonRef.nullable(),
  })
  .meta({ id: 'Task' });
export type TaskView = z.infer<typeof TaskView>;

export const TaskPage = pageOf(TaskView).meta({ id: 'TaskPage' });

export const TaskHistory = z
  .object({
    items: z.array(
      z.object({
        outcome: z.string(),
        fields: z.record(z.string(), fieldValue),
        note: z.string().nullable(),
        reason: z.string().nullable(),
        completedAt: Moment,
        completedBy: PersonRef,
        reopenedAt: Moment.nullable(),
        reopenedBy: PersonRef.nullable(),
        reopenReason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'TaskHistory' });
export type TaskHistory = z.infer<typeof TaskHistory>;

export const CompleteTasksAnswer = z
  .object({
    completed: z.int(),
    refused: z.int(),
    results: z.array(
      z.object({
        id: Id,
        ok: z.boolean(),
        status: z.int(),
        code: z.string().nullable(),
        detail: z.string().nullable(),
        errors: z.array(z.object({ path: z.string(), message: z.string() })),
        task: TaskView.nullable(),
      }),
    ),
  })
  .meta({ id: 'CompleteTasksAnswer' });
export type CompleteTasksAnswer = z.infer<typeof CompleteTasksAnswer>;

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
