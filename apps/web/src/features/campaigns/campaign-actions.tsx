import { Button, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import { CloseButton } from '#web/features/closeout';
import { useMay } from '#web/session';
import { ConfirmButton, DialogButton, tellDone, useIntentKey } from '#web/ui';
import { campaign as texts } from '../../texts/en/campaigns';
import { cancelCampaign } from './campaigns.queries';
import { EditForm } from './edit-form';
import { RemindDialog } from './remind-dialog';

/** What can be done with the whole campaign, as far as the person's role goes. */
export function CampaignActions({
  campaign,
  progress,
}: {
  campaign: CampaignView;
  progress: CampaignProgress | undefined;
}) {
  const may = useMay();
  const { status, tasks } = progress ?? campaign;
  const [reminding, setReminding] = useState(false);
  const manager = may('campaign.manage');
  // what ends a campaign is rare, and a phone is small
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [more, { open: showMore }] = useDisclosure(false);
  return (
    <>
      {status === 'open' && may('reminder.send') && (
        <>
          <Button onClick={() => setReminding(true)} disabled={tasks.open === 0}>
            {texts.remindNow}
          </Button>
          <RemindDialog
            campaignId={campaign.id}
            personIds={null}
            opened={reminding}
            onClose={() => setReminding(false)}
          />
        </>
      )}
      {manager && (status === 'open' || status === 'draft') && (
        <>
          {phone && !more && (
            <Button variant="default" onClick={showMore}>
              {texts.moreActions}
            </Button>
          )}
          {(!phone || more) && (
            <>
              <DialogButton
                data-dialog="campaign-edit"
                variant="default"
                label={texts.editCampaign}
                title={texts.edit.title}
              >
                {(close) => <EditForm campaign={campaign} onEnd={close} />}
              </DialogButton>
              {status === 'open' && may('campaign.sign') && <CloseButton campaignId={campaign.id} />}
              <Cancel id={campaign.id} open={tasks.open} draft={status === 'draft'} />
            </>
          )}
        </>
      )}
    </>
  );
}

function Cancel({ id, open, draft }: { id: string; open: number; draft: boolean }) {
  const queries = useQueryClient();
  const intent = useIntentKey();
  const [reason, setReason] = useState('');
  return (
    <ConfirmButton
      data-dialog="campaign-cancel"
      variant="default"
      label={texts.cancelCampaign}
      title={texts.cancelCampaign}
      confirm={texts.cancelCampaign}
      keep={texts.cancel.keep}
      canConfirm={draft || reason.trim() !== ''}
      question={
        <Stack>
          <Text size="sm">{texts.cancel.question(open)}</Text>
          <Textarea
            label={texts.cancel.reason}
            description={texts.cancel.reasonHint}
            required={!draft}
            autosize
            minRows={3}
            maxLength={4000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      }
      onConfirm={async () => {
        await cancelCampaign(id, reason, intent.keyOf(reason));
        intent.done();
        await queries.invalidateQueries({ queryKey: ['campaigns'] });
        await queries.invalidateQueries({ queryKey: ['tasks'] });
        tellDone(texts.cancel.done);
      }}
    />
  );
}
