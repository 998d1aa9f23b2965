import { z } from 'zod';
import { Id, Moment, pageOf, pageQuery, PersonRef } from './common.js';
import { Searched } from './tasks.js';
import { verdictValues } from './notices.js';

/**
 * recorded: the record was made. reported: by somebody who found a pump that has none. changed: by a person or a task.
 * imported: changed by a file. verdict: a campaign decided about the pump. verified: a verified record changed that.
 * task-…: what happened to one task; task-opened also for one that waits.
 */
export const historyKinds = [
  'recorded',
  'reported',
  'changed',
  'imported',
  'verdict',
  'verified',
  'task-opened',
  'task-assigned',
  'task-completed',
  'task-reopened',
] as const;

export const DeviceHistoryQuery = z.object({
  ...pageQuery,
  kind: z.enum(historyKinds).optional(),
  campaign: Id.optional(),
});
export type DeviceHistoryQuery = z.infer<typeof DeviceHistoryQuery>;

export const DeviceHistoryEntry = z.object({
  /** stable, and the same on every page */
  id: z.string(),
  at: Moment,
  /** null: Closeout itself */
  actor: PersonRef.nullable(),
  kind: z.enum(historyKinds),
  /** one line: "Software version changed", "Inspect the contacts: clean" */
  title: z.string(),
  /** reason, note, or why the verdict is what it is */
  detail: z.string().nullable(),
  /** of recorded, reported, changed and imported: field by field, places by their names; null: nothing recorded */
  changes: z.array(z.object({ field: z.string(), old: z.string().nullable(), new: z.string().nullable() })),
  campaign: z.object({ id: Id, title: z.string() }).nullable(),
  task: z
    .object({
      id: Id,
      stepKey: z.string(),
      title: z.string(),
      /** as it is now */
      status: z.string(),
    })
    .nullable(),
  /** of verdict: as it was decided then, and as the record would have it now */
  verdict: z
    .object({
      decided: z.enum(verdictValues),
      /** facts that the record lacked when it was decided */
      missing: z.array(z.string()),
      now: z.enum(verdictValues),
      /** the row of the notice that decides now, and why, in words */
      reasonNow: z.string(),
    })
    .nullable(),
  /** of task-completed */
  completion: z
    .object({
      outcome: z.string(),
      outcomeLabel: z.string(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      searched: z.array(Searched).nullable(),
      /** it was set aside later */
      reopened: z.boolean(),
    })
    .nullable(),
});
export type DeviceHistoryEntry = z.infer<typeof DeviceHistoryEntry>;

export const DeviceHistoryPage = pageOf(DeviceHistoryEntry).meta({ id: 'DeviceHistoryPage' });
