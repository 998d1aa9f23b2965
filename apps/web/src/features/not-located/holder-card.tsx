import { Stack, Text } from '@mantine/core';
import { lazy } from 'react';
import type { DeviceDetail } from '#contracts/fleet';
import { isAway } from '#contracts/holders';
import { useMay } from '#web/session';
import { DialogButton, formatDay, formatMoment, Link, ToneBadge } from '#web/ui';
import { notLocated as texts } from '../../texts/en/not-located';

const HolderForm = lazy(async () => ({ default: (await import('./holder-form')).HolderForm }));

/** Who has a pump that is not with us, and what they were told. Whether there is anything to say: `hasHolderCard`. */
export function HolderCard({ device }: { device: DeviceDetail }) {
  const may = useMay();
  const { holder } = device;
  return (
    <Stack gap="xs" align="flex-start">
      {holder === null ? (
        <Text size="sm">{texts.holderNone}</Text>
      ) : (
        <>
          <div>
            <Text fw={600}>{[holder.organisation, holder.name].filter(Boolean).join(', ')}</Text>
            <Text size="sm">{holder.email ?? texts.holderNoEmail}</Text>
            <Text size="sm">
              {[
                texts.holderSince(formatDay(holder.since)),
                ...(holder.expectedBack === null ? [] : [texts.holderBack(formatDay(holder.expectedBack))]),
              ].join(' · ')}
            </Text>
            {holder.note !== null && <Text size="sm">{holder.note}</Text>}
            <Text size="xs" c="dimmed">
              {texts.holderBy(holder.recordedBy.name, formatMoment(holder.recordedAt))}
            </Text>
          </div>
          {holder.told.map(({ forwardingId, campaignId, campaignTitle, state, sentAt, ...told }) => (
            <div key={forwardingId}>
              <Text size="sm">
                {texts.told}{' '}
                <Link to="/campaigns/$campaignId" params={{ campaignId }} size="sm">
                  {campaignTitle}
                </Link>
              </Text>
              <ToneBadge tone={state === 'acknowledged' ? 'done' : state === 'waiting' ? 'soon' : 'neutral'}>
                {texts.toldStates[state]}
              </ToneBadge>{' '}
              <Text span size="xs" c="dimmed">
                {told.acknowledgedAt !== null
                  ? texts.acknowledged(told.acknowledgedBy, formatMoment(told.acknowledgedAt))
                  : sentAt !== null && texts.toldAt(formatMoment(sentAt))}
              </Text>
            </div>
          ))}
        </>
      )}
      {may('device.write') && (
        <DialogButton
          data-dialog="holder"
          variant="default"
          buttonSize="xs"
          className="no-print"
          label={texts.setHolder}
          title={texts.setHolderTitle}
        >
          {(close) => <HolderForm device={device} onClose={close} />}
        </DialogButton>
      )}
    </Stack>
  );
}

export const hasHolderCard = ({ status, holder }: DeviceDetail): boolean =>
  holder !== null || isAway(status) || status === 'not-located';
