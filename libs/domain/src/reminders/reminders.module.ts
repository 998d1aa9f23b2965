import { Module } from '@nestjs/common';
import { IdentityModule } from '#domain/identity';
import { AccountMailService } from './account-mail.service.js';
import { MailboxService } from './mailbox.service.js';
import { RemindersService } from './reminders.service.js';
import { SendingService } from './sending.service.js';
import { SweepService } from './sweep.service.js';

const services = [AccountMailService, RemindersService, SweepService, SendingService, MailboxService];

@Module({ imports: [IdentityModule], providers: services, exports: services })
export class RemindersModule {}
