import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import {
  ApplyLetter,
  type CampaignChange,
  CampaignChangePage,
  CampaignChangesQuery,
  CampaignNews,
  CampaignNewsQuery,
  Difference,
  type DifferenceDevice,
  DifferenceDevicePage,
  DifferenceDevicesQuery,
  DifferenceQuery,
  SetAsideLetter,
  type WatchFinding,
  WatchFindingPage,
  WatchFindingsQuery,
} from '#contracts/campaign-changes';
import { Id, type Page } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { CampaignLettersService, WatchService } from '#domain/campaigns';
import { Allow, CurrentCaller } from '../http/index.js';

const Applying = z.object({ changeId: Id }).meta({ id: 'Applying' });

/** Letters that change a campaign that is open, and pumps that turn up. */
@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignChangesController {
  constructor(
    private readonly letters: CampaignLettersService,
    private readonly watch: WatchService,
  ) {}

  @Get('news')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'What waits for a decision: letters that are not in force, pumps that turned up' })
  @ApiOkResponse({ standardSchema: CampaignNews })
  news(
    @Query({ schema: CampaignNewsQuery }) query: CampaignNewsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignNews> {
    return this.letters.news(caller, query);
  }

  @Get(':id/difference')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'What applying a later letter would do; nothing is written' })
  @ApiOkResponse({ standardSchema: Difference })
  difference(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: DifferenceQuery }) query: DifferenceQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Difference> {
    return this.letters.difference(caller, id, query);
  }

  @Get(':id/difference/devices')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: DifferenceDevicePage })
  differenceDevices(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: DifferenceDevicesQuery }) query: DifferenceDevicesQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<DifferenceDevice>> {
    return this.letters.differenceDevices(caller, id, query);
  }

  @Post(':id/apply')
  @HttpCode(202)
  @Allow('campaign.manage')
  @ApiOperation({ summary: 'Apply a later letter; GET campaigns/:id/changes says how far it is' })
  @ApiAcceptedResponse({ standardSchema: Applying })
  apply(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ApplyLetter }) body: ApplyLetter,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof Applying>> {
    return this.letters.apply(caller, id, body);
  }

  @Post(':id/set-aside-letter')
  @HttpCode(204)
  @Allow('campaign.manage')
  @ApiOperation({
    summary: 'A letter that came after the end changes nothing here; it waits for a decision no more',
  })
  async setAside(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SetAsideLetter }) body: SetAsideLetter,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.letters.setAside(caller, id, body);
  }

  @Get(':id/changes')
  @Allow('campaign.read')
  @ApiOkResponse({ standardSchema: CampaignChangePage })
  changes(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CampaignChangesQuery }) query: CampaignChangesQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<CampaignChange>> {
    return this.letters.changes(caller, id, query);
  }

  @Get(':id/findings')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'Pumps that turned up in scope after the campaign was over' })
  @ApiOkResponse({ standardSchema: WatchFindingPage })
  findings(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: WatchFindingsQuery }) query: WatchFindingsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<WatchFinding>> {
    return this.watch.findings(caller, id, query);
  }
}
