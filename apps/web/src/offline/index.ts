export { OutboxStatus } from './outbox-status';
export { useLeaving } from './use-leaving';
