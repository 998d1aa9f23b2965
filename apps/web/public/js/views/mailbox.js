import { get, withQuery } from '../api.js';
import { badge, facts, h, link, problemBox } from '../dom.js';
import { keepFresh } from '../live.js';
import { count, moment, plural, spoken } from '../words.js';

const PAGE = 50;
const REFRESH_MS = 5000;
const FILTER_AFTER_MS = 400;

/** What the embedded mail server has received, newest first. */
export async function mailboxPage(page) {
  let to = page.query.get('to') ?? '';
  const read = (cursor = null) => get(withQuery('mailbox', { to, limit: PAGE, cursor }), page.signal);
  let { items, nextCursor: cursor } = await read();

  const list = h('ul', { class: 'rows' });
  const nothing = h('div', { class: 'empty' });
  const state = h('p', { class: 'quiet', role: 'status' });
  const trouble = h('div');
  const people = h('datalist', { id: 'people' });
  const filter = h('input', {
    id: 'to',
    type: 'search',
    list: 'people',
    value: to,
    autocomplete: 'off',
    oninput: () => typed(),
  });
  const more = h('button', { onclick: () => void readMore() }, 'Show older ones');
  const rows = new Map();

  function fill() {
    const known = new Set(items.map(({ id }) => id));
    for (const id of rows.keys()) if (!known.has(id)) rows.delete(id);
    // Rows that are there already stay the same elements, so that focus and place are kept.
    for (const message of items) {
      const text = JSON.stringify(message);
      if (rows.get(message.id)?.text !== text) rows.set(message.id, { text, node: messageRow(message) });
    }
    const wanted = items.map(({ id }) => rows.get(id).node);
    if (wanted.length !== list.children.length || wanted.some((node, n) => node !== list.children[n])) {
      const focused = document.activeElement;
      list.replaceChildren(...wanted);
      if (list.contains(focused)) focused.focus({ preventScroll: true });
    }
    list.hidden = items.length === 0;
    nothing.hidden = items.length > 0;
    nothing.textContent =
      to === ''
        ? 'No mail yet. Open a campaign: everyone with something to do gets a message.'
        : `No mail to ${to}.`;
    more.hidden = cursor === null;
    people.replaceChildren(
      ...[...new Set(items.flatMap((message) => message.to))]
        .toSorted((a, b) => a.localeCompare(b))
        .map((value) => h('option', { value })),
    );
    state.textContent = `${plural(items.length, 'message')} shown`;
  }
  async function refresh() {
    const asked = to;
    const fresh = await read();
    if (asked !== to) return;
    const known = new Set(items.map(({ id }) => id));
    const seen = new Set(fresh.items.map(({ id }) => id));
    if (fresh.nextCursor === null || fresh.items.some(({ id }) => known.has(id))) {
      items = [...fresh.items, ...items.filter(({ id }) => !seen.has(id))];
    } else {
      // More came than a page holds: what is between is not here, so begin anew.
      items = fresh.items;
      cursor = fresh.nextCursor;
    }
    fill();
  }
  async function readMore() {
    more.disabled = true;
    trouble.replaceChildren();
    try {
      const next = await read(cursor);
      items = [...items, ...next.items];
      cursor = next.nextCursor;
      fill();
    } catch (error) {
      if (!page.left) trouble.replaceChildren(problemBox(error));
    }
    more.disabled = false;
  }
  let timer;
  function typed() {
    clearTimeout(timer);
    timer = setTimeout(() => void choose(filter.value.trim()), FILTER_AFTER_MS);
  }
  async function choose(address) {
    to = address;
    history.replaceState(null, '', withQuery('/mailbox', { to }));
    trouble.replaceChildren();
    try {
      const fresh = await read();
      if (to !== address) return;
      ({ items, nextCursor: cursor } = fresh);
      fill();
    } catch (error) {
      if (!page.left) trouble.replaceChildren(problemBox(error));
    }
  }
  page.onLeave(() => clearTimeout(timer));

  fill();
  const readsAll = ['risk-manager', 'administrator', 'auditor'].includes(page.me.role);
  page.show(
    'Mailbox',
    h('h1', {}, 'Mailbox'),
    h(
      'p',
      { class: 'quiet' },
      `What Closeout has sent ${readsAll ? '' : 'to you '}arrives here, as no other mail server is set. New mail shows up by itself.`,
    ),
    readsAll
      ? h('div', { class: 'finder' }, h('label', { for: 'to' }, 'To (a whole address)'), filter, people)
      : null,
    trouble,
    list,
    nothing,
    h('div', { class: 'actions' }, more, state),
  );
  keepFresh(page, REFRESH_MS, refresh, (fresh) => {
    if (!fresh) state.textContent = 'No answer from Closeout just now. Still trying.';
  });
}

const kindInWords = (kind) =>
  ({ digest: 'Digest', assignment: 'Assignment', manual: 'Asked for', 'all-tasks-closed': 'All closed' })[
    kind
  ] ?? spoken(kind);

const messageRow = (message) =>
  h(
    'li',
    { class: 'row mail' },
    h('p', { class: 'row-title' }, link(`/mailbox/${message.id}`, message.subject || '(no subject)')),
    h(
      'p',
      { class: 'badges' },
      message.kind === null ? null : badge('status', kindInWords(message.kind)),
      h('span', {}, message.to.join(', ')),
      h('time', { class: 'quiet', datetime: message.date }, moment(message.date)),
      message.deliveries > 1 ? h('span', { class: 'late' }, `came ${count(message.deliveries)} times`) : null,
    ),
  );

/** A message as it looks and as plain text. */
export async function messagePage(page) {
  const message = await get(`mailbox/${page.params.id}`, page.signal);
  const text = h('pre', { class: 'mail-text' }, message.text);
  const source = h('pre', { class: 'mail-text' }, message.raw);
  const frame =
    message.html === null
      ? null
      : h('iframe', {
          class: 'mail-frame',
          title: 'The message as it looks',
          src: `/api/v1/mailbox/${message.id}/html`,
          sandbox: 'allow-top-navigation-by-user-activation',
          referrerpolicy: 'no-referrer',
        });
  const views = [
    ['As it looks', frame],
    ['Plain text', text],
    ['Source', source],
  ].filter(([, node]) => node !== null);
  const buttons = views.map(([label], n) =>
    h('button', { 'aria-pressed': String(n === 0), onclick: () => choose(n) }, label),
  );
  function choose(chosen) {
    for (const [n, button] of buttons.entries()) {
      button.setAttribute('aria-pressed', String(n === chosen));
      views[n][1].hidden = n !== chosen;
    }
  }
  choose(0);
  page.show(
    message.subject,
    h('p', { class: 'crumb' }, link('/mailbox', 'Mailbox')),
    h('h1', {}, message.subject || '(no subject)'),
    facts([
      ['To', message.to.join(', ')],
      ['From', message.headers.From ?? message.headers.from],
      ['Sent', moment(message.date)],
      ['Kind', message.kind === null ? null : kindInWords(message.kind)],
      ['Message-ID', h('code', {}, message.messageId)],
      ['Deliveries', message.deliveries > 1 ? `${message.deliveries}, kept once` : null],
    ]),
    h('div', { class: 'actions', role: 'group', 'aria-label': 'Show' }, buttons),
    views.map(([, node]) => node),
  );
}
