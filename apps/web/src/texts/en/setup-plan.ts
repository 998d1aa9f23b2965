import { formatNumber } from '#web/locale';

/** The people of a campaign, in the assistant. */
export const setupPlan = {
  peopleTitle: 'Who gets what',
  peopleSummary: (people: number, tasks: number) =>
    `${people === 1 ? '1 person gets' : `${formatNumber(people)} people get`} ${
      tasks === 1 ? '1 task' : `${formatNumber(tasks)} tasks`
    } when the campaign opens.`,
  peopleMore: (shown: number, all: number) =>
    `The ${formatNumber(shown)} with the most work, of ${formatNumber(all)}.`,
  nobody: 'Nobody would get a task yet.',
  person: 'Person',
  tasks: 'Tasks',
  pumps: 'Pumps',
  sites: 'Sites',
  work: 'Work',
  andMore: (n: number) => `and ${n} more`,
  mailRefused: 'mail is refused',
  mailRefusedHint:
    'Their mail server takes nothing for this address: give the work to somebody else, or have the address mended.',
  gapsTitle: (n: number) => (n === 1 ? '1 gap' : `${formatNumber(n)} gaps`),
  gapsText: 'Work that nobody would get. The campaign does not open before somebody is named for each.',
  noGaps: 'Every task has somebody.',
  gap: (step: string, tasks: string) => `${step}: ${tasks}`,
  gapWhere: (site: string, location: string | null) => (location === null ? site : `${site}, ${location}`),
  needs: {
    coverage: 'Nobody covers this place.',
    'site-lead': 'This site has no lead.',
    'nurse-educator': 'This site has no nurse educator.',
    'risk-manager': 'Nobody answers for the campaign.',
  } as Record<string, string>,
  cover: 'Set who covers it',
  coverTitle: (place: string) => `Who covers ${place}?`,
  coverHint: 'It counts for every campaign from now on. Only people with access to the site are offered.',
  coverWhole: 'The whole site, not this location alone',
  personOrTeam: 'A person or a team',
  team: 'Team',
  setLead: 'Name the lead',
  setNurse: 'Name the nurse educator',
  toSite: 'To the site',
  askAdmin: 'An administrator names them on the page of the site.',
  setOwner: 'See “Open”',
  mended: 'Saved. The gaps are counted anew.',
  saveMend: 'Save',
  sampleTitle: 'The first e-mail',
  sampleText:
    'As it would be sent if the campaign were opened now. The links lead to the tasks once those are there.',
  sampleOf: 'To',
  sampleSubject: 'Subject',
  sampleFrame: (name: string) => `The e-mail to ${name}`,
  sampleAfter:
    'It goes out when the campaign is opened. After that, at most one e-mail a day, at the person’s own hour, for all that is open, as often as the plan says, until every task is closed.',
} as const;
