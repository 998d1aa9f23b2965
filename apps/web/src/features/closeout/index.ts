import { lazy } from 'react';

export { CloseButton } from './close-button';
export { SignForm } from './lazy-sign-form';
export { NothingAffectedButton } from './nothing-affected';
/** The parts that few look at come when they are opened. */
export const CloseoutTab = lazy(async () => ({ default: (await import('./closeout-tab')).CloseoutTab }));
