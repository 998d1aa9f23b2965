import { Alert, Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useEffect } from 'react';
import { importColumns, type ImportFinding, type ImportView } from '#contracts/imports';
import { apiPath } from '#web/api';
import { texts as shared } from '#web/texts';
import { formatMoment, formatNumber, Link, LinkButton, LoadMore, Page, QueryView, usePages } from '#web/ui';
import { columnTexts, imports as texts } from '../../texts/en/imports';
import { FindingGroups } from './finding-groups';
import { ImportFigures } from './import-figures';
import { Reading } from './import-progress';
import { ImportState } from './import-state';
import { importQuery, IMPORTS } from './imports.queries';
import { LandedSince } from './landed-since';
import { RefusedRows } from './refused-rows';

/** One import or trial run: live while it runs, then what it did, the rows it refused, and what it warns of. */
export function ImportPage() {
  const { importId } = useParams({ from: '/signed-in/imports/$importId' });
  const queries = useQueryClient();
  const query = useQuery(importQuery(importId));
  const view = query.data;
  const running = view?.status === 'running';
  // what was true of the fleet before it may not be so any more
  useEffect(() => {
    if (view === undefined || running) return;
    void queries.invalidateQueries({ queryKey: ['devices'] });
    void queries.invalidateQueries({ queryKey: [...IMPORTS, 'list'] });
    // once, when it has ended
    // oxlint-disable-next-line react/exhaustive-deps
  }, [running, view === undefined]);
  return (
    <Page
      title={view === undefined ? texts.forReal : (view.fileName ?? texts.noName)}
      subtitle={view && texts.by(view.startedBy?.name ?? '–', formatMoment(view.createdAt))}
      actions={
        view !== undefined &&
        !running && (
          <>
            {view.dryRun && view.status === 'done' && (
              <LinkButton to="/imports/new" search={{ like: view.id }}>
                {texts.importIt}
              </LinkButton>
            )}
            <LinkButton to="/devices" variant="default">
              {texts.toFleet}
            </LinkButton>
          </>
        )
      }
    >
      <QueryView query={query} rows={6}>
        {(loaded) => (
          <Stack>
            <Group gap="sm">
              <ImportState view={loaded} />
              <Text size="sm">{loaded.dryRun ? texts.trialNote : null}</Text>
              {loaded.mends !== null && (
                <Text size="sm">
                  {texts.mendedOf}{' '}
                  <Link to="/imports/$importId" params={{ importId: loaded.mends }}>
                    {texts.importNo(loaded.mends)}
                  </Link>
                </Text>
              )}
            </Group>
            {loaded.status === 'running' && <Reading view={loaded} />}
            {loaded.status === 'failed' && (
              <Alert role="alert" color="red" variant="outline" title={shared.common.failedTitle}>
                {loaded.error}
              </Alert>
            )}
            {loaded.status === 'done' && <Outcome view={loaded} />}
          </Stack>
        )}
      </QueryView>
    </Page>
  );
}

function Outcome({ view }: { view: ImportView }) {
  const search = useSearch({ from: '/signed-in/imports/$importId' });
  const navigate = useNavigate();
  const show = search.show ?? (view.refusedCount === 0 && view.warningCount > 0 ? 'warnings' : 'refused');
  const refused =
    view.refusedLeft === view.refusedCount
      ? formatNumber(view.refusedCount)
      : texts.leftOf(formatNumber(view.refusedLeft), formatNumber(view.refusedCount));
  return (
    <>
      <Title order={2} size="h3">
        {view.dryRun ? texts.wouldTitle : texts.didTitle}
      </Title>
      <ImportFigures view={view} />
      <Columns view={view} />
      <Tabs
        value={show}
        onChange={(next) =>
          void navigate({
            to: '/imports/$importId',
            params: { importId: view.id },
            search: { show: next === 'warnings' ? 'warnings' : 'refused' },
            replace: true,
            resetScroll: false,
          })
        }
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="refused">{`${texts.refused} (${refused})`}</Tabs.Tab>
          <Tabs.Tab value="warnings">{`${texts.warnings} (${formatNumber(view.warningCount)})`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="refused" pt="sm">
          {view.refusedCount === 0 ? (
            <Text size="sm">{texts.noRefused}</Text>
          ) : (
            <Stack>
              <LandedSince view={view} />
              {view.refusedLeft > 0 && (
                <Button
                  component="a"
                  href={apiPath(`imports/${view.id}/refused.csv`)}
                  download
                  variant="default"
                  size="xs"
                  w="fit-content"
                  leftSection={<Download size={14} aria-hidden />}
                >
                  {texts.download}
                </Button>
              )}
              {view.dryRun ? (
                <FindingGroups findings={view.refused} all={view.refusedCount} tone="late" />
              ) : (
                <RefusedRows importId={view.id} />
              )}
            </Stack>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="warnings" pt="sm">
          {view.warningCount === 0 ? <Text size="sm">{texts.noWarnings}</Text> : <Warnings view={view} />}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** Page by page: a large file may warn of a hundred thousand rows. */
function Warnings({ view }: { view: ImportView }) {
  const pages = usePages<ImportFinding>({
    key: [...IMPORTS, 'warnings', view.id],
    path: `imports/${view.id}/warnings`,
    query: { limit: 500 },
  });
  return (
    <QueryView query={pages}>
      {() => (
        <Stack gap="xs">
          <FindingGroups findings={pages.rows} all={view.warningCount} tone="soon" />
          <LoadMore more={pages.more} />
        </Stack>
      )}
    </QueryView>
  );
}

function Columns({ view }: { view: ImportView }) {
  const taken = importColumns.flatMap((column) => {
    const name = view.mapping?.[column];
    return name === undefined ? [] : [[column, name] as const];
  });
  return (
    <Text size="sm" c="dimmed">
      {texts.mappingUsed}:{' '}
      {taken.length === 0
        ? texts.byName
        : taken.map(([ours, theirs]) => texts.tookFrom(columnTexts[ours].label, theirs)).join(', ')}
    </Text>
  );
}
