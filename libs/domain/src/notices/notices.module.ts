import { Module } from '@nestjs/common';
import { MatchingService } from './matching.service.js';
import { NoticesService } from './notices.service.js';

@Module({ providers: [NoticesService, MatchingService], exports: [NoticesService, MatchingService] })
export class NoticesModule {}
