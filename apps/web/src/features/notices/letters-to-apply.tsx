import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignNewsQuery } from '#web/features/letters';
import { HeadsUp, Link, formatDayOrMonth } from '#web/ui';
import { noticeLetters as texts } from '../../texts/en/letters';
import { noticeCampaignsQuery } from './notices.queries';

/** Where a letter of the notice is not in force yet, and the way to what it would change there. Nothing when it is everywhere. */
export function LettersToApply({ noticeId }: { noticeId: string }) {
  const campaigns = useQuery(noticeCampaignsQuery(noticeId)).data?.items ?? [];
  const news = useQuery(campaignNewsQuery()).data;
  const waiting = (news?.letters ?? []).filter(({ campaignId }) =>
    campaigns.some(({ id }) => id === campaignId),
  );
  if (waiting.length === 0) return null;
  return (
    <HeadsUp title={texts.notAppliedTitle} role="status">
      <Stack gap="xs">
        {waiting.map(({ campaignId, title, status, newest }) => (
          <Text size="sm" component="div" key={campaignId}>
            {texts.notApplied(newest.kind, formatDayOrMonth(newest.date))}{' '}
            {status === 'open' ? (
              <Link
                to="/campaigns/$campaignId/difference"
                params={{ campaignId }}
                fw={600}
                className="thumb-link"
              >
                {texts.seeDifference(title)}
              </Link>
            ) : (
              <Link to="/campaigns/$campaignId" params={{ campaignId }} className="thumb-link">
                {texts.seeEnded(title)}
              </Link>
            )}
          </Text>
        ))}
      </Stack>
    </HeadsUp>
  );
}
