import { Module } from '@nestjs/common';
import { CompletionService } from './completion.service.js';
import { PhotosService } from './photos.service.js';
import { PlansService } from './plans.service.js';
import { TasksService } from './tasks.service.js';

const services = [PlansService, TasksService, CompletionService, PhotosService];

@Module({ providers: services, exports: services })
export class TasksModule {}
