import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import { type DeviceHistoryEntry, DeviceHistoryPage, DeviceHistoryQuery } from '#contracts/device-history';
import type { Caller } from '#domain/audit';
import { DeviceHistoryService } from '#domain/tasks';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('devices')
@Controller('devices')
export class DeviceHistoryController {
  constructor(private readonly histories: DeviceHistoryService) {}

  /**
   * The pump's whole story, newest first: changes of its record, campaigns with their verdicts then and now, tasks with
   * everything that was recorded. Nothing of campaigns and tasks of other sites than the caller's.
   */
  @Get(':id/history')
  @Allow('device.read')
  @ApiOkResponse({ standardSchema: DeviceHistoryPage })
  history(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: DeviceHistoryQuery }) query: DeviceHistoryQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<DeviceHistoryEntry>> {
    return this.histories.history(caller, id, query);
  }
}
