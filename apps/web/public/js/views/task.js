import { get, getAll, newKey, post } from '../api.js';
import { ask } from '../dialog.js';
import { badge, facts, h, link, nodesOf, problemBox } from '../dom.js';
import { clauseInWords } from '../explanation.js';
import { completionForm, verifies } from '../task-form.js';
import { nextTask } from '../task-groups.js';
import { recordOf, historyOf } from '../task-record.js';
import { day, deviceDetail, factInWords, outcomeInWords, spoken, subjectOf, taskPlace } from '../words.js';

export async function taskPage(page) {
  const task = await get(`tasks/${page.params.id}`, page.signal);
  const others =
    task.device === null
      ? []
      : (await getAll(`tasks?device=${task.device.id}&status=open&limit=100`, page.signal)).filter(
          ({ id }) => id !== task.id,
        );
  page.show(
    `${task.title}, ${subjectOf(task)}`,
    h(
      'p',
      { class: 'crumb' },
      task.assignee.id === page.me.id
        ? link('/tasks?assignee=me', 'My work')
        : link(`/campaigns/${task.campaignId}`, task.campaignTitle),
    ),
    h('h1', {}, task.title),
    h(
      'p',
      { class: 'badges' },
      task.late ? badge('late', 'Late') : null,
      badge('status', task.status === 'waiting' ? 'Waits for an earlier step' : spoken(task.status)),
      h(
        'span',
        { class: task.late ? 'late' : 'quiet' },
        `${task.late ? 'was due' : 'due'} ${day(task.dueOn)}`,
      ),
    ),
    where(task),
    h('p', { class: 'instructions' }, task.instructions),
    asked(page, task),
    work(page, task),
    otherTasks(others),
    facts([
      ['Campaign', link(`/campaigns/${task.campaignId}`, task.campaignTitle)],
      task.status === 'closed' && task.completedBy !== null
        ? ['Closed by', task.completedBy.name]
        : ['With', task.assignee.name],
    ]),
    historyOf(page, task),
  );
}

function where(task) {
  const { device } = task;
  return h(
    'div',
    { class: 'pump' },
    h('strong', {}, subjectOf(task)),
    device === null ? null : h('span', {}, deviceDetail(device)),
    h('span', {}, taskPlace(task)),
    device === null
      ? null
      : h(
          'span',
          { class: 'quiet' },
          [
            device.productCode,
            device.softwareVersion === null ? null : `software ${device.softwareVersion}`,
            spoken(device.status).toLowerCase(),
          ]
            .filter(Boolean)
            .join(' · '),
        ),
  );
}

/** Of a record that is to be verified: what it lacks, and what the notice asks for. */
function asked(page, task) {
  if (!verifies(task) || task.device === null || task.status !== 'open') return null;
  const missing = task.missing ?? [];
  const place = h('div', {}, h('p', { class: 'quiet' }, 'Loading …'));
  get(`campaigns/${task.campaignId}/devices/${task.device.id}/explanation`, page.signal).then(
    ({ productName, clauses }) => {
      const open = clauses.filter(({ result }) => result === null);
      place.replaceChildren(
        ...nodesOf([
          productName === null ? null : h('p', { class: 'quiet' }, productName),
          h(
            'ul',
            {},
            (open.length > 0 ? open : clauses).map((clause) => h('li', {}, clauseInWords(clause))),
          ),
        ]),
      );
    },
    (error) => {
      if (!page.left) place.replaceChildren(h('p', { class: 'problem', role: 'alert' }, error.message));
    },
  );
  return h(
    'section',
    { class: 'notice' },
    missing.length === 0
      ? null
      : h('p', {}, h('strong', {}, `The record lacks: ${missing.map(factInWords).join(', ')}`)),
    place,
  );
}

/** What can be done with the task as it stands. */
function work(page, task) {
  switch (task.status) {
    case 'open':
      return page.may('task.complete')
        ? completionForm(page, task, (closed) => saved(page, closed))
        : h('p', { class: 'notice' }, `Your role reads along: ${task.assignee.name} closes this task.`);
    case 'waiting':
      return h(
        'p',
        { class: 'notice' },
        'An earlier step has to be closed first. This one opens by itself then.',
      );
    case 'withdrawn':
      return h(
        'p',
        { class: 'notice' },
        `Nothing to do: this task was withdrawn${task.reason ? ` (${task.reason})` : ''}.`,
      );
    default:
      return closedTask(page, task);
  }
}

function closedTask(page, task) {
  const reopen = () =>
    ask({
      title: 'Reopen this task?',
      text: 'What was recorded stays in its history. Steps that it started and that nobody has closed are withdrawn.',
      field: { label: 'Reason', required: true },
      action: 'Reopen',
      run: (reason) => post(`tasks/${task.id}/reopen`, { version: task.version, reason }, newKey()),
    }).then((done) => (done ? page.reload() : undefined));
  return h(
    'section',
    {},
    h('h2', {}, 'Recorded'),
    recordOf(task),
    page.may('task.reopen')
      ? h('div', { class: 'actions' }, h('button', { onclick: () => void reopen() }, 'Reopen'))
      : null,
  );
}

/** Says what was saved, then leads on: the same pump, else the same place, else the list. */
async function saved(page, closed) {
  const said = `Saved: ${closed.title}, ${outcomeInWords(closed, closed.outcome)}.`;
  try {
    const task = nextTask(await getAll('tasks?assignee=me&status=open&limit=500', page.signal), closed);
    await page.go(task === null ? '/tasks?assignee=me' : `/tasks/${task.id}`);
    page.say(task === null ? `${said} That was your last task.` : `${said} Next: ${task.title}.`);
  } catch (error) {
    if (page.left) return;
    page.show('Saved', h('h1', {}, said), problemBox(error), link('/tasks?assignee=me', 'My work'));
  }
}

function otherTasks(others) {
  if (others.length === 0) return null;
  return h(
    'section',
    {},
    h('h2', {}, 'Also to do at this pump'),
    h(
      'ul',
      { class: 'steps' },
      others.map((task) =>
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
              nodesOf([
                task.late ? badge('late', 'Late') : null,
                h(
                  'span',
                  { class: 'quiet' },
                  `${task.late ? 'was due' : 'due'} ${day(task.dueOn)}, with ${task.assignee.name}`,
                ),
              ]),
            ),
            h('span', { class: 'quiet' }, task.campaignTitle),
          ),
        ),
      ),
    ),
  );
}
