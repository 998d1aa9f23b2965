import type { Verdict } from '#contracts/notices';
import { type Tone, ToneBadge } from '#web/ui';
import { verdictLabels } from '../../texts/en/devices';

const TONES: Record<Verdict, Tone> = {
  affected: 'late',
  'possibly-affected': 'soon',
  'not-affected': 'done',
};

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <ToneBadge tone={TONES[verdict]}>{verdictLabels[verdict]}</ToneBadge>;
}
