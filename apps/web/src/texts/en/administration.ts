import { reminders } from './reminders';

export const settings = {
  title: 'Settings',
  subtitle: 'How this Closeout runs.',
  health: 'Health',
  database: 'Database',
  queue: 'Queue of jobs',
  worker: 'Worker',
  ok: 'answers',
  reminders: 'Reminders',
  sweptAt: 'Looked for up to',
  unsent: 'Still to be sent',
  unsentHelp:
    'Reminders that are owed and not yet sent. A number that stays says that the mail server does not answer.',
  clock: 'Clock',
  now: 'The time of this Closeout',
  clockFixed: 'The clock is the real one.',
  clockHelp:
    'This is a sample: its clock can be moved forward, to see what reminders come. It does not go back.',
  day: 'One day on',
  week: 'One week on',
  moved: 'The clock was moved.',
  audit: 'Audit trail',
  programs: 'For programs',
  apiDocs: 'The API and how to use it',
  lists: 'Where the rest is set',
} as const;

export const audit = {
  title: 'Audit trail',
  subtitle:
    'Who did what, and when, with old and new values. Entries are chained by hash: none can be changed unseen.',
  verify: 'Verify the chain',
  verified: (entries: number, chains: number) =>
    `Every hash fits: ${entries} entries in ${chains} ${chains === 1 ? 'chain' : 'chains'}.`,
  broken: 'The chain is broken',
  digest: 'Digest to note down',
  subject: 'About',
  anySubject: 'Anything',
  actor: 'Who',
  from: 'From',
  to: 'To',
  at: 'When',
  action: 'What',
  change: 'Old and new',
  closeout: 'Closeout',
  old: 'before',
  new: 'after',
  none: 'No entries fit',
  noneHelp: 'Change the filters.',
  details: 'Details',
  furtherFields: (n: number) => (n === 1 ? '1 further field' : `${n} further fields`),
  hash: 'Hash',
} as const;

export const mailbox = {
  title: 'Mailbox',
  subtitle:
    'What the embedded mail server received. With a mail server of your own, e-mail goes there and this stays empty.',
  to: 'To',
  filter: 'Address or subject',
  subject: 'Subject',
  at: 'When',
  kind: 'Kind',
  none: 'No messages',
  noneHelp:
    'E-mails appear when a campaign opens, each morning while work is open, and when somebody is reminded.',
  noneFits: 'No message fits',
  noneFitsHelp: 'Type another part of an address or of a subject, or clear the field to see every message.',
  off: 'No embedded mail server',
  offHelp:
    'E-mail goes out by your own mail server. What was sent stands with each campaign, under Reminders.',
  asItLooks: 'As it looks',
  asText: 'Plain text',
  headers: 'Headers',
  raw: 'As it came',
  attachments: 'Attachments',
  attachment: (number: number) => `Attachment ${number}`,
  load: (name: string) => `Download ${name}`,
  frame: 'The message as it looks',
  deliveries: (n: number) => `It came ${n} times under the same Message-ID.`,
  /** Besides the reminders: letters to others. */
  kinds: {
    ...reminders.kinds,
    reply: 'Reply to the firm',
    forward: 'Notice passed on',
    harm: 'Possible harm',
  } as Record<string, string>,
} as const;
