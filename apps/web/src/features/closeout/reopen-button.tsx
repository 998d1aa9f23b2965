import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { DialogButton, ReasonField, tellDone, useIntentKey } from '#web/ui';
import { reopening as texts } from '../../texts/en/closeout';
import { reopenCampaign } from './closeout.queries';
import { SignForm } from './lazy-sign-form';

/** A closed campaign is opened again, signed, with the reason. */
export function ReopenButton({ campaignId }: { campaignId: string }) {
  return (
    <DialogButton data-dialog="campaign-reopen" label={texts.button} title={texts.button} variant="default">
      {(close) => <Reopen campaignId={campaignId} onClose={close} />}
    </DialogButton>
  );
}

function Reopen({ campaignId, onClose }: { campaignId: string; onClose: () => void }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [reason, setReason] = useState('');
  const reopen = async (password: string) => {
    const body = { reason: reason.trim(), password };
    await reopenCampaign(campaignId, body, intent.keyOf(body));
    intent.done();
    onClose();
    tellDone(texts.done);
    await queries.invalidateQueries({ queryKey: ['campaigns'] });
  };
  return (
    <SignForm
      act="reopen"
      confirm={texts.confirm}
      canSign={reason.trim() !== ''}
      onSign={reopen}
      onCancel={onClose}
    >
      <Text size="sm">{texts.question}</Text>
      <ReasonField label={texts.reason} value={reason} onChange={setReason} />
    </SignForm>
  );
}
