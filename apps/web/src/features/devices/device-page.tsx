import { Alert, Button, Grid, Paper, Stack, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { Pencil, Printer, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { DeviceDetail } from '#contracts/fleet';
import { ProblemError } from '#web/api';
import { hasHolderCard, HolderCard, SearchHistory } from '#web/features/not-located';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import { formatMoment, LinkButton, Nothing, Page, QueryView, tellFailure, withDays } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import { notLocated } from '../../texts/en/not-located';
import { DeviceCampaigns } from './device-campaigns';
import { DeviceHistory } from './device-history';
import { DeviceIdentity } from './device-identity';
import { deviceName, placeOf } from './device-name';
import { DeviceTasks } from './device-tasks';
import { deviceQuery } from './devices.queries';
import type { DeviceSearch } from './history-search';
import { loadWholeHistory } from './history.queries';

const EditDevice = lazy(async () => ({ default: (await import('./edit-device')).EditDevice }));

/** A pump's whole story: what it is, what is owed on it, what campaigns decided about it, and what happened. */
export function DevicePage() {
  const { deviceId } = useParams({ from: '/signed-in/devices/$deviceId' });
  const query = useQuery(deviceQuery(deviceId));
  if (query.error instanceof ProblemError && query.error.status === 404) {
    return (
      <Page title={shared.common.notFoundTitle}>
        <Nothing title={texts.goneTitle} action={<LinkButton to="/devices">{texts.title}</LinkButton>}>
          {texts.gone}
        </Nothing>
      </Page>
    );
  }
  if (query.data === undefined) {
    return (
      <Page title={texts.pump}>
        <QueryView query={query} rows={8}>
          {() => null}
        </QueryView>
      </Page>
    );
  }
  return <QueryView query={query}>{(device) => <Story key={device.id} device={device} />}</QueryView>;
}

function Story({ device }: { device: DeviceDetail }) {
  const may = useMay();
  const [editing, { open: edit, close: edited }] = useDisclosure(false);
  const print = usePrinting(device.id, useSearch({ from: '/signed-in/devices/$deviceId' }));
  return (
    <Page
      title={deviceName(device)}
      subtitle={[device.model, device.manufacturer, placeOf(device)].filter(Boolean).join(' · ')}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<Printer size={16} aria-hidden />}
            loading={print.busy}
            onClick={print.start}
          >
            {texts.print}
          </Button>
          {may('device.write') && (
            <Button leftSection={<Pencil size={16} aria-hidden />} onClick={edit}>
              {texts.edit}
            </Button>
          )}
        </>
      }
    >
      <Standing device={device} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 2, md: 1 }}>
          <Stack>
            <Part title={texts.record}>
              <DeviceIdentity device={device} />
            </Part>
            {hasHolderCard(device) && (
              <Part title={device.status === 'not-located' ? notLocated.holderLast : notLocated.holderTitle}>
                <HolderCard device={device} />
              </Part>
            )}
            <Part title={notLocated.searchTitle}>
              <SearchHistory key={device.search?.id} deviceId={device.id} goesOn={device.search !== null} />
            </Part>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 1, md: 2 }}>
          <Stack>
            <Part title={texts.todo}>
              <DeviceTasks tasks={device.openTasks} missing={device.status === 'not-located'} />
            </Part>
            <Part title={texts.campaigns}>
              <DeviceCampaigns deviceId={device.id} />
            </Part>
          </Stack>
        </Grid.Col>
      </Grid>
      <Part title={texts.history}>
        <DeviceHistory deviceId={device.id} />
      </Part>
      <Suspense fallback={null}>
        {may('device.write') && <EditDevice device={device} opened={editing} onClose={edited} />}
      </Suspense>
    </Page>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Title order={2} size="h3">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

/** Everything about the pump that must not be overlooked. */
function Standing({ device }: { device: DeviceDetail }) {
  const said = [
    device.isolatedAt !== null && texts.isolatedSince(formatMoment(device.isolatedAt), heldBy(device)),
    device.status === 'not-located' && texts.notLocated,
    device.statusAsPrinted !== null && texts.unknownStatus(device.statusAsPrinted),
    device.report != null && texts.reportedBy(device.report.by.name, formatMoment(device.report.at)),
    ...device.warnings.map(withDays),
  ].filter((line) => line !== false);
  if (said.length === 0) return null;
  return (
    <Stack gap="xs">
      {said.map((line) => (
        <Alert key={line} color="yellow" variant="outline" p="xs" icon={<TriangleAlert aria-hidden />}>
          {line}
        </Alert>
      ))}
    </Stack>
  );
}

/** Who holds it isolated: campaigns by name, a person or a file by hand. */
const heldBy = ({ isolatedBy }: DeviceDetail): string =>
  isolatedBy.map(({ campaignTitle }) => campaignTitle ?? texts.byHand).join(', ');

/** Prints what is shown, to its end: what of the history is not loaded yet is loaded first. */
function usePrinting(deviceId: string, search: DeviceSearch) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    try {
      await loadWholeHistory(queries, deviceId, search);
      // after the rows are drawn
      requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, start: () => void start() };
}
