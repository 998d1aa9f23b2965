import { formatNumber as n } from '#web/locale';
const many = (value: number, one: string, more: string): string => `${n(value)} ${value === 1 ? one : more}`;

export const tasks = {
  label: 'Tasks of the campaign',
  task: 'Task',
  step: 'Step',
  pump: 'Pump',
  site: 'Site',
  assignee: 'With',
  due: 'Due',
  status: 'Status',
  outcome: 'Outcome',
  anyStep: 'Any step',
  anyStatus: 'Any status',
  anyOutcome: 'Any outcome',
  anybody: 'Anybody',
  lateOnly: 'Late only',
  statuses: { open: 'Open', waiting: 'Waiting', closed: 'Closed', withdrawn: 'Withdrawn' },
  filterStatuses: {
    todo: 'To do: open or waiting',
    open: 'Open',
    waiting: 'Waiting for a step before',
    closed: 'Closed',
    withdrawn: 'Withdrawn',
  },
  person: (id: string) => `Person ${id}`,
  lateBadge: 'Late',
  exits: { 'not-applicable': 'Not applicable', 'cannot-locate': 'Cannot be located' },
  noneTitle: 'No task fits',
  none: 'Take a filter away to see more.',
  selectColumn: 'Select',
  select: (what: string) => `Select ${what}`,
  /** closed tasks cannot be selected: the number is that of the rows that can */
  selectOpen: (value: number, how: 'all' | 'loaded' | 'first') =>
    how === 'all'
      ? `Select ${value === 1 ? 'the one open task' : `all ${n(value)} open tasks`}`
      : how === 'first'
        ? `Select the first ${n(value)} open tasks`
        : `Select the ${many(value, 'open task', 'open tasks')} loaded so far`,
  counted: (all: number, open: number) =>
    open === all
      ? many(all, 'open task', 'open tasks')
      : `${many(all, 'task', 'tasks')}, ${open === 0 ? 'none open' : `${n(open)} of them open`}`,
  selected: (value: number) => `${n(value)} selected`,
  tooMany: 'At most 1,000 at once.',
  clear: 'Clear',
  assign: 'Assign',
  complete: 'Complete',
  assignAll: 'Assign all open ones of this filter',
  ownTask: 'the campaign itself',
  wholeSite: 'the whole site',
} as const;

export const bulk = {
  assignTitle: (value: number) => `Assign ${many(value, 'task', 'tasks')}`,
  assignAllTitle: 'Assign all open tasks of this view',
  assignAllWhat: (what: string) => `All open and waiting tasks: ${what}. Either all of them move, or none.`,
  to: 'To whom',
  toHint: 'Name or e-mail address',
  load: (name: string, open: number, late: number) => `${name} · ${n(open)} open, ${n(late)} late`,
  clearPerson: 'Choose somebody else',
  nobody: 'Nobody of that name may take work.',
  assign: 'Assign',
  assigned: (value: number) => `${many(value, 'task', 'tasks')} assigned`,
  completeTitle: (value: number) => `Complete ${many(value, 'task', 'tasks')}`,
  complete: 'Complete',
  completed: (value: number) => `${many(value, 'task', 'tasks')} completed`,
  refused: (value: number) => `${many(value, 'task', 'tasks')} refused`,
  oneStep:
    'Only tasks of one step can be completed together. Choose the step in the filter above, then select.',
  outcome: 'How did they end?',
  follows: 'As the version says',
  reason: 'Reason',
  reasonHint: 'Stands with each of them.',
  note: 'Note (optional)',
  ofEach: {
    facts:
      'The facts of each pump (codes, serial number, dates, software version) are entered on its own page. Completed here, these tasks end without them.',
    'facts-needed':
      'This outcome asks for facts of each pump, which are entered on its own page: close these tasks one by one.',
    'photos-needed':
      'This outcome asks for a photo of each pump, so these tasks have to be closed one by one.',
  },
  sameForAll: 'What you fill in is recorded for each of them.',
  harmOf: 'With which of them?',
  harmOfHint: 'The report is about this one alone. Tell of another one on its own task.',
  harmRefused: 'The report about a patient was not recorded: its task was refused',
  harmRefusedWhat: (what: string) =>
    `Go back and send it again, or reopen that task and report it there. You wrote: ${what}`,
  again: 'Back to the refused ones',
  results: 'Answer for each task',
  ok: 'Done',
  no: 'Refused',
  back: 'Back',
  finish: 'Done',
} as const;

export const people = {
  label: 'People of the campaign',
  person: 'Person',
  sites: 'Sites',
  more: (value: number) => `and ${n(value)} more`,
  open: 'Open',
  late: 'Late',
  closed: 'Closed',
  oldest: 'Oldest due',
  lastReminder: 'Last e-mail',
  never: 'none yet',
  mailRefused: 'Mail refused',
  inactive: 'Account off',
  noneTitle: 'Nobody has tasks here yet',
  none: 'Whoever gets tasks of this campaign stands here, with their load and the last e-mail to them.',
  remind: 'Remind',
} as const;

export const remind = {
  titleAll: 'Remind everybody with open tasks',
  title: (value: number) => `Remind ${many(value, 'person', 'people')}`,
  reach: (value: number) =>
    value === 0 ? 'Nobody would get an e-mail.' : `${many(value, 'person gets', 'people get')} an e-mail.`,
  what: 'Each gets one e-mail with their own open tasks, now, besides those that the plan sends by itself (at most one a day).',
  off: (names: readonly string[]) => `Left out, because the account is off: ${names.join(', ')}.`,
  spare: (value: number) =>
    `Leave out ${many(value, 'person', 'people')} who had an e-mail about this campaign today`,
  further: (value: number) => `${n(value)} more`,
  note: 'Your words at the head of the message (optional)',
  noteHint: 'For instance: the surveyor comes on Thursday.',
  send: 'Send',
  done: (value: number) => `${many(value, 'reminder is', 'reminders are')} on the way.`,
  nobody: 'Nobody has anything open: nothing was sent.',
  skipped: (value: number) =>
    `${many(value, 'person was', 'people were')} left out: nothing open, or their account is off.`,
} as const;

export const audit = {
  label: 'Audit trail of the campaign',
  when: 'When',
  who: 'Who',
  what: 'What',
  details: 'Details',
  system: 'Closeout',
  before: 'Before',
  after: 'After',
  noneTitle: 'Nothing recorded yet',
  whole: 'The whole audit trail',
} as const;

export const communications = {
  firm: 'Firm',
  recallNumbers: 'Recall numbers',
  eventNumber: 'Event number',
  initiated: 'Begun',
  reply: 'Reply',
  replies: {
    email: 'By e-mail',
    portal: 'On the firm’s portal',
    distributor: 'By the distributor’s form',
    none: 'None asked for',
  },
  openNotice: 'Open the notice',
  letters: 'Letters',
  noneTitle: 'The notice has no letters yet',
  none: 'Add a communication on the page of the notice when one comes in.',
} as const;
