import { lazy } from 'react';

export type { KeptPlan } from './plan-flow';
export { useOutcomes } from './use-outcomes';
export { planVersionsQuery, plansQuery, useCreateVersion } from './plans.queries';
/** Both inside a Suspense of the page. */
export const PlanReader = lazy(async () => ({ default: (await import('./plan-reader')).PlanReader }));
export const PlanAdjuster = lazy(async () => ({ default: (await import('./plan-adjuster')).PlanAdjuster }));
