import { Module } from '@nestjs/common';
import { AddedCodesService } from './added-codes.service.js';
import { MatchingService } from './matching.service.js';
import { NoticesService } from './notices.service.js';

const services = [NoticesService, AddedCodesService, MatchingService];

@Module({ providers: services, exports: services })
export class NoticesModule {}
