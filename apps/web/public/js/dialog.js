import { Problem } from './api.js';
import { h, problemBox } from './dom.js';

/**
 * Asks in a dialog, and does it there: a refusal is shown beside what was typed, which is not lost.
 * @param {{ title: string, text?: unknown, field?: { label: string, required?: boolean }, action: string,
 *   run: (typed: string) => Promise<unknown> }} question
 * @returns {Promise<boolean>} true once it is done, false when the person stepped back
 */
export function ask({ title, text, field, action, run }) {
  return new Promise((resolve) => {
    const input =
      field === undefined
        ? null
        : h('textarea', { id: 'dialog-field', rows: 3, maxlength: 2000, required: field.required === true });
    const answer = h('div');
    const submit = h('button', { class: 'primary' }, action);
    const back = h('button', { type: 'button', onclick: () => dialog.close('back') }, 'Go back');
    const form = h(
      'form',
      { method: 'dialog', onsubmit: (event) => void send(event) },
      h('h2', { id: 'dialog-title' }, title),
      text === undefined ? null : h('p', {}, text),
      field === undefined
        ? null
        : h('label', { for: 'dialog-field' }, field.label, field.required ? ' (required)' : ' (optional)'),
      input,
      answer,
      h('div', { class: 'actions' }, submit, back),
    );
    const dialog = h('dialog', { 'aria-labelledby': 'dialog-title' }, form);

    async function send(event) {
      event.preventDefault();
      submit.disabled = true;
      answer.replaceChildren();
      try {
        await run(input?.value.trim() ?? '');
        dialog.close('done');
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        answer.replaceChildren(problemBox(error, 'Not done. '));
      } finally {
        submit.disabled = false;
      }
    }

    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'done');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
