import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RecipientEmail } from '#contracts/campaign-people';
import { Id, type Page } from '#contracts/common';
import {
  RemindAnswer,
  RemindCampaign,
  ReminderDetail,
  ReminderListQuery,
  ReminderPage,
  type ReminderView,
  RemindPreview,
  SweepView,
} from '#contracts/reminders';
import type { Caller } from '#domain/audit';
import { AssignmentPreviewService, RemindersService } from '#domain/reminders';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('reminders')
@Controller()
export class RemindersController {
  constructor(
    @Inject(RemindersService) private readonly reminders: RemindersService,
    @Inject(AssignmentPreviewService) private readonly previews: AssignmentPreviewService,
  ) {}

  @Get('reminders')
  @Allow('reminder.read')
  @ApiOkResponse({ standardSchema: ReminderPage })
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: ReminderListQuery }) query: ReminderListQuery,
  ): Promise<Page<ReminderView>> {
    return this.reminders.list(caller, query);
  }

  @Get('reminders/sweep')
  @Allow('reminder.read')
  @ApiOkResponse({ standardSchema: SweepView })
  sweep(): Promise<SweepView> {
    return this.reminders.sweep();
  }

  @Get('reminders/:id')
  @Allow('reminder.read')
  @ApiOkResponse({ standardSchema: ReminderDetail })
  read(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<ReminderDetail> {
    return this.reminders.read(caller, id);
  }

  @Get('campaigns/:id/recipients/:personId/email')
  @Allow('campaign.read')
  @ApiOperation({ summary: 'The e-mail that a person would get, were this draft opened now' })
  @ApiOkResponse({ standardSchema: RecipientEmail })
  preview(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: Id }) id: string,
    @Param('personId', { schema: Id }) personId: string,
  ): Promise<RecipientEmail> {
    return this.previews.email(caller, id, personId);
  }

  @Get('campaigns/:id/remind')
  @Allow('reminder.send')
  @ApiOperation({ summary: 'Whom a reminder of everybody would reach now, and who had an e-mail today' })
  @ApiOkResponse({ standardSchema: RemindPreview })
  remindPreview(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: Id }) id: string,
  ): Promise<RemindPreview> {
    return this.reminders.remindPreview(caller, id);
  }

  @Post('campaigns/:id/remind')
  @HttpCode(202)
  @Allow('reminder.send')
  @ApiAcceptedResponse({ standardSchema: RemindAnswer })
  remind(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RemindCampaign }) body: RemindCampaign,
  ): Promise<RemindAnswer> {
    return this.reminders.remind(caller, id, body);
  }
}
