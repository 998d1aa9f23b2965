import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { Id, type Page } from '#contracts/common';
import {
  AssignTask,
  AssignTasks,
  AssignTasksAnswer,
  CompleteTask,
  CompleteTasks,
  CompleteTasksAnswer,
  OfflineQuery,
  OfflineWork,
  PreviewCompletion,
  ReopenTask,
  TaskConsequences,
  TaskHistory,
  TaskListQuery,
  TaskPage,
  TaskView,
} from '#contracts/tasks';
import type { Caller } from '#domain/audit';
import { ConsequencesService } from '#domain/campaigns';
import {
  AssignmentService,
  CompletionService,
  OfflineService,
  senderClock,
  TasksService,
} from '#domain/tasks';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('tasks')
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TasksService,
    private readonly completion: CompletionService,
    private readonly assignment: AssignmentService,
    private readonly offline: OfflineService,
    private readonly consequences: ConsequencesService,
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

  /** By id, answered one by one; or all that a filter fits, all of them or none, in one go. */
  @Post('assign')
  @HttpCode(200)
  @Allow('task.assign')
  @ApiOkResponse({ standardSchema: AssignTasksAnswer })
  assignMany(
    @Body({ schema: AssignTasks }) body: AssignTasks,
    @CurrentCaller() caller: Caller,
  ): Promise<AssignTasksAnswer> {
    return this.assignment.assignTasks(caller, body);
  }

  /**
   * The open tasks of the caller and of those they stand in for, with forms, instructions and pumps, to work without a
   * network. The answer has an ETag; If-None-Match is answered with 304 while nothing has changed.
   */
  @Get('mine/offline')
  @Allow('task.read')
  @ApiOkResponse({ standardSchema: OfflineWork })
  async offlineWork(
    @Query({ schema: OfflineQuery }) query: OfflineQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OfflineWork | undefined> {
    const work = await this.offline.work(caller, query);
    const tag = `"${createHash('sha256').update(JSON.stringify(work)).digest('base64url')}"`;
    // kept by the person's own browser alone, and asked about each time
    void reply.header('etag', tag).header('cache-control', 'private, no-cache');
    const known = (request.headers['if-none-match'] ?? '')
      .split(',')
      .map((one) => one.trim().replace(/^W\//, ''));
    if (!known.includes(tag)) return work;
    void reply.status(304);
    return undefined;
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

  @Post(':id/consequences')
  @HttpCode(200)
  @Allow('task.read')
  @ApiOperation({
    summary:
      'Whether what is typed in would bring the pump into another recall, or take it out of one; writes nothing',
  })
  @ApiOkResponse({ standardSchema: TaskConsequences })
  consequencesOf(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PreviewCompletion }) body: PreviewCompletion,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskConsequences> {
    return this.consequences.preview(caller, id, body);
  }

  /**
   * `completedAt` is kept, but never before the task began, nor ahead of now. Whoever says in `Closeout-Clock` what
   * their clock shows while they send has it put right where that clock is more than five minutes off and it then lies
   * within its task's span; the times in `searched` and `harm.awareAt` too.
   */
  @Post(':id/complete')
  @HttpCode(200)
  @Allow('task.complete')
  @ApiHeader({ name: 'Closeout-Clock', required: false, schema: { type: 'string', format: 'date-time' } })
  @ApiOkResponse({ standardSchema: TaskView })
  complete(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CompleteTask }) body: CompleteTask,
    @CurrentCaller() caller: Caller,
    @Headers('closeout-clock') clock?: string,
  ): Promise<TaskView> {
    return this.completion.completeTask(caller, id, body, senderClock(clock, new Date()));
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
