import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import {
  AssignTask,
  CompleteTask,
  CompleteTasks,
  CompleteTasksAnswer,
  ReopenTask,
  TaskHistory,
  TaskListQuery,
  TaskPage,
  TaskView,
} from '#contracts/tasks';
import type { Caller } from '#domain/audit';
import { CompletionService, TasksService } from '#domain/tasks';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('tasks')
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly completion: CompletionService,
  ) {}

  @Get()
  @Allow('task.read')
  @ApiOkResponse({ standardSchema: TaskPage })
  list(
    @Query({ schema: TaskListQuery }) query: TaskListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<Page<TaskView>> {
    return this.tasks.list(caller, query);
  }

  @Post('complete')
  @HttpCode(200)
  @Allow('task.complete')
  @ApiOkResponse({ standardSchema: CompleteTasksAnswer })
  completeMany(
    @Body({ schema: CompleteTasks }) body: CompleteTasks,
    @CurrentCaller() caller: Caller,
  ): Promise<CompleteTasksAnswer> {
    return this.completion.completeTasks(caller, body);
  }

  @Get(':id')
  @Allow('task.read')
  @ApiOkResponse({ standardSchema: TaskView })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<TaskView> {
    return this.tasks.read(caller, id);
  }

  @Get(':id/history')
  @Allow('task.read')
  @ApiOkResponse({ standardSchema: TaskHistory })
  history(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<TaskHistory> {
    return this.tasks.history(caller, id);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @Allow('task.complete')
  @ApiOkResponse({ standardSchema: TaskView })
  complete(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CompleteTask }) body: CompleteTask,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskView> {
    return this.completion.completeTask(caller, id, body);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @Allow('task.reopen')
  @ApiOkResponse({ standardSchema: TaskView })
  reopen(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ReopenTask }) body: ReopenTask,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskView> {
    return this.tasks.reopenTask(caller, id, body);
  }

  @Post(':id/assign')
  @HttpCode(200)
  @Allow('task.assign')
  @ApiOkResponse({ standardSchema: TaskView })
  assign(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AssignTask }) body: AssignTask,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskView> {
    return this.tasks.assignTask(caller, id, body);
  }
}
