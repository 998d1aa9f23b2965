import type { CampaignView } from '#contracts/campaigns';
import { ToneBadge } from '#web/ui';
import { campaigns as texts } from '../../texts/en/campaigns';
import { statusTone } from './words';

export function CampaignStatusBadge({ status }: { status: CampaignView['status'] }) {
  return <ToneBadge tone={statusTone(status)}>{texts.statuses[status]}</ToneBadge>;
}
