import { formatNumber } from '#web/locale';

const n = formatNumber;
const many = (value: number, one: string, more: string): string => `${n(value)} ${value === 1 ? one : more}`;

export const closing = {
  button: 'Close campaign',
  openTitle: (open: number) =>
    `${many(open, 'thing is', 'things are')} open: the campaign cannot be closed yet`,
  showOpen: 'Show what is open, and whose it is',
  question:
    'Everything that had to be done is done. After closing, nothing of the campaign changes but by a signed reopening; the fleet is still watched for pumps that arrive.',
  note: 'Note (optional)',
  noteHint: 'What a surveyor should know.',
  confirm: 'Sign and close',
  done: 'The campaign is closed and signed.',
} as const;
