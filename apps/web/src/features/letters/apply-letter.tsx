import { Text } from '@mantine/core';
import type { Difference } from '#contracts/campaign-changes';
import { useMay } from '#web/session';
import { ConfirmButton } from '#web/ui';
import { difference as texts } from '../../texts/en/letters';
import { useApply } from './letters.queries';

/** Applying is asked about first: it writes to everybody concerned and is not taken back. */
export function ApplyLetterButton({
  campaignId,
  difference: { communication, plan, tasks },
  onBegun,
}: {
  campaignId: string;
  difference: Difference;
  onBegun: (changeId: string) => void;
}) {
  const may = useMay();
  const apply = useApply(campaignId);
  if (!may('campaign.manage')) return null;
  return (
    <ConfirmButton
      data-dialog="letter-apply"
      label={texts.apply}
      title={texts.applyTitle}
      confirm={texts.apply}
      question={
        <Text size="sm">{texts.applyText(tasks.new + tasks.returned, tasks.reopened, tasks.withdrawn)}</Text>
      }
      onConfirm={async () => {
        const { changeId } = await apply.mutateAsync({
          communicationId: communication.id,
          // what was seen is what is applied
          planKey: plan.to.key,
          planVersion: plan.to.version,
        });
        onBegun(changeId);
      }}
    />
  );
}
