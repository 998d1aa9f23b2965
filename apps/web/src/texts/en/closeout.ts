import type { checkLevels, signatureActs } from '#contracts/closeout';
import { formatNumber as n } from '#web/locale';

const many = (value: number, one: string, more: string): string => `${n(value)} ${value === 1 ? one : more}`;

export const gates = {
  title: 'What has to be so before the campaign closes',
  label: 'Gates',
  met: 'Met',
  open: (value: number) => (value === 0 ? 'Open' : `${n(value)} open`),
  allMet: 'Everything that had to be done is done: the campaign can be closed.',
  left: (value: number, of: number) => `${n(of - value)} of ${n(of)} are met.`,
  nobody: 'nobody yet',
  due: (day: string) => `due ${day}`,
  more: (value: number) => `and ${n(value)} more`,
  itemsOf: (title: string) => `What keeps it open: ${title}`,
  draft: 'The gates count from the opening on.',
} as const;

export const notLocated = {
  title: 'Pumps not located',
  caption: 'Pumps that nobody found',
  every: 'Every pump was found.',
  pump: 'Pump',
  site: 'Site',
  search: 'Search',
  decision: 'Decision',
  sought: 'Where it was looked for',
  byRecord: 'by its record',
  undecided: 'Not decided',
  decided: (by: string, when: string) => `${by}, ${when}`,
  select: (pump: string) => `Select ${pump}`,
  selectAll: 'Select all that are not decided',
  decide: (value: number) => `Decide on ${many(value, 'pump', 'pumps')}`,
  dialog: 'Accept that pumps are not located',
  question:
    'The campaign may close without these pumps. They stay on the watch: whoever scans one brings it back.',
  reason: 'Reason',
  reasonHint: 'Where and how long they were looked for, and why the search ends.',
  confirm: 'Sign the decision',
  done: 'The decision is signed.',
} as const;

export const levels: Record<(typeof checkLevels)[number], string> = {
  A: 'Level A: every pump',
  B: 'Level B: a share between 10 and 100 %',
  C: 'Level C: 10 % of the pumps',
  D: 'Level D: 2 % of the pumps',
  E: 'Level E: none',
  chosen: 'A size of our own',
};

export const check = {
  title: 'Independent check',
  what: 'A random sample of the completed pumps is inspected again by somebody who did none of their work.',
  none: 'No check was asked for. It is not required, and convinces a surveyor.',
  early: 'It can be drawn when the work at every pump is over.',
  draw: 'Draw a sample',
  drawAnother: 'Draw another sample',
  dialog: 'Draw a sample',
  level: 'Size, by the levels of 21 CFR 7.42(b)(3)',
  percent: 'Share in percent',
  size: 'Number of pumps',
  by: 'Given as',
  bySize: 'Number',
  byPercent: 'Percent',
  drawn: (size: number) => `${many(size, 'pump', 'pumps')} drawn.`,
  summary: (size: number, population: number, who: string, when: string) =>
    `${n(size)} of ${many(population, 'completed pump', 'completed pumps')}, drawn by ${who}, ${when}`,
  widened: (from: number, to: number) =>
    `The sample grew from ${n(from)} to ${n(to)} after what was found otherwise.`,
  agreed: (value: number) => `${n(value)} as recorded`,
  disagreed: (value: number) => `${n(value)} otherwise`,
  toCheck: (value: number) => `${n(value)} to check`,
  seed: (seed: string) => `Seed ${seed}: the sample is the first of the pumps by sha256(seed:id).`,
  caption: 'Pumps of the sample',
  pump: 'Pump',
  place: 'Place',
  with: 'To be checked by',
  result: 'Result',
  nobody: 'nobody yet',
  give: 'Give to somebody',
  giveTo: (pump: string) => `Who checks ${pump}?`,
  checker: 'Checked by',
  notThese: (names: string) => `Not ${names}: they did the work.`,
  given: 'Given.',
  giveConfirm: 'Give',
  show: 'Show',
  all: 'All pumps',
  mine: 'Mine to check',
  left: 'Left to check',
  noneHere: 'No pump of the sample fits.',
  results: { agree: 'As recorded', disagree: 'Otherwise', open: 'To check' },
  attempt: (value: number) => `attempt ${n(value)}`,
} as const;

export const checkPump = {
  title: (pump: string) => `Check ${pump}`,
  crumb: 'Independent check',
  intro: 'Inspect the pump as if nobody had been there, then say whether it is as recorded.',
  recorded: 'What is recorded',
  doneBy: (names: string) => `Done by ${names}`,
  yours: 'You did work on this pump: somebody else has to check it.',
  agree: 'It is as recorded',
  disagree: 'I found it otherwise',
  found: 'What did you find?',
  which: 'Which step was not done as recorded?',
  firstStep: 'The first step',
  confirmDisagree: 'Record it: the task opens again',
  agreed: 'Recorded: as it was done.',
  disagreed: 'Recorded. The task is open again, the pump comes back to be checked, and the sample grew.',
  result: 'The result',
  by: (name: string, when: string) => `${name}, ${when}`,
  reopened: 'The task that was opened again',
  next: (pump: string) => `Next: ${pump}`,
  back: 'To the sample',
  open: 'The pump has open tasks again. It is checked when they are closed.',
  gone: 'This pump is in no sample of the campaign.',
  scan: 'Compare the tag on the pump:',
} as const;

export const signatures = {
  title: 'Signatures',
  none: 'Nothing was signed yet.',
  caption: 'Signatures, oldest first',
  acts: { close: 'Closed', reopen: 'Reopened', 'not-located': 'Not located' } satisfies Record<
    (typeof signatureActs)[number],
    string
  >,
  act: 'Act',
  who: 'Signed by',
  when: 'When',
  meaning: 'Meaning and reason',
  hash: 'Hash (SHA-256)',
  text: 'The text that was signed',
} as const;

export const reopening = {
  button: 'Reopen campaign',
  question:
    'The campaign is open again: reminders go on, and what was closed can be reopened. Earlier signatures stay.',
  reason: 'Reason',
  confirm: 'Sign and reopen',
  done: 'The campaign is open again.',
} as const;

export const evidence = {
  title: 'For a surveyor',
  report: 'Report (PDF)',
  pack: 'Evidence pack (ZIP)',
  what: 'The report tells the response from notice to closing. The pack has it with all tables, photographs, messages, signatures and the audit trail.',
  verify: 'How to verify the pack without Closeout',
  steps: [
    'Unpack it, and open a terminal in its folder.',
    'Run one of the two: both need nothing else, and either vouches for the other.',
    'It names every file that is missing, added or changed, and the first broken link of the audit chain.',
  ],
  commands: ['node verify.mjs', 'python3 verify.py'],
  note: 'Keep the SHA-256 of manifest.sha256 elsewhere: it finds out whoever rewrites everything.',
} as const;

export const nothing = {
  button: 'Nothing is affected',
  title: 'Nothing is affected',
  question:
    'The campaign ends with the matching result of this moment as the response. The fleet is still watched, and sites that were asked can reply that they have none.',
  reason: 'Why nothing is affected',
  reasonHint: 'For instance: no pump of these product codes was ever bought.',
  confirm: 'End with this result',
  done: 'Kept: nothing is affected.',
  resultTitle: 'Nothing is affected',
  result: (when: string, notAffected: number) =>
    `On ${when} the fleet was matched: ${many(notAffected, 'pump', 'pumps')} looked at, none affected.`,
  missing: (value: number) => `${many(value, 'fact was', 'facts were')} missing in records`,
  nearMisses: (value: number) => many(value, 'near miss', 'near misses'),
  without: (value: number) => `${many(value, 'code', 'codes')} of the notice without a pump`,
  reply: 'Answer the firm: no stock',
} as const;
