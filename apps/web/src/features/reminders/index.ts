export { ReminderStateBadge } from './state-badge';
