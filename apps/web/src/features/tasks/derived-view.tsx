import { Group, Paper, Stack, Text } from '@mantine/core';
import { OctagonX } from 'lucide-react';
import { ToneBadge } from '#web/ui';
import { task as texts } from '../../texts/en/task';
import type { Derived } from './derived';

/**
 * What follows from the version, while it is being typed. The sentences do not repeat what is typed, so that they are
 * read out when the answer changes and not with every key.
 */
export function DerivedView({
  derived,
  label,
}: {
  derived: Derived | null;
  label: (outcome: string) => string;
}) {
  return (
    <div role="status" aria-label={texts.followsNow}>
      {derived?.what === 'unclear' && <Text size="sm">{texts.unclear[derived.why]}</Text>}
      {derived?.what === 'matches' && (
        <Group gap="xs">
          <ToneBadge tone="done">{label(derived.outcome)}</ToneBadge>
          <Text size="sm">{texts.platformIs(derived.platform, derived.versions)}</Text>
        </Group>
      )}
      {derived?.what === 'mismatch' && (
        <Paper p="sm" style={{ border: '3px solid var(--app-late)', background: 'var(--app-late-soft)' }}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <OctagonX size={32} aria-hidden style={{ color: 'var(--app-late)', flex: 'none' }} />
            <Stack gap={4}>
              <Text fw={700} size="lg">
                {label(derived.outcome)}
              </Text>
              <Text size="sm">{texts.platformIs(derived.platform, derived.versions)}</Text>
              <Text size="sm">{texts.mismatchDo}</Text>
            </Stack>
          </Group>
        </Paper>
      )}
    </div>
  );
}
