import Handlebars from 'handlebars';
import { dayInWords } from '#platform/mail';
import type { CampaignFacts, MessageFacts, RaisedFacts, StandInFacts } from './facts.js';
import { lookingView } from './looking.js';
import { oneLine, plural, type Section, sectionsOf } from './sections.js';
import { campaignsHtml, campaignsText, pageHtml, pageText, sectionHtml, sectionText } from './templates.js';

export interface Message {
  subject: string;
  text: string;
  html: string;
}

/** Mail programs cut a subject somewhere, so what matters stands first; a title is kept long enough to make its point. */
const SUBJECT_TITLE = 96;
/** Words that a title does not end on: they promise what was cut off. */
const LEADS_ON =
  /^(?:a|an|and|as|at|be|by|can|for|from|if|in|into|may|no|not|of|on|or|that|the|to|when|which|while|with|without)$/i;
/** A sentence longer than this is a paragraph, and is cut at a word. */
const REASON_LENGTH = 300;
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

const engine = Handlebars.create();
engine.registerHelper('upper', (words: string) => words.toUpperCase());
engine.registerHelper('quote', (words: string) => words.replaceAll(/^/gm, '> '));
engine.registerPartial('campaigns', engine.compile(campaignsHtml));
engine.registerPartial('campaignsText', engine.compile(campaignsText, { noEscape: true }));
engine.registerPartial('sections', engine.compile(sectionHtml, { strict: false }));
engine.registerPartial('sectionsText', engine.compile(sectionText, { noEscape: true }));
const renderHtml = engine.compile(pageHtml);
const renderText = engine.compile(pageText, { noEscape: true });

/** Puts the facts into words, as plain text and as HTML: both list the same tasks with the same links. */
export function composeMessage(facts: MessageFacts): Message {
  if (facts.changed !== undefined) return renderPage(changedPage(facts, facts.changed));
  return renderPage(facts.kind === 'all-tasks-closed' ? closedPage(facts) : workPage(facts));
}

export interface Page {
  subject: string;
  title: string;
  paragraphs: string[];
  button: { href: string; label: string } | null;
  /** why the reader gets it */
  why: string;
  sentBy: string;
}

/** A page of any kind, in the one shape that all e-mails have; what it has besides Page, the templates show. */
export function renderPage(page: Page): Message {
  return {
    subject: page.subject,
    html: renderHtml(page),
    text: `${renderText(page)
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim()}\n`,
  };
}

function closedPage(facts: MessageFacts) {
  const campaign = facts.campaigns[0];
  const title = oneLine(campaign?.title ?? '');
  const { notLocated = 0 } = facts;
  return {
    subject: `All tasks closed: ${shortened(title)}`,
    title: 'All tasks closed',
    paragraphs: [
      `The last open task of ${title} is closed: ${plural(campaign?.closed ?? 0, 'task')} in all. Nobody gets reminders about it any more.`,
      ...(notLocated === 0
        ? []
        : [
            `${plural(notLocated, 'pump is', 'pumps are')} not located, and no signed decision names ${notLocated === 1 ? 'it' : 'them'}. Nobody is reminded to look any more: decide on the close-out page, or have somebody look again.`,
          ]),
      'The campaign itself is still open. Look through it, see that the reply to the firm is sent, and close it out.',
    ],
    own: [],
    button: { href: `${facts.publicUrl}/campaigns/${campaign?.id ?? ''}`, label: 'Open the campaign' },
    why: 'You get this because you answer for this campaign.',
    sentBy: sentBy(facts),
  };
}

const WHY: Partial<Record<MessageFacts['kind'], string>> = {
  'waiting-for-firm': 'You get this because you ask the firm for what these tasks wait for.',
  'pump-found': 'You get this because you looked for it.',
  'check-given': 'You get this because you are to check the work of others.',
  'check-disagreed':
    'You get this because the task is yours, or you lead the site, or you answer for the campaign.',
};

/** What changed comes first, with the tasks that are new or changed; the work that was there before follows. */
function changedPage(facts: MessageFacts, changed: NonNullable<MessageFacts['changed']>) {
  const page = workPage(facts);
  const { publicUrl } = facts;
  const several = new Set([...changed.tasks, ...facts.tasks].map(({ campaignId }) => campaignId)).size > 1;
  const own = [
    ...sectionsOf(changed.tasks, {
      today: facts.today,
      publicUrl,
      lateHeading: 'New or changed, and late',
      openHeading: 'New or changed',
    }),
    ...sectionsOf(facts.tasks, {
      today: facts.today,
      publicUrl,
      lateHeading: changed.tasks.length > 0 ? 'Late, as before' : 'Late',
      openHeading: changed.tasks.length > 0 ? 'To do, as before' : 'To do',
    }),
  ];
  return {
    ...page,
    subject: `${changed.heading}: ${shortened(oneLine(changed.title))}`,
    title: changed.heading,
    paragraphs: [...page.paragraphs, ...changed.lines.map(oneLine)],
    own: sectionView(own, { campaigns: several, people: false }),
    button:
      page.button ??
      (changed.campaignId === null
        ? null
        : { href: `${publicUrl}/campaigns/${changed.campaignId}`, label: 'Open the campaign' }),
    why:
      WHY[facts.kind] ??
      'You get this because the change concerns your tasks, or a campaign that you answer for.',
  };
}

function workPage(facts: MessageFacts) {
  const open = sum(facts.campaigns, ({ open }) => open);
  const late = sum(facts.campaigns, ({ late }) => late);
  const counted = new Set(facts.campaigns.map(({ id }) => id));
  const listed = [...(facts.changed?.tasks ?? []), ...facts.tasks].filter(({ campaignId }) =>
    counted.has(campaignId),
  );
  const severalCampaigns =
    new Set(
      [...facts.tasks, ...facts.standIns.flatMap(({ tasks }) => tasks), ...facts.raised.tasks].map(
        ({ campaignId }) => campaignId,
      ),
    ).size > 1;
  const { today, publicUrl } = facts;
  const sections = sectionsOf(facts.tasks, {
    today,
    publicUrl,
    lateHeading: 'Late',
    openHeading: late > 0 ? 'Still in time' : 'To do',
  });
  return {
    subject: subjectOf(facts, open, late),
    title: titleOf(facts, open, late),
    noteFrom: oneLine(facts.request?.by ?? ''),
    note: facts.request?.note ?? null,
    paragraphs: [
      ...(facts.onBehalfOf === null
        ? []
        : [
            `${oneLine(facts.onBehalfOf.name)} is on leave until ${dayInWords(facts.onBehalfOf.until)}, and you stand in. The tasks stay theirs; please see that they are done.`,
          ]),
      ...(facts.kind === 'assignment'
        ? ['You are asked to do the following. Each task has its own link.']
        : []),
    ],
    campaigns: campaignViews(facts.campaigns, facts),
    own: sectionView(sections, { campaigns: severalCampaigns, people: false }),
    more:
      open > listed.length ? `And ${plural(open - listed.length, 'more task')}, not written out here.` : null,
    button:
      open > 0
        ? {
            href:
              open === 1 && listed[0] !== undefined
                ? `${publicUrl}/tasks/${listed[0].id}`
                : `${publicUrl}/tasks?assignee=me`,
            label: open === 1 ? 'Open my task' : `Open all my ${open} tasks`,
          }
        : null,
    standIns: facts.standIns.map((one) => standInView(one, facts, severalCampaigns)),
    looking: lookingPart(facts, open),
    raised: raisedView(facts, severalCampaigns),
    why: whyOf(facts, open),
    sentBy: sentBy(facts),
  };
}

/** What the reader looks for: a part of a digest below its own heading, or all that a message says. */
function lookingPart({ looking, standIns, today, publicUrl }: MessageFacts, open: number) {
  if (looking === undefined) return null;
  const { sections, ...view } = lookingView(looking, today, publicUrl);
  return {
    ...view,
    titled: open > 0 || standIns.length > 0,
    sections: sectionView(sections, { campaigns: true, people: false }),
  };
}

const campaignViews = (campaigns: CampaignFacts[], { publicUrl, today }: MessageFacts) =>
  campaigns.map((campaign) => ({
    title: oneLine(campaign.title),
    recallClass: campaign.recallClass,
    href: `${publicUrl}/campaigns/${campaign.id}`,
    said: campaignInWords(campaign, today),
    reason: firstSentence(campaign.reason),
    owner: oneLine(campaign.owner),
  }));

/** The work of one person on leave, told apart from the reader's own. */
function standInView(one: StandInFacts, facts: MessageFacts, severalCampaigns: boolean) {
  const open = sum(one.campaigns, (campaign) => campaign.open);
  const listed = new Set(one.campaigns.map(({ id }) => id));
  const written = one.tasks.filter(({ campaignId }) => listed.has(campaignId)).length;
  const sections = sectionsOf(one.tasks, {
    today: facts.today,
    publicUrl: facts.publicUrl,
    lateHeading: `Late, for ${oneLine(one.name)}`,
    openHeading: `To do for ${oneLine(one.name)}`,
  });
  return {
    heading: `For ${oneLine(one.name)}, on leave until ${dayInWords(one.until)}`,
    campaigns: campaignViews(one.campaigns, facts),
    sections: sectionView(sections, { campaigns: severalCampaigns, people: false }),
    more: open > written ? `And ${plural(open - written, 'more task')}, not written out here.` : null,
  };
}

/** "Anna Ames", or "2 colleagues" */
const namesOf = (standIns: StandInFacts[]): string =>
  standIns.length === 1 ? shortened(oneLine(standIns[0]?.name ?? '')) : plural(standIns.length, 'colleague');
const openOf = (standIns: StandInFacts[]): number =>
  sum(standIns, ({ campaigns }) => sum(campaigns, ({ open }) => open));

function subjectOf(
  { kind, campaigns, standIns, onBehalfOf, raised, request, tasks, looking }: MessageFacts,
  open: number,
  late: number,
): string {
  const named = [
    ...campaigns,
    ...standIns.flatMap((one) => one.campaigns),
    ...(looking?.campaigns ?? []),
    ...raised.tasks.map(({ campaignTitle, recallClass }) => ({ title: campaignTitle, recallClass })),
  ];
  // sorting keeps the order among equals: what is late first, and one's own before that of others
  const worst = named.toSorted((a, b) => Number(b.recallClass === 'I') - Number(a.recallClass === 'I'));
  const titles = [...new Set(worst.map(({ title }) => title))];
  const others = titles.length - 1;
  const about = `${shortened(oneLine(titles[0] ?? ''))}${others > 0 ? ` and ${plural(others, 'more campaign')}` : ''}`;
  const parts = [
    ...(open > 0 ? [openInWords(open, late)] : []),
    ...(standIns.length > 0 ? [`${openOf(standIns)} open for ${namesOf(standIns)}`] : []),
    ...(looking === undefined ? [] : [`${plural(looking.count, 'pump')} to look for`]),
    ...(raised.late > 0 ? [`${raised.late} late in your area`] : []),
    ...(raised.late === 0 && raised.count > 0 ? [`${raised.count} need someone in your area`] : []),
  ];
  if (kind === 'assignment') {
    const first = tasks[0]?.dueOn;
    return `${plural(open, 'new task')}${onBehalfOf === null ? '' : ` for ${shortened(oneLine(onBehalfOf.name))}`}${first === undefined ? '' : `, first due ${dayInWords(first)}`}: ${about}`;
  }
  const said = `${parts.join(', ')}: ${about}`;
  return kind === 'manual' ? `${shortened(oneLine(request?.by ?? ''))} reminds you: ${said}` : said;
}

function titleOf(
  { kind, standIns, onBehalfOf, raised, looking }: MessageFacts,
  open: number,
  late: number,
): string {
  if (kind === 'assignment')
    return `${plural(open, 'new task')} for ${onBehalfOf === null ? 'you' : oneLine(onBehalfOf.name)}`;
  if (open === 0 && standIns.length > 0)
    return `${plural(openOf(standIns), 'open task')} for ${namesOf(standIns)}`;
  if (open === 0 && looking !== undefined) return `${plural(looking.count, 'pump')} to look for`;
  if (open === 0)
    return raised.late > 0
      ? `${plural(raised.late, 'late task')} in your area`
      : 'Work in your area needs someone';
  if (late === open) return plural(open, 'late task');
  return late > 0 ? `${plural(open, 'open task')}, ${late} of them late` : plural(open, 'open task');
}

function campaignInWords({ open, late, firstDue }: CampaignFacts, today: string): string {
  const due =
    firstDue === null || late > 0
      ? ''
      : firstDue === today
        ? ', first due today'
        : `, first due ${dayInWords(firstDue)}`;
  return `${openInWords(open, late)}${due}`;
}

/** "3 open", "1 late of 3 open", "1 late": each task is counted once. */
const openInWords = (open: number, late: number): string =>
  late === 0 ? `${open} open` : late === open ? `${late} late` : `${late} late of ${open} open`;

function raisedView({ raised, today, publicUrl }: MessageFacts, severalCampaigns: boolean) {
  if (raised.count === 0) return null;
  const sections = sectionsOf(raised.tasks, {
    today,
    publicUrl,
    lateHeading: 'Late, with others',
    openHeading: 'Open, with people who get no mail',
  });
  return {
    heading: raised.late > 0 ? 'Late in your area' : 'In your area',
    people: [
      ...raised.people.map(personInWords),
      ...(raised.morePeople > 0 ? [`and ${plural(raised.morePeople, 'more person', 'more people')}`] : []),
    ],
    sections: sectionView(sections, { campaigns: severalCampaigns, people: true }),
    more:
      raised.count > raised.tasks.length
        ? `And ${plural(raised.count - raised.tasks.length, 'more task')} of others.`
        : null,
  };
}

function personInWords({ name, count, late, unreachable }: RaisedFacts['people'][number]): string {
  const said = `${oneLine(name)}: ${late === count ? `${late} late` : `${late} late of ${count} open`}`;
  if (unreachable === 'mail-refused') {
    return `${said}. E-mail to this person is refused by the mail server: tell them yourself, or give the work to someone else.`;
  }
  if (unreachable === 'inactive')
    return `${said}. This account is switched off: give the work to someone else.`;
  return said;
}

/** A campaign's name beside each step only where there are several, a person's only where the work is others'. */
function sectionView(sections: Section[], show: { campaigns: boolean; people: boolean }) {
  return sections.map((section) => ({
    heading: section.heading,
    late: section.sites.some(({ locations }) =>
      locations.some(({ items }) => items.some(({ steps }) => steps.some((step) => step.late))),
    ),
    sites: section.sites.map(({ site, locations }) => ({
      site,
      locations: locations.map(({ location, items }) => ({
        location,
        items: items.map((item) => ({
          ...item,
          steps: item.steps.map((step) => ({
            ...step,
            campaign: show.campaigns ? step.campaign : null,
            who: show.people ? step.assignee : null,
          })),
        })),
      })),
    })),
  }));
}

function whyOf({ kind, request, standIns, onBehalfOf, raised, looking }: MessageFacts, open: number): string {
  if (kind === 'manual')
    return `You get this because ${oneLine(request?.by ?? 'a colleague')} asked Closeout to remind you.`;
  if (kind === 'assignment' && onBehalfOf !== null)
    return `You get this because you stand in for ${oneLine(onBehalfOf.name)}. Reminders follow until every one of these tasks is closed.`;
  if (kind === 'assignment')
    return 'You get this because these tasks are assigned to you. Reminders follow until every one of them is closed.';
  const own = open > 0 ? 'these tasks are assigned to you' : '';
  const away = standIns.length > 0 ? `you stand in for ${namesOf(standIns)}` : '';
  const looks =
    looking === undefined
      ? ''
      : 'you cover the place or lead the site where pumps are looked for, or stand in for who does';
  const others = raised.count > 0 ? 'late work in your area comes up to you' : '';
  return `You get this because ${[own, away, looks, others].filter(Boolean).join(' and ')}. Reminders go on until every task is closed, and stop then.`;
}

const sentBy = ({ publicUrl }: MessageFacts): string =>
  `Sent by Closeout, ${publicUrl}. This address takes no answers.`;

/** At most `length` characters, cut after a whole word that does not lead on to the next; without words, anywhere. */
function shortened(title: string, length = SUBJECT_TITLE): string {
  if (title.length <= length) return title;
  const words = title.slice(0, length).split(/\s+/).slice(0, -1);
  while (words.length > 1 && LEADS_ON.test(words.at(-1) ?? '')) words.pop();
  const kept = words.join(' ').replace(/[\s,;:(–-]+$/, '');
  return `${kept === '' ? title.slice(0, length - 1).trimEnd() : kept}…`;
}

function firstSentence(text: string): string {
  const [first] = sentences.segment(oneLine(text));
  return shortened(first?.segment.trim() ?? '', REASON_LENGTH);
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0);
