export { type AckPurpose, issueAckToken, subjectOfAckToken } from './ack-links.js';
export { Sheet } from './document.js';
export { type AckPage, ForwardingsService } from './forwardings.service.js';
export { HarmsService } from './harms.service.js';
export { LetterSendingService, type LetterResult } from './letter-sending.service.js';
export { RepliesModule } from './replies.module.js';
export { RepliesService } from './replies.service.js';
export { RepliesSweepService } from './replies-sweep.service.js';
export { ReplySendingService } from './reply-sending.service.js';
