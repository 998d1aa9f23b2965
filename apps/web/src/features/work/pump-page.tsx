import { Accordion, Alert, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeviceView } from '#contracts/fleet';
import type { TaskView } from '#contracts/tasks';
import { NoAnswerError } from '#web/api';
import {
  DueBadge,
  type Ended,
  EndedNotice,
  FirmWait,
  groupWork,
  HereBadge,
  isToDo,
  NextUp,
  pumpQuery,
  TaskFacts,
  TaskForm,
} from '#web/features/tasks';
import { mineQuery, type TaskHere, useOutbox, withOutbox } from '#web/offline';
import { useMay, useMe } from '#web/session';
import { Failure, Link, LoadingRows, Nothing, Page, ToneBadge, useWedge } from '#web/ui';
import { task as taskTexts } from '../../texts/en/task';
import { work as texts } from '../../texts/en/work';
import { LookedFor } from './looked-for';

/** A pump at hand: all that is to be done on it, of all campaigns, the first task open already. */
export function PumpPage() {
  const { deviceId } = useParams({ from: '/signed-in/work/$deviceId' });
  return <Pump key={deviceId} deviceId={deviceId} />;
}

const ASK_AGAIN_MS = 4_000;

type AtHand = { device: DeviceView; tasks: TaskView[]; asOf: number; kept: boolean };

/** From what the phone has already, then from the server, which knows the tasks of others too. */
function usePump(deviceId: string) {
  const me = useMe();
  const fresh = useQuery({
    ...pumpQuery(deviceId),
    // a pump that was just found has its tasks again a moment later
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.tasks.some(({ status }) => status === 'open') ? false : ASK_AGAIN_MS,
  });
  const mine = useQuery(mineQuery(me));
  const silent = fresh.error instanceof NoAnswerError;
  let pump: AtHand | undefined;
  if (fresh.data !== undefined) pump = { ...fresh.data, asOf: fresh.dataUpdatedAt, kept: false };
  else if (mine.data !== undefined) {
    const device = mine.data.devices.find(({ id }) => id === deviceId);
    const tasks = mine.data.tasks.filter((task) => task.device?.id === deviceId);
    if (device !== undefined) pump = { device, tasks, asOf: mine.data.asOf, kept: silent };
  }
  return { pump, fresh };
}

function Pump({ deviceId }: { deviceId: string }) {
  const { pump, fresh } = usePump(deviceId);
  const navigate = useNavigate();
  useWedge((code) => void navigate({ to: '/scan', search: { code } }));
  if (pump === undefined) {
    return (
      <Page title={taskTexts.pump}>
        {fresh.error === null ? (
          <LoadingRows />
        ) : (
          <Failure error={fresh.error} onRetry={() => void fresh.refetch()} />
        )}
      </Page>
    );
  }
  return <Shown pump={pump} />;
}

function Shown({ pump }: { pump: AtHand }) {
  const { device, asOf, kept } = pump;
  const me = useMe();
  const may = useMay();
  const { own } = useOutbox();
  const search = useSearch({ from: '/signed-in/work/$deviceId' });
  const [last, setLast] = useState<{ task: TaskView; ended: Ended } | null>(null);
  const [chosen, setChosen] = useState<string | null>(search.task ?? null);
  // what was closed a moment ago stays in sight until the page is left
  const tasks =
    groupWork(withOutbox(pump.tasks, own, asOf))[0]?.places.flatMap(({ items }) =>
      items.flatMap((item) => item.tasks),
    ) ?? [];
  const mine = (task: TaskHere): boolean => task.assignee.id === me.id || task.standingInFor !== null;
  const toDo = tasks.filter((task) => isToDo(task) && task.id !== last?.task.id);
  const first = toDo.find(mine) ?? toDo[0];
  // after one task the next of mine opens by itself, but not what is somebody else's
  const follows = first !== undefined && (last === null || mine(first)) ? first : undefined;
  const shown = toDo.find(({ id }) => id === chosen) ?? follows;
  const name = device.assetTag ?? device.serialNumber ?? texts.unnamed;
  return (
    <Page
      title={name}
      size={900}
      subtitle={
        <>
          <div>{[device.site.name, device.location?.name].filter(Boolean).join(', ')}</div>
          <div>
            {[device.model, device.productCode, texts.serial(device.serialNumber ?? '–')]
              .filter(Boolean)
              .join(' · ')}
          </div>
          <Link to="/devices/$deviceId" params={{ deviceId: device.id }} className="thumb-link">
            {texts.story}
          </Link>
        </>
      }
    >
      {device.status === 'not-located' && <LookedFor deviceId={device.id} />}
      {device.status === 'isolated' && <ToneBadge tone="soon">{texts.isolated}</ToneBadge>}
      {search.matched === 'yes' && last === null && (
        <div role="status">
          <ToneBadge tone="done">{texts.rightPump}</ToneBadge>
        </div>
      )}
      {kept && (
        <Alert role="status" color="gray" variant="outline" p="xs">
          {taskTexts.keptNotice}
        </Alert>
      )}
      {last !== null && toDo.some(mine) && (
        <div role="status">
          <EndedNotice ended={last.ended} /> {taskTexts.samePump}
        </div>
      )}
      {tasks.length === 0 && last === null && <Nothing title={texts.pumpDone}>{texts.pumpDoneWhy}</Nothing>}
      {tasks.length > 0 && may('task.complete') && (
        <Accordion
          variant="separated"
          order={2}
          value={shown?.id ?? null}
          onChange={setChosen}
          styles={{ content: { paddingTop: 4 } }}
        >
          {tasks.map((task) => (
            <Accordion.Item key={task.id} value={task.id}>
              <Accordion.Control disabled={!isToDo(task)}>
                <Group gap="xs">
                  <Text fw={600}>{task.title}</Text>
                  {task.here !== null ? (
                    <HereBadge here={task.here} />
                  ) : task.status === 'waiting' ? (
                    <ToneBadge tone="neutral">{taskTexts.statuses['waiting']}</ToneBadge>
                  ) : (
                    <DueBadge task={task} />
                  )}
                  {task.standingInFor !== null && (
                    <ToneBadge tone="info">{taskTexts.standingIn(task.standingInFor.name)}</ToneBadge>
                  )}
                  {!mine(task) && <ToneBadge tone="neutral">{texts.of(task.assignee.name)}</ToneBadge>}
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                {shown?.id === task.id && (
                  <Stack gap="sm">
                    <TaskFacts task={task} />
                    <TaskForm
                      task={task}
                      onDone={(ended) => {
                        setLast({ task, ended });
                        setChosen(null);
                      }}
                    />
                    {!kept && <FirmWait task={task} />}
                    <Link to="/tasks/$taskId" params={{ taskId: task.id }} size="sm" className="thumb-link">
                      {texts.whole}
                    </Link>
                  </Stack>
                )}
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
      {(!toDo.some(mine) || !may('task.complete')) && (
        <NextUp
          done={{
            device: pump.tasks[0]?.device ?? last?.task.device ?? null,
            site: device.site,
            campaignId: '',
          }}
          ended={last?.ended ?? null}
        />
      )}
    </Page>
  );
}
