import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CampaignPeoplePage,
  CampaignPeopleQuery,
  CampaignRecipients,
  CampaignRecipientsQuery,
} from '#contracts/campaign-people';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { CampaignPeopleService } from '#domain/campaigns';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignPeopleController {
  constructor(private readonly people: CampaignPeopleService) {}

  @Get(':id/people')
  @Allow('reminder.read')
  @ApiOperation({
    summary: 'Everybody with tasks in a campaign, most late ones first, and the last e-mail to each',
  })
  @ApiOkResponse({ standardSchema: CampaignPeoplePage })
  list(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CampaignPeopleQuery }) query: CampaignPeopleQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignPeoplePage> {
    return this.people.people(caller, id, query);
  }

  @Get(':id/recipients')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'Who will get how many tasks when a draft opens, and which nobody would get' })
  @ApiOkResponse({ standardSchema: CampaignRecipients })
  recipients(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: CampaignRecipientsQuery }) query: CampaignRecipientsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<CampaignRecipients> {
    return this.people.recipients(caller, id, query);
  }
}
