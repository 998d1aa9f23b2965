import type { NoticeView } from '#contracts/notices';
import type { PlanView } from '#contracts/plans';

/** The plan to begin with: that which came with the notice, else one that fits its kind of action. It is chosen in its step. */
export function likelyPlan(
  notice: Pick<NoticeView, 'key' | 'action'>,
  plans: ReadonlyArray<Pick<PlanView, 'key' | 'definition'>>,
): string {
  const shipped: Record<string, string> = {
    'unplanned-shutdown-2020': 'corrosion',
    'mismatched-software-2025': 'mismatched-software',
    'upstream-occlusion-2021': 'upstream-occlusion',
  };
  const touches = (plan: Pick<PlanView, 'definition'>) =>
    plan.definition.steps.some(({ scope, startsOn }) => scope === 'device' && startsOn === 'opening');
  const fitting =
    plans.find(({ key }) => key === shipped[notice.key ?? '']) ??
    plans.find((plan) => touches(plan) === (notice.action !== 'safety-communication')) ??
    plans[0];
  return fitting?.key ?? '';
}
