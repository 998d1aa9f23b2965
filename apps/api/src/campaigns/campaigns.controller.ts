import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  CampaignDevicesQuery,
  CampaignGap,
  CampaignListQuery,
  CampaignPage,
  CampaignView,
  CancelCampaign,
  CreateCampaign,
  OpenAnswer,
  PatchCampaign,
  SameNotice,
} from '#contracts/campaigns';
import { z } from 'zod';
import { Id, type Page } from '#contracts/common';
import { PreviewView, ExplanationView, CampaignDevicePage } from '#contracts/matching';
import type { Caller } from '#domain/audit';
import { CampaignLifecycleService, CampaignsService, ScopeService } from '#domain/campaigns';
import { Allow, CurrentCaller } from '../http/index.js';

/** The preview of the notice over the fleet, and the work that nobody would be there to do. */
const CampaignPreview = PreviewView.extend({
  gaps: z.array(CampaignGap),
  sameNotice: z.array(SameNotice),
}).meta({ id: 'CampaignPreview' });

@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignsController {
  constructor(
    private readonly campaigns: CampaignsService,
    private readonly lifecycle: CampaignLifecycleService,
    private readonly scope: ScopeService,
  ) {}

  @Get()
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignPage })
  list(
    @Query({ schema: CampaignListQuery }) query: CampaignListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<CampaignView>> {
    return this.campaigns.list(caller, query);
  }

  @Post()
  @Allow('campaign.manage')
  @ApiCreatedResponse({ standardSchema: CampaignView })
  create(
    @Body({ schema: CreateCampaign }) body: CreateCampaign,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignView> {
    return this.campaigns.create(caller, body);
  }

  @Get(':id')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<CampaignView> {
    return this.campaigns.read(caller, id);
  }

  @Patch(':id')
  @Allow('campaign.manage')
  @ApiOkResponse({ standardSchema: CampaignView })
  patch(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PatchCampaign }) body: PatchCampaign,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignView> {
    return this.campaigns.patch(caller, id, body);
  }

  @Get(':id/preview')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignPreview })
  preview(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof CampaignPreview>> {
    return this.scope.preview(caller, id);
  }

  @Post(':id/open')
  @HttpCode(202)
  @Allow('campaign.manage')
  @ApiAcceptedResponse({ standardSchema: OpenAnswer })
  open(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<{ status: 'opening' }> {
    return this.lifecycle.open(caller, id);
  }

  @Get(':id/devices')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignDevicePage })
  devices(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CampaignDevicesQuery }) query: CampaignDevicesQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignDevicePage> {
    return this.scope.devices(caller, id, query);
  }

  @Get(':id/devices/:deviceId/explanation')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: ExplanationView })
  explanation(
    @Param('id', { schema: Id }) id: string,
    @Param('deviceId', { schema: Id }) deviceId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<ExplanationView> {
    return this.scope.explanation(caller, id, deviceId);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Allow('campaign.manage')
  @ApiOkResponse({ standardSchema: CampaignView })
  cancel(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CancelCampaign }) body: CancelCampaign,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignView> {
    return this.lifecycle.cancel(caller, id, { reason: body.reason, nothingAffected: body.nothingAffected });
  }
}
