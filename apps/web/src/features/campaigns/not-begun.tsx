import { Alert, Group, Progress, Text } from '@mantine/core';
import type { CampaignProgress, CampaignView } from '#contracts/campaigns';
import { useMay } from '#web/session';
import { LinkButton } from '#web/ui';
import { campaign as texts, campaigns as listTexts } from '../../texts/en/campaigns';

/** What a campaign that is not open yet, or no more, says of itself. */
export function NotBegun({
  campaign,
  progress,
}: {
  campaign: CampaignView;
  progress: CampaignProgress | undefined;
}) {
  const manager = useMay()('campaign.manage');
  const status = progress?.status ?? campaign.status;
  if (status === 'draft') {
    return (
      <Alert variant="outline" color="gray" title={texts.draftTitle}>
        <Group justify="space-between">
          <Text size="sm">{manager ? texts.draft : texts.draftReader}</Text>
          {manager && (
            <LinkButton to="/campaigns/$campaignId/setup" params={{ campaignId: campaign.id }}>
              {listTexts.resume}
            </LinkButton>
          )}
        </Group>
      </Alert>
    );
  }
  if (status === 'opening') {
    const { done, total } = progress?.opening ?? { done: 0, total: 0 };
    return (
      <Alert variant="outline" color="blue" title={texts.openingTitle} role="status">
        <Text size="sm" mb="xs">
          {texts.opening(done, total)}
        </Text>
        <Progress value={total === 0 ? 0 : (done / total) * 100} aria-label={texts.openingTitle} />
      </Alert>
    );
  }
  if (campaign.closeNote === null) return null;
  return (
    <Alert
      variant="outline"
      color="gray"
      title={status === 'cancelled' ? texts.cancelReason : texts.closeNote}
    >
      <Text size="sm">{campaign.closeNote}</Text>
    </Alert>
  );
}
