import { Module } from '@nestjs/common';
import { AddedCodesService } from './added-codes.service.js';
import { LettersService } from './letters.service.js';
import { MatchingService } from './matching.service.js';
import { NoticesService } from './notices.service.js';
import { SameEventService } from './same-event.service.js';

const services = [NoticesService, LettersService, SameEventService, AddedCodesService, MatchingService];

@Module({ providers: services, exports: services })
export class NoticesModule {}
