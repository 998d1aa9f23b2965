import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuditModule } from '#domain/audit';
import { IdentityModule } from '#domain/identity';
import { NoticesModule } from '#domain/notices';
import { RemindersModule } from '#domain/reminders';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';
import { PlatformModule } from '#platform/wiring';
import { HttpModule } from './http/index.js';
import { MailSinkHost } from './mailbox/mail-sink-host.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { OperationsModule } from './operations/operations.module.js';
import { RemindersController } from './reminders/reminders.controller.js';

/** The rooms of the domain that the API opens to HTTP. */
const domain: Type[] = [AuditModule, IdentityModule, NoticesModule, RemindersModule];

/** The routes, a capability a line. */
const controllers: Type[] = [NoticesController, RemindersController, MailboxController];

@Module({})
export class ApiModule {
  static forRoot(options: { config: Config; logger: Logger }): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forRoot({ ...options, entities: [] }),
        HttpModule,
        OperationsModule,
        ...domain,
      ],
      controllers,
      providers: [MailSinkHost],
    };
  }
}
