import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { IdentityModule } from '#domain/identity';
import { AccessGuard } from './access.guard.js';
import { ProblemFilter } from './problem.filter.js';
import { RouteCheck } from './route-check.js';

/** What stands in front of every route. */
@Module({
  imports: [DiscoveryModule, IdentityModule],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    RouteCheck,
  ],
})
export class HttpModule {}
