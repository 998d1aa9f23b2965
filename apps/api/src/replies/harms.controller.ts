import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Id } from '#contracts/common';
import {
  DecideHarm,
  DescribeHarm,
  HarmDataSheet,
  HarmListQuery,
  HarmPage,
  HarmReported,
  HarmView,
} from '#contracts/harms';
import type { Caller } from '#domain/audit';
import { HarmsService } from '#domain/replies';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('harms')
@Controller('harms')
export class HarmsController {
  constructor(private readonly harms: HarmsService) {}

  @Get()
  @Allow('harm.read')
  @ApiOperation({ summary: 'Reports that a patient was or could have been harmed, newest first' })
  @ApiOkResponse({ standardSchema: HarmPage })
  list(
    @Query({ schema: HarmListQuery }) query: HarmListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<HarmPage> {
    return this.harms.list(caller, query);
  }

  @Get(':id')
  @Allow('harm.read')
  @ApiOkResponse({ standardSchema: HarmView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<HarmView> {
    return this.harms.read(caller, id);
  }

  @Patch(':id')
  @Allow('harm.decide')
  @ApiOperation({ summary: 'Add what form 3500A asks for and Closeout cannot know' })
  @ApiOkResponse({ standardSchema: HarmView })
  describe(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: DescribeHarm }) body: DescribeHarm,
    @CurrentCaller() caller: Caller,
  ): Promise<HarmView> {
    return this.harms.describe(caller, id, body);
  }

  @Post(':id/decision')
  @HttpCode(200)
  @Allow('harm.decide')
  @ApiOperation({ summary: 'Decide whether it has to be reported, with the reason' })
  @ApiOkResponse({ standardSchema: HarmView })
  decide(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: DecideHarm }) body: DecideHarm,
    @CurrentCaller() caller: Caller,
  ): Promise<HarmView> {
    return this.harms.decide(caller, id, body);
  }

  @Post(':id/reported')
  @HttpCode(200)
  @Allow('harm.decide')
  @ApiOperation({ summary: 'Record that it was reported to the FDA or to the manufacturer' })
  @ApiOkResponse({ standardSchema: HarmView })
  reported(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: HarmReported }) body: HarmReported,
    @CurrentCaller() caller: Caller,
  ): Promise<HarmView> {
    return this.harms.reported(caller, id, body);
  }

  @Get(':id/3500a')
  @Allow('harm.read')
  @ApiOperation({ summary: 'The data sheet for MedWatch form FDA 3500A' })
  @ApiOkResponse({ standardSchema: HarmDataSheet })
  dataSheet(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<HarmDataSheet> {
    return this.harms.dataSheet(caller, id);
  }

  @Get(':id/3500a.pdf')
  @Allow('harm.read')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ description: 'the same on paper' })
  async dataSheetPdf(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const content = await this.harms.dataSheetPdf(caller, id);
    return new StreamableFile(content, {
      type: 'application/pdf',
      disposition: `inline; filename="3500a-${id}.pdf"`,
    });
  }
}
