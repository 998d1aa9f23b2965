import { Drawer, Stack, Text } from '@mantine/core';
import { Suspense } from 'react';
import type { CampaignDevice } from '#contracts/matching';
import { Explanation } from '#web/features/devices';
import { texts as shared } from '#web/texts';
import { Link, LoadingRows } from '#web/ui';
import { setup as texts } from '../../texts/en/setup';
import { pumpName } from './pump-name';

/** Why one pump has its verdict: clause by clause, what the notice asks for and what the record says. */
export function ExplanationDrawer({
  campaignId,
  device,
  onClose,
}: {
  campaignId: string;
  device: CampaignDevice | null;
  onClose: () => void;
}) {
  return (
    <Drawer
      data-dialog="preview-explanation"
      opened={device !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={texts.explanationOf(device === null ? '' : pumpName(device))}
      closeButtonProps={{ 'aria-label': shared.common.close }}
    >
      {device !== null && (
        <Stack gap="sm">
          <Text size="sm">
            {[device.serialNumber, device.productCode, device.site, device.location]
              .filter(Boolean)
              .join(' · ')}{' '}
            <Link to="/devices/$deviceId" params={{ deviceId: device.id }} size="sm">
              {texts.toPump}
            </Link>
          </Text>
          <Suspense fallback={<LoadingRows rows={4} />}>
            <Explanation campaignId={campaignId} deviceId={device.id} />
          </Suspense>
        </Stack>
      )}
    </Drawer>
  );
}
