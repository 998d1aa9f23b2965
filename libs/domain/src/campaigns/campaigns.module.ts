import { Module } from '@nestjs/common';
import { NoticesModule } from '#domain/notices';
import { TasksModule } from '#domain/tasks';
import { CampaignLifecycleService } from './campaign-lifecycle.service.js';
import { CampaignPeopleService } from './campaign-people.service.js';
import { CampaignProgressService } from './campaign-progress.service.js';
import { CampaignsService } from './campaigns.service.js';
import { MovedDevicesService } from './moved-devices.service.js';
import { OpeningService } from './opening.service.js';
import { ScopeService } from './scope.service.js';
import { VerifiedRecordsService } from './verified-records.service.js';

const services = [
  CampaignsService,
  CampaignLifecycleService,
  CampaignProgressService,
  CampaignPeopleService,
  OpeningService,
  MovedDevicesService,
  ScopeService,
  VerifiedRecordsService,
];

@Module({ imports: [NoticesModule, TasksModule], providers: services, exports: services })
export class CampaignsModule {}
