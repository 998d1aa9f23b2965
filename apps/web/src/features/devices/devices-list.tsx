import { Box, Group, Paper, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { DeviceView } from '#contracts/fleet';
import { type Column, Link, type More, Place, ToneBadge, VirtualCards, VirtualTable } from '#web/ui';
import { devices as texts } from '../../texts/en/devices';
import { deviceName, placeOf } from './device-name';
import { StatusBadge } from './status-badge';

const columns: ReadonlyArray<Column<DeviceView>> = [
  {
    key: 'pump',
    label: texts.pump,
    width: 'minmax(120px, 1.1fr)',
    cell: (device) => (
      <Link to="/devices/$deviceId" params={{ deviceId: device.id }} fw={600}>
        {deviceName(device)}
      </Link>
    ),
  },
  {
    key: 'serial',
    label: 'Serial number',
    width: 'minmax(110px, 1fr)',
    cell: ({ serialNumber }) => serialNumber ?? '–',
  },
  {
    key: 'code',
    label: 'Product code',
    width: 'minmax(110px, 1fr)',
    cell: ({ productCode }) => productCode ?? '–',
  },
  {
    key: 'udi',
    label: 'UDI-DI',
    width: 'minmax(130px, 1fr)',
    cell: ({ udiDi }) => udiDi ?? '–',
  },
  {
    key: 'model',
    label: 'Model',
    width: 'minmax(110px, 1.2fr)',
    cell: ({ model }) => model ?? '–',
  },
  {
    key: 'software',
    label: texts.software,
    width: 'minmax(90px, 0.7fr)',
    cell: ({ softwareVersion }) => softwareVersion ?? '–',
  },
  {
    key: 'place',
    label: texts.place,
    width: 'minmax(170px, 2fr)',
    cell: ({ site, location }) => <Place site={site.name} location={location?.name} />,
  },
  {
    key: 'status',
    label: texts.status,
    width: '140px',
    cell: (device) => <Status device={device} />,
  },
];

function Status({ device }: { device: DeviceView }) {
  return device.report === null || device.report === undefined ? (
    <StatusBadge status={device.status} />
  ) : (
    <ToneBadge tone="soon">{texts.reportedBadge}</ToneBadge>
  );
}

/** The pumps as a table, on a phone as cards. `fading`: those of the filters before, while new ones are on their way. */
export function DevicesList({
  rows,
  more,
  fading,
}: {
  rows: readonly DeviceView[];
  more: More | null;
  fading: boolean;
}) {
  const wide = useMediaQuery('(min-width: 48em)', true, { getInitialValueInEffect: false });
  const list = { label: texts.list, rows, rowKey: ({ id }: DeviceView) => id, more };
  return (
    <Box opacity={fading ? 0.6 : 1} aria-busy={fading}>
      {wide ? (
        <VirtualTable {...list} columns={columns} rowHeight={48} />
      ) : (
        <VirtualCards {...list} card={(device) => <DeviceCard device={device} />} />
      )}
    </Box>
  );
}

function DeviceCard({ device }: { device: DeviceView }) {
  return (
    <Paper withBorder p="sm">
      <Stack gap={4}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Link to="/devices/$deviceId" params={{ deviceId: device.id }} fw={650} py={10} my={-10} flex={1}>
            {deviceName(device)}
          </Link>
          <Status device={device} />
        </Group>
        <Text size="sm">
          {[device.model, device.productCode, device.serialNumber && `S/N ${device.serialNumber}`]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <Text size="sm" c="dimmed">
          {placeOf(device)}
        </Text>
      </Stack>
    </Paper>
  );
}
