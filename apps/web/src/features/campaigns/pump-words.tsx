import type { Verdict } from '#contracts/notices';
import { type Tone, ToneBadge } from '#web/ui';
import { pumps as texts } from '../../texts/en/campaigns';

const tones: Record<Verdict, Tone> = {
  affected: 'late',
  'possibly-affected': 'soon',
  'not-affected': 'done',
};

export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <ToneBadge tone={tones[verdict]}>{texts.verdicts[verdict]}</ToneBadge>;
}

export const recordName = (status: string): string =>
  texts.records[status as keyof typeof texts.records] ?? status;

export const factNames = (facts: readonly string[]): string =>
  facts.map((fact) => texts.facts[fact as keyof typeof texts.facts] ?? fact).join(', ');
