import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { memo, type Ref, useMemo } from 'react';
import { type ImportColumn, importColumns, type ImportFinding } from '#contracts/imports';
import type { RefusedRow } from '#contracts/import-mapping';
import { Failure, formatNumber, Link, LoadMore, moreOf, QueryView, ToneBadge } from '#web/ui';
import { columnTexts, imports as texts } from '../../texts/en/imports';
import { refusedQuery } from './imports.queries';
import type { Mended } from './mended';
import { useMending } from './use-mending';

/** Rows that did not land: their cells can be changed right here, and the mended ones are sent again. */
export function RefusedRows({ importId }: { importId: string }) {
  const query = useInfiniteQuery(refusedQuery(importId));
  const rows = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  // a column that the file lacks is needed where a finding speaks of it
  const columns = useMemo(() => {
    const own = query.data?.pages[0]?.columns ?? [];
    const named = new Set(rows.flatMap(({ findings }) => findings.map(({ column }) => column)));
    return [...own, ...importColumns.filter((column) => named.has(column) && !own.includes(column))];
  }, [query.data, rows]);
  const mending = useMending(importId, rows, columns);
  const { mended, send, outcome } = mending;
  // all of them landed since, as the page says above
  if (query.isSuccess && rows.length === 0) return null;
  const allLanded = !query.hasNextPage && rows.every(({ line }) => mending.of(line).outcome?.landed === true);
  if (query.isSuccess && outcome !== null && allLanded) return <Sent outcome={outcome} ref={focus} />;
  return (
    <QueryView query={query} rows={5}>
      {() => (
        <Stack>
          <div>
            <Title order={3} size="h4">
              {texts.mendTitle}
            </Title>
            <Text size="sm">{texts.mendHelp}</Text>
          </div>
          <Group gap="sm">
            <Button disabled={mended.length === 0} loading={send.isPending} onClick={() => send.mutate()}>
              {texts.send(formatNumber(mended.length))}
            </Button>
            {send.isPending && (
              <Text size="sm" role="status">
                {texts.sendingMended}
              </Text>
            )}
          </Group>
          {send.error !== null && <Failure error={send.error} onRetry={() => send.mutate()} />}
          {outcome !== null && <Sent outcome={outcome} />}
          <Stack gap="xs">
            {rows.map((row) => (
              <Row key={row.line} row={row} {...mending.of(row.line)} columns={columns} />
            ))}
          </Stack>
          <LoadMore more={moreOf(query)} />
        </Stack>
      )}
    </QueryView>
  );
}

/** With the last row the button that was pressed is gone: the focus goes to what came of it. */
const focus = (node: HTMLElement | null) => node?.focus();

interface SentProps {
  outcome: { importId: string; landed: number; refused: number };
  ref?: Ref<HTMLDivElement>;
}

function Sent({ outcome, ref }: SentProps) {
  return (
    <Alert
      role="status"
      color={outcome.refused > 0 ? 'yellow' : 'green'}
      variant="outline"
      p="xs"
      tabIndex={-1}
      ref={ref}
    >
      <Text size="sm">
        {texts.landedCount(formatNumber(outcome.landed), formatNumber(outcome.refused))}{' '}
        <Link to="/imports/$importId" params={{ importId: outcome.importId }}>
          {texts.sentAgain}
        </Link>
      </Text>
    </Alert>
  );
}

interface RowProps {
  row: RefusedRow;
  columns: readonly ImportColumn[];
  /** what a person put in the place of the file's cells */
  edits: Partial<Record<ImportColumn, string>> | undefined;
  outcome: Mended | undefined;
  edit: (line: number, column: ImportColumn, value: string) => void;
  undo: (line: number) => void;
}

/** One refused row. Only rows that change are drawn again: there may be hundreds with a dozen fields each. */
const Row = memo(function Row({ row, columns, edits, outcome, edit, undo }: RowProps) {
  const landed = outcome?.landed === true;
  const findings: readonly ImportFinding[] = outcome?.landed === false ? outcome.findings : row.findings;
  const whole = findings.filter(({ column }) => !columns.some((one) => one === column));
  const state = landed ? (
    <ToneBadge tone="done">{texts.landed}</ToneBadge>
  ) : (
    edits !== undefined && (
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<Undo2 size={12} aria-hidden />}
        aria-label={`${texts.line} ${row.line}: ${texts.undo}`}
        onClick={() => undo(row.line)}
      >
        {texts.undo}
      </Button>
    )
  );
  const problems =
    !landed &&
    whole.map(({ reason }) => (
      <Text key={reason} size="xs" c="error" fw={600}>
        {reason}
      </Text>
    ));
  const field = (column: ImportColumn) => {
    const reasons = landed ? [] : findings.filter((one) => one.column === column).map(({ reason }) => reason);
    const refused = outcome?.landed === false ? outcome.cells : row.values;
    const value = edits?.[column] ?? row.values[column] ?? '';
    const changed = value !== (refused[column] ?? '');
    return (
      <TextInput
        key={column}
        size="xs"
        label={columnTexts[column].label}
        value={value}
        readOnly={landed}
        onChange={(event) => edit(row.line, column, event.currentTarget.value)}
        // what was said of the file's cell, until the changed one has been sent
        {...(reasons.length === 0
          ? {}
          : changed
            ? { description: reasons.join(' '), inputWrapperOrder: ['label', 'input', 'description'] }
            : { error: reasons.join(' ') })}
      />
    );
  };
  return (
    <Paper withBorder p="sm" component="fieldset" m={0} miw={0}>
      <Text component="legend" size="sm" fw={650} px={4}>
        {texts.line} {row.line}
      </Text>
      <Stack gap={6}>
        {state !== false && <div>{state}</div>}
        {problems}
        {/* all cells of the row in sight at once: nothing to scroll to on the way to the one that is wrong */}
        <SimpleGrid cols={{ base: 1, xs: 2, sm: 3, md: 5, lg: 7 }} spacing="xs" verticalSpacing={6}>
          {columns.map(field)}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
});
