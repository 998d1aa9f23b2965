import { Alert, Button, Group, Image, Stack, Table, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { CompleteTask, Searched, TaskView } from '#contracts/tasks';
import { request } from '#web/api';
import { offlineRuntime, type OutboxItem, withoutPhoto } from '#web/offline';
import { ConfirmButton, formatDay, formatMoment, tellFailure } from '#web/ui';
import { common } from '../../texts/en/common';
import { offline as texts } from '../../texts/en/offline';
import { task as taskTexts } from '../../texts/en/task';
import { outcomeLabel } from './completion-form';

type Recorded = Pick<CompleteTask, 'outcome' | 'fields' | 'note' | 'reason' | 'searched'>;

const placesOf = (searched: readonly Searched[] | null | undefined): string | null =>
  searched && searched.length > 0
    ? searched.map(({ place, at }) => `${place} (${formatMoment(at)})`).join(', ')
    : null;

/** What was recorded here beside how it is on the server, line by line; equal empty lines are left out. */
function lines(item: OutboxItem): Array<[label: string, yours: string | null, theirs: string | null]> {
  if (item.work.kind !== 'completion') return [];
  const { body, seen, photos } = item.work;
  const task = item.refusal?.task ?? null;
  const words = (of: TaskView, outcome: string | null | undefined): string | null =>
    outcome ? outcomeLabel(of, outcome, taskTexts.exits) : null;
  const value = (of: Recorded['fields'] | null, key: string): string | null => {
    const found = of?.[key];
    return found === undefined
      ? null
      : typeof found === 'boolean'
        ? found
          ? common.yes
          : common.no
        : String(found);
  };
  const form = new Map([...(task?.form ?? []), ...seen.form].map((field) => [field.key, field]));
  const all: Array<[string, string | null, string | null]> = [
    [
      texts.status,
      taskTexts.statuses[seen.status] ?? seen.status,
      task && (taskTexts.statuses[task.status] ?? task.status),
    ],
    [texts.outcome, words(seen, body.outcome), task && words(task, task.outcome)],
    ...[...form.values()]
      .filter(({ type }) => type !== 'photo')
      .map((field): [string, string | null, string | null] => [
        field.label,
        value(body.fields, field.key),
        value(task?.fields ?? null, field.key),
      ]),
    [texts.note, body.note ?? null, task?.note ?? null],
    [texts.reason, body.reason ?? null, task?.reason ?? null],
    [texts.searched, placesOf(body.searched), placesOf(task?.searched)],
    [taskTexts.photos, photos.length > 0 ? texts.photos(photos.length) : null, null],
    [texts.closedBy, item.personName, task?.completedBy?.name ?? null],
    [
      texts.closedAt,
      formatMoment(body.completedAt ?? item.at),
      task?.completedAt ? formatMoment(task.completedAt) : null,
    ],
    [texts.due, formatDay(seen.dueOn), task && formatDay(task.dueOn)],
    [texts.assignee, seen.assignee.name, task?.assignee.name ?? null],
  ];
  return all.filter(([, yours, theirs]) => yours !== null || theirs !== null);
}

/** Work that the server would not have: why, both versions, and what can be done. Nothing goes before the person says so. */
export function ConflictView({ item }: { item: OutboxItem }) {
  const [busy, setBusy] = useState(false);
  const { refusal, work } = item;
  if (refusal === null) return null;
  // gone from this device: sent again, the work goes without it, as its words say
  const picture = refusal.code === 'device.photo-gone' ? undefined : refusal.photo;
  const detail =
    picture !== undefined
      ? texts.photoRefused(refusal.detail)
      : refusal.code === 'scan.not-in-fleet'
        ? texts.notInFleet
        : refusal.code === 'device.fault'
          ? texts.fault(refusal.detail)
          : refusal.detail;
  const rows = lines(item);
  const again = async (work = item.work): Promise<void> => {
    setBusy(true);
    try {
      const { sendAgain } = await offlineRuntime();
      if (work.kind !== 'completion') return await sendAgain(item, work);
      const current = await request<TaskView>('GET', `tasks/${work.taskId}`);
      await sendAgain(item, { ...work, seen: current, body: { ...work.body, version: current.version } });
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Alert role="alert" color="red" variant="outline" title={taskTexts.conflictTitle}>
      <Stack gap="sm">
        <Text size="sm">{detail}</Text>
        {picture !== undefined && <RefusedPhoto localId={picture} />}
        {refusal.errors.map(({ path, message }) => (
          <Text size="sm" key={`${path} ${message}`}>
            {message}
          </Text>
        ))}
        {rows.length > 0 && (
          <Table layout="fixed" captionSide="top" aria-label={`${texts.yours}, ${texts.theirs}`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Td />
                <Table.Th scope="col">{texts.yours}</Table.Th>
                <Table.Th scope="col">{texts.theirs}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([label, yours, theirs]) => (
                <Table.Tr key={label}>
                  <Table.Th scope="row">{label}</Table.Th>
                  <Table.Td>{yours ?? '–'}</Table.Td>
                  <Table.Td fw={yours === theirs ? 400 : 700}>{theirs ?? '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {work.kind === 'completion' && refusal.task === null && <Text size="sm">{texts.noServerState}</Text>}
        {refusal.task?.status === 'closed' && <Text size="sm">{texts.closedAlready}</Text>}
        <Group gap="sm">
          {picture !== undefined && (
            <Button variant="default" loading={busy} onClick={() => void again(withoutPhoto(work, picture))}>
              {texts.sendWithoutPhoto}
            </Button>
          )}
          <Button variant="default" loading={busy} onClick={() => void again()}>
            {work.kind === 'completion' ? texts.sendAgain : texts.sendAgainScan}
          </Button>
          <ConfirmButton
            data-dialog="conflict-discard"
            label={texts.discard}
            title={texts.discardTitle}
            question={texts.discardQuestion(describeWork(item))}
            confirm={texts.discardConfirm}
            color="red"
            variant="outline"
            onConfirm={async () => (await offlineRuntime()).discard(item)}
          />
          {refusal.requestId !== null && (
            <Text size="xs" c="dimmed">
              {common.requestId(refusal.requestId)}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

/** Which of the pictures it is; nothing where this device cannot show it. */
function RefusedPhoto({ localId }: { localId: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    void offlineRuntime()
      .then(({ pictureOf }) => pictureOf(localId))
      .then((content) => {
        if (gone || content === undefined) return;
        made = URL.createObjectURL(content);
        setUrl(made);
      });
    return () => {
      gone = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [localId]);
  return url === null ? null : (
    <Image src={url} alt={texts.photoRefusedAlt} w={96} h={96} radius="sm" fit="cover" />
  );
}

/** One line that says what a piece of work is. */
export function describeWork({ work }: Pick<OutboxItem, 'work'>): string {
  if (work.kind === 'scan') return texts.scanOf(work.code);
  if (work.kind === 'report') {
    return texts.reportOf(work.body.serialNumber ?? work.body.assetTag ?? work.body.udiDi ?? common.unknown);
  }
  const { seen } = work;
  const about = seen.device?.assetTag ?? seen.device?.serialNumber ?? seen.site?.name ?? seen.campaignTitle;
  return `${seen.title}: ${about}`;
}
