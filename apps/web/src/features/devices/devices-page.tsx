import { Button, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import type { DeviceView } from '#contracts/fleet';
import { useMay } from '#web/session';
import { formatNumber, LinkButton, LoadingRows, Nothing, Page, QueryView, usePages } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import { AddDevice } from './add-device';
import { looksScanned } from './device-search';
import { DEVICES, scanQuery } from './devices.queries';
import { DevicesFilters } from './devices-filters';
import { DevicesList } from './devices-list';

/** The fleet: any identifier or a scanned barcode leads to the pump. */
export function DevicesPage() {
  const may = useMay();
  const search = useSearch({ from: '/signed-in/devices' });
  const navigate = useNavigate();
  const [adding, { open: add, close: added }] = useDisclosure(false);
  const { q = '', reported, ...places } = search;
  const scanned = looksScanned(q);
  const listed = usePages<DeviceView>({
    key: [...DEVICES, 'list'],
    path: 'devices',
    query: { ...places, q, reported: reported === true ? 'true' : null, limit: 100 },
    enabled: !scanned,
    keep: true,
  });
  // what no record begins with may still be a barcode, or a code written with its UDI
  const inVain =
    !scanned && q !== '' && listed.isSuccess && !listed.isPlaceholderData && listed.rows.length === 0;
  const scan = useQuery({ ...scanQuery(q), enabled: scanned || inVain });
  const byScan = scanned || inVain;
  const rows = byScan ? (scan.data?.devices ?? []) : listed.rows;
  const settled = byScan ? scan.isSuccess : listed.isSuccess && !listed.isPlaceholderData;
  const only = settled && rows.length === 1 && (byScan || listed.more === null) ? rows[0] : undefined;

  // Enter, also that of a scanner, opens the only pump found as soon as it is known that it is the only one
  const entered = useRef<string | null>(null);
  const openOnly = useCallback(() => {
    if (entered.current === null || entered.current !== q || !settled) return;
    entered.current = null;
    if (only !== undefined) void navigate({ to: '/devices/$deviceId', params: { deviceId: only.id } });
  }, [q, settled, only, navigate]);
  useEffect(openOnly, [openOnly]);
  const enter = (typed: string) => {
    entered.current = typed;
    openOnly();
  };

  const filtered = Object.keys(places).length > 0 || reported === true;
  return (
    <Page
      title={texts.title}
      actions={
        <>
          {may('device.import') && (
            <LinkButton to="/imports/new" variant="default">
              {texts.importFile}
            </LinkButton>
          )}
          {may('device.write') && (
            <Button leftSection={<Plus size={16} aria-hidden />} onClick={add}>
              {texts.add}
            </Button>
          )}
        </>
      }
    >
      <DevicesFilters search={search} onEnter={enter} />
      {byScan && scan.data?.udi != null && (
        <Text size="sm" role="status">
          <strong>{texts.read(scan.data.udi.agency)}:</strong>{' '}
          {[
            scan.data.udi.udiDi && `UDI-DI ${scan.data.udi.udiDi}`,
            scan.data.udi.serialNumber && `S/N ${scan.data.udi.serialNumber}`,
          ]
            .filter(Boolean)
            .join(', ')}
          . {scan.data.matchedBy !== null && texts.matched[scan.data.matchedBy]}{' '}
          {scan.data.more && texts.moreFit}
        </Text>
      )}
      <QueryView<unknown> query={byScan ? scan : listed} rows={10}>
        {() =>
          !settled && rows.length === 0 ? (
            <LoadingRows rows={10} />
          ) : rows.length === 0 ? (
            <Empty q={q} filtered={filtered} onAdd={add} />
          ) : (
            <>
              <Group justify="space-between">
                <Text size="sm" c="dimmed" role="status">
                  {texts.shown(formatNumber(rows.length), !byScan && listed.more !== null)}
                  {q !== '' && only !== undefined && ` · ${texts.oneFound}`}
                </Text>
              </Group>
              <DevicesList rows={rows} more={byScan ? null : listed.more} fading={!settled} />
            </>
          )
        }
      </QueryView>
      <AddDevice opened={adding} onClose={added} typed={q} />
    </Page>
  );
}

function Empty({ q, filtered, onAdd }: { q: string; filtered: boolean; onAdd: () => void }) {
  const may = useMay();
  const addIt = may('device.write') && (
    <Button variant="default" mt="xs" onClick={onAdd}>
      {texts.add}
    </Button>
  );
  if (q !== '') {
    return (
      <Nothing title={texts.noneTitle} action={addIt}>
        {texts.noneFound(q)} {filtered && texts.noneFilters}
      </Nothing>
    );
  }
  if (filtered) {
    return (
      <Nothing
        title={texts.noneTitle}
        action={
          <LinkButton to="/devices" search={{}} variant="default" mt="xs">
            {texts.clear}
          </LinkButton>
        }
      >
        {texts.noneFilters}
      </Nothing>
    );
  }
  if (!may('device.import')) return <Nothing title={texts.emptyTitle}>{texts.emptyReader}</Nothing>;
  return (
    <Nothing
      title={texts.emptyTitle}
      action={
        <Group mt="xs">
          <LinkButton to="/imports/new">{texts.importFile}</LinkButton>
          <Button variant="default" onClick={onAdd}>
            {texts.add}
          </Button>
        </Group>
      }
    >
      {texts.empty}
    </Nothing>
  );
}
