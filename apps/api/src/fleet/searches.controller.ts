import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Id } from '#contracts/common';
import { DeviceDetail } from '#contracts/fleet';
import { SetHolder } from '#contracts/holders';
import {
  DeviceSearch,
  DeviceSearches,
  NotLocatedPage,
  NotLocatedQuery,
  RecordSearch,
} from '#contracts/searches';
import type { Caller } from '#domain/audit';
import { HoldersService, SearchesService } from '#domain/fleet';
import { Allow, CurrentCaller } from '../http/index.js';

/** Pumps that are not where they should be: looked for, or with somebody else. */
@ApiTags('devices')
@Controller('devices')
export class SearchesController {
  constructor(
    private readonly searches: SearchesService,
    private readonly holders: HoldersService,
  ) {}

  @Get('not-located')
  @Allow('device.read')
  @ApiOperation({ summary: 'What is to be looked for, by site and location, so that one can walk it' })
  @ApiOkResponse({ standardSchema: NotLocatedPage })
  notLocated(
    @Query({ schema: NotLocatedQuery }) query: NotLocatedQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<NotLocatedPage> {
    return this.searches.notLocated(caller, query);
  }

  @Get('not-located.csv')
  @Allow('device.read')
  @ApiOperation({ summary: 'The same to be printed (5,000 rows at most)' })
  @ApiProduces('text/csv')
  async notLocatedCsv(
    @Query({ schema: NotLocatedQuery }) query: NotLocatedQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    return new StreamableFile(Buffer.from(await this.searches.notLocatedCsv(caller, query)), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="not-located.csv"',
    });
  }

  @Get(':id/search')
  @Allow('device.read')
  @ApiOkResponse({ standardSchema: DeviceSearches })
  ofDevice(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<DeviceSearches> {
    return this.searches.ofDevice(caller, id);
  }

  @Post(':id/search')
  @HttpCode(201)
  @Allow('device.write')
  @ApiOperation({ summary: 'Somebody looked for a pump, and found it or not' })
  @ApiCreatedResponse({ standardSchema: DeviceSearch })
  record(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RecordSearch }) body: RecordSearch,
    @CurrentCaller() caller: Caller,
  ): Promise<DeviceSearch> {
    return this.searches.record(caller, id, body);
  }

  @Post(':id/holder')
  @HttpCode(200)
  @Allow('device.write')
  @ApiOperation({
    summary: 'Who has a pump that is away; in open campaigns about it they are told by e-mail',
  })
  @ApiOkResponse({ standardSchema: DeviceDetail })
  holder(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SetHolder }) body: SetHolder,
    @CurrentCaller() caller: Caller,
  ): Promise<DeviceDetail> {
    return this.holders.set(caller, id, body);
  }
}
