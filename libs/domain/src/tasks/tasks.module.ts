import { Module } from '@nestjs/common';
import { AssignmentService } from './assignment.service.js';
import { CompletionService } from './completion.service.js';
import { DeviceHistoryService } from './device-history.service.js';
import { OfflineService } from './offline.service.js';
import { PhotosService } from './photos.service.js';
import { PlansService } from './plans.service.js';
import { TaskWaitsService } from './task-waits.service.js';
import { TasksService } from './tasks.service.js';

const services = [
  PlansService,
  TasksService,
  AssignmentService,
  CompletionService,
  TaskWaitsService,
  DeviceHistoryService,
  OfflineService,
  PhotosService,
];

@Module({ providers: services, exports: services })
export class TasksModule {}
