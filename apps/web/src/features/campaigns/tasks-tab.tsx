import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { TaskView } from '#contracts/tasks';
import { useMay } from '#web/session';
import { texts as shared } from '#web/texts';
import { Failure, LoadingRows, Nothing, usePages, VirtualTable } from '#web/ui';
import { tasks as texts } from '../../texts/en/campaign-work';
import { matrix as progressTexts, pumps as pumpTexts } from '../../texts/en/campaigns';
import { AssignDialog } from './assign-dialog';
import { campaignKey, tasksKey } from './campaigns.queries';
import { CompleteDialog } from './complete-dialog';
import type { CampaignSearch } from './search';
import { taskColumns } from './task-columns';
import { TaskFilters } from './task-filters';
import { Changes, useChanges } from './use-changes';
import { useFilters } from './use-filters';
import { useSelection } from './use-selection';
import type { TabProps } from './tab-props';

const PAGE = 500;
type Doing = 'assign' | 'assign-all' | 'complete' | null;

/** The tasks behind a number: filtered, and many of them assigned or completed at once. */
export function TasksTab({ campaign, progress }: TabProps) {
  const { filters } = useFilters<CampaignSearch>();
  const may = useMay();
  const queries = useQueryClient();
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
  const pages = usePages<TaskView>({
    key: tasksKey(campaign.id),
    path: 'tasks',
    query: {
      campaign: campaign.id,
      site: filters.site,
      step: filters.step,
      status: filters.status,
      outcome: filters.outcome,
      due: filters.due,
      assignee: filters.assignee,
      q: filters.q,
      limit: PAGE,
    },
  });
  const changes = useChanges(progress?.revision, pages.rows.length, pages.refetch);
  const selection = useSelection(pages.rows, JSON.stringify(filters));
  const [doing, setDoing] = useState<Doing>(null);
  // as they were when the dialog opened: the list behind it may move
  const [asked, setAsked] = useState<readonly TaskView[]>([]);
  const begin = (what: Doing) => {
    setAsked(selection.tasks);
    setDoing(what);
  };
  const open = (progress?.status ?? campaign.status) === 'open';
  const [mayAssign, mayComplete] = [open && may('task.assign'), open && may('task.complete')];
  const selects = mayAssign || mayComplete;
  const columns = useMemo(
    () => taskColumns({ phone, selection: selects ? selection : null }),
    [phone, selects, selection],
  );
  const done = (refused: readonly string[]) => {
    selection.keep(refused);
    void queries.invalidateQueries({ queryKey: ['tasks'] });
    void queries.invalidateQueries({ queryKey: campaignKey(campaign.id) });
  };
  // what an assignment of all cannot be cut down to
  const wholeFilter =
    mayAssign && [filters.q, filters.due, filters.outcome].every((one) => one === undefined);
  return (
    <Stack gap="sm">
      <TaskFilters progress={progress} campaign={campaign} />
      <Changes {...changes} />
      {selects && pages.rows.length > 0 && (
        <Group gap="sm" className="no-print" mih={36}>
          <Checkbox
            label={
              selection.size === 0
                ? texts.selectOpen(
                    selection.selectable,
                    selection.capped ? 'first' : pages.more === null ? 'all' : 'loaded',
                  )
                : texts.selected(selection.size)
            }
            checked={selection.size > 0 && selection.size >= selection.selectable}
            indeterminate={selection.size > 0 && selection.size < selection.selectable}
            disabled={selection.selectable === 0}
            onChange={() => (selection.size === 0 ? selection.all() : selection.none())}
          />
          {selection.size > 0 && (
            <>
              {mayAssign && (
                <Button size="xs" onClick={() => begin('assign')}>
                  {texts.assign}
                </Button>
              )}
              {mayComplete && (
                <Button size="xs" onClick={() => begin('complete')}>
                  {texts.complete}
                </Button>
              )}
              <Button size="xs" variant="default" onClick={selection.none}>
                {texts.clear}
              </Button>
            </>
          )}
          {selection.full && <Text size="sm">{texts.tooMany}</Text>}
          {selection.size === 0 && wholeFilter && selection.selectable > 0 && (
            <Button size="xs" variant="default" onClick={() => begin('assign-all')}>
              {texts.assignAll}
            </Button>
          )}
        </Group>
      )}
      {pages.error !== null && (
        <Failure error={pages.error} title={shared.common.failedLoad} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <LoadingRows rows={8} />}
      {pages.data !== undefined &&
        pages.rows.length === 0 &&
        (campaign.status === 'draft' ? (
          <Nothing title={progressTexts.noTasks}>{progressTexts.noTasksWhy}</Nothing>
        ) : (
          <Nothing title={texts.noneTitle}>{texts.none}</Nothing>
        ))}
      {pages.rows.length > 0 && (
        <>
          <Text size="xs" c="dimmed" role="status">
            {pages.more === null
              ? texts.counted(pages.rows.length, selection.open)
              : pumpTexts.loaded(pages.rows.length, true)}
          </Text>
          <VirtualTable
            label={texts.label}
            columns={columns}
            rows={pages.rows}
            rowKey={({ id }) => id}
            more={pages.more}
            rowHeight={phone ? 100 : 52}
          />
        </>
      )}
      <AssignDialog
        opened={doing === 'assign' || doing === 'assign-all'}
        tasks={doing === 'assign-all' ? null : asked}
        filter={{
          campaign: campaign.id,
          ...(filters.site === undefined ? {} : { site: filters.site }),
          ...(filters.step === undefined ? {} : { step: filters.step }),
          ...(filters.assignee === undefined ? {} : { assignee: filters.assignee }),
        }}
        progress={progress}
        onClose={() => setDoing(null)}
        onDone={done}
      />
      <CompleteDialog
        opened={doing === 'complete'}
        tasks={asked}
        onClose={() => setDoing(null)}
        onDone={done}
      />
    </Stack>
  );
}
