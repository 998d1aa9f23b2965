import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CampaignView } from '#contracts/campaigns';
import {
  AnswerCheck,
  AssignCheck,
  CampaignGates,
  CheckList,
  CheckPump,
  CheckView,
  CloseCampaign,
  NotLocatedDecision,
  NotLocatedList,
  ReopenCampaign,
  SignatureList,
  StartCheck,
} from '#contracts/closeout';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { ChecksService, ClosingService, NotLocatedService } from '#domain/closeout';
import { Allow, CurrentCaller } from '../http/index.js';

/** What ends a campaign: gates, decisions, the independent check, signatures. */
@ApiTags('close-out')
@Controller('campaigns/:id')
export class CloseoutController {
  constructor(
    private readonly closing: ClosingService,
    private readonly notLocated: NotLocatedService,
    private readonly checks: ChecksService,
  ) {}

  @Get('gates')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignGates })
  gates(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<CampaignGates> {
    return this.closing.gates(caller, id);
  }

  @Post('close')
  @HttpCode(200)
  @Allow('campaign.sign')
  @ApiOkResponse({ standardSchema: CampaignView })
  close(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CloseCampaign }) body: CloseCampaign,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<CampaignView> {
    return this.closing.close(caller, id, body, { address: request.ip });
  }

  @Post('reopen')
  @HttpCode(200)
  @Allow('campaign.sign')
  @ApiOkResponse({ standardSchema: CampaignView })
  reopen(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ReopenCampaign }) body: ReopenCampaign,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<CampaignView> {
    return this.closing.reopen(caller, id, body, { address: request.ip });
  }

  @Get('signatures')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: SignatureList })
  signatures(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<SignatureList> {
    return this.closing.signatures(caller, id);
  }

  @Get('not-located')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: NotLocatedList })
  missing(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<NotLocatedList> {
    return this.notLocated.list(caller, id);
  }

  @Post('not-located-decision')
  @HttpCode(200)
  @Allow('campaign.sign')
  @ApiOkResponse({ standardSchema: NotLocatedList })
  decide(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NotLocatedDecision }) body: NotLocatedDecision,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<NotLocatedList> {
    return this.notLocated.decide(caller, id, body, { address: request.ip });
  }

  @Get('checks')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CheckList })
  listChecks(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<CheckList> {
    return this.checks.list(caller, id);
  }

  @Post('checks')
  @Allow('campaign.manage')
  @ApiCreatedResponse({ standardSchema: CheckView })
  startCheck(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: StartCheck }) body: StartCheck,
    @CurrentCaller() caller: Caller,
  ): Promise<CheckView> {
    return this.checks.start(caller, id, body);
  }

  @Post('checks/pumps/:pumpId/assign')
  @HttpCode(200)
  @Allow('task.assign')
  @ApiOkResponse({ standardSchema: CheckPump })
  assignCheck(
    @Param('id', { schema: Id }) id: string,
    @Param('pumpId', { schema: Id }) pumpId: string,
    @Body({ schema: AssignCheck }) body: AssignCheck,
    @CurrentCaller() caller: Caller,
  ): Promise<CheckPump> {
    return this.checks.assign(caller, id, pumpId, body.assigneeId);
  }

  @Post('checks/pumps/:pumpId/answer')
  @HttpCode(200)
  @Allow('check.answer')
  @ApiOkResponse({ standardSchema: CheckPump })
  answerCheck(
    @Param('id', { schema: Id }) id: string,
    @Param('pumpId', { schema: Id }) pumpId: string,
    @Body({ schema: AnswerCheck }) body: AnswerCheck,
    @CurrentCaller() caller: Caller,
  ): Promise<CheckPump> {
    return this.checks.answer(caller, id, pumpId, body);
  }
}
