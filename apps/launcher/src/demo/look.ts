import type { CampaignRecipients } from '#contracts/campaign-people';
import type { CampaignView } from '#contracts/campaigns';
import type { CampaignGates } from '#contracts/closeout';
import type { Page } from '#contracts/common';
import type { CoverageView, SiteView, TeamView } from '#contracts/fleet';
import type { NoticeSummary, NoticeView } from '#contracts/notices';
import { shippedNotices } from '#domain/notices';
import { DemoError, type Person, Visitor } from './hospital.js';

// The hospital may have been used before. All of it is looked at before anything is changed in it.

/** One of the shipped notices, and what the hospital has begun over it. */
export interface Response {
  notice: NoticeSummary;
  planKey: string;
  /** the notice itself, or the one that an earlier run of the demo entered and attached it to */
  noticeId: string;
  running: CampaignView | undefined;
  draft: CampaignView | undefined;
}

export interface Hospital {
  responses: Response[];
  people: Person[];
  /** those who have the sample's password: they do their own work, the risk manager that of everybody else */
  signedIn: Map<string, Visitor>;
  /** where the demo's own campaigns run; undefined: everywhere */
  siteIds: string[] | undefined;
  /** what the demo does otherwise than in a fresh hospital, a sentence each */
  remarks: string[];
}

/** Gates of a campaign under way that the demo does not open by itself, and what opens them. */
const NEEDED: Partial<Record<string, string>> = {
  'letters-applied': 'apply it or set it aside, under Changes',
  'forwardings-acknowledged': 'record the answer or end it with a reason, under Passed on',
  'independent-check': 'answer for its pumps, under Close-out',
};
const AFRESH = 'Or begin afresh: stop Closeout, delete its data folder (.closeout) and start it again.';

/**
 * Looks at everything that the demo needs, and changes nothing.
 * @throws DemoError naming everything that is in its way, each with what to do
 */
export async function look(manager: Visitor): Promise<Hospital> {
  const obstacles: string[] = [];
  const responses = await responsesOf(manager);
  if (responses.length === 0)
    obstacles.push('The three notices are not there: load the sample hospital into an empty database.');
  const me = await manager.get<{ allSites: boolean; actions: string[] }>('me');
  if (!me.allSites || !me.actions.includes('campaign.sign'))
    obstacles.push(
      'risk@example.org is no risk manager of all sites any more: give the role and all sites back.',
    );
  const letters = await manager.get('mailbox?limit=1').then(
    () => true,
    () => false,
  );
  if (!letters) obstacles.push('E-mail leaves for the server of SMTP_URL: start Closeout without it.');
  for (const status of ['opening', 'open']) {
    for (const other of await manager.all<CampaignView>(`campaigns?status=${status}&limit=100`)) {
      if (!responses.some(({ running }) => running?.id === other.id))
        obstacles.push(`"${other.title}" is ${status} and goes on sending e-mails: close it, or cancel it.`);
    }
  }
  for (const { running, draft } of responses) {
    if (running !== undefined) obstacles.push(...(await gatesInTheWay(manager, running)));
    else if (draft !== undefined) obstacles.push(...(await gapsOf(manager, draft)));
  }
  const people = await manager.all<Person>('users?limit=500');
  const { signedIn, remarks } = await signIn(manager.baseUrl, people);
  if (!signedIn.has('lead@example.org'))
    obstacles.push(
      'lead@example.org cannot sign in with the password of the sample: set it again, under People.',
    );
  const { siteIds, left } = await staffed(manager, people);
  if (siteIds?.length === 0)
    obstacles.push(
      'No site has a lead, a nurse educator and somebody for its pumps: name them, under Sites.',
    );
  if (obstacles.length > 0)
    throw new DemoError(
      `This hospital has been used, and the demo cannot play over it as it stands. Nothing was changed.\n${obstacles
        .map((one) => `  - ${one}`)
        .join('\n')}\n${AFRESH}`,
    );
  return { responses, people, signedIn, siteIds, remarks: [...remarks, ...left] };
}

async function responsesOf(manager: Visitor): Promise<Response[]> {
  const found: Response[] = [];
  for (const notice of (await manager.all<NoticeSummary>('notices?limit=100')).toReversed()) {
    const planKey = shippedNotices.find((shipped) => shipped.key === notice.key)?.planKey;
    if (planKey === undefined) continue;
    const noticeId = (await manager.get<NoticeView>(`notices/${notice.id}`)).attachedTo?.id ?? notice.id;
    const first = async (status: string) =>
      (await manager.get<Page<CampaignView>>(`campaigns?notice=${noticeId}&status=${status}`)).items[0];
    found.push({ notice, planKey, noticeId, running: await first('open'), draft: await first('draft') });
  }
  return found;
}

async function gatesInTheWay(manager: Visitor, campaign: CampaignView): Promise<string[]> {
  const { gates } = await manager.get<CampaignGates>(`campaigns/${campaign.id}/gates`);
  return gates.flatMap(({ key, met, detail }) => {
    const help = NEEDED[key];
    return met || help === undefined ? [] : [`"${campaign.title}": ${detail} On its page, ${help}.`];
  });
}

/** Of a draft that a person made: the demo leaves its sites as they are. */
async function gapsOf(manager: Visitor, draft: CampaignView): Promise<string[]> {
  const { gaps } = await manager.get<CampaignRecipients>(`campaigns/${draft.id}/recipients?limit=1`);
  const places = new Set(gaps.map(({ site, location }) => [site, location].filter(Boolean).join(', ')));
  if (places.size === 0) return [];
  return [
    `The draft "${draft.title}" cannot be opened, since nobody is there for all its work at ${[...places].join(' and ')}: name who covers the place and the site's lead and nurse educator, or discard the draft.`,
  ];
}

/** Everybody who may have work and has the sample's password. Without a password nothing is tried. */
async function signIn(baseUrl: string, people: Person[]): Promise<Pick<Hospital, 'signedIn' | 'remarks'>> {
  const signedIn: Hospital['signedIn'] = new Map();
  const remarks: string[] = [];
  for (const { email, name, role, active, canSignIn } of people) {
    if (role === 'auditor') continue;
    const visitor =
      active && canSignIn ? await Visitor.signIn(baseUrl, email).catch(refusedSignIn) : undefined;
    if (visitor !== undefined) signedIn.set(email, visitor);
    else
      remarks.push(
        `${name} (${email}) does not have the password of the sample: risk@example.org does their work`,
      );
  }
  return { signedIn, remarks };
}

function refusedSignIn(error: unknown): undefined {
  if (!(error instanceof DemoError)) throw error;
}

/** Sites where somebody is there for every step of the shipped plans; a campaign over any other would not open. */
async function staffed(
  manager: Visitor,
  people: Person[],
): Promise<{ siteIds: string[] | undefined; left: string[] }> {
  const sites = await manager.all<SiteView>('sites?limit=500');
  const coverage = await manager.all<CoverageView>('coverage?limit=500');
  const teams = await manager.all<TeamView>('teams?limit=500');
  const works = (person: { id: string } | null): boolean =>
    people.some(({ id, active }) => active && id === person?.id);
  const teamWorks = (team: { id: string } | null): boolean =>
    teams.some(({ id, members }) => id === team?.id && members.some(works));
  const covered = (site: SiteView): boolean =>
    teamWorks(site.team) ||
    coverage.some(
      (row) => row.site.id === site.id && row.location === null && (works(row.person) || teamWorks(row.team)),
    );
  const full = sites.filter((site) => works(site.lead) && works(site.nurseEducator) && covered(site));
  const left = sites
    .filter((site) => !full.includes(site))
    .map(
      ({ name }) =>
        `${name} is left out: it has no lead, no nurse educator or nobody for its pumps (Sites says which)`,
    );
  return { siteIds: left.length === 0 ? undefined : full.map(({ id }) => id), left };
}
