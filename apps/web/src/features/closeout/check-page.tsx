import {
  Alert,
  Button,
  DataList,
  Group,
  List,
  NativeSelect,
  Paper,
  Stack,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import type { CheckPump } from '#contracts/closeout';
import type { TaskView } from '#contracts/tasks';
import { useMay, useMe } from '#web/session';
import {
  DialogForm,
  Failure,
  formatMoment,
  Link,
  LinkButton,
  Nothing,
  Page,
  QueryView,
  useIntentKey,
} from '#web/ui';
import { check as words, checkPump as texts } from '../../texts/en/closeout';
import { nextPump, pumpName } from './check-words';
import { ResultBadge } from './checks';
import { answerCheck, checksQuery, recordedQuery } from './closeout.queries';

/** One pump of the sample, for whoever inspects it again with a phone in the hand. */
export function CheckPage() {
  const { campaignId, pumpId } = useParams({ from: '/signed-in/campaigns/$campaignId/checks/$pumpId' });
  const checks = useQuery(checksQuery(campaignId));
  const me = useMe();
  const pump = checks.data?.items.flatMap(({ pumps }) => pumps).find(({ id }) => id === pumpId);
  const next = pump === undefined ? undefined : nextPump(checks.data?.items ?? [], pump, me.id);
  return (
    <Page
      title={pump === undefined ? texts.crumb : texts.title(pumpName(pump))}
      subtitle={
        <Link to="/campaigns/$campaignId/$tab" params={{ campaignId, tab: 'closeout' }}>
          {texts.back}
        </Link>
      }
      size={720}
    >
      <QueryView query={checks} rows={4}>
        {() =>
          pump === undefined ? (
            <Nothing title={texts.crumb}>{texts.gone}</Nothing>
          ) : (
            <Stack gap="md">
              <Facts pump={pump} />
              <Recorded campaignId={campaignId} pump={pump} />
              {pump.result !== null && next !== undefined && (
                <LinkButton
                  to="/campaigns/$campaignId/checks/$pumpId"
                  params={{ campaignId, pumpId: next.id }}
                  size="lg"
                >
                  {texts.next(pumpName(next))}
                </LinkButton>
              )}
            </Stack>
          )
        }
      </QueryView>
    </Page>
  );
}

function Facts({ pump }: { pump: CheckPump }) {
  return (
    <Paper withBorder p="sm">
      <Text size="sm">{texts.scan}</Text>
      <Link to="/devices/$deviceId" params={{ deviceId: pump.deviceId }} size="xl" fw={700}>
        {pumpName(pump)}
      </Link>
      <Text size="sm">{[pump.site, pump.location].filter(Boolean).join(', ')}</Text>
      {pump.serialNumber !== null && (
        <DataList size="sm" orientation="horizontal" mt="xs">
          <DataList.Item>
            <DataList.ItemLabel>S/N</DataList.ItemLabel>
            <DataList.ItemValue>{pump.serialNumber}</DataList.ItemValue>
          </DataList.Item>
        </DataList>
      )}
    </Paper>
  );
}

function Recorded({ campaignId, pump }: { campaignId: string; pump: CheckPump }) {
  const tasks = useQuery(recordedQuery(campaignId, pump.deviceId));
  return (
    <>
      <Stack gap="xs" component="section">
        <Title order={2} size="h3">
          {texts.recorded}
        </Title>
        <QueryView query={tasks} rows={2}>
          {({ items }) => (
            <List size="sm">
              {items.map((task) => (
                <List.Item key={task.id}>
                  <Link to="/tasks/$taskId" params={{ taskId: task.id }}>
                    {task.title}
                  </Link>
                  {task.outcome !== null && `: ${task.outcomeLabels[task.outcome] ?? task.outcome}`}
                  {task.completedBy !== null && ` · ${task.completedBy.name}`}
                </List.Item>
              ))}
            </List>
          )}
        </QueryView>
      </Stack>
      {pump.result === null ? (
        <Answering campaignId={campaignId} pump={pump} tasks={tasks.data?.items ?? []} />
      ) : (
        <Answered pump={pump} />
      )}
    </>
  );
}

function Answered({ pump }: { pump: CheckPump }) {
  return (
    <Stack gap="xs" role="status">
      <Group gap="xs">
        <ResultBadge result={pump.result} />
        <Text size="sm">
          {texts.by(pump.checkedBy?.name ?? '', pump.checkedAt === null ? '' : formatMoment(pump.checkedAt))}
        </Text>
      </Group>
      {pump.note !== null && <Text size="sm">{pump.note}</Text>}
      <Text size="sm">{pump.result === 'agree' ? texts.agreed : texts.disagreed}</Text>
      {pump.reopenedTaskId !== null && (
        <Link to="/tasks/$taskId" params={{ taskId: pump.reopenedTaskId }}>
          {texts.reopened}
        </Link>
      )}
    </Stack>
  );
}

function Answering({
  campaignId,
  pump,
  tasks,
}: {
  campaignId: string;
  pump: CheckPump;
  tasks: readonly TaskView[];
}) {
  const me = useMe();
  const may = useMay();
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [disagrees, setDisagrees] = useState(false);
  const [note, setNote] = useState('');
  const [taskId, setTaskId] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const closed = tasks.filter(({ status }) => status === 'closed');
  const answer = async (body: Parameters<typeof answerCheck>[2]) => {
    await answerCheck(campaignId, pump.id, body, intent.keyOf(body));
    intent.done();
    await queries.invalidateQueries({ queryKey: ['campaigns', campaignId] });
    await queries.invalidateQueries({ queryKey: ['tasks'] });
  };
  const agree = () => {
    setBusy(true);
    setError(null);
    answer({ result: 'agree' }).then(
      () => setBusy(false),
      (caught: unknown) => {
        setError(caught);
        setBusy(false);
      },
    );
  };
  if (!may('check.answer')) return null;
  if (pump.doneBy.some(({ id }) => id === me.id)) {
    return (
      <Alert variant="outline" color="gray">
        <Text size="sm">{texts.yours}</Text>
      </Alert>
    );
  }
  if (tasks.some(({ status }) => status === 'open' || status === 'waiting')) {
    return (
      <Alert variant="outline" color="gray">
        <Text size="sm">{texts.open}</Text>
      </Alert>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm">{texts.intro}</Text>
      <Button size="lg" loading={busy} leftSection={<Check size={18} aria-hidden />} onClick={agree}>
        {texts.agree}
      </Button>
      <Button
        size="lg"
        variant="default"
        aria-expanded={disagrees}
        leftSection={<X size={18} aria-hidden />}
        onClick={() => setDisagrees(!disagrees)}
      >
        {texts.disagree}
      </Button>
      {error !== null && <Failure error={error} />}
      {disagrees && (
        <DialogForm
          confirm={texts.confirmDisagree}
          canConfirm={note.trim() !== ''}
          onConfirm={() =>
            answer({ result: 'disagree', note: note.trim(), ...(taskId === '' ? {} : { taskId }) })
          }
        >
          <Textarea
            label={texts.found}
            required
            autosize
            minRows={2}
            maxLength={4000}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {closed.length > 1 && (
            <NativeSelect
              label={texts.which}
              value={taskId}
              data={[
                { value: '', label: texts.firstStep },
                ...closed.map(({ id, title }) => ({ value: id, label: title })),
              ]}
              onChange={(event) => setTaskId(event.currentTarget.value)}
            />
          )}
        </DialogForm>
      )}
      <Text size="xs" c="dimmed">
        {[texts.doneBy(pump.doneBy.map(({ name }) => name).join(', ')), words.attempt(pump.attempt)].join(
          ' · ',
        )}
      </Text>
    </Stack>
  );
}
