import { Button, Group, Paper, Text } from '@mantine/core';
import { useRegisterSW } from 'virtual:pwa-register/react';
import { texts } from '#web/texts';

/** A newer Closeout is on the server: the person says when to load it, for half-written words would be lost. */
export function NewVersion() {
  const {
    needRefresh: [waiting, setWaiting],
    updateServiceWorker,
  } = useRegisterSW();
  if (!waiting) return null;
  return (
    <Paper
      role="status"
      withBorder
      shadow="md"
      p="sm"
      pos="fixed"
      bottom={80}
      right={16}
      style={{ zIndex: 300 }}
    >
      <Text size="sm" mb="xs">
        {texts.shell.newVersion}
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={() => void updateServiceWorker(true)}>
          {texts.shell.loadNewVersion}
        </Button>
        <Button size="xs" variant="default" onClick={() => setWaiting(false)}>
          {texts.shell.later}
        </Button>
      </Group>
    </Paper>
  );
}
