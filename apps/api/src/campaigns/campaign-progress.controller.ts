import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CampaignOverview } from '#contracts/campaign-overview';
import { CampaignBurndown, CampaignMatrix, CampaignMatrixQuery } from '#contracts/campaign-progress';
import { CampaignProgress } from '#contracts/campaigns';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { CampaignProgressService } from '#domain/campaigns';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignProgressController {
  constructor(private readonly progressOf: CampaignProgressService) {}

  @Get('overview')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'The campaigns that run, worst first, with whom they wait for' })
  @ApiOkResponse({ standardSchema: CampaignOverview })
  overview(@CurrentCaller() caller: Caller): Promise<CampaignOverview> {
    return this.progressOf.overview(caller);
  }

  @Get(':id/progress')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignProgress })
  progress(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignProgress> {
    return this.progressOf.progress(caller, id);
  }

  @Get(':id/burndown')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'Open tasks day by day: as the due days plan them, and as they were' })
  @ApiOkResponse({ standardSchema: CampaignBurndown })
  burndown(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignBurndown> {
    return this.progressOf.burndown(caller, id);
  }

  @Get(':id/matrix')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'Task counts of every site by step' })
  @ApiOkResponse({ standardSchema: CampaignMatrix })
  matrix(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CampaignMatrixQuery }) query: CampaignMatrixQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignMatrix> {
    return this.progressOf.matrix(caller, id, query);
  }
}
