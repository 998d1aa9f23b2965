import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AuditPage, AuditQuery, AuditVerification } from '#contracts/audit';
import { AuditTrail, type Caller } from '#domain/audit';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(private readonly trail: AuditTrail) {}

  @Get()
  @Allow('audit.read')
  @ApiOkResponse({ standardSchema: AuditPage })
  list(@CurrentCaller() caller: Caller, @Query({ schema: AuditQuery }) query: AuditQuery) {
    return this.trail.list(caller, query);
  }

  @Get('verify')
  @Allow('audit.read')
  @ApiOkResponse({ standardSchema: AuditVerification })
  verify(@CurrentCaller() caller: Caller): Promise<AuditVerification> {
    return this.trail.verify(caller);
  }
}
