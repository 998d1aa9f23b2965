import { Module, type OnModuleInit } from '@nestjs/common';
import { NoticesModule } from '#domain/notices';
import { TasksModule } from '#domain/tasks';
import { ApplyingService } from './applying.service.js';
import { CampaignLifecycleService } from './campaign-lifecycle.service.js';
import { CampaignPeopleService } from './campaign-people.service.js';
import { CampaignProgressService } from './campaign-progress.service.js';
import { CampaignsService } from './campaigns.service.js';
import { ConsequencesService } from './consequences.service.js';
import { FoundPumpsService } from './found-pumps.service.js';
import { CampaignLettersService } from './letters.service.js';
import { GateRegistry } from './gates.js';
import { MovedDevicesService } from './moved-devices.service.js';
import { OpeningService } from './opening.service.js';
import { ScopeService } from './scope.service.js';
import { taskGates } from './task-gates.js';
import { VerifiedRecordsService } from './verified-records.service.js';
import { WatchService } from './watch.service.js';

const services = [
  CampaignsService,
  CampaignLifecycleService,
  CampaignProgressService,
  CampaignPeopleService,
  OpeningService,
  CampaignLettersService,
  ApplyingService,
  MovedDevicesService,
  ScopeService,
  GateRegistry,
  VerifiedRecordsService,
  WatchService,
  FoundPumpsService,
  ConsequencesService,
];

@Module({ imports: [NoticesModule, TasksModule], providers: services, exports: services })
export class CampaignsModule implements OnModuleInit {
  constructor(private readonly gates: GateRegistry) {}

  onModuleInit(): void {
    this.gates.register(...taskGates);
  }
}
