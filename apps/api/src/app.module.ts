import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuditModule } from '#domain/audit';
import { CampaignsModule } from '#domain/campaigns';
import { CloseoutModule } from '#domain/closeout';
import { FleetModule } from '#domain/fleet';
import { IdentityModule } from '#domain/identity';
import { NoticesModule } from '#domain/notices';
import { RemindersModule } from '#domain/reminders';
import { RepliesModule } from '#domain/replies';
import { TasksModule } from '#domain/tasks';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/logging';
import { PlatformModule } from '#platform/wiring';
import { AuditController } from './audit/audit.controller.js';
import { CampaignEventsController } from './campaigns/campaign-events.controller.js';
import { CampaignPeopleController } from './campaigns/campaign-people.controller.js';
import { CampaignProgressController } from './campaigns/campaign-progress.controller.js';
import { CampaignChangesController } from './campaigns/campaign-changes.controller.js';
import { CampaignsController } from './campaigns/campaigns.controller.js';
import { CloseoutController } from './closeout/closeout.controller.js';
import { ReportsController } from './closeout/reports.controller.js';
import { DeviceHistoryController } from './fleet/device-history.controller.js';
import { DevicesController, ScanController } from './fleet/devices.controller.js';
import { SearchesController } from './fleet/searches.controller.js';
import { ImportsController } from './fleet/imports.controller.js';
import {
  CoverageController,
  LocationsController,
  SitesController,
  TeamsController,
} from './fleet/places.controller.js';
import { HttpModule } from './http/index.js';
import { AccountLinksController } from './identity/account-links.controller.js';
import { SignInController } from './identity/sign-in.controller.js';
import { TokensController } from './identity/tokens.controller.js';
import { UsersController } from './identity/users.controller.js';
import { MailSinkHost } from './mailbox/mail-sink-host.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { OperationsModule } from './operations/operations.module.js';
import { RemindersController } from './reminders/reminders.controller.js';
import { AckController } from './replies/ack.controller.js';
import { ForwardingsController } from './replies/forwardings.controller.js';
import { HarmsController } from './replies/harms.controller.js';
import { RepliesController } from './replies/replies.controller.js';
import { PhotosController } from './tasks/photos.controller.js';
import { PlansController } from './tasks/plans.controller.js';
import { TaskWaitsController } from './tasks/task-waits.controller.js';
import { TasksController } from './tasks/tasks.controller.js';

/** The rooms of the domain that the API opens to HTTP. */
const domain: Type[] = [
  AuditModule,
  IdentityModule,
  FleetModule,
  NoticesModule,
  TasksModule,
  CampaignsModule,
  RemindersModule,
  RepliesModule,
  CloseoutModule,
];

/** The routes, a capability a line. */
const controllers: Type[] = [
  SignInController,
  TokensController,
  UsersController,
  AccountLinksController,
  AuditController,
  SitesController,
  LocationsController,
  TeamsController,
  CoverageController,
  SearchesController,
  DevicesController,
  DeviceHistoryController,
  ScanController,
  ImportsController,
  NoticesController,
  PlansController,
  CampaignsController,
  CampaignChangesController,
  CampaignProgressController,
  CampaignPeopleController,
  CampaignEventsController,
  CloseoutController,
  ReportsController,
  TasksController,
  TaskWaitsController,
  PhotosController,
  RemindersController,
  RepliesController,
  ForwardingsController,
  AckController,
  HarmsController,
  MailboxController,
];

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
