import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import { PlanDefinition, PlanListQuery, PlanPage, PlanView } from '#contracts/plans';
import type { Caller } from '#domain/audit';
import { PlansService } from '#domain/tasks';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('plans')
@Controller('plans')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Get()
  @Allow('plan.read')
  @ApiOkResponse({ standardSchema: PlanPage })
  async list(@Query({ schema: PlanListQuery }) query: PlanListQuery): Promise<Page<PlanView>> {
    return { items: await this.plans.list(query.key), nextCursor: null };
  }

  @Get(':id')
  @Allow('plan.read')
  @ApiOkResponse({ standardSchema: PlanView })
  read(@Param('id', { schema: Id }) id: string): Promise<PlanView> {
    return this.plans.read(id);
  }

  @Post()
  @Allow('plan.write')
  @ApiCreatedResponse({ standardSchema: PlanView })
  create(
    @Body({ schema: PlanDefinition }) body: PlanDefinition,
    @CurrentCaller() caller: Caller,
  ): Promise<PlanView> {
    return this.plans.createVersion(caller, body);
  }
}
