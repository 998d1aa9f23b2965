import { DataList, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeviceDetail } from '#contracts/fleet';
import { texts as shared } from '#web/texts';
import { formatDay, formatMoment, Link } from '#web/ui';
import { devices as texts, factLabels } from '../../texts/en/devices';
import { StatusBadge } from './status-badge';

/** The record, fact by fact; the codes and places lead to the pumps that share them. */
export function DeviceIdentity({ device }: { device: DeviceDetail }) {
  const alike = (q: string | null): ReactNode =>
    q === null ? null : (
      <Link to="/devices" search={{ q }} inherit>
        {q}
      </Link>
    );
  const facts: Array<[string, ReactNode]> = [
    ['status', <StatusBadge key="status" status={device.status} />],
    ['assetTag', device.assetTag],
    ['serialNumber', device.serialNumber],
    ['udiDi', alike(device.udiDi)],
    ['productCode', alike(device.productCode)],
    ['manufacturer', device.manufacturer],
    ['model', device.model],
    ['softwareVersion', device.softwareVersion],
    ['manufacturedOn', device.manufacturedOn && formatDay(device.manufacturedOn)],
    ['receivedOn', device.receivedOn && formatDay(device.receivedOn)],
    ['supplyChannel', device.supplyChannel],
    [
      'site',
      <Link key="site" to="/devices" search={{ site: device.site.id }} inherit>
        {device.site.name}
      </Link>,
    ],
    [
      'location',
      device.location && (
        <Link to="/devices" search={{ site: device.site.id, location: device.location.id }} inherit>
          {device.location.name}
        </Link>
      ),
    ],
    ['lastSeenAt', device.lastSeenAt && formatMoment(device.lastSeenAt)],
    ['updatedAt', formatMoment(device.updatedAt)],
  ];
  return (
    <DataList gap={6} labelWidth="140px">
      {facts.map(([fact, value]) => (
        <DataList.Item key={fact}>
          <DataList.ItemLabel>{factLabels[fact] ?? texts.lastChanged}</DataList.ItemLabel>
          <DataList.ItemValue>
            {value ?? (
              <Text span size="sm" c="dimmed">
                {shared.common.unknown}
              </Text>
            )}
          </DataList.ItemValue>
        </DataList.Item>
      ))}
    </DataList>
  );
}
