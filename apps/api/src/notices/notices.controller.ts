import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import {
  AddCommunication,
  CreateNotice,
  ImportNotices,
  ImportNoticesAnswer,
  NoticeListQuery,
  NoticePage,
  type NoticeSummary,
  NoticeView,
} from '#contracts/notices';
import type { Caller } from '#domain/audit';
import { NoticesService } from '#domain/notices';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(private readonly notices: NoticesService) {}

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
    return this.notices.addCommunication(caller, id, body);
  }
}
