import { Module } from '@nestjs/common';
import { CompletionService } from './completion.service.js';
import { PlansService } from './plans.service.js';
import { TasksService } from './tasks.service.js';

const services = [PlansService, TasksService, CompletionService];

@Module({ providers: services, exports: services })
export class TasksModule {}
