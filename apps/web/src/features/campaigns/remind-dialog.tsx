import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RemindAnswer } from '#contracts/reminders';
import { texts as shared } from '#web/texts';
import { Failure, tellDone, useIntentKey } from '#web/ui';
import { remind as texts } from '../../texts/en/campaign-work';
import { campaignKey, remindCampaign } from './campaigns.queries';

/** Reminds now, with words of the person's own. `personIds` null: everybody with open tasks. */
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
  const send = useMutation({
    mutationFn: () => {
      const body = {
        ...(personIds === null ? {} : { personIds: [...personIds] }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      };
      return remindCampaign(campaignId, body, intent.keyOf(body));
    },
    onSuccess: async (answer) => {
      intent.done();
      setNote('');
      onClose();
      onDone?.();
      tellDone(said(answer));
      await queries.invalidateQueries({ queryKey: ['reminders'] });
      await queries.invalidateQueries({ queryKey: [...campaignKey(campaignId), 'people'] });
    },
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={personIds === null ? texts.titleAll : texts.title(personIds.length)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <Stack>
        <Text size="sm">{texts.what}</Text>
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
          <Button loading={send.isPending} onClick={() => send.mutate()}>
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
