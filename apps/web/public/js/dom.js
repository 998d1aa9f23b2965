/**
 * Makes an element. Text always becomes a text node, so that nothing from a record or a mail is read as markup.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} [properties] `class`, `on…` listeners, attributes; true sets a bare one, false and null none
 * @param {...(Node | string | number | null | undefined | false | unknown[])} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...nodesOf(children));
  return element;
}

/** Arrays flattened; null, undefined and false left out. */
export const nodesOf = (children) =>
  children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)));

export const link = (href, ...children) => h('a', { href }, ...children);

/** A share of the work that is done, as a bar and in words. `set` changes both. */
export function progressBar(percent, label = 'Tasks closed') {
  const bar = h('progress', { max: 100, 'aria-label': label });
  const words = h('span', { class: 'number' });
  const node = h('div', { class: 'progress' }, bar, words);
  const set = (value) => {
    bar.value = value;
    words.textContent = `${value} % closed`;
  };
  set(percent);
  return { node, set };
}

/**
 * On a narrow screen a table of many columns is stacked: a row below a row, each cell behind its heading.
 * @param {Array<{ head: string, numeric?: boolean, cell: (row: any) => unknown }>} columns; the first is the row's name
 */
export function table(caption, columns, rows) {
  const numeric = (column) => (column.numeric ? 'number' : null);
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: columns.some(({ numeric: number }) => number) ? null : 'stack' },
      h('caption', { class: 'hidden' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          columns.map((column) => h('th', { scope: 'col', class: numeric(column) }, column.head)),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            columns.map((column, n) =>
              n === 0
                ? h('th', { scope: 'row' }, column.cell(row))
                : h('td', { class: numeric(column), 'data-head': column.head }, column.cell(row)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Terms with what they are; pairs whose second part is null are left out. */
export const facts = (pairs) =>
  h(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))),
  );

/** A word in a box; kinds: late, class, status, quiet. The word itself says everything, the colour repeats it. */
export const badge = (kind, words) => h('span', { class: `badge ${kind}` }, words);

/** What went wrong, by the problem document: its sentence, each place that does not fit, the number for whoever helps. */
export const problemBox = (problem, before = '') =>
  h(
    'div',
    { class: 'problem', role: 'alert' },
    h('p', {}, before === '' ? null : h('strong', {}, before), problem.detail),
    problem.errors.length > 0
      ? h(
          'ul',
          {},
          problem.errors.map(({ message }) => h('li', {}, message)),
        )
      : null,
    problem.status >= 500 && problem.requestId
      ? h('p', { class: 'quiet' }, `Request ${problem.requestId}`)
      : null,
  );
