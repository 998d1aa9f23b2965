import { Badge } from '@mantine/core';
import { AlertTriangle, Check, Circle, Clock, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** How something stands. A tone is never told by colour alone: each has its own sign, and its words. */
export type Tone = 'late' | 'soon' | 'done' | 'info' | 'neutral';
const SIGNS: Record<Tone, LucideIcon> = {
  late: AlertTriangle,
  soon: Clock,
  done: Check,
  info: Info,
  neutral: Circle,
};

export function ToneBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Sign = SIGNS[tone];
  const colour = tone === 'neutral' ? 'var(--mantine-color-text)' : `var(--app-${tone})`;
  return (
    <Badge
      variant="transparent"
      radius="sm"
      tt="none"
      fw={600}
      flex="none"
      leftSection={<Sign size={13} aria-hidden />}
      styles={{ root: { color: colour, background: `var(--app-${tone}-soft)`, maxWidth: '100%' } }}
    >
      {children}
    </Badge>
  );
}

/** "Class I" and so on; a class that the agency has not given yet is said in words. */
export function ClassBadge({ recallClass }: { recallClass: string | null }) {
  if (recallClass === null) return <ToneBadge tone="neutral">No class yet</ToneBadge>;
  return (
    <ToneBadge tone={recallClass === 'I' ? 'late' : recallClass === 'II' ? 'soon' : 'info'}>
      Class {recallClass}
    </ToneBadge>
  );
}
