import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { PlanView } from '#contracts/plans';
import { request } from '#web/api';
import { PlanReader } from '#web/features/new-campaign';
import { Page, QueryView } from '#web/ui';
import { plans } from '../../texts/en/administration';

/** One version of a plan, read as a person would. */
export function PlanPage() {
  const { planId } = useParams({ from: '/signed-in/plans/$planId' });
  const query = useQuery({
    queryKey: ['plans', 'one', planId],
    queryFn: ({ signal }) => request<PlanView>('GET', `plans/${planId}`, { signal }),
  });
  return (
    <Page
      title={query.data?.title ?? plans.title}
      subtitle={query.data && `${plans.version(query.data.version)}. ${query.data.definition.summary}`}
      size={1000}
    >
      <QueryView query={query}>
        {({ definition }) => <PlanReader plan={definition} recallClass="none" />}
      </QueryView>
    </Page>
  );
}
