import { Module, type OnModuleInit } from '@nestjs/common';
import { CampaignsModule, GateRegistry } from '#domain/campaigns';
import { IdentityModule } from '#domain/identity';
import { TasksModule } from '#domain/tasks';
import { checkGate } from './check-gate.js';
import { ChecksService } from './checks.service.js';
import { ClosingService } from './closing.service.js';
import { EvidenceService } from './evidence/evidence.service.js';
import { notLocatedGate, NotLocatedService } from './not-located.service.js';
import { SigningService } from './signing.service.js';

const services = [ClosingService, ChecksService, NotLocatedService, SigningService, EvidenceService];

@Module({ imports: [IdentityModule, TasksModule, CampaignsModule], providers: services, exports: services })
export class CloseoutModule implements OnModuleInit {
  constructor(private readonly gates: GateRegistry) {}

  onModuleInit(): void {
    this.gates.register(notLocatedGate, checkGate);
  }
}
