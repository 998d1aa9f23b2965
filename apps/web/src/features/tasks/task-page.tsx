import { Alert, DataList, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { ScanLine } from 'lucide-react';
import { useState } from 'react';
import type { TaskView } from '#contracts/tasks';
import { NoAnswerError } from '#web/api';
import { mineQuery, type MyWork, useOutbox, withOutbox } from '#web/offline';
import { useMay, useMe } from '#web/session';
import { Failure, formatMoment, Link, LinkButton, LoadingRows, Page, useWedge } from '#web/ui';
import { task as texts } from '../../texts/en/task';
import { ConflictView } from './conflict';
import type { Ended } from './ended';
import { LeadActions } from './lead-actions';
import { NextUp } from './next-up';
import { FirmWait } from './firm-wait';
import { DueBadge, HereBadge, TaskFacts } from './task-facts';
import { TaskForm } from './task-form';
import { Recorded, TaskHistory, TaskPhotos } from './task-history';
import { taskQuery } from './task.queries';

/** The steps of the shipped plans that the reply to the firm closes by itself. */
const REPLY_STEPS = ['return-reply-form', 'acknowledge-on-portal'];

export function TaskPage() {
  const { taskId } = useParams({ from: '/signed-in/tasks/$taskId' });
  // another task begins with an empty form
  return <OneTask key={taskId} taskId={taskId} />;
}

function OneTask({ taskId }: { taskId: string }) {
  const { task, kept, query } = useTask(taskId);
  if (task !== undefined) return <Shown task={task} kept={kept} />;
  return (
    <Page title={texts.step}>
      {query.error === null ? (
        <LoadingRows />
      ) : (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      )}
    </Page>
  );
}

/** The task from the server; without an answer, as this phone kept it. */
function useTask(taskId: string): {
  task: TaskView | undefined;
  kept: boolean;
  query: ReturnType<typeof useQuery<TaskView>>;
} {
  const me = useMe();
  const query = useQuery(taskQuery(taskId));
  const silent = query.error instanceof NoAnswerError;
  const mine = useQuery({ ...mineQuery(me), enabled: silent });
  const known = useQueryClient().getQueryData<MyWork>(mineQuery(me).queryKey);
  const own = (mine.data ?? known)?.tasks.find(({ id }) => id === taskId);
  // what is on this phone already is shown at once
  return { task: query.data ?? own, kept: query.data === undefined && silent, query };
}

function Shown({ task: given, kept }: { task: TaskView; kept: boolean }) {
  const may = useMay();
  const { own } = useOutbox();
  const [done, setDone] = useState<Ended | null>(null);
  const task = withOutbox([given], own, 0)[0] ?? { ...given, here: null };
  const { device, site } = task;
  const navigate = useNavigate();
  // a plugged-in scanner checks that it is the right pump
  useWedge((code) => {
    if (!may('task.complete')) return;
    void navigate({ to: '/scan', search: { code, ...(task.device === null ? {} : { task: task.id }) } });
  });
  const open =
    task.status === 'open' && (task.here === null || task.here === 'refused' || task.here === 'sent');
  const refused = own.find(
    ({ state, work }) => state === 'refused' && work.kind === 'completion' && work.taskId === task.id,
  );
  return (
    <Page
      title={task.title}
      subtitle={<TaskFacts task={task} />}
      actions={<LeadActions task={task} />}
      size={900}
    >
      <Group gap="xs">
        <DueBadge task={task} />
        <HereBadge here={done === null ? task.here : null} />
      </Group>
      {kept && (
        <Alert role="status" color="gray" variant="outline" p="xs">
          {texts.keptNotice}
        </Alert>
      )}
      <Paper withBorder p="sm">
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
          <div>
            <Text fw={700} size="lg">
              {device === null
                ? site === null
                  ? texts.forCampaign
                  : texts.forSite
                : (device.assetTag ?? device.serialNumber)}
            </Text>
            <Text size="sm">{[site?.name, device?.location].filter(Boolean).join(', ')}</Text>
          </div>
          {device !== null && (
            <DataList size="sm" orientation="horizontal">
              <DataList.Item>
                <DataList.ItemLabel>{texts.serialNumber}</DataList.ItemLabel>
                <DataList.ItemValue>{device.serialNumber ?? '–'}</DataList.ItemValue>
              </DataList.Item>
              <DataList.Item>
                <DataList.ItemLabel>{texts.pump}</DataList.ItemLabel>
                <DataList.ItemValue>
                  {[device.model, device.productCode].filter(Boolean).join(', ') || '–'}
                </DataList.ItemValue>
              </DataList.Item>
            </DataList>
          )}
        </SimpleGrid>
        {device !== null && (
          <Group gap="md" mt="xs">
            <Link to="/work/$deviceId" params={{ deviceId: device.id }} className="thumb-link">
              {texts.openPump}
            </Link>
            {open && may('task.complete') && (
              <LinkButton
                to="/scan"
                search={{ task: task.id }}
                variant="default"
                leftSection={<ScanLine size={16} aria-hidden />}
              >
                {texts.checkPump}
              </LinkButton>
            )}
          </Group>
        )}
      </Paper>
      {done === null && !kept && <FirmWait task={task} />}
      {REPLY_STEPS.includes(task.stepKey) && site !== null && (
        <Link
          to="/campaigns/$campaignId/$tab"
          params={{ campaignId: task.campaignId, tab: 'replies' }}
          search={{ site: site.id }}
        >
          {texts.toReply}
        </Link>
      )}
      {done !== null ? (
        <NextUp done={task} ended={done} />
      ) : open && may('task.complete') ? (
        <TaskForm task={task} onDone={setDone} />
      ) : (
        <>
          {refused !== undefined && <ConflictView item={refused} />}
          <Text style={{ whiteSpace: 'pre-line' }}>{task.instructions}</Text>
          {task.status === 'waiting' && <Text fw={600}>{texts.waitsFor}</Text>}
          {task.status === 'withdrawn' && <Text fw={600}>{texts.withdrawn}</Text>}
        </>
      )}
      {task.status === 'closed' && task.outcome !== null && (
        <Stack gap="xs" component="section" aria-labelledby="ended">
          <Title order={2} size="h3" id="ended">
            {texts.closedHeading}
          </Title>
          <Recorded task={task} entry={{ ...task, outcome: task.outcome, fields: task.fields ?? {} }} />
          {task.completedBy !== null && task.completedAt !== null && (
            <Text size="sm" c="dimmed">
              {texts.completedBy(task.completedBy.name, formatMoment(task.completedAt))}
            </Text>
          )}
        </Stack>
      )}
      {!kept && (
        <>
          <TaskPhotos taskId={task.id} />
          <TaskHistory task={task} />
        </>
      )}
    </Page>
  );
}
