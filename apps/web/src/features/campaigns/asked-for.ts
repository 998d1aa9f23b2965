import { deviceFacts } from '#contracts/device-facts';
import type { PlanField } from '#contracts/plans';
import type { TaskView } from '#contracts/tasks';
import { isExit } from './task-words';

/** Stands for "no outcome said": it follows from a field. No plan can have an outcome of this name. */
export const FOLLOWS = '=';

/** What the dialog asks for when so many tasks of one step are completed alike. */
export interface AskedFor {
  /** filled in once, recorded for each */
  fields: PlanField[];
  /** whether an outcome may follow from a field */
  follows: boolean;
  /** what is of the single pump, so that it is entered on the page of each; null: nothing is */
  ofEach: 'facts' | 'facts-needed' | 'photos-needed' | null;
  /** without what is of the single pump none of them can end so */
  blocked: boolean;
}

/** A serial number or a date of manufacture is true of one pump: recorded for twenty, it would be wrong of nineteen. */
const isFact = (key: string): boolean => (deviceFacts as readonly string[]).includes(key);

/**
 * @param outcome null: not said yet, nothing is asked for
 * @param count of the tasks; a single one is asked for its facts too. A photo is never taken in the dialog.
 */
export function askedFor(
  task: Pick<TaskView, 'form' | 'outcomeFrom' | 'device'>,
  outcome: string | null,
  count: number,
): AskedFor {
  const ofOne = (key: string): boolean => count > 1 && task.device !== null && isFact(key);
  const all = outcome === null ? [] : fieldsOf(task, outcome);
  const facts = all.filter(({ key }) => ofOne(key));
  const photos = all.some(({ type, required }) => type === 'photo' && required);
  const needed = facts.some(({ required }) => required);
  return {
    fields: all.filter(({ key }) => !ofOne(key)),
    follows: task.outcomeFrom !== null && !ofOne(task.outcomeFrom),
    ofEach: photos ? 'photos-needed' : needed ? 'facts-needed' : facts.length > 0 ? 'facts' : null,
    blocked: photos || needed,
  };
}

/** The fields that a step asks for when it ends so; of an exit (not applicable, cannot locate) none. */
const fieldsOf = ({ form }: Pick<TaskView, 'form'>, outcome: string): PlanField[] =>
  isExit(outcome)
    ? []
    : form.filter(({ askedFor: of }) => of === undefined || outcome === FOLLOWS || of.includes(outcome));
