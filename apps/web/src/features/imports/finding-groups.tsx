import { Accordion, Group, Stack, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { ImportColumn, ImportFinding } from '#contracts/imports';
import { formatNumber, ScrollTable, type Tone, ToneBadge } from '#web/ui';
import { columnTexts, imports as texts } from '../../texts/en/imports';
import { groupFindings } from './findings';

/** The name of a column on the screen; of line 1, that of the file. */
export const columnLabel = (column: string | null): string | null =>
  column === null ? null : (columnTexts[column as ImportColumn]?.label ?? `“${column}”`);

/** Findings by reason, most frequent first; each opens to its rows. `all`: how many there are, beyond those given. */
export function FindingGroups({
  findings,
  all,
  tone,
}: {
  findings: readonly ImportFinding[];
  all: number;
  tone: Tone;
}) {
  const groups = useMemo(() => groupFindings(findings), [findings]);
  return (
    <Stack gap="xs">
      {findings.length < all && (
        <Text size="sm" c="dimmed">
          {texts.firstOnly(formatNumber(findings.length), formatNumber(all))}
        </Text>
      )}
      <Accordion variant="contained" multiple>
        {groups.map(({ column, reason, findings: rows }, at) => (
          <Accordion.Item key={`${column} ${reason}`} value={String(at)}>
            <Accordion.Control>
              <Group gap="xs" wrap="wrap">
                <ToneBadge tone={tone}>
                  {texts.findings(formatNumber(rows.length), columnLabel(column))}
                </ToneBadge>
                <Text size="sm">{reason}</Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <FindingTable rows={rows} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Stack>
  );
}

function FindingTable({ rows }: { rows: readonly ImportFinding[] }) {
  return (
    <ScrollTable label={texts.rows} minWidth={380} mah={360}>
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={80}>{texts.line}</Table.Th>
            <Table.Th>{texts.value}</Table.Th>
            <Table.Th>{texts.reason}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ line, value, reason }, at) => (
            // one line may say the same twice
            // oxlint-disable-next-line react/no-array-index-key
            <Table.Tr key={at}>
              <Table.Td className="tabular">{line === 1 ? texts.firstLine : formatNumber(line)}</Table.Td>
              <Table.Td>{value ?? '–'}</Table.Td>
              <Table.Td>{reason}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}
