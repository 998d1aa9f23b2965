import { Button, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import type { CampaignNews } from '#contracts/campaign-changes';
import { texts as shared } from '#web/texts';
import { DialogForm, ReasonField, tellDone } from '#web/ui';
import { setAside as texts } from '../../texts/en/letters';
import { useSetAside } from './letters.queries';

/** For a letter that came after the end of a campaign and changes nothing in it: said with a reason, it waits no more. */
export function SetAsideButton({
  of: { campaignId, title, newest },
}: {
  of: CampaignNews['letters'][number];
}) {
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState('');
  const setAside = useSetAside(campaignId);
  return (
    <>
      <Button size="xs" variant="default" onClick={open} aria-label={`${texts.open}: ${title}`}>
        {texts.open}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={texts.title}
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <DialogForm
          confirm={texts.confirm}
          canConfirm={reason.trim() !== ''}
          onCancel={close}
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
    </>
  );
}
