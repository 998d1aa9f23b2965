export { type Caller, type Role, SYSTEM, type SiteScope, roles } from './caller.js';
export { type AuditDraft, type Tx, UnitOfWork } from './unit-of-work.js';
