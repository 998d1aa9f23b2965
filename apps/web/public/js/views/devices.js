import { get, withQuery } from '../api.js';
import { badge, h, link, problemBox } from '../dom.js';
import { clauseInWords, resultInWords } from '../explanation.js';
import { count, deviceName, factInWords, spoken } from '../words.js';

const PAGE = 100;
const VERDICTS = ['affected', 'possibly-affected', 'not-affected'];

/** The pumps of a campaign by verdict, each with its reason on demand. */
export async function devicesPage(page) {
  const { id } = page.params;
  const given = page.query.get('verdict');
  const verdict = VERDICTS.includes(given) ? given : null;
  const site = page.query.get('site');
  const read = (cursor = null) =>
    get(withQuery(`campaigns/${id}/devices`, { verdict, site, limit: PAGE, cursor }), page.signal);
  const [campaign, first] = await Promise.all([get(`campaigns/${id}`, page.signal), read()]);

  const list = h('ul', { class: 'rows' });
  const said = h('p', { class: 'quiet', role: 'status' });
  const more = h('button', { onclick: () => void readMore() }, 'Show more');
  const trouble = h('div');
  let cursor = null;
  const add = (answer) => {
    list.append(...answer.items.map((device) => deviceRow(id, device)));
    cursor = answer.nextCursor;
    more.hidden = cursor === null;
    said.textContent = `${count(list.children.length)} shown${cursor === null ? '' : ', there are more'}`;
  };
  async function readMore() {
    more.disabled = true;
    trouble.replaceChildren();
    try {
      add(await read(cursor));
    } catch (error) {
      if (!page.left) trouble.replaceChildren(problemBox(error));
    }
    more.disabled = false;
  }
  add(first);

  const siteName = first.items[0]?.site;
  page.show(
    `Pumps of ${campaign.title}`,
    h('p', { class: 'crumb' }, link(`/campaigns/${id}`, campaign.title)),
    h('h1', {}, verdict === null ? 'Pumps' : `Pumps: ${spoken(verdict).toLowerCase()}`),
    h(
      'nav',
      { class: 'tabs', 'aria-label': 'Verdict' },
      [null, ...VERDICTS].map((value) =>
        h(
          'a',
          {
            href: withQuery(`/campaigns/${id}/devices`, { verdict: value, site }),
            'aria-current': value === verdict ? 'page' : null,
          },
          value === null ? 'All' : spoken(value),
        ),
      ),
    ),
    site === null
      ? null
      : h(
          'p',
          {},
          `At ${siteName ?? 'one site'} only. `,
          link(withQuery(`/campaigns/${id}/devices`, { verdict }), 'All sites'),
        ),
    first.items.length === 0 ? h('p', { class: 'empty' }, 'No pump has this verdict here.') : list,
    trouble,
    h('div', { class: 'actions' }, more, said),
  );
}

function deviceRow(campaignId, device) {
  const why = h('details', { class: 'why' }, h('summary', {}, 'Why'), h('div', {}, 'Loading …'));
  why.addEventListener('toggle', () => {
    if (why.open) void explain(campaignId, device.id, why.lastElementChild);
  });
  const unclear = [...device.missing, ...(device.doubtful ?? [])].map(factInWords);
  return h(
    'li',
    { class: 'row' },
    h(
      'div',
      {},
      h('p', { class: 'row-title' }, deviceName(device)),
      h(
        'p',
        { class: 'quiet' },
        [
          device.serialNumber === null ? 'no serial number' : `serial ${device.serialNumber}`,
          device.productCode ?? 'no product code',
          device.softwareVersion === null ? null : `software ${device.softwareVersion}`,
          [device.site, device.location].filter(Boolean).join(', '),
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    ),
    h(
      'div',
      {},
      h(
        'p',
        { class: 'badges' },
        badge(device.verdict === 'affected' ? 'class' : 'status', spoken(device.verdict)),
      ),
      unclear.length === 0 ? null : h('p', {}, `The record lacks, or leaves in doubt: ${unclear.join(', ')}`),
      why,
    ),
  );
}

async function explain(campaignId, deviceId, place) {
  try {
    const { productName, clauses } = await get(`campaigns/${campaignId}/devices/${deviceId}/explanation`);
    place.replaceChildren(
      productName === null ? '' : h('p', {}, productName),
      h(
        'ul',
        {},
        clauses.map((clause) =>
          h('li', {}, h('strong', {}, `${resultInWords(clause.result)}: `), clauseInWords(clause)),
        ),
      ),
    );
  } catch (error) {
    place.replaceChildren(problemBox(error));
  }
}
