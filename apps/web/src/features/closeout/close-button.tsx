import { lazy } from 'react';
import { DialogButton } from '#web/ui';
import { closing as texts } from '../../texts/en/closing';

const CloseForm = lazy(async () => ({ default: (await import('./close-dialog')).CloseForm }));

/** Closing a campaign, for whoever may sign. */
export function CloseButton({ campaignId, primary = false }: { campaignId: string; primary?: boolean }) {
  return (
    <DialogButton
      data-dialog="campaign-close"
      label={texts.button}
      title={texts.button}
      {...(primary ? {} : { variant: 'default' })}
    >
      {(close) => <CloseForm campaignId={campaignId} onClose={close} />}
    </DialogButton>
  );
}
