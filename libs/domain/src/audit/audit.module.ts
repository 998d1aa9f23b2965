import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.service.js';
import { UnitOfWork } from './unit-of-work.js';

/** Global: every capability changes things through a unit of work. */
@Global()
@Module({ providers: [UnitOfWork, AuditTrail], exports: [UnitOfWork, AuditTrail] })
export class AuditModule {}
