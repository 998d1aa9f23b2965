import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '#contracts/common';
import {
  CreateForwardings,
  ForwardingList,
  ForwardingListQuery,
  ForwardingPage,
  ForwardingView,
  SettleForwarding,
} from '#contracts/forwardings';
import type { Caller } from '#domain/audit';
import { ForwardingsService } from '#domain/replies';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('forwardings')
@Controller('forwardings')
export class ForwardingsController {
  constructor(private readonly forwardings: ForwardingsService) {}

  @Get()
  @Allow('reply.read')
  @ApiOperation({ summary: 'To whom a notice was passed on, and who has acknowledged it' })
  @ApiOkResponse({ standardSchema: ForwardingPage })
  list(
    @Query({ schema: ForwardingListQuery }) query: ForwardingListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ForwardingPage> {
    return this.forwardings.list(caller, query);
  }

  @Post()
  @Allow('reply.send')
  @ApiOperation({
    summary: 'Pass the notice on by e-mail; the receivers are reminded until they acknowledge',
  })
  @ApiCreatedResponse({ standardSchema: ForwardingList })
  create(
    @Body({ schema: CreateForwardings }) body: CreateForwardings,
    @CurrentCaller() caller: Caller,
  ): Promise<{ items: ForwardingView[] }> {
    return this.forwardings.create(caller, body);
  }

  @Post(':id/settle')
  @HttpCode(200)
  @Allow('reply.send')
  @ApiOperation({ summary: 'Record an acknowledgement that came by another way, or end the asking' })
  @ApiOkResponse({ standardSchema: ForwardingView })
  settle(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SettleForwarding }) body: SettleForwarding,
    @CurrentCaller() caller: Caller,
  ): Promise<ForwardingView> {
    return this.forwardings.settle(caller, id, body);
  }
}
