import type { ReportHarm } from '#contracts/harms';
import type { PlanField } from '#contracts/plans';
import type { CompleteTask, Searched, TaskView } from '#contracts/tasks';
import { momentOf } from '#web/locale';

// What a step asks when it is closed, over values alone. The server has the last word (task-lifecycle.ts).

export const NOT_APPLICABLE = 'not-applicable';
export const CANNOT_LOCATE = 'cannot-locate';
export const isExit = (outcome: string | null): boolean =>
  outcome === NOT_APPLICABLE || outcome === CANNOT_LOCATE;

/** As typed; a field of type photo holds the id of a picture on this device. */
export type FieldValues = Record<string, string | number | boolean | undefined>;

/** A patient was or could have been harmed: when the staff became aware of it (as typed, local) and what happened. */
export interface DraftHarm {
  awareAt: string;
  what: string;
}

export interface Draft {
  /** null: not said yet, or it follows from a field */
  outcome: string | null;
  values: FieldValues;
  note: string;
  reason: string;
  searched: Searched[];
  harm: DraftHarm | null;
}

export const emptyDraft = (): Draft => ({
  outcome: null,
  values: {},
  note: '',
  reason: '',
  searched: [],
  harm: null,
});

/** The fields that are asked for with this outcome; before one is chosen, those that are asked for with all. */
export function fieldsAsked(task: Pick<TaskView, 'form'>, outcome: string | null): PlanField[] {
  if (isExit(outcome)) return [];
  return task.form.filter(
    ({ askedFor }) => askedFor === undefined || (outcome !== null && askedFor.includes(outcome)),
  );
}

export interface DraftFault {
  /** outcome, reason, searched, harm.awareAt, harm.what, or the key of a field */
  at: string;
  why: 'outcome' | 'reason' | 'searched' | 'required' | 'number';
}

const filled = (value: FieldValues[string]): boolean =>
  value !== undefined && (typeof value !== 'string' || value.trim() !== '');

/** What is missing before the task can be closed so. */
export function faults(task: TaskView, draft: Draft): DraftFault[] {
  const { outcome, values } = draft;
  const found: DraftFault[] = [];
  const follows = task.outcomeFrom !== null && filled(values[task.outcomeFrom]);
  if (outcome === null && !follows) found.push({ at: 'outcome', why: 'outcome' });
  if (outcome === NOT_APPLICABLE && draft.reason.trim() === '') found.push({ at: 'reason', why: 'reason' });
  if (outcome === CANNOT_LOCATE && draft.reason.trim() === '' && draft.searched.length === 0)
    found.push({ at: 'searched', why: 'searched' });
  for (const field of fieldsAsked(task, outcome)) {
    if (field.required && !filled(values[field.key])) found.push({ at: field.key, why: 'required' });
    else if (field.type === 'number' && typeof values[field.key] === 'string' && filled(values[field.key]))
      found.push({ at: field.key, why: 'number' });
  }
  if (draft.harm !== null) {
    if (momentOf(draft.harm.awareAt) === null) found.push({ at: 'harm.awareAt', why: 'required' });
    if (draft.harm.what.trim() === '') found.push({ at: 'harm.what', why: 'required' });
  }
  return found;
}

/**
 * What the step asks for with just this outcome and nobody has filled in, though it may be left out: worth a question
 * before the task is closed ("Photograph whatever is not clean"). A photograph added besides counts for one.
 * @param extra photographs that no field asked for
 */
export function gaps(task: Pick<TaskView, 'form'>, draft: Draft, extra: number): PlanField[] {
  return fieldsAsked(task, draft.outcome).filter(
    ({ key, type, required, askedFor }) =>
      askedFor !== undefined && !required && !filled(draft.values[key]) && !(type === 'photo' && extra > 0),
  );
}

/** What goes out of what was typed in about a patient; null: nothing was, or its moment is none. */
export function toHarm(harm: DraftHarm | null): ReportHarm | null {
  const awareAt = harm === null ? null : momentOf(harm.awareAt);
  return harm === null || awareAt === null ? null : { awareAt, what: harm.what.trim() };
}

/** The request that closes the task as drafted. Pictures are named by the outbox once they are on the server. */
export function toCompletion(task: TaskView, draft: Draft, completedAt: string): CompleteTask {
  const asked = fieldsAsked(task, draft.outcome);
  const fields = Object.fromEntries(
    asked
      .filter(({ type, key }) => type !== 'photo' && filled(draft.values[key]))
      .map(({ key }) => {
        const value = draft.values[key] as string | number | boolean;
        return [key, typeof value === 'string' ? value.trim() : value];
      }),
  );
  const note = draft.note.trim();
  const reason = draft.reason.trim();
  const harm = toHarm(draft.harm);
  return {
    version: task.version,
    completedAt,
    ...(draft.outcome === null ? {} : { outcome: draft.outcome }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(note === '' ? {} : { note }),
    ...(reason === '' || !isExit(draft.outcome) ? {} : { reason }),
    ...(draft.outcome === CANNOT_LOCATE && draft.searched.length > 0 ? { searched: draft.searched } : {}),
    ...(harm === null ? {} : { harm }),
  };
}

/** The words for an outcome: those of the plan, or of the two that every step has. */
export function outcomeLabel(
  task: Pick<TaskView, 'outcomeLabels'>,
  outcome: string,
  exits: Record<string, string>,
): string {
  return task.outcomeLabels[outcome] ?? exits[outcome] ?? outcome;
}
