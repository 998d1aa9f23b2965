import { get, withQuery } from '../api.js';
import { badge, h, link, nodesOf, problemBox } from '../dom.js';
import { keepFresh } from '../live.js';
import { groupTasks } from '../task-groups.js';
import { count, day, deviceDetail, outcomeInWords, plural, spoken, subjectOf } from '../words.js';

const PAGE = 300;
const REFRESH_MS = 30_000;
const FILTER_FROM = 8;
const FILTERS = ['assignee', 'campaign', 'site', 'device', 'step', 'due'];

/** My work, and every list of tasks that a number elsewhere leads to. */
export async function tasksPage(page) {
  const query = Object.fromEntries(FILTERS.map((name) => [name, page.query.get(name)]));
  const mine = query.assignee === 'me';
  const status = page.query.get('status') ?? (mine && query.due === null ? 'open' : null);
  // "Open" on every screen counts what waits for an earlier step too; the API lists the two apart.
  const asked = status === 'open' ? ['open', 'waiting'] : [status];
  let cursors = {};
  const read = async (from = {}) => {
    const again = Object.keys(from).length > 0;
    const pages = await Promise.all(
      asked
        .filter((one) => !again || from[one])
        .map(async (one) => {
          const path = withQuery('tasks', { ...query, status: one, limit: PAGE, cursor: from[one] });
          return [one, await get(path, page.signal)];
        }),
    );
    cursors = Object.fromEntries(
      pages
        .filter(([, { nextCursor }]) => nextCursor !== null)
        .map(([one, { nextCursor }]) => [one, nextCursor]),
    );
    return pages.flatMap(([, { items }]) => items);
  };

  let tasks = await read();
  let hadTasks =
    tasks.length > 0 || !mine || (await get('tasks?assignee=me&limit=1', page.signal)).items.length > 0;
  const list = h('div');
  const summary = h('p', { class: 'counts', role: 'status' });
  const find = h('input', { id: 'find', type: 'search', autocomplete: 'off', oninput: () => fill() });
  const finder = h('div', { class: 'finder' }, h('label', { for: 'find' }, 'Find a pump or place'), find);
  const more = h('button', { onclick: () => void readMore() }, 'Show more');
  const trouble = h('div');
  const showCampaigns = query.campaign === null;

  function fill() {
    const words = find.value.trim().toLowerCase();
    const chosen = words === '' ? tasks : tasks.filter((task) => textOf(task).includes(words));
    const late = chosen.filter((task) => task.late).length;
    const some = Object.keys(cursors).length > 0 ? ' shown, there are more' : '';
    summary.hidden = chosen.length === 0;
    summary.replaceChildren(
      ...nodesOf([
        late > 0 ? badge('late', `${count(late)} late`) : null,
        h('span', {}, `${plural(chosen.length, 'task')}${some}`),
      ]),
    );
    list.replaceChildren(
      ...(chosen.length === 0
        ? [emptyState({ mine, words, hadTasks })]
        : groupTasks(chosen).map((site) => siteSection(site, { mine, showCampaigns }))),
    );
    finder.hidden = tasks.length < FILTER_FROM;
    more.hidden = some === '';
  }
  async function readMore() {
    more.disabled = true;
    trouble.replaceChildren();
    try {
      tasks = [...tasks, ...(await read(cursors))];
      fill();
    } catch (error) {
      if (!page.left) trouble.replaceChildren(problemBox(error));
    }
    more.disabled = false;
  }

  fill();
  const title = mine ? 'My work' : titleOf(query, status);
  page.show(
    title,
    query.campaign === null
      ? null
      : h(
          'p',
          { class: 'crumb' },
          link(`/campaigns/${query.campaign}`, tasks[0]?.campaignTitle ?? 'Campaign'),
        ),
    h('h1', {}, title),
    h('div', { class: 'split' }, summary, finder),
    list,
    trouble,
    h('div', { class: 'actions' }, more),
  );
  keepFresh(page, REFRESH_MS, async () => {
    // Further pages would be lost, and with them the place where the person is reading.
    if (tasks.length > PAGE) return;
    const fresh = await read();
    if (JSON.stringify(fresh) === JSON.stringify(tasks) || list.contains(document.activeElement)) return;
    tasks = fresh;
    hadTasks ||= tasks.length > 0;
    fill();
  });
}

const titleOf = ({ due }, status) =>
  due === 'late' ? 'Late tasks' : status === null ? 'Tasks' : `${spoken(status)} tasks`;

const textOf = ({ device, site, title }) =>
  [device?.assetTag, device?.serialNumber, device?.location, site?.name, title].join(' ').toLowerCase();

function emptyState({ mine, words, hadTasks }) {
  if (words !== '') return h('p', { class: 'empty' }, 'Nothing here has these words.');
  if (!mine) return h('p', { class: 'empty' }, 'No task fits. Perhaps the last one has just been closed.');
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, hadTasks ? 'Nothing to do' : 'You have no tasks'),
    h(
      'p',
      {},
      hadTasks
        ? 'All your tasks are closed, so no reminder will come. New ones are announced by e-mail.'
        : 'When a campaign gives you one, it is announced by e-mail.',
    ),
  );
}

/** The campaign once for a group whose tasks are all of one; where there are several, below each step. */
function campaignOnce(groups, show) {
  const campaigns = new Set(
    groups.flatMap(({ items }) => items.flatMap(({ tasks }) => tasks.map(({ campaignId }) => campaignId))),
  );
  if (!show.showCampaigns || campaigns.size !== 1) return [null, show];
  const [{ campaignId, campaignTitle }] = groups[0].items[0].tasks;
  return [
    h('p', { class: 'quiet' }, link(`/campaigns/${campaignId}`, campaignTitle)),
    { ...show, showCampaigns: false },
  ];
}

function siteSection({ name, locations }, show) {
  const [ofSite, atSite] = campaignOnce(locations, show);
  return h(
    'section',
    {},
    h('h2', {}, name),
    ofSite,
    locations.map((location) => {
      const [ofPlace, atPlace] = campaignOnce([location], atSite);
      return [
        location.name === '' ? null : h('h3', { class: 'place' }, location.name),
        ofPlace,
        h(
          'ul',
          { class: 'rows' },
          location.items.map((item) => itemRow(item, atPlace)),
        ),
      ];
    }),
  );
}

/** A pump with all of its tasks, of whichever campaign; or a task of a site or campaign by itself. */
function itemRow({ device, tasks }, show) {
  const late = tasks.some((task) => task.late);
  return h(
    'li',
    { class: late ? 'row has-late' : 'row' },
    h(
      'div',
      {},
      h('p', { class: 'row-title' }, subjectOf(tasks[0])),
      device === null ? null : h('p', { class: 'quiet' }, deviceDetail(device)),
    ),
    h(
      'ul',
      { class: 'steps' },
      tasks.map((task) => stepRow(task, show)),
    ),
  );
}

const stepRow = (task, { mine, showCampaigns }) =>
  h(
    'li',
    {},
    h(
      'a',
      { class: 'step', href: `/tasks/${task.id}` },
      h('span', { class: 'step-title' }, task.title),
      h(
        'span',
        { class: 'badges' },
        task.late ? badge('late', 'Late') : null,
        stateOf(task),
        whoOf(task, mine),
      ),
      showCampaigns ? h('span', { class: 'quiet' }, task.campaignTitle) : null,
    ),
  );

/** Who closed it, or whom it is with; of one's own open tasks neither needs saying. */
function whoOf({ status, completedBy, assignee }, mine) {
  if (status === 'closed' && completedBy !== null)
    return h('span', { class: 'quiet' }, `Closed by ${completedBy.name}`);
  return mine ? null : h('span', { class: 'quiet' }, `with ${assignee.name}`);
}

function stateOf(task) {
  switch (task.status) {
    case 'closed':
      return [badge('status', 'Closed'), h('span', {}, outcomeInWords(task, task.outcome))];
    case 'withdrawn':
      return badge('status', 'Withdrawn');
    case 'waiting':
      return [badge('status', 'Waits'), h('span', { class: 'quiet' }, 'for an earlier step')];
    default:
      return h(
        'span',
        { class: task.late ? 'late' : 'quiet' },
        `${task.late ? 'was due' : 'due'} ${day(task.dueOn)}`,
      );
  }
}
