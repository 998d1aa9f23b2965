import type { ReminderState } from '#contracts/reminders';
import { type Tone, ToneBadge } from '#web/ui';
import { reminders as texts } from '../../texts/en/reminders';

const tones: Record<ReminderState, Tone> = {
  pending: 'soon',
  sending: 'soon',
  sent: 'done',
  dropped: 'neutral',
  refused: 'late',
  failed: 'late',
};

export function ReminderStateBadge({ state }: { state: ReminderState }) {
  return <ToneBadge tone={tones[state]}>{texts.states[state]}</ToneBadge>;
}
