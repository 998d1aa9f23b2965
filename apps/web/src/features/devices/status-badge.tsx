import type { DeviceStatus } from '#contracts/fleet';
import { statusLabels } from '../../texts/en/devices';
import { type Tone, ToneBadge } from '#web/ui';

const TONES: Partial<Record<DeviceStatus, Tone>> = {
  'in-service': 'done',
  isolated: 'info',
  'not-located': 'late',
  unknown: 'late',
  'in-repair': 'info',
};

export function StatusBadge({ status }: { status: DeviceStatus }) {
  return <ToneBadge tone={TONES[status] ?? 'neutral'}>{statusLabels[status]}</ToneBadge>;
}
