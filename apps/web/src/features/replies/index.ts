import { lazy } from 'react';

/** It comes when it is opened. */
export const RepliesTab = lazy(async () => ({ default: (await import('./replies-tab')).RepliesTab }));
