import { useQuery } from '@tanstack/react-query';
import type { TaskWait } from '#contracts/campaign-changes';
import type { Page } from '#contracts/common';
import { request } from '#web/api';
import { Link } from '#web/ui';
import { waits as texts } from '../../texts/en/waits';

/** How many tasks of a campaign wait for the firm, leading to them. Nothing while none does. */
export function WaitsLink({ campaignId }: { campaignId: string }) {
  const { data } = useQuery({
    queryKey: ['waits', 'count', campaignId],
    queryFn: ({ signal }) =>
      request<Page<TaskWait>>('GET', 'waits', { query: { campaign: campaignId, limit: 100 }, signal }),
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Link to="/waits" search={{ campaign: campaignId }} size="sm" className="tabular">
      {texts.count(data.items.length, data.nextCursor !== null)}
    </Link>
  );
}
