import { Module } from '@nestjs/common';
import { TasksModule } from '#domain/tasks';
import { ForwardingsService } from './forwardings.service.js';
import { HarmsService } from './harms.service.js';
import { LetterSendingService } from './letter-sending.service.js';
import { RepliesService } from './replies.service.js';
import { RepliesSweepService } from './replies-sweep.service.js';
import { ReplySendingService } from './reply-sending.service.js';

const services = [
  RepliesService,
  ReplySendingService,
  ForwardingsService,
  HarmsService,
  LetterSendingService,
  RepliesSweepService,
];

@Module({ imports: [TasksModule], providers: services, exports: services })
export class RepliesModule {}
