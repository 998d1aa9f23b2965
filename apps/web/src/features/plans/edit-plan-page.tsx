import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { PlanView } from '#contracts/plans';
import { Page, QueryView } from '#web/ui';
import { plans as texts } from '../../texts/en/plans';
import { blankPlan } from './plan-drafts';
import { PlanForm } from './plan-form';
import { planQuery, plansQuery, planVersionsQuery } from './plans.queries';

/** A version of a plan is edited: what is saved is the next version of the same plan. */
export function EditPlanPage() {
  const { planId } = useParams({ from: '/signed-in/plans/$planId/edit' });
  const plan = useQuery(planQuery(planId));
  const end = useEnd();
  return (
    <Page title={texts.editTitle(plan.data?.title ?? '')} size={1100}>
      <QueryView query={plan}>
        {(one) => <NextVersion plan={one} onEnd={(saved) => end(saved ?? one)} />}
      </QueryView>
    </Page>
  );
}

function NextVersion({ plan, onEnd }: { plan: PlanView; onEnd: (saved: PlanView | null) => Promise<void> }) {
  const versions = useQuery(planVersionsQuery(plan.key));
  return (
    <QueryView query={versions}>
      {({ items }) => {
        const version = (items[0]?.version ?? plan.version) + 1;
        return (
          <>
            <Text size="sm">{texts.editText(version)}</Text>
            <PlanForm start={plan.definition} from={plan.id} version={version} taken={null} onEnd={onEnd} />
          </>
        );
      }}
    </QueryView>
  );
}

/** A plan of its own: from nothing, or from a version of another. */
export function NewPlanPage() {
  const { from } = useSearch({ from: '/signed-in/plans/new' });
  const base = useQuery({ ...planQuery(from ?? ''), enabled: from !== undefined });
  const plans = useQuery(plansQuery);
  const end = useEnd();
  return (
    <Page
      title={from === undefined ? texts.newPlan : texts.copyTitle(base.data?.title ?? '')}
      subtitle={texts.newText}
      size={1100}
    >
      <QueryView query={plans}>
        {({ items }) => {
          const form = (start: ReturnType<typeof blankPlan>, begun: string) => (
            <PlanForm
              start={start}
              from={begun}
              version={1}
              taken={items.map(({ key }) => key)}
              onEnd={end}
            />
          );
          return from === undefined ? (
            form(blankPlan(), 'new')
          ) : (
            <QueryView query={base}>
              {({ definition, title, id }) =>
                form({ ...definition, title: texts.copyOf(title) }, `copy-${id}`)
              }
            </QueryView>
          );
        }}
      </QueryView>
    </Page>
  );
}

/** To the version that was saved or looked at; to the list where there is none. */
function useEnd(): (saved: PlanView | null) => Promise<void> {
  const navigate = useNavigate();
  return (saved) =>
    saved === null
      ? navigate({ to: '/plans' })
      : navigate({ to: '/plans/$planId', params: { planId: saved.id } });
}
