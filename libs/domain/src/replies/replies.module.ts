import { Module, type OnModuleInit } from '@nestjs/common';
import { CampaignsModule, GateRegistry } from '#domain/campaigns';
import { TasksModule } from '#domain/tasks';
import { ForwardingsService } from './forwardings.service.js';
import { HarmsService } from './harms.service.js';
import { LetterSendingService } from './letter-sending.service.js';
import { RepliesService } from './replies.service.js';
import { RepliesSweepService } from './replies-sweep.service.js';
import { forwardingsAcknowledged, harmDecided, repliesReturned } from './reply-gates.js';
import { ReplySendingService } from './reply-sending.service.js';

const services = [
  RepliesService,
  ReplySendingService,
  ForwardingsService,
  HarmsService,
  LetterSendingService,
  RepliesSweepService,
];

@Module({ imports: [TasksModule, CampaignsModule], providers: services, exports: services })
export class RepliesModule implements OnModuleInit {
  constructor(
    private readonly gates: GateRegistry,
    private readonly replies: RepliesService,
  ) {}

  onModuleInit(): void {
    this.gates.register(
      repliesReturned((sql, question) => this.replies.states(sql, question.now, question)),
      forwardingsAcknowledged,
      harmDecided,
    );
  }
}
