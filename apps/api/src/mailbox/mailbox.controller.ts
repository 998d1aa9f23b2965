import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import { MailboxDetail, type MailboxMessage, MailboxPage, MailboxQuery } from '#contracts/mailbox';
import type { Caller } from '#domain/audit';
import { MailboxService } from '#domain/reminders';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('mailbox')
@Controller('mailbox')
export class MailboxController {
  constructor(@Inject(MailboxService) private readonly mailbox: MailboxService) {}

  @Get()
  @Allow('mailbox.read')
  @ApiOkResponse({ standardSchema: MailboxPage })
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: MailboxQuery }) query: MailboxQuery,
  ): Promise<Page<MailboxMessage>> {
    return this.mailbox.list(caller, query);
  }

  @Get(':id')
  @Allow('mailbox.read')
  @ApiOkResponse({ standardSchema: MailboxDetail })
  read(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<MailboxDetail> {
    return this.mailbox.read(caller, id);
  }
}
