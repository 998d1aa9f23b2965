import { get, newKey, post } from '../api.js';
import { ask } from '../dialog.js';
import { badge, facts, h, link, nodesOf, progressBar, table } from '../dom.js';
import { followProgress } from '../live.js';
import { classInWords, count, day, moment, plural, spoken, subjectOf, taskPlace } from '../words.js';
import { previewOf, sameNoticeWarning } from './preview.js';

const LATE_SHOWN = 10;

export async function campaignPage(page) {
  const { id } = page.params;
  const campaign = await get(`campaigns/${id}`, page.signal);
  const head = [
    h('p', { class: 'crumb' }, link('/campaigns', 'Campaigns')),
    h('h1', {}, campaign.title),
    h(
      'p',
      { class: 'badges' },
      badge('class', classInWords(campaign.class)),
      badge('status', spoken(campaign.status)),
    ),
  ];
  const actions = actionsFor(page, campaign);
  if (campaign.status === 'draft') {
    const preview = await get(`campaigns/${id}/preview`, page.signal);
    page.show(
      campaign.title,
      head,
      sameNoticeWarning(preview),
      actions.node,
      previewOf(campaign, preview),
      aboutCampaign(campaign),
    );
    return;
  }
  if (campaign.openedAt === null) {
    // a draft that was cancelled: it never had a task
    page.show(campaign.title, head, aboutCampaign(campaign));
    return;
  }
  const progress = await get(`campaigns/${id}/progress`, page.signal);
  const view = progressView(page, campaign);
  const set = (now) => {
    view.set(now);
    actions.set(now);
  };
  set(progress);
  const live = h('p', { class: 'quiet', role: 'status' });
  page.show(campaign.title, head, view.summary, live, actions.node, view.details, aboutCampaign(campaign));
  if (campaign.status !== 'opening' && campaign.status !== 'open') return;
  followProgress(
    page,
    id,
    (now) => {
      if (now.status !== campaign.status) void page.reload();
      else set(now);
    },
    (fresh) => {
      live.textContent = fresh ? '' : 'The live line is broken: these numbers may be old. Still trying.';
    },
  );
}

const aboutCampaign = (campaign) => [
  h('h2', {}, 'About this campaign'),
  facts([
    ['Notice', campaign.noticeTitle === campaign.title ? null : campaign.noticeTitle],
    ['Plan', `${campaign.planTitle} (version ${campaign.planVersion})`],
    ['Answers for it', campaign.owner.name],
    ['Opened', campaign.openedAt === null ? null : moment(campaign.openedAt)],
    [spoken(campaign.status), campaign.closedAt === null ? null : moment(campaign.closedAt)],
    ['Closing note', campaign.closeNote],
  ]),
];

/** What can be done with the campaign as it stands; `set` offers closing once no task is open. */
function actionsFor(page, campaign) {
  const button = (label, kind, question) =>
    h('button', { class: kind, onclick: () => void act(page, campaign, question) }, label);
  const { status } = campaign;
  const manage = page.may('campaign.manage');
  const running = status === 'open' || status === 'opening';
  const close = button('Close campaign', '', closing);
  const notYet = h('p', { class: 'quiet', id: 'not-yet' });
  close.setAttribute('aria-describedby', 'not-yet');
  const buttons = nodesOf([
    manage && status === 'draft' ? button('Open campaign', 'primary', opening) : null,
    status === 'open' && page.may('reminder.send') ? button('Remind now', '', reminding) : null,
    manage && status === 'open' ? [close, notYet] : null,
    manage && (status === 'draft' || status === 'open')
      ? button('Cancel campaign', 'danger', cancelling)
      : null,
    running
      ? h('a', { class: 'button', href: `/tasks?campaign=${campaign.id}&status=open` }, 'Open tasks')
      : null,
  ]);
  return {
    node: buttons.length === 0 ? null : h('div', { class: 'actions' }, buttons),
    set: ({ tasks }) => {
      close.disabled = tasks.open > 0;
      notYet.hidden = tasks.open === 0;
      notYet.textContent = `It can be closed once no task is open: ${count(tasks.open)} ${tasks.open === 1 ? 'is' : 'are'}.`;
    },
  };
}

const opening = {
  title: 'Open this campaign?',
  text: 'Every affected pump gets its tasks, and everyone with something to do gets an e-mail. It cannot be made a draft again.',
  action: 'Open campaign',
  path: 'open',
  body: () => ({}),
  said: () => 'The campaign is being opened.',
};
const reminding = {
  title: 'Remind everyone with open tasks?',
  text: 'Each person gets one e-mail now, besides the usual ones.',
  field: { label: 'A word from you, shown at its head' },
  action: 'Send reminders',
  path: 'remind',
  body: (note) => (note === '' ? {} : { note }),
  said: ({ reminders }) =>
    reminders === 0
      ? 'Nobody has anything open here: no reminder was sent.'
      : `${plural(reminders, 'reminder')} on the way.`,
};
const closing = {
  title: 'Close this campaign?',
  text: 'Nothing in a closed campaign can be changed; a pump that arrives later is not matched by itself yet: look at the preview of a new campaign over the notice.',
  field: { label: 'Closing note' },
  action: 'Close campaign',
  path: 'close',
  body: (note) => (note === '' ? {} : { note }),
  said: () => 'The campaign is closed.',
};
const cancelling = {
  title: 'Cancel this campaign?',
  text: 'Open tasks are withdrawn and reminders stop. What has been done stays on record.',
  field: { label: 'Reason', required: true },
  action: 'Cancel campaign',
  path: 'cancel',
  body: (reason) => ({ reason }),
  said: () => 'The campaign is cancelled.',
};

async function act(page, campaign, { path, body, said, ...question }) {
  let sent = { typed: null, key: '' };
  let words = '';
  const done = await ask({
    ...question,
    run: async (typed) => {
      // What is sent twice is done once; another text is another request.
      if (typed !== sent.typed) sent = { typed, key: newKey() };
      words = said(await post(`campaigns/${campaign.id}/${path}`, body(typed), sent.key));
    },
  });
  if (!done) return;
  await page.reload();
  page.say(words);
}

/** Progress in numbers and tables; `set` fills it anew, and reads the late tasks again only when their number changed. */
function progressView(page, campaign) {
  const bar = progressBar(0);
  const counts = h('p', { class: 'counts' });
  const tables = h('div', { class: 'columns' });
  const late = h('section', {});
  let lateCount = -1;
  let before = '';

  const set = (progress) => {
    const text = JSON.stringify(progress);
    if (text === before) return;
    before = text;
    bar.set(progress.percentClosed);
    counts.replaceChildren(...nodesOf(countWords(campaign, progress)));
    tables.replaceChildren(
      section('By site', progress.bySite, () => siteTable(campaign.id, progress.bySite)),
      section('By step', progress.byStep, () => stepTable(campaign.id, progress.byStep)),
    );
    if (progress.tasks.late !== lateCount) {
      lateCount = progress.tasks.late;
      fillLate(page, campaign.id, late, lateCount).catch((error) => {
        lateCount = -1;
        if (!page.left)
          late.replaceChildren(h('h2', {}, 'Late tasks'), h('p', { class: 'problem' }, error.message));
      });
    }
  };
  return {
    summary: h('section', { 'aria-label': 'Progress' }, bar.node, counts),
    details: [late, tables],
    set,
  };
}

const section = (title, rows, make) =>
  h(
    'section',
    {},
    h('h2', {}, title),
    rows.length === 0 ? h('p', { class: 'quiet' }, 'No tasks yet.') : make(),
  );

function countWords({ id, status }, { tasks, devices, affected, possiblyAffected, removed, opening: how }) {
  const list = (query, words) => link(`/tasks?campaign=${id}&${query}`, words);
  const pumps = (verdict, words) => link(`/campaigns/${id}/devices?verdict=${verdict}`, words);
  return [
    status === 'opening'
      ? h('span', {}, `Looking at pumps: ${count(how.done)} of ${count(how.total)}`)
      : null,
    tasks.late > 0
      ? list('due=late', badge('late', `${count(tasks.late)} late`))
      : h('span', {}, 'None late'),
    list('status=open', `${count(tasks.open)} open`),
    list('status=closed', `${count(tasks.closed)} closed`),
    h('span', { class: 'quiet' }, `of ${plural(tasks.total, 'task')} for ${plural(devices, 'pump')}:`),
    pumps('affected', `${count(affected)} affected`),
    pumps('possibly-affected', `${count(possiblyAffected)} possibly affected`),
    removed > 0 ? h('span', {}, `${count(removed)} found not affected`) : null,
  ];
}

/** Numbers lead to the tasks behind them. */
function taskColumns(queryOf) {
  const cell = (key, filter) => (row) =>
    row.tasks[key] === 0 ? '0' : link(`/tasks?${queryOf(row)}&${filter}`, count(row.tasks[key]));
  const late = cell('late', 'due=late');
  return [
    { head: 'Open', numeric: true, cell: cell('open', 'status=open') },
    {
      head: 'Late',
      numeric: true,
      cell: (row) => (row.tasks.late === 0 ? '0' : h('strong', { class: 'late' }, late(row))),
    },
    { head: 'Closed', numeric: true, cell: cell('closed', 'status=closed') },
  ];
}

const siteTable = (id, rows) =>
  table(
    'Progress by site',
    [
      { head: 'Site', cell: (row) => row.site },
      { head: 'Pumps', numeric: true, cell: (row) => count(row.devices) },
      ...taskColumns((row) => `campaign=${id}&site=${row.siteId}`),
    ],
    rows.toSorted((a, b) => b.tasks.late - a.tasks.late || b.tasks.open - a.tasks.open),
  );

const stepTable = (id, rows) =>
  table(
    'Progress by step',
    [
      { head: 'Step', cell: (row) => row.title },
      ...taskColumns((row) => `campaign=${id}&step=${row.stepKey}`),
    ],
    rows,
  );

async function fillLate(page, id, place, total) {
  if (total === 0) {
    place.replaceChildren(h('h2', {}, 'Late tasks'), h('p', { class: 'quiet' }, 'Nothing is late.'));
    return;
  }
  const { items, nextCursor } = await get(`tasks?campaign=${id}&due=late&limit=${LATE_SHOWN}`, page.signal);
  place.replaceChildren(
    h('h2', {}, 'Late tasks'),
    table(
      'Late tasks',
      [
        { head: 'Task', cell: (task) => link(`/tasks/${task.id}`, task.title) },
        {
          head: 'Pump',
          cell: subjectOf,
        },
        { head: 'Place', cell: taskPlace },
        { head: 'With', cell: (task) => task.assignee.name },
        { head: 'Was due', cell: (task) => h('strong', { class: 'late' }, day(task.dueOn)) },
      ],
      items,
    ),
    nextCursor === null
      ? ''
      : h('p', {}, link(`/tasks?campaign=${id}&due=late`, `All ${count(total)} late tasks`)),
  );
}
