import { post, Problem } from './api.js';
import { h, problemBox } from './dom.js';

/** The form; `onDone` gets who has signed in. The first empty place has the focus once it is shown. */
export function signInForm(onDone, address = '') {
  const email = h('input', {
    id: 'email',
    name: 'email',
    type: 'email',
    autocomplete: 'username',
    required: true,
    value: address === '' ? null : address,
    autofocus: address === '',
  });
  const password = h('input', {
    id: 'password',
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
    autofocus: address !== '',
  });
  const answer = h('div');
  const button = h('button', { class: 'primary' }, 'Sign in');
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    answer.replaceChildren();
    try {
      onDone(await post('sign-in', { email: email.value.trim(), password: password.value }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      answer.replaceChildren(problemBox(error));
      password.select();
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'form',
    { class: 'sign-in', method: 'post', onsubmit: (event) => void submit(event) },
    h('label', { for: 'email' }, 'E-mail address'),
    email,
    h('label', { for: 'password' }, 'Password'),
    password,
    answer,
    button,
  );
}

/**
 * Over the page whose session has ended, so that what was typed there stays.
 * @returns {Promise<object | null>} who has signed in, or null when the dialog was closed
 */
export function signInDialog(address) {
  return new Promise((resolve) => {
    let me = null;
    const dialog = h(
      'dialog',
      { 'aria-labelledby': 'sign-in-title' },
      h('h2', { id: 'sign-in-title' }, 'Sign in again'),
      h('p', {}, 'Your session has ended. What you typed is still there.'),
      signInForm((person) => {
        me = person;
        dialog.close();
      }, address),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(me);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
