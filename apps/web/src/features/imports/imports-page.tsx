import { Group, Paper, Stack, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ImportSummary } from '#contracts/imports';
import {
  formatMoment,
  formatNumber,
  Link,
  LinkButton,
  LoadMore,
  moreOf,
  Nothing,
  Page,
  QueryView,
  ScrollTable,
} from '#web/ui';
import { imports as texts } from '../../texts/en/imports';
import classes from './imports.module.css';
import { ImportState } from './import-state';
import { importsQuery } from './imports.queries';

/** Every import and trial run, newest first; those that run are followed. */
export function ImportsPage() {
  const query = useInfiniteQuery(importsQuery());
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  return (
    <Page title={texts.title} actions={<LinkButton to="/imports/new">{texts.newImport}</LinkButton>}>
      <QueryView query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) {
            return (
              <Nothing
                title={texts.emptyTitle}
                action={
                  <LinkButton to="/imports/new" mt="xs">
                    {texts.newImport}
                  </LinkButton>
                }
              >
                {texts.empty}
              </Nothing>
            );
          }
          return wide ? <ImportsTable rows={rows} /> : <ImportCards rows={rows} />;
        }}
      </QueryView>
      <LoadMore more={moreOf(query)} />
    </Page>
  );
}

const numbers = ['rows', 'created', 'updated', 'unchanged', 'refusedCount', 'warningCount'] as const;
const heads = [texts.rows, texts.created, texts.updated, texts.unchanged, texts.refused, texts.warnings];

/** A number leads to its rows, where the import has a list of them. */
function Figure({ view, name }: { view: ImportSummary; name: (typeof numbers)[number] }) {
  const value = formatNumber(view[name]);
  const show = name === 'refusedCount' ? 'refused' : name === 'warningCount' ? 'warnings' : undefined;
  if (show === undefined || view[name] === 0) return value;
  return (
    <Link to="/imports/$importId" params={{ importId: view.id }} search={{ show }} inherit>
      {value}
    </Link>
  );
}

function ImportsTable({ rows }: { rows: readonly ImportSummary[] }) {
  return (
    <ScrollTable label={texts.list} minWidth={1080}>
      <Table highlightOnHover className={classes['list'] ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{texts.file}</Table.Th>
            <Table.Th>{texts.kind}</Table.Th>
            <Table.Th>{texts.state}</Table.Th>
            {heads.map((head) => (
              <Table.Th key={head} ta="right">
                {head}
              </Table.Th>
            ))}
            <Table.Th>{texts.startedBy}</Table.Th>
            <Table.Th>{texts.startedAt}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((view) => (
            <Table.Tr key={view.id}>
              <Table.Td>
                <Link to="/imports/$importId" params={{ importId: view.id }} fw={600} inherit>
                  {view.fileName ?? texts.noName}
                </Link>
              </Table.Td>
              <Table.Td>{view.dryRun ? texts.dryRun : texts.forReal}</Table.Td>
              <Table.Td>
                <ImportState view={view} />
              </Table.Td>
              {numbers.map((name) => (
                <Table.Td key={name} ta="right" className="tabular">
                  <Figure view={view} name={name} />
                </Table.Td>
              ))}
              <Table.Td>{view.startedBy?.name ?? '–'}</Table.Td>
              <Table.Td>{formatMoment(view.createdAt)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollTable>
  );
}

function ImportCards({ rows }: { rows: readonly ImportSummary[] }) {
  return (
    <Stack gap="xs" role="list" aria-label={texts.list}>
      {rows.map((view) => (
        <Paper key={view.id} withBorder p="sm" role="listitem">
          <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
            <Link to="/imports/$importId" params={{ importId: view.id }} fw={650} flex={1} py={10} my={-10}>
              {view.fileName ?? texts.noName}
            </Link>
            <ImportState view={view} />
          </Group>
          <Text size="sm" mt={4}>
            {view.dryRun ? texts.dryRun : texts.forReal}
            {numbers
              .filter((name) => view[name] > 0)
              .map((name) => ` · ${heads[numbers.indexOf(name)]} ${formatNumber(view[name])}`)}
          </Text>
          <Text size="sm" c="dimmed">
            {texts.by(view.startedBy?.name ?? '–', formatMoment(view.createdAt))}
          </Text>
        </Paper>
      ))}
    </Stack>
  );
}
