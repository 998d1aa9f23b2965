import { Alert, Button, Group, Radio, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { type DeviceDetail, type DeviceStatus } from '#contracts/fleet';
import { useMe } from '#web/session';
import { texts as shared } from '#web/texts';
import { formatDay, ScrollTable } from '#web/ui';
import { devices as texts, factLabels, statusLabels } from '../../texts/en/devices';
import type { Clash, DeviceField, DeviceValues } from './device-form';

/** A record that two people changed at once: what is now beside what I wanted, and a choice for each field. */
export function StaleDevice({
  clashes,
  taken,
  merged,
  seen,
  now,
  busy,
  onChosen,
  onBack,
}: {
  clashes: Clash[];
  taken: DeviceField[];
  merged: DeviceValues;
  seen: DeviceDetail;
  now: DeviceDetail;
  busy: boolean;
  onChosen: (values: DeviceValues) => void;
  onBack: () => void;
}) {
  const me = useMe();
  const [theirs, setTheirs] = useState<ReadonlySet<DeviceField>>(new Set());
  const said = (field: DeviceField, value: string): string => {
    if (value === '') return texts.nothingRecorded;
    if (field === 'status') return statusLabels[value as DeviceStatus];
    if (field === 'manufacturedOn' || field === 'receivedOn') return formatDay(value);
    if (field === 'siteId')
      return [seen.site, now.site, ...me.sites].find(({ id }) => id === value)?.name ?? value;
    if (field === 'locationId')
      return [seen.location, now.location].find((one) => one?.id === value)?.name ?? texts.chosenPlace;
    return value;
  };
  const choose = () => {
    const values: Record<string, string> = { ...merged };
    for (const { field, now: value } of clashes) if (theirs.has(field)) values[field] = value;
    onChosen(values as unknown as DeviceValues);
  };
  const pick = (field: DeviceField, whose: string) =>
    setTheirs((before) => {
      const after = new Set(before);
      if (whose === 'theirs') after.add(field);
      else after.delete(field);
      return after;
    });
  return (
    <Stack>
      <Alert
        role="alert"
        color="yellow"
        variant="outline"
        title={texts.staleTitle}
        styles={{ title: { color: 'var(--mantine-color-text)' } }}
      >
        <Text size="sm">{clashes.length > 0 ? texts.stale : texts.staleNoClash}</Text>
      </Alert>
      {clashes.map(({ field, seen: before, now: current, mine }) => (
        <Radio.Group
          key={field}
          label={texts.choose(factLabels[field] ?? field)}
          description={`${texts.before}: ${said(field, before)}`}
          value={theirs.has(field) ? 'theirs' : 'mine'}
          onChange={(whose) => pick(field, whose)}
        >
          <Stack gap={6} mt={6}>
            <Radio
              value="mine"
              label={
                <>
                  {texts.keepMine}: <strong>{said(field, mine)}</strong>
                </>
              }
            />
            <Radio
              value="theirs"
              label={
                <>
                  {texts.keepTheirs}: <strong>{said(field, current)}</strong>
                </>
              }
            />
          </Stack>
        </Radio.Group>
      ))}
      {taken.length > 0 && (
        <div>
          <Text size="sm">{texts.staleTheirs}</Text>
          <ScrollTable label={texts.staleTheirs} minWidth={320}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{texts.fact}</Table.Th>
                  <Table.Th>{texts.before}</Table.Th>
                  <Table.Th>{texts.now}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {taken.map((field) => (
                  <Table.Tr key={field}>
                    <Table.Th scope="row">{factLabels[field]}</Table.Th>
                    <Table.Td>{said(field, fieldOf(seen, field))}</Table.Td>
                    <Table.Td>{said(field, fieldOf(now, field))}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollTable>
        </div>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {shared.common.cancel}
        </Button>
        <Button loading={busy} onClick={choose}>
          {texts.saveChosen}
        </Button>
      </Group>
    </Stack>
  );
}

function fieldOf(device: DeviceDetail, field: DeviceField): string {
  if (field === 'siteId') return device.site.id;
  if (field === 'locationId') return device.location?.id ?? '';
  return device[field] ?? '';
}
