import { newKey, post, Problem } from './api.js';
import { facts, h, link, nodesOf, problemBox } from './dom.js';
import { fieldInput } from './task-fields.js';
import { fieldPairs, recordOf } from './task-record.js';
import { outcomeInWords, spoken } from './words.js';

const EXITS = ['not-applicable', 'cannot-locate'];
/** Whether a task's answer says if the notice applies to the pump: every plan's step for that has these two. */
export const verifies = ({ outcomes }) => outcomes.includes('affected') && outcomes.includes('not-affected');

/** The outcome is left to what is typed in. */
const FOLLOWS = '';

/** Three taps: the task, how it ended, save. Fields show up when the chosen outcome asks for them. */
export function completionForm(page, task, onSaved) {
  const lacking = (key) => (task.missing ?? []).includes(key);
  const fields = task.form
    .toSorted((a, b) => Number(lacking(b.key)) - Number(lacking(a.key)))
    .map((field) => fieldInput(field, task));
  const reason = labelled(
    'reason',
    'Reason (required)',
    h('textarea', { id: 'reason', name: 'reason', rows: 2, maxlength: 2000 }),
  );
  const note = labelled(
    'note',
    'Note (optional)',
    h('textarea', { id: 'note', name: 'note', rows: 2, maxlength: 4000 }),
  );
  const answer = h('div');
  const button = h('button', { class: 'primary big' }, 'Save');
  const outcomes = outcomeChoices(task, () => adapt());
  const nodesWhere = (test) => fields.filter(({ field }) => test(field.key)).map(({ node }) => node);
  const inputs = nodesWhere(() => true);
  const verifying = verifies(task);
  const saveBar = h('div', { class: 'save' }, button);
  const form = h(
    'form',
    { class: 'form', onsubmit: (event) => void submit(event), novalidate: true },
    // Where a field decides, it comes first.
    task.outcomeFrom === null
      ? [nodesWhere(lacking), outcomes.node, nodesWhere((key) => !lacking(key))]
      : [inputs, outcomes.node],
    reason.node,
    note.node,
    answer,
    saveBar,
  );
  let version = task.version;
  let sent = { text: '', key: '' };

  /** Shows what the outcome asks for; what is not asked for is not sent. */
  function adapt() {
    const chosen = outcomes.chosen();
    const exit = EXITS.includes(chosen);
    for (const { field, node } of fields) {
      const asked = field.askedFor === undefined || chosen === FOLLOWS || field.askedFor.includes(chosen);
      node.hidden = chosen === null ? field.askedFor !== undefined : exit || !asked;
    }
    // Asked for only where the facts do not decide, which the server knows; a note will do as well.
    const perhaps = verifying && chosen === 'not-affected';
    reason.node.hidden = !exit && !perhaps;
    reason.node.firstChild.textContent = exit
      ? 'Reason (required)'
      : 'Reason (required while the facts do not decide)';
  }

  function body() {
    const outcome = outcomes.chosen();
    const filled = fields
      .filter(({ node }) => !node.hidden)
      .map(({ field, read }) => [field.key, read()])
      .filter(([, value]) => value !== null);
    return {
      version,
      ...(outcome === FOLLOWS ? {} : { outcome }),
      ...(filled.length === 0 ? {} : { fields: Object.fromEntries(filled) }),
      ...(note.input.value.trim() === '' ? {} : { note: note.input.value.trim() }),
      ...(reason.node.hidden || reason.input.value.trim() === ''
        ? {}
        : { reason: reason.input.value.trim() }),
    };
  }

  async function submit(event) {
    event?.preventDefault();
    clearFaults(form);
    answer.replaceChildren();
    saveBar.hidden = false;
    if (outcomes.chosen() === null) return refuse([{ path: 'outcome', message: 'Choose how it ended.' }]);
    const missing = fields
      .filter(({ field, node, read }) => field.required && !node.hidden && read() === null)
      .map(({ field }) => ({ path: `fields.${field.key}`, message: `${field.label}: fill this in` }));
    if (EXITS.includes(outcomes.chosen()) && reason.input.value.trim() === '') {
      missing.push({ path: 'reason', message: 'Reason: say why' });
    }
    if (missing.length > 0) return refuse(missing);
    const request = body();
    const text = JSON.stringify(request);
    // A second try of the same request is the same completion; another request is another.
    if (text !== sent.text) sent = { text, key: newKey() };
    button.disabled = true;
    try {
      onSaved(await post(`tasks/${task.id}/complete`, request, sent.key));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 409) showConflict(error, request);
      else refused(error);
    } finally {
      button.disabled = false;
    }
  }

  function refuse(errors) {
    refused({ detail: 'Something is missing.', errors, status: 422 });
  }

  function refused(refusal) {
    const undecided = refusal.code === 'task.outcome-missing';
    if (undecided) outcomes.offerAll();
    const problem = undecided
      ? {
          detail: 'What is filled in does not tell how it ended. Say it yourself.',
          errors: [{ path: 'outcome', message: 'Choose how it ended.' }],
        }
      : refusal;
    answer.replaceChildren(problemBox(problem, 'Not saved. '));
    const faulty = problem.errors.map(({ path, message }) => markFault(form, path, message)).find(Boolean);
    (faulty ?? answer).scrollIntoView({ block: 'center' });
    faulty?.focus();
  }

  function showConflict(problem, request) {
    // What can be done now stands beside the two states.
    saveBar.hidden = true;
    const now = problem.more.task ?? null;
    const again = () => {
      version = now.version;
      void submit();
    };
    answer.replaceChildren(
      conflictBox(task, problem, request, {
        again: now?.status === 'open' ? again : null,
        look: () => void page.reload(),
        mayReopen: page.may('task.reopen'),
      }),
    );
    answer.scrollIntoView({ block: 'center' });
  }

  adapt();
  return form;
}

/** Radio buttons, as big as a gloved thumb. */
function outcomeChoices(task, onChange) {
  const choice = (value, label, exit = false) =>
    h(
      'label',
      { class: exit ? 'choice exit' : 'choice' },
      h('input', { type: 'radio', name: 'outcome', value, onchange: onChange }),
      h('span', {}, label),
    );
  const own = task.outcomes.map((outcome) => choice(outcome, outcomeInWords(task, outcome)));
  const from = task.form.find(({ key }) => key === task.outcomeFrom);
  const follows = from === undefined ? null : choice(FOLLOWS, 'Follows from what is filled in above');
  // Only a pump can be nowhere to be found.
  const exits = EXITS.filter((exit) => task.device !== null || exit !== 'cannot-locate');
  const place = h(
    'div',
    { class: 'choices' },
    follows ?? own,
    exits.map((exit) => choice(exit, spoken(exit), true)),
  );
  if (follows !== null) follows.firstChild.checked = true;
  const node = h(
    'fieldset',
    {},
    h('legend', {}, 'How did it end?'),
    verifies(task)
      ? h(
          'p',
          { class: 'quiet' },
          '“Does not apply” means: you looked, and the notice is not about this pump. “Not applicable” means: there was nothing to look at, as with a pump that is gone.',
        )
      : null,
    place,
  );
  return {
    node,
    chosen: () => place.querySelector('input:checked')?.value ?? null,
    /** where the value that was typed in does not decide by itself */
    offerAll: () => {
      if (follows === null || own[0].isConnected) return;
      follows.replaceWith(...own);
    },
  };
}

const labelled = (id, label, input) => ({
  input,
  node: h('div', { class: 'field' }, h('label', { for: id }, label), input),
});

function clearFaults(form) {
  for (const input of form.querySelectorAll('[aria-invalid]')) {
    input.removeAttribute('aria-invalid');
    input.removeAttribute('aria-describedby');
  }
  for (const message of form.querySelectorAll('.fault')) message.remove();
}

/** Marks the input that a fault is about, with its words beside it; gives the input, or null where there is none. */
function markFault(form, path, message) {
  const input = form.querySelector(`[name="${CSS.escape(path)}"]`);
  if (input === null) return null;
  const id = `fault-${CSS.escape(path)}`;
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', id);
  const words = h('p', { class: 'fault', id }, message);
  if (input.type === 'radio') input.closest('.choices').before(words);
  else input.after(words);
  return input;
}

/** Both states side by side, and what can be done about it. */
function conflictBox(task, problem, request, { again, look, mayReopen }) {
  const now = problem.more.task ?? null;
  const mine = facts([
    [
      'Outcome',
      request.outcome === undefined ? 'follows from the fields' : outcomeInWords(task, request.outcome),
    ],
    ...fieldPairs(task, request.fields),
    ['Reason', request.reason],
    ['Note', request.note],
  ]);
  const closed = now?.status === 'closed';
  return h(
    'section',
    { class: 'problem', role: 'alert' },
    h('h2', {}, 'Yours was not saved'),
    h('p', {}, problem.detail),
    h(
      'div',
      { class: 'columns' },
      h('div', {}, h('h3', {}, 'What you typed in'), mine),
      now === null
        ? null
        : h(
            'div',
            {},
            h('h3', {}, 'What stands there now'),
            facts([
              ['State', spoken(now.status)],
              ['With', now.assignee.name],
            ]),
            recordOf(now),
          ),
    ),
    closed
      ? h(
          'p',
          {},
          mayReopen
            ? 'If yours is right, look at the task and reopen it.'
            : 'If yours is right, ask your lead to reopen the task.',
        )
      : null,
    h(
      'div',
      { class: 'actions' },
      nodesOf([
        again === null
          ? null
          : h('button', { type: 'button', class: 'primary', onclick: again }, 'Save mine now'),
        h('button', { type: 'button', onclick: look }, 'Look at the task as it stands'),
        link('/tasks?assignee=me', 'My work'),
      ]),
    ),
  );
}
