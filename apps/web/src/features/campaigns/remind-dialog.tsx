import { Button, Checkbox, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RemindAnswer } from '#contracts/reminders';
import { texts as shared } from '#web/texts';
import { Failure, Loading, tellDone, tellFailure, useIntentKey } from '#web/ui';
import { remind as texts } from '../../texts/en/campaign-work';
import { campaignKey, remindCampaign, remindPreview } from './campaigns.queries';

/** People who are named; the rest is counted. */
const NAMED = 5;

/** Reminds now, after saying whom, with words of the person's own. `personIds` null: everybody with open tasks. */
export function RemindDialog({
  campaignId,
  personIds,
  opened,
  onClose,
  onDone,
}: {
  campaignId: string;
  personIds: readonly string[] | null;
  opened: boolean;
  onClose: () => void;
  onDone?: () => void;
}) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [note, setNote] = useState('');
  const [sparing, setSparing] = useState(false);
  const preview = useQuery({ ...remindPreview(campaignId), enabled: opened });
  const chosen = personIds === null ? null : new Set(personIds);
  const asked = (preview.data?.items ?? []).filter(({ person }) => chosen?.has(person.id) ?? true);
  const reached = asked.filter(({ active }) => active);
  const today = reached.filter(({ sentTodayAt }) => sentTodayAt !== null);
  const getting = sparing ? reached.filter(({ sentTodayAt }) => sentTodayAt === null) : reached;
  const openNow = useRef(opened);
  useEffect(() => {
    openNow.current = opened;
  }, [opened]);
  const send = useMutation({
    mutationFn: () => {
      const body = {
        ...(sparing
          ? { personIds: getting.map(({ person }) => person.id) }
          : personIds === null
            ? {}
            : { personIds: [...personIds] }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      };
      return remindCampaign(campaignId, body, intent.keyOf(body));
    },
    onError: (error) => openNow.current || tellFailure(error),
    onSuccess: async (answer) => {
      intent.done();
      setNote('');
      setSparing(false);
      onClose();
      onDone?.();
      tellDone(said(answer));
      await queries.invalidateQueries({ queryKey: ['reminders'] });
      await queries.invalidateQueries({ queryKey: [...campaignKey(campaignId), 'people'] });
    },
  });
  return (
    <Modal
      data-dialog="remind"
      opened={opened}
      onClose={onClose}
      title={personIds === null ? texts.titleAll : texts.title(personIds.length)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <Stack>
        {preview.error !== null && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
        {preview.isPending && <Loading />}
        {preview.data !== undefined && (
          <div role="status">
            <Text size="sm" fw={600}>
              {texts.reach(getting.length)}
            </Text>
            <Text size="sm">{texts.what}</Text>
            {asked.length > reached.length && (
              <Text size="sm">
                {texts.off(asked.filter(({ active }) => !active).map(({ person }) => person.name))}
              </Text>
            )}
          </div>
        )}
        {today.length > 0 && (
          <Checkbox
            label={texts.spare(today.length)}
            description={[
              ...today.slice(0, NAMED).map(({ person }) => person.name),
              ...(today.length > NAMED ? [texts.further(today.length - NAMED)] : []),
            ].join(', ')}
            checked={sparing}
            onChange={(event) => setSparing(event.currentTarget.checked)}
          />
        )}
        <Textarea
          label={texts.note}
          placeholder={texts.noteHint}
          autosize
          minRows={3}
          maxLength={2000}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {send.error !== null && <Failure error={send.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.common.cancel}
          </Button>
          <Button
            loading={send.isPending}
            disabled={preview.data === undefined || getting.length === 0}
            onClick={() => send.mutate()}
          >
            {texts.send}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function said({ reminders, skipped }: RemindAnswer): string {
  const sent = reminders === 0 ? texts.nobody : texts.done(reminders);
  return skipped.length === 0 ? sent : `${sent} ${texts.skipped(skipped.length)}`;
}
