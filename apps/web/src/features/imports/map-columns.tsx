import {
  Alert,
  Badge,
  Box,
  Button,
  Group,
  NativeSelect,
  Paper,
  Stack,
  Table,
  Text,
  Title,
} from '@mantine/core';
import { useState } from 'react';
import { type ImportColumn, importColumns } from '#contracts/imports';
import type { ImportColumnsView, ImportMapping } from '#contracts/import-mapping';
import { ScrollTable } from '#web/ui';
import { columnTexts, imports as texts } from '../../texts/en/imports';
import classes from './imports.module.css';
import { type Choice, leftOver, mappingOf, sampleOf } from './mapping';

/** Which column of the file is which of ours: our columns explained, what is recognised chosen, the first rows in sight. */
export function MapColumns({
  view,
  choice,
  onChoice,
  onMapped,
  onOtherFile,
  fileName,
}: {
  view: ImportColumnsView;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  onMapped: (mapping: ImportMapping) => void;
  onOtherFile: () => void;
  fileName: string;
}) {
  const [tried, setTried] = useState(false);
  const { mapping, faults } = mappingOf(choice);
  const left = leftOver(view.header, choice);
  const names = [...new Set(view.header)].filter((name) => name.trim() !== '');
  const needed = (column: ImportColumn): string | null =>
    column === 'site'
      ? texts.needed
      : (column === 'asset_tag' && choice.serial_number === '') ||
          (column === 'serial_number' && choice.asset_tag === '')
        ? texts.neededOne
        : null;
  return (
    <Stack>
      <Box>
        <Title order={2} size="h3">
          {texts.mapTitle}
        </Title>
        <Text size="sm">
          <strong>{fileName}</strong>:{' '}
          {texts.readAs(texts.encodings[view.encoding], texts.separators[view.separator])} {texts.mapHelp}
        </Text>
      </Box>
      {view.problem !== null && mapping === null && (
        <Alert color="gray" variant="outline" p="xs">
          {view.problem}
        </Alert>
      )}
      <ul className={classes['mapping']} aria-label={texts.mapTitle}>
        {importColumns.map((column) => {
          const { label, help } = columnTexts[column];
          const fault = tried ? faults?.[column] : undefined;
          const must = needed(column);
          const sample = sampleOf(view, choice[column]);
          return (
            <li key={column} className={classes['column']}>
              <div>
                <Text size="sm" fw={600} component="div">
                  {label}{' '}
                  {must !== null && (
                    <Badge variant="outline" color="gray" size="sm" tt="none" c="var(--mantine-color-text)">
                      {must}
                    </Badge>
                  )}
                </Text>
                <Text size="xs" c="dimmed">
                  {help}
                </Text>
              </div>
              <NativeSelect
                aria-label={texts.columnOf(label)}
                value={choice[column]}
                onChange={(event) => onChoice({ ...choice, [column]: event.currentTarget.value })}
                data={[
                  { value: '', label: texts.notInFile },
                  ...names.map((name) => ({ value: name, label: name })),
                ]}
                error={fault}
              />
              <Text size="sm" c="dimmed" className={classes['sample'] ?? ''}>
                {sample.length > 0 && <span className={classes['sampleLabel']}>{texts.sample}: </span>}
                {sample.join(' · ')}
              </Text>
            </li>
          );
        })}
      </ul>
      <Text size="sm" role="status" fw={left.length > 0 ? 600 : 400}>
        {left.length > 0 ? texts.notTaken(left.map((name) => `“${name}”`).join(', ')) : texts.allTaken}
      </Text>
      {tried && faults !== null && (
        <Alert role="alert" color="red" variant="outline" title={texts.faults}>
          {Object.values(faults).map((fault) => (
            <Text size="sm" key={fault}>
              {fault}
            </Text>
          ))}
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={onOtherFile}>
          {texts.chooseOther}
        </Button>
        <Button
          onClick={() => {
            setTried(true);
            if (mapping !== null) onMapped(mapping);
          }}
        >
          {texts.tryIt}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {texts.tryHelp}
      </Text>
      <FirstRows view={view} choice={choice} />
    </Stack>
  );
}

function FirstRows({ view, choice }: { view: ImportColumnsView; choice: Choice }) {
  const taken = new Map(Object.entries(choice).map(([column, name]) => [name, column as ImportColumn]));
  return (
    <Paper withBorder p="sm" component="section" aria-label={texts.firstRows}>
      <Title order={3} size="h4" mb="xs">
        {texts.firstRows}
      </Title>
      <ScrollTable label={texts.firstRows} minWidth={Math.max(360, view.header.length * 110)}>
        <Table fz="sm" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              {view.header.map((name, at) => {
                const ours = taken.get(name);
                return (
                  // columns may be called the same
                  // oxlint-disable-next-line react/no-array-index-key
                  <Table.Th key={at}>
                    {name.trim() === '' ? texts.blank : name}
                    <Text size="xs" c="dimmed" component="div">
                      {ours === undefined ? '–' : columnTexts[ours].label}
                    </Text>
                  </Table.Th>
                );
              })}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {view.rows.map((cells, line) => (
              // oxlint-disable-next-line react/no-array-index-key
              <Table.Tr key={line}>
                {view.header.map((_, at) => (
                  // oxlint-disable-next-line react/no-array-index-key
                  <Table.Td key={at}>{cells[at] ?? ''}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollTable>
    </Paper>
  );
}
