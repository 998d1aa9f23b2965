import { List, Stack, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { SiteSelect } from '#web/features/sites';
import { DialogForm, tellDone, useIntentKey } from '#web/ui';
import { forwardings as texts } from '../../texts/en/replies';
import { forwardingsKey, passOn } from './replies.queries';
import { readReceivers } from './reply-words';

const MOST = 200;

/** Passes the notice on: one receiver typed, or a whole list pasted. */
export function AddForwardings({
  campaignId,
  site,
  onClose,
}: {
  campaignId: string;
  site: string | undefined;
  onClose: () => void;
}) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [siteId, setSiteId] = useState<string | null>(site ?? null);
  const [text, setText] = useState('');
  const { receivers, faults } = readReceivers(text);
  const tooMany = receivers.length > MOST;
  const send = async () => {
    if (siteId === null) return;
    const body = { campaignId, siteId, recipients: receivers };
    const { items } = await passOn(body, intent.keyOf(body));
    intent.done();
    onClose();
    tellDone(texts.done(items.length));
    await queries.invalidateQueries({ queryKey: forwardingsKey });
  };
  const why = { parts: texts.whyParts, email: texts.whyEmail, twice: texts.whyTwice };
  return (
    <DialogForm
      confirm={texts.confirm(receivers.length)}
      canConfirm={siteId !== null && receivers.length > 0 && faults.length === 0 && !tooMany}
      onConfirm={send}
      onCancel={onClose}
    >
      <SiteSelect label={texts.site} required value={siteId} onChange={setSiteId} />
      <Textarea
        label={texts.list}
        description={texts.listHint}
        required
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        error={tooMany ? texts.tooMany : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Stack gap={4} role="status">
        {receivers.length > 0 && <Text size="sm">{texts.read(receivers.length)}</Text>}
        {faults.length > 0 && (
          <List size="sm">
            {faults.slice(0, 10).map(({ line, why: fault }) => (
              <List.Item key={line}>{texts.bad(line, why[fault])}</List.Item>
            ))}
          </List>
        )}
      </Stack>
    </DialogForm>
  );
}
