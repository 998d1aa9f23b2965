import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import { texts as shared } from '#web/texts';
import { LoadingRows } from '#web/ui';
import { closing as texts } from '../../texts/en/closeout';

const CloseForm = lazy(async () => ({ default: (await import('./close-dialog')).CloseForm }));

/** Closing a campaign, for whoever may sign. */
export function CloseButton({ campaignId, primary = false }: { campaignId: string; primary?: boolean }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button {...(primary ? {} : { variant: 'default' })} onClick={open}>
        {texts.button}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={texts.button}
        closeButtonProps={{ 'aria-label': shared.common.close }}
      >
        <Suspense fallback={<LoadingRows rows={3} />}>
          <CloseForm campaignId={campaignId} onClose={close} />
        </Suspense>
      </Modal>
    </>
  );
}
