export { ChecksService } from './checks.service.js';
export { CloseoutModule } from './closeout.module.js';
export { ClosingService } from './closing.service.js';
export { EvidenceService } from './evidence/evidence.service.js';
export { NotLocatedService } from './not-located.service.js';
