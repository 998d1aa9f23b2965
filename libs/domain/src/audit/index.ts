export { AuditModule } from './audit.module.js';
export { AuditTrail } from './audit-trail.service.js';
export { type Caller, type Role, roles, type SiteScope, SYSTEM } from './caller.js';
export { type AuditDraft, type Tx, UnitOfWork } from './unit-of-work.js';
