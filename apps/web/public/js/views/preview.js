import { facts, h, link, nodesOf, table } from '../dom.js';
import { count, factInWords, plural, spoken } from '../words.js';

const CORRECT_IT =
  'If your letter means this code, correct the notice: these pumps are not matched by this code.';

/** What a near miss means and what there is to do about it, in sentences. */
function nearMissWords({ kind, alsoNamed, devices, code, closest }) {
  const [printed, held] = [h('code', {}, code), h('code', {}, closest)];
  const have = `${count(devices)} ${devices === 1 ? 'has' : 'have'}`;
  const pumps = plural(devices, 'pump');
  switch (kind) {
    case 'printed-code-unnamed':
      return ['The notice prints ', printed, `, which ${have}, without naming it as affected. `, CORRECT_IT];
    case 'notice-code-unmatched':
      return alsoNamed
        ? [
            'The notice prints ',
            printed,
            ', which no pump has. It also names ',
            held,
            `, which ${have}; they were matched by that one. Nothing to do but check the letter.`,
          ]
        : [
            'The notice prints ',
            printed,
            ', which no pump has. It does not name ',
            held,
            `, which ${have}. `,
            CORRECT_IT,
          ];
    case 'fleet-code-close':
      return [
        `${pumps} of yours: `,
        held,
        '. The notice does not name it, but ',
        printed,
        ', which is close. ',
        CORRECT_IT,
      ];
    default:
      return [
        `The product code of ${pumps} is named, the UDI-DI `,
        held,
        ' is not; the notice names ',
        printed,
        '. The UDI-DI decides, so these pumps are not matched. Check it with the label of a pump.',
      ];
  }
}

/** What opening a draft would mean: which pumps, which are in doubt and why, what nearly matches, and who is missing. */
export function previewOf(campaign, preview) {
  const { affected, possiblyAffected, notAffected, gaps } = preview;
  return nodesOf([
    h('h2', {}, 'What opening would mean'),
    gaps.length > 0 ? gapBox(gaps) : null,
    affected + possiblyAffected === 0 ? nothingBox() : null,
    h(
      'ul',
      { class: 'numbers' },
      bigNumber(affected, 'affected', `/campaigns/${campaign.id}/devices?verdict=affected`),
      bigNumber(
        possiblyAffected,
        'possibly affected',
        `/campaigns/${campaign.id}/devices?verdict=possibly-affected`,
      ),
      bigNumber(notAffected, 'not affected', `/campaigns/${campaign.id}/devices?verdict=not-affected`),
    ),
    doubts(preview),
    nearMisses(preview),
    siteTable(campaign.id, preview.bySite),
    productTable(preview.byProduct),
  ]);
}

const bigNumber = (number, words, href) =>
  h('li', {}, link(href, h('strong', {}, count(number)), ' ', words));

const nothingBox = () =>
  h(
    'div',
    { class: 'notice' },
    h(
      'p',
      {},
      h('strong', {}, 'No pump is affected.'),
      ' Look at the near misses below. If they are none, cancel the campaign and say so.',
    ),
  );

/** A second campaign over the notice would ask for everything twice; a second draft asks for nothing yet. */
export function sameNoticeWarning({ sameNotice = [] }) {
  const running = sameNotice.filter(({ status }) => status === 'opening' || status === 'open');
  const drafts = sameNotice.filter(({ status }) => status === 'draft');
  const list = (campaigns) =>
    campaigns.map(({ id, title }, n) => [n === 0 ? '' : ', ', link(`/campaigns/${id}`, title)]);
  return nodesOf([
    running.length === 0
      ? null
      : h(
          'div',
          { class: 'problem' },
          h(
            'p',
            {},
            h('strong', {}, 'A campaign over this notice is running already: '),
            list(running),
            '. Opening this one gives the same pumps their tasks a second time.',
          ),
        ),
    drafts.length === 0
      ? null
      : h('p', { class: 'notice' }, 'There is another draft over this notice: ', list(drafts), '.'),
  ]);
}

function gapBox(gaps) {
  return h(
    'section',
    { class: 'problem' },
    h('h3', {}, 'Nobody is there to do some of this'),
    h(
      'p',
      {},
      'The campaign cannot open before each of these has somebody. Name who covers the place, or the site’s team, lead or nurse educator.',
    ),
    table(
      'Work without anybody to do it',
      [
        { head: 'Step', cell: (gap) => spoken(gap.stepKey) },
        {
          head: 'Place',
          cell: (gap) => [gap.site, gap.location].filter(Boolean).join(', ') || 'The whole campaign',
        },
        {
          head: 'Done by',
          cell: (gap) => (gap.assignTo === 'coverage' ? 'who covers the place' : spoken(gap.assignTo)),
        },
        { head: 'Tasks', numeric: true, cell: (gap) => count(gap.tasks) },
      ],
      gaps,
    ),
  );
}

function doubts({ missingFacts, doubtfulFacts }) {
  if (missingFacts.length + doubtfulFacts.length === 0) return null;
  const pair = (why) => (row) => [`${why} ${factInWords(row.fact)}`, plural(row.devices, 'pump')];
  return h(
    'section',
    {},
    h('h3', {}, 'Why some are only possibly affected'),
    h('p', { class: 'quiet' }, 'Each of these pumps first gets a task to verify its record.'),
    facts([...missingFacts.map(pair('No')), ...doubtfulFacts.map(pair('Cannot compare'))]),
  );
}

function nearMisses({ nearMisses: rows, codesWithoutDevices }) {
  return h(
    'section',
    {},
    h('h3', {}, 'Near misses'),
    rows.length === 0
      ? h('p', { class: 'quiet' }, 'No code of the notice is close to another code of your fleet.')
      : [
          h(
            'p',
            {},
            'These codes nearly match. Nothing is decided by likeness: compare them with the letter.',
          ),
          h('ul', { class: 'rows' }, rows.map(nearMissRow)),
        ],
    codesWithoutDevices.length === 0
      ? null
      : h(
          'p',
          { class: 'quiet' },
          `Codes of the notice that no pump has, nor anything close to them: ${codesWithoutDevices.join(', ')}.`,
        ),
  );
}

const nearMissRow = (row) => h('li', { class: 'row wide' }, h('p', {}, nearMissWords(row)));

const verdictColumns = [
  { head: 'Affected', numeric: true, cell: (row) => count(row.affected) },
  { head: 'Possibly', numeric: true, cell: (row) => count(row.possiblyAffected) },
];

const siteTable = (id, rows) =>
  h(
    'section',
    {},
    h('h3', {}, 'By site'),
    table(
      'Affected pumps by site',
      [
        { head: 'Site', cell: (row) => link(`/campaigns/${id}/devices?site=${row.siteId}`, row.site) },
        ...verdictColumns,
        { head: 'Not', numeric: true, cell: (row) => count(row.notAffected) },
      ],
      rows,
    ),
  );

const productTable = (rows) =>
  h(
    'section',
    {},
    h('h3', {}, 'By affected product'),
    table(
      'Affected pumps by product of the notice',
      [
        {
          head: 'Product',
          cell: (row) =>
            row.needsReading
              ? [
                  row.name,
                  h('p', { class: 'late' }, 'Has words that no program could read: read the letter.'),
                ]
              : row.name,
        },
        ...verdictColumns,
      ],
      rows,
    ),
  );
