import { lazy } from 'react';

export { EXPLANATIONS } from './devices.queries';
export { VerdictBadge } from './verdict-badge';
/** Inside a Suspense of the page. */
export const Explanation = lazy(async () => ({ default: (await import('./explanation')).Explanation }));
