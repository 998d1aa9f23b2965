import { get } from './api.js';
import { facts, h } from './dom.js';
import { day, moment, outcomeInWords, spoken } from './words.js';

/** A field's value as a person reads it. */
export function valueInWords(field, value) {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return field?.type === 'date' ? day(value) : String(value);
}

/** Pairs of label and value of what was filled in. */
export const fieldPairs = (task, fields) =>
  Object.entries(fields ?? {}).map(([key, value]) => {
    const field = task.form.find((one) => one.key === key);
    return [field?.label ?? spoken(key), valueInWords(field, value)];
  });

/** How a task ended: its own state, or one of its history. */
export const recordOf = (task, record = task) =>
  facts([
    ['Outcome', record.outcome === null ? null : outcomeInWords(task, record.outcome)],
    ...fieldPairs(task, record.fields),
    ['Reason', record.reason],
    ['Note', record.note],
    ['By', record.completedBy?.name],
    ['On', record.completedAt === null ? null : moment(record.completedAt)],
    ...('reopenedAt' in record && record.reopenedAt !== null
      ? [
          [
            'Reopened',
            `${moment(record.reopenedAt)} by ${record.reopenedBy?.name ?? ''}: ${record.reopenReason ?? ''}`,
          ],
        ]
      : []),
  ]);

/** Every completion, also those set aside by a reopening; read when somebody opens it. */
export function historyOf(page, task) {
  const place = h('div', {}, h('p', { class: 'quiet' }, 'Loading …'));
  const details = h('details', {}, h('summary', {}, 'History of this task'), place);
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    get(`tasks/${task.id}/history`, page.signal).then(
      ({ items }) =>
        place.replaceChildren(
          ...(items.length === 0
            ? [h('p', { class: 'quiet' }, 'It has not been closed yet.')]
            : items.map((record) => recordOf(task, record))),
        ),
      (error) => {
        if (!page.left) place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, error.message));
      },
    );
  });
  return details;
}
