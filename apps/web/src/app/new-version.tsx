import { Button, Group, Paper, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useRegisterSW } from 'virtual:pwa-register/react';
import { texts } from '#web/texts';

/** A page that stays open for days asks this often whether there is a newer version, and when it is looked at again. */
const LOOK_EVERY_MS = 3_600_000;
/** Whoever goes to and fro between two apps need not ask each time. */
const NOT_AGAIN_WITHIN_MS = 300_000;

/** A newer Closeout is on the server: the person says when to load it, for half-written words would be lost. */
export function NewVersion() {
  const [registration, setRegistration] = useState<ServiceWorkerRegistration>();
  const {
    needRefresh: [waiting, setWaiting],
    updateServiceWorker,
  } = useRegisterSW({
    onRegisteredSW: (_url, registered) => setRegistration(registered),
    // in another tab the person may be in the middle of a sentence: only the one that asked loads it (load)
    onNeedReload: () => undefined,
  });
  useLooking(registration);
  if (!waiting) return null;
  const load = (): void => {
    const next = registration?.waiting;
    // another tab has let it in already, or no page of the old one was left to wait for
    if (!next) return location.reload();
    next.addEventListener('statechange', () => {
      if (next.state === 'activated' || next.state === 'redundant') location.reload();
    });
    void updateServiceWorker();
  };
  return (
    <Paper
      role="status"
      withBorder
      shadow="md"
      p="sm"
      pos="fixed"
      bottom={80}
      right={16}
      maw={320}
      style={{ zIndex: 300 }}
    >
      <Text size="sm" mb="xs">
        {texts.shell.newVersion}
      </Text>
      <Group gap="xs">
        <Button size="xs" onClick={load}>
          {texts.shell.loadNewVersion}
        </Button>
        <Button size="xs" variant="default" onClick={() => setWaiting(false)}>
          {texts.shell.later}
        </Button>
      </Group>
    </Paper>
  );
}

/** Asks the server now and then; what it finds is fetched in the background, and then offered. */
function useLooking(registration: ServiceWorkerRegistration | undefined): void {
  useEffect(() => {
    if (registration === undefined) return;
    let last = Date.now();
    const look = (): void => {
      last = Date.now();
      // without a network it is asked the next time
      registration.update().catch(() => undefined);
    };
    const seen = (): void => {
      const soon = Math.abs(Date.now() - last) < NOT_AGAIN_WITHIN_MS;
      if (document.visibilityState === 'visible' && !soon) look();
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [registration]);
}
