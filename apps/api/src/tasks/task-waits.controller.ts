import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TaskWait, TaskWaitPage, TaskWaitsQuery, WaitForFirm } from '#contracts/campaign-changes';
import { Id, type Page } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { TaskWaitsService } from '#domain/tasks';
import { Allow, CurrentCaller } from '../http/index.js';

/** Tasks that wait for the firm. */
@ApiTags('tasks')
@Controller()
export class TaskWaitsController {
  constructor(private readonly waits: TaskWaitsService) {}

  @Get('waits')
  @Allow('task.read')
  @ApiOperation({ summary: 'What waits for the firm: broken promises first, then the oldest' })
  @ApiOkResponse({ standardSchema: TaskWaitPage })
  list(
    @Query({ schema: TaskWaitsQuery }) query: TaskWaitsQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<TaskWait>> {
    return this.waits.list(caller, query);
  }

  @Post('tasks/:id/wait')
  @HttpCode(200)
  @Allow('task.complete')
  @ApiOkResponse({ standardSchema: TaskWait })
  wait(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: WaitForFirm }) body: WaitForFirm,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskWait> {
    return this.waits.wait(caller, id, body);
  }

  @Post('tasks/:id/wait/end')
  @HttpCode(200)
  @Allow('task.complete')
  @ApiOkResponse({ standardSchema: TaskWait })
  end(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<TaskWait> {
    return this.waits.endWait(caller, id);
  }
}
