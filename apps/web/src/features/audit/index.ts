export { AuditEntries } from './audit-entries';
