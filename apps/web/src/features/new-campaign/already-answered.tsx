import { Text } from '@mantine/core';
import type { SameNotice } from '#contracts/campaigns';
import { Link, ToneBadge, HeadsUp } from '#web/ui';
import { notices as words } from '../../texts/en/notices';
import { setup as texts } from '../../texts/en/setup';

/** Another campaign over the same notice gives the same pumps the same steps: that is said before it happens. */
export function AlreadyAnswered({ campaigns }: { campaigns: readonly SameNotice[] }) {
  if (campaigns.length === 0) return null;
  return (
    <HeadsUp title={texts.sameTitle}>
      <Text size="sm">{texts.sameText}</Text>
      {campaigns.map(({ id, title, status }) => (
        <Text size="sm" key={id}>
          <Link
            to={status === 'draft' ? '/campaigns/$campaignId/setup' : '/campaigns/$campaignId'}
            params={{ campaignId: id }}
            size="sm"
          >
            {title}
          </Link>{' '}
          <ToneBadge tone="info">{words.campaignStatus[status]}</ToneBadge>
        </Text>
      ))}
    </HeadsUp>
  );
}
