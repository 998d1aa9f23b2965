import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Id, type Page } from '#contracts/common';
import {
  AddCommunication,
  AddProductCode,
  AttachNotice,
  CreateNotice,
  NoticeListQuery,
  NoticePage,
  NoticeScopes,
  type NoticeSummary,
  NoticeView,
  SameEvent,
  TellApart,
} from '#contracts/notices';
import { ImportNotices, ImportNoticesAnswer } from '#contracts/notice-import';
import type { Caller } from '#domain/audit';
import { AddedCodesService, LettersService, NoticesService, SameEventService } from '#domain/notices';
import { Allow, CurrentCaller } from '../http/index.js';

/** Which affected product of a notice, from 1, as its view says. */
const Position = z.coerce.number().int().min(1).max(1_000_000);

@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(
    private readonly notices: NoticesService,
    private readonly codes: AddedCodesService,
    private readonly letters: LettersService,
    private readonly events: SameEventService,
  ) {}

  @Get()
  @Allow('notice.read')
  @ApiOkResponse({ standardSchema: NoticePage })
  list(@Query({ schema: NoticeListQuery }) query: NoticeListQuery): Promise<Page<NoticeSummary>> {
    return this.notices.list(query);
  }

  @Post()
  @Allow('notice.write')
  @ApiCreatedResponse({ standardSchema: NoticeView })
  create(
    @Body({ schema: CreateNotice }) body: CreateNotice,
    @CurrentCaller() caller: Caller,
  ): Promise<NoticeView> {
    return this.notices.create(caller, body);
  }

  @Post('import')
  @HttpCode(200)
  @Allow('notice.write')
  @ApiOkResponse({ standardSchema: ImportNoticesAnswer })
  import(
    @Body({ schema: ImportNotices }) body: ImportNotices,
    @CurrentCaller() caller: Caller,
  ): Promise<ImportNoticesAnswer> {
    return this.notices.import(caller, body);
  }

  @Get(':id')
  @Allow('notice.read')
  @ApiOkResponse({ standardSchema: NoticeView })
  read(@Param('id', { schema: Id }) id: string): Promise<NoticeView> {
    return this.notices.read(id);
  }

  @Post(':id/communications')
  @Allow('notice.write')
  @ApiCreatedResponse({ standardSchema: NoticeView })
  addCommunication(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AddCommunication }) body: AddCommunication,
    @CurrentCaller() caller: Caller,
  ): Promise<NoticeView> {
    return this.letters.add(caller, id, body);
  }

  @Get(':id/scopes')
  @Allow('notice.read')
  @ApiOperation({ summary: 'What the notice is about, in every version that its letters gave it' })
  @ApiOkResponse({ standardSchema: NoticeScopes })
  scopes(@Param('id', { schema: Id }) id: string): Promise<NoticeScopes> {
    return this.letters.scopes(id);
  }

  @Get(':id/same-event')
  @Allow('notice.read')
  @ApiOperation({ summary: 'Notices that look like letters of the same event' })
  @ApiOkResponse({ standardSchema: SameEvent })
  sameEvent(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<SameEvent> {
    return this.events.find(caller, id);
  }

  @Post(':id/attach')
  @HttpCode(200)
  @Allow('notice.write')
  @ApiOperation({ summary: 'Work this notice under another of the same event; to: null takes it off' })
  @ApiOkResponse({ standardSchema: NoticeView })
  attach(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AttachNotice }) body: AttachNotice,
    @CurrentCaller() caller: Caller,
  ): Promise<NoticeView> {
    return this.events.attach(caller, id, body.to);
  }

  @Post(':id/tell-apart')
  @HttpCode(200)
  @Allow('notice.write')
  @ApiOperation({ summary: 'Say that another notice is not of the same event; apart: false asks again' })
  @ApiOkResponse({ standardSchema: SameEvent })
  tellApart(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: TellApart }) body: TellApart,
    @CurrentCaller() caller: Caller,
  ): Promise<SameEvent> {
    return this.events.tellApart(caller, id, body);
  }

  @Post(':id/affected-products/:position/codes')
  @Allow('notice.write')
  @ApiOperation({ summary: 'Take a code into an affected product by hand ("use this code")' })
  @ApiCreatedResponse({ standardSchema: NoticeView })
  addCode(
    @Param('id', { schema: Id }) id: string,
    @Param('position', { schema: Position }) position: number,
    @Body({ schema: AddProductCode }) body: AddProductCode,
    @CurrentCaller() caller: Caller,
  ): Promise<NoticeView> {
    return this.codes.add(caller, id, position, body);
  }

  @Delete(':id/affected-products/:position/codes/:codeId')
  @Allow('notice.write')
  @ApiOperation({ summary: 'Take back a code that was added by hand' })
  @ApiOkResponse({ standardSchema: NoticeView })
  removeCode(
    @Param('id', { schema: Id }) id: string,
    @Param('position', { schema: Position }) position: number,
    @Param('codeId', { schema: Id }) codeId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<NoticeView> {
    return this.codes.remove(caller, id, position, codeId);
  }
}
