export { type MyWork, mineQuery } from './mine.queries';
export { findKept } from './kept-work';
export {
  countItems,
  notesOf,
  type OutboxItem,
  type OutboxPhoto,
  type Refusal,
  type TaskHere,
  withOutbox,
  withoutPhoto,
  type Work,
} from './outbox';
export type { UnreadItem } from './readable';
export { OutboxStatus } from './outbox-status';
export { type OwnOutbox, outboxView, untilOutbox, useOutbox } from './state';
export { useLeaving } from './use-leaving';

/** What writes into this device's store, with the store itself: loaded when it is needed. */
export const offlineRuntime = () => import('./runtime');
