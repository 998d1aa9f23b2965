import { Problem } from './api.js';
import { h, problemBox } from './dom.js';

/** Shown only when an answer takes longer than most do, so that quick pages do not flicker. */
const LOADING_AFTER_MS = 200;

/**
 * @typedef {object} Page what a view gets
 * @property {Record<string, string>} params from the address
 * @property {URLSearchParams} query
 * @property {object} me who is signed in, as GET me says
 * @property {(action: string) => boolean} may whether the role has this action of the policy table
 * @property {AbortSignal} signal aborted when the page is left
 * @property {boolean} left
 * @property {(tidyUp: () => void) => void} onLeave
 * @property {(path: string, options?: { replace?: boolean }) => Promise<void>} go
 * @property {() => Promise<void>} reload the page anew
 * @property {(words: string) => void} say to everybody, also who cannot see: what has happened; stays until another page
 * @property {(title: string, ...nodes: unknown[]) => void} show puts the page in place; its first heading gets the focus
 */

/** @param {Array<[pattern: string, view: (page: Page) => Promise<void> | void]>} routes */
export function createRouter(routes, { main, me, onShown, say }) {
  const table = routes.map(([pattern, view]) => ({
    matcher: new RegExp(`^${pattern.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
    view,
  }));
  let leave = () => {};
  let first = true;

  async function render() {
    leave();
    say('');
    const controller = new AbortController();
    const tidyUps = [];
    leave = () => {
      controller.abort();
      for (const tidyUp of tidyUps.splice(0)) tidyUp();
    };
    const { signal } = controller;
    const found = table
      .map((route) => ({ ...route, match: route.matcher.exec(location.pathname) }))
      .find(({ match }) => match !== null);
    const loading = setTimeout(() => {
      main.replaceChildren(h('p', { class: 'empty', role: 'status' }, 'Loading …'));
    }, LOADING_AFTER_MS);
    const page = {
      params: found?.match.groups ?? {},
      query: new URLSearchParams(location.search),
      me: me(),
      may: (action) => me().actions.includes(action),
      go,
      reload: render,
      say,
      signal,
      get left() {
        return signal.aborted;
      },
      onLeave: (tidyUp) => (signal.aborted ? tidyUp() : tidyUps.push(tidyUp)),
      show: (title, ...nodes) => {
        if (signal.aborted) return;
        clearTimeout(loading);
        document.title = `${title} · Closeout`;
        main.replaceChildren(...nodes.flat(Infinity).filter(Boolean));
        focusHeading();
        onShown();
      },
    };
    try {
      if (found === undefined) notFound(page);
      else await found.view(page);
    } catch (error) {
      if (!signal.aborted) failed(page, error);
      if (!(error instanceof Problem) && error.name !== 'AbortError') throw error;
    } finally {
      clearTimeout(loading);
    }
  }

  /** So that a screen reader begins at the new page, as it would after a whole load; that one it reads by itself. */
  function focusHeading() {
    const heading = main.querySelector('h1');
    if (!first && heading !== null && !document.querySelector('dialog[open]')) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    first = false;
  }

  function failed(page, error) {
    const known = error instanceof Problem;
    const problem = known ? error : { detail: 'This page could not be shown.', errors: [], status: 500 };
    const missing = known && error.status === 404;
    page.show(
      missing ? 'Not found' : 'Not loaded',
      h('h1', {}, missing ? 'Not found' : 'This could not be loaded'),
      problemBox(problem),
      h(
        'div',
        { class: 'actions' },
        missing ? null : h('button', { class: 'primary', onclick: () => void render() }, 'Try again'),
        h('a', { class: 'button', href: '/' }, 'To the start'),
      ),
    );
  }

  function notFound(page) {
    page.show(
      'Not found',
      h('h1', {}, 'There is no such page'),
      h('p', {}, 'The address may be mistyped or out of date.'),
      h(
        'ul',
        {},
        [
          ['/', 'To the start'],
          page.may('task.complete') ? ['/tasks?assignee=me', 'My work'] : null,
          ['/campaigns', 'Campaigns'],
          ['/mailbox', 'Mailbox'],
        ]
          .filter(Boolean)
          .map(([href, label]) => h('li', {}, h('a', { href }, label))),
      ),
    );
  }

  function go(path, { replace = false } = {}) {
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    scrollTo(0, 0);
    return render();
  }

  addEventListener('popstate', () => void render());
  document.addEventListener('click', (event) => {
    const anchor = event.target instanceof Element ? event.target.closest('a[href]') : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (anchor === null || !plain || event.defaultPrevented || anchor.target !== '') return;
    const url = new URL(anchor.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api/') || url.hash !== '') return;
    event.preventDefault();
    void go(url.pathname + url.search);
  });
  return { go, render, leave: () => leave() };
}
