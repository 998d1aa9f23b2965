import { Module } from '@nestjs/common';
import { CampaignsModule } from '#domain/campaigns';
import { IdentityModule } from '#domain/identity';
import { AccountMailService } from './account-mail.service.js';
import { AssignmentPreviewService } from './assignment-preview.service.js';
import { MailboxService } from './mailbox.service.js';
import { RemindersService } from './reminders.service.js';
import { SendingService } from './sending.service.js';
import { SweepService } from './sweep.service.js';

const services = [
  AccountMailService,
  AssignmentPreviewService,
  RemindersService,
  SweepService,
  SendingService,
  MailboxService,
];

@Module({ imports: [IdentityModule, CampaignsModule], providers: services, exports: services })
export class RemindersModule {}
