export { AccountMailService } from './account-mail.service.js';
export { AssignmentPreviewService } from './assignment-preview.service.js';
export { MailboxService } from './mailbox.service.js';
export { RemindersModule } from './reminders.module.js';
export { RemindersService } from './reminders.service.js';
export { SendingService, type SendingResult } from './sending.service.js';
export { SweepService, type SweepResult } from './sweep.service.js';
