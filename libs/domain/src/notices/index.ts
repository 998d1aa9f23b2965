export { AddedCodesService } from './added-codes.service.js';
export { codeKey, udiKey } from '#contracts/codes';
export { evaluateScope } from './criteria.evaluate.js';
export { type CompiledScope, compileScope } from './criteria.sql.js';
export type { DeviceFacts, ScopeProduct } from './criteria.js';
export { LettersService } from './letters.service.js';
export { MatchingService } from './matching.service.js';
export {
  beginsWith,
  type CommunicationRow,
  factsOfDevice,
  loadScope,
  presentCommunication,
} from './notices.queries.js';
export { NoticesModule } from './notices.module.js';
export { NoticesService } from './notices.service.js';
export { SameEventService } from './same-event.service.js';
export { type ShippedNoticeKey, shippedNoticeKeys, shippedNotices } from './shipped/index.js';
