import { get, newKey, post, Problem, withQuery } from '../api.js';
import { facts, h, link, problemBox } from '../dom.js';
import { classInWords, day, spoken } from '../words.js';

/** The plan that answers each notice which comes with Closeout. */
const SUGGESTED = {
  'unplanned-shutdown-2020': 'corrosion',
  'mismatched-software-2025': 'mismatched-software',
  'upstream-occlusion-2021': 'upstream-occlusion',
};
const SEARCH_AFTER_MS = 300;

export async function newCampaignPage(page) {
  const [notices, plans] = await Promise.all([
    get('notices?limit=50', page.signal),
    get('plans', page.signal),
  ]);
  const known = new Map();
  const noticeList = h('select', { id: 'notice', required: true, onchange: () => noticeChosen() });
  const aboutNotice = h('div');
  const planList = h(
    'select',
    { id: 'plan', required: true, onchange: () => planChosen() },
    h('option', { value: '' }, 'Choose a plan'),
    plans.items.map((plan) => h('option', { value: plan.key }, plan.title)),
  );
  const aboutPlan = h('div');
  const title = h('input', { id: 'title', maxlength: 300 });
  const answer = h('div');
  const button = h('button', { class: 'primary' }, 'Make a draft and preview it');

  const fillNotices = (items) => {
    for (const notice of items) known.set(notice.id, notice);
    noticeList.replaceChildren(
      h('option', { value: '' }, items.length === 0 ? 'No notice has these words' : 'Choose a notice'),
      ...items.map((notice) =>
        h('option', { value: notice.id }, `${notice.firm}: ${notice.title} (${classInWords(notice.class)})`),
      ),
    );
  };
  function noticeChosen() {
    const notice = known.get(noticeList.value);
    aboutNotice.replaceChildren(notice === undefined ? '' : noticeFacts(notice));
    title.placeholder = notice?.title ?? '';
    const suggested = SUGGESTED[notice?.key];
    if (suggested !== undefined) planList.value = suggested;
    planChosen(suggested !== undefined && planList.value === suggested);
  }
  function planChosen(suggested = false) {
    const plan = plans.items.find(({ key }) => key === planList.value);
    aboutPlan.replaceChildren(
      plan === undefined
        ? ''
        : h('p', { class: 'quiet' }, suggested ? 'Suggested for this notice. ' : '', plan.definition.summary),
    );
  }
  async function create(event) {
    event.preventDefault();
    button.disabled = true;
    answer.replaceChildren();
    const siteIds = sites.chosen();
    try {
      const draft = await post(
        'campaigns',
        {
          noticeId: noticeList.value,
          planKey: planList.value,
          ...(title.value.trim() === '' ? {} : { title: title.value.trim() }),
          ...(siteIds === null ? {} : { siteIds }),
        },
        newKey(),
      );
      await page.go(`/campaigns/${draft.id}`);
      page.say('The draft is made. Nobody has been asked to do anything yet.');
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      answer.replaceChildren(problemBox(error, 'Not done. '));
      button.disabled = false;
    }
  }

  const sites = siteChoice(page.me);
  fillNotices(notices.items);
  page.show(
    'New campaign',
    h('p', { class: 'crumb' }, link('/campaigns', 'Campaigns')),
    h('h1', {}, 'New campaign'),
    notices.items.length === 0
      ? h(
          'p',
          { class: 'empty' },
          'There is no notice yet. Send one to /api/v1/notices, or import it from openFDA; see /api/docs.',
        )
      : h(
          'form',
          { class: 'form', onsubmit: (event) => void create(event) },
          notices.nextCursor === null ? null : noticeSearch(page, fillNotices),
          h('label', { for: 'notice' }, 'Notice'),
          noticeList,
          aboutNotice,
          h('label', { for: 'plan' }, 'Plan: what has to be done'),
          planList,
          aboutPlan,
          h('label', { for: 'title' }, 'Title (optional; else that of the notice)'),
          title,
          sites.node,
          answer,
          h('div', { class: 'actions' }, button),
        ),
  );
}

const noticeFacts = (notice) =>
  facts([
    ['Class', classInWords(notice.class)],
    ['Action', spoken(notice.action)],
    ['Begun', notice.initiatedOn === null ? null : day(notice.initiatedOn)],
    ['Recall numbers', notice.recallNumbers.join(', ')],
    ['To be read by you', notice.needsReading ? 'Yes: it has words that no program could read' : null],
  ]);

/** Where there are more notices than one list should hold. */
function noticeSearch(page, fill) {
  let timer;
  const search = async (words) => {
    try {
      fill((await get(withQuery('notices', { limit: 50, search: words }), page.signal)).items);
    } catch (error) {
      if (!page.left) page.say(error.message);
    }
  };
  const input = h('input', {
    id: 'search',
    type: 'search',
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => void search(input.value.trim()), SEARCH_AFTER_MS);
    },
  });
  page.onLeave(() => clearTimeout(timer));
  return [h('label', { for: 'search' }, 'Find a notice: title, firm, recall number, code'), input];
}

/** All sites of the person, unless some are ticked. */
function siteChoice(me) {
  const boxes = me.sites.map((site) => ({ site, box: h('input', { type: 'checkbox', value: site.id }) }));
  const node =
    boxes.length < 2
      ? null
      : h(
          'details',
          {},
          h('summary', {}, 'Only for some sites'),
          h(
            'fieldset',
            {},
            h('legend', {}, 'Sites (none ticked: every one of yours)'),
            boxes.map(({ site, box }) => h('label', { class: 'check' }, box, ' ', site.name)),
          ),
        );
  const chosen = () => {
    const ticked = boxes.filter(({ box }) => box.checked).map(({ site }) => site.id);
    return ticked.length === 0 ? null : ticked;
  };
  return { node, chosen };
}
