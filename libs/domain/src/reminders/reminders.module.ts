import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { IdentityModule } from '#domain/identity';
import type { Config } from '#platform/config';
import { Mailer } from '#platform/mail';
import { CONFIG } from '#platform/wiring';
import { AccountMailService } from './account-mail.service.js';
import { MailboxService } from './mailbox.service.js';
import { RemindersService } from './reminders.service.js';
import { SendingService } from './sending.service.js';
import { SweepService } from './sweep.service.js';

const services = [AccountMailService, RemindersService, SweepService, SendingService, MailboxService];

@Module({
  imports: [IdentityModule],
  providers: [
    ...services,
    // connects when it first sends, so that a program that only reads reminders needs no mail server
    { provide: Mailer, inject: [CONFIG], useFactory: (config: Config) => new Mailer(config) },
  ],
  exports: services,
})
export class RemindersModule implements OnApplicationShutdown {
  constructor(@Inject(Mailer) private readonly mailer: Mailer) {}

  onApplicationShutdown(): void {
    this.mailer.close();
  }
}
