import { Button, Group, Paper, Text } from '@mantine/core';
import { useRef } from 'react';
import { useRegisterSW } from 'virtual:pwa-register/react';
import { texts } from '#web/texts';

/** A newer Closeout is on the server: the person says when to load it, for half-written words would be lost. */
export function NewVersion() {
  // in another tab the person may be in the middle of a sentence: there the page stays as it is
  const asked = useRef(false);
  const {
    needRefresh: [waiting, setWaiting],
    updateServiceWorker,
  } = useRegisterSW({
    onNeedReload: () => {
      if (asked.current) location.reload();
    },
  });
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
        <Button
          size="xs"
          onClick={() => {
            asked.current = true;
            void updateServiceWorker(true);
          }}
        >
          {texts.shell.loadNewVersion}
        </Button>
        <Button size="xs" variant="default" onClick={() => setWaiting(false)}>
          {texts.shell.later}
        </Button>
      </Group>
    </Paper>
  );
}
