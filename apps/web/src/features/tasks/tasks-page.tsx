import { Box, Button, Card, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Page as ListPage } from '#contracts/common';
import type { CampaignView } from '#contracts/campaigns';
import type { TaskView } from '#contracts/tasks';
import { request } from '#web/api';
import { useOutcomes } from '#web/features/plans';
import { useMe } from '#web/session';
import {
  type Column,
  Failure,
  FilterBar,
  Link,
  LoadingRows,
  Nothing,
  Page,
  Place,
  SearchField,
  ToneBadge,
  TwoLines,
  usedOf,
  usePages,
  VirtualTable,
} from '#web/ui';
import { task as texts } from '../../texts/en/task';
import { outcomeLabel } from './completion-form';
import { DueBadge } from './task-facts';
import { peopleQuery } from './task.queries';
import type { TasksSearch } from './tasks-search';
import { dueDay } from './tasks-search';

const subjectOf = ({ device, site }: TaskView): string =>
  device?.assetTag ?? device?.serialNumber ?? (site === null ? texts.forCampaign : texts.forSite);
const placeOf = ({ device, site, campaignTitle }: TaskView): string =>
  [site?.name ?? campaignTitle, device?.location].filter(Boolean).join(', ');

/** All tasks that the person may see; the filters are in the address, so that a view can be sent to a colleague. */
export function TasksPage() {
  const search = useSearch({ from: '/signed-in/tasks' });
  const [today] = useState(() => new Date());
  const query = useMemo(
    () => ({
      ...search,
      due: search.due === undefined ? undefined : dueDay(search.due, today),
      limit: 100,
    }),
    [search, today],
  );
  const tasks = usePages<TaskView>({ key: ['tasks', 'list'], path: 'tasks', query });
  return (
    <Page title={texts.tasksTitle}>
      <Filters search={search} />
      {tasks.isPending ? (
        <LoadingRows rows={8} />
      ) : tasks.error !== null && tasks.rows.length === 0 ? (
        <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />
      ) : tasks.rows.length === 0 ? (
        Object.keys(search).length === 0 ? (
          <Nothing title={texts.noTasksYet}>{texts.noTasksYetWhy}</Nothing>
        ) : (
          <Nothing title={texts.noTasks}>{texts.noTasksWhy}</Nothing>
        )
      ) : (
        <>
          <Box visibleFrom="sm">
            <VirtualTable
              label={texts.tasksTitle}
              columns={columns}
              rows={tasks.rows}
              rowKey={({ id }) => id}
              more={tasks.more}
              rowHeight={52}
            />
          </Box>
          <Stack gap="xs" hiddenFrom="sm">
            {tasks.rows.map((task) => (
              <Card key={task.id} withBorder p="sm">
                <Link to="/tasks/$taskId" params={{ taskId: task.id }} fw={600}>
                  {task.title}: {subjectOf(task)}
                </Link>
                <Text size="sm">{placeOf(task)}</Text>
                <Group gap="xs" mt={4}>
                  <StateBadge task={task} />
                  <Text size="sm" c="dimmed">
                    {task.assignee.name}
                  </Text>
                </Group>
              </Card>
            ))}
            {tasks.more !== null && (
              <Button variant="default" loading={tasks.more.loading} onClick={tasks.more.load}>
                {texts.more}
              </Button>
            )}
          </Stack>
        </>
      )}
    </Page>
  );
}

const columns: ReadonlyArray<Column<TaskView>> = [
  {
    key: 'task',
    label: texts.step,
    width: 'minmax(180px, 2fr)',
    cell: (task) => (
      <TwoLines whole={task.title}>
        <Link to="/tasks/$taskId" params={{ taskId: task.id }}>
          {task.title}
        </Link>
      </TwoLines>
    ),
  },
  { key: 'pump', label: texts.pump, width: 'minmax(110px, 1fr)', cell: subjectOf },
  {
    key: 'place',
    label: texts.site,
    width: 'minmax(150px, 1.5fr)',
    cell: ({ site, device, campaignTitle }) => (
      <Place site={site?.name ?? campaignTitle} location={device?.location} />
    ),
  },
  {
    key: 'campaign',
    label: texts.campaign,
    width: 'minmax(160px, 2fr)',
    cell: ({ campaignTitle }) => <TwoLines whole={campaignTitle} />,
  },
  { key: 'assignee', label: texts.assignee, width: 'minmax(120px, 1fr)', cell: (task) => task.assignee.name },
  { key: 'due', label: texts.due, width: '210px', cell: (task) => <StateBadge task={task} /> },
];

/** When it is due, or how it ended. */
function StateBadge({ task }: { task: TaskView }) {
  if (task.status !== 'closed' || task.outcome === null) return <DueBadge task={task} />;
  return <ToneBadge tone="done">{outcomeLabel(task, task.outcome, texts.exits)}</ToneBadge>;
}

function Filters({ search }: { search: TasksSearch }) {
  const me = useMe();
  const navigate = useNavigate({ from: '/tasks' });
  const people = useQuery(peopleQuery(search.site ?? null));
  const campaigns = useQuery({
    queryKey: ['campaigns', 'names'],
    queryFn: ({ signal }) =>
      request<ListPage<CampaignView>>('GET', 'campaigns', { query: { limit: 500 }, signal }),
  });
  const outcomesOf = useOutcomes(
    campaigns.data?.items.find(({ id }) => id === search.campaign),
    texts.exits,
  );
  const set = (part: { [Name in keyof TasksSearch]: TasksSearch[Name] | null }): void =>
    void navigate({
      search: (before) =>
        Object.fromEntries(
          Object.entries({ ...before, ...part }).filter(([, value]) => value !== null && value !== ''),
        ) as TasksSearch,
      replace: true,
    });
  const select = { size: 'sm', w: 150, clearable: true, searchable: true } as const;
  return (
    <FilterBar
      label={texts.tasksTitle}
      used={usedOf(
        search.assignee,
        search.campaign,
        search.site,
        search.status,
        search.outcome,
        search.due,
        search.step,
      )}
      search={<SearchField label={texts.find} value={search.q ?? ''} onChange={(q) => set({ q })} />}
    >
      <Select
        {...select}
        label={texts.assignee}
        placeholder={texts.anybody}
        data={[
          { value: 'me', label: texts.me },
          ...(people.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={search.assignee ?? null}
        onChange={(assignee) => set({ assignee })}
      />
      <Select
        {...select}
        label={texts.campaign}
        placeholder={texts.anyCampaign}
        data={(campaigns.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        value={search.campaign ?? null}
        onChange={(campaign) => set({ campaign, step: null })}
      />
      <Select
        {...select}
        label={texts.site}
        placeholder={texts.anySite}
        data={me.sites.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.site ?? null}
        onChange={(site) => set({ site })}
      />
      <Select
        {...select}
        searchable={false}
        w={165}
        label={texts.status}
        placeholder={texts.anyStatus}
        data={Object.entries({ todo: texts.toDo, ...texts.statuses }).map(([value, label]) => ({
          value,
          label,
        }))}
        value={search.status ?? null}
        onChange={(status) => set({ status: status as TasksSearch['status'] | null })}
      />
      <Select
        {...select}
        label={texts.outcomeFilter}
        placeholder={texts.anyOutcome}
        data={outcomesOf(search.step, search.outcome).map(([value, label]) => ({ value, label }))}
        value={search.outcome ?? null}
        onChange={(outcome) => set({ outcome })}
      />
      <Select
        {...select}
        searchable={false}
        w={140}
        label={texts.due}
        placeholder={texts.anyDue}
        data={[
          { value: 'late', label: texts.late },
          { value: 'today', label: texts.dueToday },
          { value: 'week', label: texts.dueWeek },
        ]}
        value={search.due ?? null}
        onChange={(due) => set({ due })}
      />
      {search.step !== undefined && (
        <Button size="sm" variant="default" onClick={() => set({ step: null })}>
          {texts.step}: {search.step} ✕
        </Button>
      )}
      {Object.keys(search).length > 0 && (
        <Button size="sm" variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
          {texts.clear}
        </Button>
      )}
    </FilterBar>
  );
}
