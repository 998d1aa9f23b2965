import type { HarmEvent, HarmRecipient, HarmState } from '#contracts/harms';
import { formatNumber } from '#web/locale';

const n = formatNumber;
const days = (value: number): string => `${n(value)} work ${value === 1 ? 'day' : 'days'}`;

export const harmStates: Record<HarmState, string> = {
  undecided: 'To decide',
  reportable: 'To report',
  reported: 'Reported',
  'not-reportable': 'Not reportable',
};
export const harmEvents: Record<HarmEvent, string> = {
  death: 'Death: to the FDA and the manufacturer',
  'serious-injury': 'Serious injury: to the manufacturer',
  'not-reportable': 'Not reportable',
};
export const recipients: Record<HarmRecipient, string> = { fda: 'FDA', manufacturer: 'Manufacturer' };

export const harms = {
  title: 'Harm',
  subtitle:
    'Reports that a patient was or could have been harmed: ten work days to decide and report (21 CFR 803.30).',
  caption: 'Reports of harm, newest first',
  noneTitle: 'No report of harm',
  none: 'Whoever closes a task can say that a patient was or could have been harmed. The report stands here at once.',
  noneFound: 'No report fits this filter.',
  state: 'State',
  anyState: 'Any state',
  report: 'Report',
  pump: 'Pump',
  site: 'Site',
  due: 'Until',
  aware: 'Aware since',
  daysLeft: (value: number) =>
    value > 0 ? `${days(value)} left` : value === 0 ? 'today is the last day' : `${days(-value)} over`,
  show: (id: string) => `Report ${id}`,
} as const;

export const harm = {
  title: (id: string) => `Report of harm ${id}`,
  crumb: 'Report of harm',
  all: 'All reports',
  what: 'What happened',
  aware: 'Aware since',
  due: 'The ten work days end',
  by: 'Reported by',
  task: 'Task',
  openTask: 'Open the task',
  pump: 'Pump',
  campaign: 'Campaign',
  site: 'Site',
  decisions: 'Decision',
  none: 'Nobody has decided yet whether it has to be reported.',
  decided: (by: string, when: string) => `${by}, ${when}`,
  earlier: 'an earlier decision',
  decide: 'Decide',
  decideAgain: 'Decide otherwise',
  decideTitle: 'Does it have to be reported?',
  event: 'What it was',
  reason: 'Reason',
  reasonHint: 'For a report that need not be made, too: this is what an inspector asks for.',
  decideConfirm: 'Record the decision',
  decideDone: 'The decision is recorded.',
  reports: 'Reports that were made',
  owed: (to: string) => `Still to be reported to: ${to}`,
  noReports: 'None yet.',
  noneOwed: 'By the decision none is owed.',
  record: 'Record a report',
  recordTitle: 'To whom was it reported?',
  to: 'To',
  sentOn: 'Sent on',
  reference: 'Reference',
  referenceHint: 'The user facility report number, or what the receiver gave.',
  recordConfirm: 'Record it',
  recordDone: 'Recorded.',
  reported: (to: string, day: string, reference: string) => `${to}, ${day}: ${reference}`,
  details: 'For form FDA 3500A',
  detailsWhat: 'What Closeout cannot know. No name and no social security number of the patient.',
  sheet: 'Data sheet (PDF)',
  patientIdentifier: 'A1 Patient identifier',
  patientIdentifierHint: 'One that only the hospital understands.',
  patientAge: 'A2 Age or date of birth',
  patientSex: 'A3 Sex',
  sexes: { female: 'female', male: 'male', unknown: 'unknown' },
  outcome: 'B2 Outcome',
  eventOn: 'B3 Date of the event',
  operator: 'D5 Operator of the device',
  deviceAvailable: 'D10 Available for evaluation',
  available: { yes: 'yes', no: 'no', 'returned-to-manufacturer': 'returned to the manufacturer' },
  facilityReportNumber: 'F2 User facility report number',
  facilityAddress: 'F3 Address of the facility',
  notSaid: 'not said',
  save: 'Keep these details',
  saved: 'Kept.',
  stale: 'Somebody changed this record in between: this is how it is now. Try again.',
} as const;

/** On the page of everybody who decides. */
export const harmHome = {
  title: (value: number) => (value === 1 ? 'A report of harm waits' : `${n(value)} reports of harm wait`),
  item: (state: string, left: string) => `${state} · ${left}`,
  all: 'All reports of harm',
} as const;

/** In the form of whoever closes a task. */
export const harmForm = {
  toggle: 'A patient was or could have been harmed',
  toggleHint: 'The risk manager is told as soon as this is sent. Without a network: call them.',
  aware: 'When did somebody on the staff become aware of it?',
  what: 'What happened?',
  whatHint: 'No name of the patient.',
  made: 'The report of harm is made.',
  told: (owner: string | null) =>
    owner === null
      ? 'Whoever answers for the campaign is told by e-mail at once.'
      : `${owner}, who answers for the campaign, is told by e-mail at once; on leave, whoever stands in.`,
  kept: 'The report of harm is kept with it.',
  keptWhat: 'Nobody is told before it is sent. If it cannot wait, call your risk manager.',
} as const;
