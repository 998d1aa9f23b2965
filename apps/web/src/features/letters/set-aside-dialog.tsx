import { Modal, Stack, Text } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useState } from 'react';
import type { CampaignNews } from '#contracts/campaign-changes';
import { texts as shared } from '#web/texts';
import { DialogForm, ReasonField, tellDone } from '#web/ui';
import { setAside as texts } from '../../texts/en/letters';
import { useSetAside } from './letters.queries';

/** Why a letter changes nothing in a campaign that has ended. */
export function SetAsideDialog({
  of: { campaignId, title, newest },
  opened,
  onClose,
}: {
  of: CampaignNews['letters'][number];
  opened: boolean;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  // it comes when it is asked for, and one that is open from the beginning gives no focus back
  const there = useMounted();
  const setAside = useSetAside(campaignId);
  return (
    <Modal
      data-dialog="letter-set-aside"
      opened={opened && there}
      onClose={onClose}
      title={texts.title}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      <DialogForm
        confirm={texts.confirm}
        canConfirm={reason.trim() !== ''}
        onCancel={onClose}
        onConfirm={async () => {
          await setAside.mutateAsync({ communicationId: newest.id, reason: reason.trim() });
          tellDone(texts.done);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{texts.text(title)}</Text>
          <ReasonField
            label={texts.reason}
            description={texts.reasonHint}
            maxLength={2000}
            data-autofocus
            value={reason}
            onChange={setReason}
          />
        </Stack>
      </DialogForm>
    </Modal>
  );
}
