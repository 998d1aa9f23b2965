import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { OctagonX } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { DeviceView } from '#contracts/fleet';
import type { TaskView } from '#contracts/tasks';
import { offlineRuntime } from '#web/offline';
import { useMay, useMe } from '#web/session';
import { LinkButton, tellFailure } from '#web/ui';
import { scan as texts } from '../../texts/en/scan';
import { closeTagsQuery, type Found } from './look-up';
import { ReportForm } from './report-form';

const nameOf = (device: Pick<DeviceView, 'assetTag' | 'serialNumber'>): string =>
  device.assetTag ?? device.serialNumber ?? texts.unnamed;

/** What a scan led to, where it is not one pump that simply opens. */
export function ScanAnswerView({
  found,
  task,
  onAgain,
  onCode,
}: {
  found: Found;
  task: TaskView | undefined;
  onAgain: () => void;
  /** looks up another code in place of this one */
  onCode: (code: string) => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [found]);
  const { devices, expected } = found;
  const again = (
    <Button variant="default" size="md" onClick={onAgain}>
      {texts.again}
    </Button>
  );
  if (expected === false) {
    const scanned = devices[0] === undefined ? found.code : nameOf(devices[0]);
    return (
      <Paper
        p="md"
        role="alert"
        aria-live="assertive"
        style={{ border: '4px solid var(--app-late)', background: 'var(--app-late-soft)' }}
      >
        <Stack gap="sm">
          <Group gap="sm" wrap="nowrap">
            <OctagonX size={40} aria-hidden style={{ color: 'var(--app-late)', flex: 'none' }} />
            <Title order={2} ref={heading} tabIndex={-1}>
              {texts.wrongPump}
            </Title>
          </Group>
          <Text>{texts.wrongPumpDetail(scanned, task?.device ? nameOf(task.device) : texts.unnamed)}</Text>
          <Group gap="sm">
            {again}
            {devices.map((device) => (
              <LinkButton
                key={device.id}
                to="/work/$deviceId"
                params={{ deviceId: device.id }}
                variant="default"
                size="md"
              >
                {texts.openOther(nameOf(device))}
              </LinkButton>
            ))}
          </Group>
          {devices.length === 0 && !found.kept && <CloseTags found={found} onCode={onCode} />}
          {devices.length === 0 && !found.kept && <Unknown found={found} />}
        </Stack>
      </Paper>
    );
  }
  if (devices.length === 0) {
    return (
      <Paper withBorder p="md">
        <Stack gap="sm">
          <Title order={2} size="h3" ref={heading} tabIndex={-1}>
            {found.kept ? texts.notOnPhone : texts.notInFleet}
          </Title>
          {!found.kept && <CloseTags found={found} onCode={onCode} />}
          {found.kept ? <KeepScan code={found.code} onDone={onAgain} /> : <Unknown found={found} />}
          {again}
        </Stack>
      </Paper>
    );
  }
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <Title order={2} size="h3" ref={heading} tabIndex={-1}>
          {devices.length === 1 ? texts.maybe : texts.several(devices.length)}
        </Title>
        <Text size="sm">
          {found.more ? texts.moreFit : devices.length === 1 ? texts.maybeWhy : texts.choose}
        </Text>
        {devices.map((device) => (
          <LinkButton
            key={device.id}
            to="/work/$deviceId"
            params={{ deviceId: device.id }}
            search={task === undefined || task.device?.id !== device.id ? {} : { task: task.id }}
            variant="default"
            size="lg"
            justify="flex-start"
          >
            {texts.pumpAt(
              nameOf(device),
              [device.serialNumber, device.site.name, device.location?.name].filter(Boolean).join(', '),
            )}
          </LinkButton>
        ))}
        {found.suggestion !== null && <Unknown found={found} />}
        {again}
      </Stack>
    </Paper>
  );
}

/** Typed without the letters before the number: the tags that it may be. A barcode is whole, so none is close to it. */
function CloseTags({ found: { code, udi }, onCode }: { found: Found; onCode: (code: string) => void }) {
  const { data = [] } = useQuery({ ...closeTagsQuery(code), enabled: udi === null && code.length <= 100 });
  if (data.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={texts.closeTags}>
      {data.map((device) => (
        <Button
          key={device.id}
          size="lg"
          justify="flex-start"
          h="auto"
          mih={50}
          py={6}
          onClick={() => onCode(device.assetTag ?? '')}
        >
          <span style={{ textAlign: 'left', whiteSpace: 'normal' }}>
            {texts.didYouMean(nameOf(device))}
            <Text component="span" display="block" size="sm">
              {[device.serialNumber, device.site.name, device.location?.name].filter(Boolean).join(', ')}
            </Text>
          </span>
        </Button>
      ))}
    </Stack>
  );
}

/** A pump that has no record: it is offered to report it, with what the barcode says. */
function Unknown({ found }: { found: Found }) {
  const may = useMay();
  const [reporting, setReporting] = useState(false);
  if (!may('device.write')) return <Text size="sm">{texts.tellLead(found.code)}</Text>;
  return reporting ? (
    <ReportForm code={found.code} suggestion={found.suggestion} />
  ) : (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{texts.reportWhy(found.code)}</Text>
      <Button size="md" onClick={() => setReporting(true)}>
        {texts.report}
      </Button>
    </Stack>
  );
}

/** Without a network nobody can say whether the fleet has it: the scan is kept and looked up later. */
function KeepScan({ code, onDone }: { code: string; onDone: () => void }) {
  const me = useMe();
  const [kept, setKept] = useState(false);
  const keep = async (): Promise<void> => {
    try {
      const { addWork } = await offlineRuntime();
      await addWork(me, { kind: 'scan', code });
      setKept(true);
    } catch (error) {
      tellFailure(error);
    }
  };
  if (kept) {
    return (
      <Alert role="status" color="green" variant="outline">
        <Text size="sm">{texts.scanKept}</Text>
        <Button mt="xs" variant="default" size="sm" onClick={onDone}>
          {texts.again}
        </Button>
      </Alert>
    );
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm">{texts.notOnPhoneWhy(code)}</Text>
      <Button size="md" onClick={() => void keep()}>
        {texts.keepScan}
      </Button>
    </Stack>
  );
}
