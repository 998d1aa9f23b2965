import { Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { SignForm } from '#web/features/closeout';
import { texts as shared } from '#web/texts';
import { ReasonField, tellDone, useIntentKey } from '#web/ui';
import { findings as texts } from '../../texts/en/letters';
import { reopenCampaign, useRefreshed } from './letters.queries';

/** A campaign that is over is opened again for some pumps: with a reason, and signed. */
export function ReopenDialog({
  campaignId,
  deviceIds,
  opened,
  onClose,
  onDone,
}: {
  campaignId: string;
  deviceIds: string[];
  opened: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const intent = useIntentKey();
  const refreshed = useRefreshed();
  const [reason, setReason] = useState('');
  return (
    <Modal
      data-dialog="findings-reopen"
      opened={opened}
      onClose={onClose}
      title={texts.reopenTitle(deviceIds.length)}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <SignForm
        act="reopen"
        confirm={texts.confirm}
        canSign={reason.trim() !== '' && deviceIds.length > 0}
        onCancel={onClose}
        onSign={async (password) => {
          const body = { reason: reason.trim(), deviceIds, password };
          await reopenCampaign(campaignId, body, intent.keyOf(body));
          intent.done();
          await refreshed();
          setReason('');
          tellDone(texts.done);
          onDone();
          onClose();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{texts.reopenText}</Text>
          <ReasonField
            label={texts.reason}
            description={texts.reasonHint}
            minRows={3}
            data-autofocus
            value={reason}
            onChange={setReason}
          />
        </Stack>
      </SignForm>
    </Modal>
  );
}
