import type { campaignStatuses } from '#contracts/campaigns';
import type { checkResults } from '#contracts/closeout';
import type { HarmState } from '#contracts/harms';
import type { roleNames } from '#contracts/identity';
import type { noticeActions } from '#contracts/notices';
import type { ReminderKind, ReminderState } from '#contracts/reminders';
import type { ReplyRoute } from '#contracts/replies';
import type { exits, waitReasons } from '#contracts/tasks';

/** "2026-03-02 14:05 UTC" */
export const when = (at: Date | null | undefined): string =>
  at === null || at === undefined ? '' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

export const number = (n: number | string): string => Number(n).toLocaleString('en-US');

// What is stored as keys, in the words of the screens: a surveyor knows no others. The tables of the pack keep the keys.

const inWords =
  <K extends string>(words: Record<K, string>) =>
  (key: string): string =>
    (words as Record<string, string>)[key] ?? key;

export const campaignStatus = inWords<(typeof campaignStatuses)[number]>({
  draft: 'Draft',
  opening: 'Opening',
  open: 'Open',
  closed: 'Closed',
  cancelled: 'Cancelled',
});

export const noticeAction = inWords<(typeof noticeActions)[number]>({
  correction: 'Correction',
  removal: 'Removal',
  'safety-communication': 'Safety communication',
});

export const role = inWords<(typeof roleNames)[number]>({
  'risk-manager': 'risk manager',
  'site-lead': 'site lead',
  technician: 'technician',
  auditor: 'auditor',
  administrator: 'administrator',
});

/** How a task ended where no outcome of its step says it. */
export const ending = inWords<(typeof exits)[number] | '(withdrawn)' | '(open)'>({
  'not-applicable': 'Not applicable',
  'cannot-locate': 'Cannot locate',
  '(withdrawn)': 'Withdrawn',
  '(open)': 'Open',
});

export const replyRoute = inWords<ReplyRoute>({
  email: 'E-mail',
  portal: 'Portal',
  form: 'Distributor’s form',
  'by-hand': 'By hand',
});

export const harmState = inWords<HarmState>({
  undecided: 'UNDECIDED',
  reportable: 'To report',
  reported: 'Reported',
  'not-reportable': 'Not reportable',
});

export const waitReason = inWords<(typeof waitReasons)[number]>({
  parts: 'parts',
  visit: 'a visit',
  software: 'software',
  instructions: 'new instructions',
});

export const checkResult = inWords<(typeof checkResults)[number]>({
  agree: 'As recorded',
  disagree: 'Otherwise',
});

export const messageKind = inWords<ReminderKind>({
  assignment: 'New work',
  digest: 'Daily list',
  'all-tasks-closed': 'All closed',
  manual: 'By hand',
  invite: 'Invitation',
  'password-reset': 'New password',
  'scope-changed': 'Something changed',
  'waiting-for-firm': 'Waiting for the firm',
  'looking-for': 'Look for a pump',
  'pump-found': 'Pump found',
  'check-given': 'To check',
  'check-disagreed': 'Check found otherwise',
});

export const messageState = inWords<ReminderState>({
  pending: 'Waiting',
  sending: 'Being sent',
  sent: 'Sent',
  dropped: 'Not needed',
  refused: 'Refused',
  failed: 'Failed, tried again',
});
