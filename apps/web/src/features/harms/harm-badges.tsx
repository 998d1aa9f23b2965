import type { HarmView } from '#contracts/harms';
import { type Tone, ToneBadge } from '#web/ui';
import { harms as texts, harmStates } from '../../texts/en/harms';

const TONES: Record<HarmView['state'], Tone> = {
  undecided: 'late',
  reportable: 'soon',
  reported: 'done',
  'not-reportable': 'neutral',
};

export function HarmStateBadge({ state }: Pick<HarmView, 'state'>) {
  return <ToneBadge tone={TONES[state]}>{harmStates[state]}</ToneBadge>;
}

/** How much of the ten work days is left, while somebody has to do something. */
export function DaysLeft({ state, workDaysLeft }: Pick<HarmView, 'state' | 'workDaysLeft'>) {
  if (state === 'reported' || state === 'not-reportable') return null;
  const tone: Tone = workDaysLeft < 0 ? 'late' : workDaysLeft <= 5 ? 'soon' : 'info';
  return <ToneBadge tone={tone}>{texts.daysLeft(workDaysLeft)}</ToneBadge>;
}
