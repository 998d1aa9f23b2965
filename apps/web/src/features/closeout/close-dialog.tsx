import { List, Stack, Text, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignGates } from '#contracts/closeout';
import { ProblemError } from '#web/api';
import { Link, QueryView, tellDone, useIntentKey, withDays } from '#web/ui';
import { closing as texts } from '../../texts/en/closing';
import { closeCampaign, gatesQuery } from './closeout.queries';
import { SignForm } from './sign-form';

/** Closing for good: what is open and in the way, else the signature. */
export function CloseForm({ campaignId, onClose }: { campaignId: string; onClose: () => void }) {
  const gates = useQuery(gatesQuery(campaignId));
  return (
    <QueryView query={gates} rows={3}>
      {(data) =>
        data.allMet ? <Sign id={campaignId} onClose={onClose} /> : <Open data={data} onClose={onClose} />
      }
    </QueryView>
  );
}

function Sign({ id, onClose }: { id: string; onClose: () => void }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [note, setNote] = useState('');
  const close = async (password: string) => {
    const body = { password, ...(note.trim() === '' ? {} : { note: note.trim() }) };
    try {
      await closeCampaign(id, body, intent.keyOf(body));
    } catch (error) {
      // something came in between: the dialog shows it in place of the form
      if (error instanceof ProblemError && error.code === 'campaign.gates-open')
        await queries.invalidateQueries({ queryKey: gatesQuery(id).queryKey });
      throw error;
    }
    intent.done();
    onClose();
    tellDone(texts.done);
    await queries.invalidateQueries({ queryKey: ['campaigns'] });
  };
  return (
    <SignForm act="close" confirm={texts.confirm} onSign={close} onCancel={onClose}>
      <Text size="sm">{texts.question}</Text>
      <Textarea
        label={texts.note}
        description={texts.noteHint}
        autosize
        minRows={3}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </SignForm>
  );
}

function Open({ data, onClose }: { data: CampaignGates; onClose: () => void }) {
  const open = data.gates.filter(({ met }) => !met);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600}>
        {texts.openTitle(open.length)}
      </Text>
      <List size="sm" spacing="xs">
        {open.map(({ key, title, detail }) => (
          <List.Item key={key}>
            <b>{title}:</b> {withDays(detail)}
          </List.Item>
        ))}
      </List>
      <Link
        to="/campaigns/$campaignId/$tab"
        params={{ campaignId: data.campaignId, tab: 'closeout' }}
        size="sm"
        onClick={onClose}
      >
        {texts.showOpen}
      </Link>
    </Stack>
  );
}
