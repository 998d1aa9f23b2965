import { get, getAll } from '../api.js';
import { badge, h, link, nodesOf, progressBar } from '../dom.js';
import { followProgress, keepFresh } from '../live.js';
import { classInWords, count, moment, plural, spoken } from '../words.js';

/** Of the worst ones; a browser keeps six connections to one server. The others are read anew with the list. */
const FOLLOWED = 3;
const REFRESH_MS = 10_000;
const CLASSES = ['I', 'II', 'III', null];

/** What has late work first, then by class, then by how much is late, then by how little is done. */
const worstFirst = (a, b) =>
  Number(b.tasks.late > 0) - Number(a.tasks.late > 0) ||
  CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) ||
  b.tasks.late - a.tasks.late ||
  a.percentClosed - b.percentClosed;

export async function campaignsPage(page) {
  const read = async () => {
    const [opening, open, draft] = await Promise.all(
      ['opening', 'open', 'draft'].map((status) =>
        getAll(`campaigns?status=${status}&limit=200`, page.signal),
      ),
    );
    return { running: [...opening, ...open].toSorted(worstFirst), drafts: draft };
  };
  const rows = new Map();
  const place = h('div', { class: 'stack' });
  const live = h('p', { class: 'quiet', role: 'status' });
  let shown = '';

  const fill = ({ running, drafts }) => {
    for (const campaign of running) rows.get(campaign.id)?.set(campaign);
    const order = JSON.stringify([running, drafts].map((list) => list.map(({ id, status }) => [id, status])));
    if (order === shown) return;
    shown = order;
    rows.clear();
    for (const campaign of running) rows.set(campaign.id, runningRow(campaign));
    place.replaceChildren(
      ...nodesOf([
        running.length === 0
          ? emptyState(page, drafts)
          : h(
              'ul',
              { class: 'rows' },
              running.map(({ id }) => rows.get(id).node),
            ),
        drafts.length === 0
          ? null
          : [
              h('h2', {}, 'Drafts'),
              h('p', { class: 'quiet' }, 'Nobody has been asked to do anything yet.'),
              h('ul', { class: 'rows' }, drafts.map(plainRow)),
            ],
      ]),
    );
  };

  const found = await read();
  fill(found);
  page.show(
    'Campaigns',
    h(
      'div',
      { class: 'title' },
      h('h1', {}, 'Campaigns'),
      page.may('campaign.manage')
        ? h('a', { class: 'button primary', href: '/campaigns/new' }, 'New campaign')
        : null,
    ),
    place,
    endedCampaigns(page),
    live,
  );
  keepFresh(
    page,
    REFRESH_MS,
    async () => fill(await read()),
    (fresh) => {
      live.textContent = fresh
        ? ''
        : 'No answer from Closeout just now: these numbers may be old. Still trying.';
    },
  );
  for (const { id } of found.running.slice(0, FOLLOWED)) {
    followProgress(page, id, (progress) => rows.get(id)?.set(progress));
  }
}

/** When it began and ended: two campaigns over one notice are told apart by it. */
const datesOf = ({ status, createdAt, openedAt, closedAt }) =>
  [
    openedAt === null ? `made ${moment(createdAt)}` : `opened ${moment(openedAt)}`,
    closedAt === null ? null : `${spoken(status).toLowerCase()} ${moment(closedAt)}`,
  ]
    .filter(Boolean)
    .join(', ');

function runningRow(campaign) {
  const bar = progressBar(campaign.percentClosed, `Tasks closed of ${campaign.title}`);
  const status = badge('status', '');
  const counts = h('p', { class: 'counts' });
  const node = h(
    'li',
    { class: 'row' },
    h(
      'div',
      {},
      h('h2', { class: 'row-title' }, link(`/campaigns/${campaign.id}`, campaign.title)),
      h(
        'p',
        { class: 'badges' },
        badge('class', classInWords(campaign.class)),
        status,
        h('span', { class: 'quiet' }, campaign.owner.name),
        h('span', { class: 'quiet' }, datesOf(campaign)),
      ),
    ),
    h('div', {}, bar.node, counts),
  );
  const set = ({ status: now, tasks, percentClosed, opening }) => {
    status.textContent = spoken(now);
    bar.set(percentClosed);
    node.classList.toggle('has-late', tasks.late > 0);
    const words = [
      now === 'opening' && opening
        ? h('span', {}, `Looking at pumps: ${count(opening.done)} of ${count(opening.total)}`)
        : null,
      tasks.late > 0
        ? h(
            'a',
            { class: 'late', href: `/tasks?campaign=${campaign.id}&due=late` },
            badge('late', `${count(tasks.late)} late`),
          )
        : h('span', {}, 'None late'),
      link(`/tasks?campaign=${campaign.id}&status=open`, `${count(tasks.open)} open`),
      h('span', { class: 'quiet' }, `of ${plural(tasks.total, 'task')}`),
    ];
    const key = JSON.stringify([now, tasks, opening]);
    // A number that has not changed keeps its link, and the link its focus.
    if (counts.dataset.key === key) return;
    counts.dataset.key = key;
    counts.replaceChildren(...nodesOf(words));
  };
  set(campaign);
  return { node, set };
}

const plainRow = (campaign) =>
  h(
    'li',
    { class: 'row' },
    h(
      'div',
      {},
      h('h3', { class: 'row-title' }, link(`/campaigns/${campaign.id}`, campaign.title)),
      h(
        'p',
        { class: 'badges' },
        badge('class', classInWords(campaign.class)),
        badge('status', spoken(campaign.status)),
        h('span', { class: 'quiet' }, campaign.owner.name),
        h('span', { class: 'quiet' }, datesOf(campaign)),
      ),
    ),
  );

function emptyState(page, drafts) {
  const mayOpen = page.may('campaign.manage');
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, 'No campaign is open'),
    h(
      'p',
      {},
      mayOpen
        ? drafts.length > 0
          ? 'Look at a draft below and open it, or begin with another notice.'
          : 'Open one with “New campaign”: choose a notice, look at which pumps it touches, and open it. Tasks and e-mails follow by themselves.'
        : 'A risk manager opens one when a notice comes. What there is to do is shown here then.',
    ),
    h('p', { class: 'quiet' }, h('code', {}, 'npm run demo'), ' plays three weeks of the sample hospital.'),
  );
}

/** Read only when somebody wants to see them: they become many. */
function endedCampaigns(page) {
  const place = h('div', {}, h('p', { class: 'quiet' }, 'Loading …'));
  const read = async () => {
    const lists = await Promise.all(
      ['closed', 'cancelled'].map((status) => get(`campaigns?status=${status}&limit=100`, page.signal)),
    );
    const items = lists
      .flatMap(({ items: some }) => some)
      .toSorted((a, b) => (a.closedAt < b.closedAt ? 1 : -1));
    place.replaceChildren(
      items.length === 0
        ? h('p', { class: 'quiet' }, 'None yet.')
        : h('ul', { class: 'rows' }, items.map(plainRow)),
    );
  };
  const details = h('details', { class: 'ended' }, h('summary', {}, 'Closed and cancelled campaigns'), place);
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    read().catch((error) => {
      if (!page.left) place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, error.message));
    });
  });
  return details;
}
