import { Problem, upload } from './api.js';
import { h } from './dom.js';
import { spoken } from './words.js';

/** A field of a step's form: what is shown, and how to read what was filled in (null: nothing). */
export function fieldInput(field, task) {
  const id = `field-${field.key}`;
  const common = { id, name: `fields.${field.key}`, autocomplete: 'off' };
  const { input, read, said } = field.type === 'photo' ? photoInput(common, task) : inputOf(field, common);
  const label = `${field.label} ${field.required ? '(required)' : '(optional)'}`;
  return {
    field,
    read,
    node: h('div', { class: 'field' }, h('label', { for: id }, label), input, said ?? null),
  };
}

/** The camera on a phone, a file elsewhere. The picture is sent as soon as it is taken; the field holds its id. */
function photoInput(common, task) {
  let photo = null;
  const said = h('p', { class: 'quiet', role: 'status' });
  const input = h('input', {
    ...common,
    type: 'file',
    accept: 'image/jpeg,image/png,image/webp',
    capture: 'environment',
    onchange: () => void send(),
  });
  async function send() {
    const [file] = input.files;
    photo = null;
    if (file === undefined) return said.replaceChildren();
    said.replaceChildren('Sending the photograph …');
    try {
      photo = await upload(`tasks/${task.id}/photos`, file);
      said.replaceChildren('The photograph is kept.');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      input.value = '';
      said.replaceChildren(`The photograph was not kept. ${error.detail}`);
    }
  }
  return { input, said, read: () => photo?.id ?? null };
}

function inputOf(field, common) {
  const text = (input) => () => (input.value.trim() === '' ? null : input.value.trim());
  const list = (options) => h('select', common, h('option', { value: '' }, 'Not filled in'), options);
  if (field.type === 'choice') {
    const input = list((field.choices ?? []).map((choice) => h('option', { value: choice }, spoken(choice))));
    return { input, read: text(input) };
  }
  if (field.type === 'yes-no') {
    const input = list([h('option', { value: 'yes' }, 'Yes'), h('option', { value: 'no' }, 'No')]);
    return { input, read: () => (input.value === '' ? null : input.value === 'yes') };
  }
  if (field.type === 'number') {
    const input = h('input', { ...common, type: 'number', inputmode: 'decimal', step: 'any' });
    return { input, read: () => (input.value === '' ? null : input.valueAsNumber) };
  }
  const type = field.type === 'date' ? 'date' : 'text';
  const input = h('input', {
    ...common,
    type,
    maxlength: type === 'text' ? 2000 : null,
    autocapitalize: 'off',
    spellcheck: 'false',
  });
  return { input, read: text(input) };
}
