import { Module } from '@nestjs/common';
import { IdentityModule } from '#domain/identity';
import { ClockController } from './clock.controller.js';
import { HealthController } from './health.controller.js';
import { Housekeeping } from './housekeeping.js';
import { Metrics } from './metrics.js';

@Module({
  imports: [IdentityModule],
  controllers: [HealthController, ClockController],
  providers: [Housekeeping, Metrics],
})
export class OperationsModule {}
