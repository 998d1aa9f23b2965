import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { localMinute, momentOf } from '#web/locale';
import { DialogButton, DialogForm, tellDone, useIntentKey } from '#web/ui';
import { reply as texts } from '../../texts/en/replies';
import { acknowledgeReply, repliesKey, replyQuery } from './replies.queries';

/** The firm said that it has the reply. */
export function AcknowledgeButton({ replyId }: { replyId: string }) {
  return (
    <DialogButton data-dialog="reply-acknowledge" label={texts.acknowledge} title={texts.acknowledgeTitle}>
      {(close) => <Acknowledge replyId={replyId} onClose={close} />}
    </DialogButton>
  );
}

function Acknowledge({ replyId, onClose }: { replyId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [at, setAt] = useState(() => localMinute(new Date()));
  const [reference, setReference] = useState('');
  const [note, setNote] = useState('');
  const record = async () => {
    const receivedAt = momentOf(at);
    const body = {
      ...(receivedAt === null ? {} : { receivedAt }),
      ...(reference.trim() === '' ? {} : { reference: reference.trim() }),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    const reply = await acknowledgeReply(replyId, body, intent.keyOf(body));
    intent.done();
    onClose();
    queries.setQueryData(replyQuery(replyId).queryKey, reply);
    tellDone(texts.acknowledged);
    await queries.invalidateQueries({ queryKey: repliesKey });
  };
  return (
    <DialogForm confirm={texts.ackConfirm} onConfirm={record} onCancel={onClose}>
      <TextInput
        type="datetime-local"
        label={texts.received}
        value={at}
        onChange={(event) => setAt(event.currentTarget.value)}
      />
      <TextInput
        label={texts.ackReference}
        maxLength={200}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
      />
      <Textarea
        label={texts.ackNote}
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
