import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { Id } from '#contracts/common';
import {
  AcknowledgeReply,
  CreateReply,
  EnterReply,
  ReplyDetail,
  ReplyFormQuery,
  replyFormTypes,
  ReplyListQuery,
  ReplyPage,
  ReplyPdfQuery,
  SendReply,
} from '#contracts/replies';
import type { Caller } from '#domain/audit';
import { RepliesService, ReplySendingService } from '#domain/replies';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('replies')
@Controller('replies')
export class RepliesController {
  constructor(
    private readonly replies: RepliesService,
    private readonly sending: ReplySendingService,
  ) {}

  @Get()
  @Allow('reply.read')
  @ApiOperation({ summary: 'The replies that the sites of a campaign owe the firm, with their figures' })
  @ApiOkResponse({ standardSchema: ReplyPage })
  list(
    @Query({ schema: ReplyListQuery }) query: ReplyListQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyPage> {
    return this.replies.list(caller, query);
  }

  /** For a site without a pump in scope: its reply says "no stock". */
  @Post()
  @Allow('reply.send')
  @ApiCreatedResponse({ standardSchema: ReplyDetail })
  create(
    @Body({ schema: CreateReply }) body: CreateReply,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetail> {
    return this.replies.create(caller, body);
  }

  @Get(':id.pdf')
  @Allow('reply.read')
  @ApiOperation({ summary: 'The reply form: a draft with the figures of now, or a version as it went out' })
  @ApiProduces(...replyFormTypes)
  @ApiOkResponse({ description: 'the form' })
  async document(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReplyPdfQuery }) query: { version?: number },
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const { type, content } = await this.replies.document(caller, id, query.version);
    const disposition = `inline; filename="reply-${id}${query.version === undefined ? '' : `-${query.version}`}"`;
    const options = { type, disposition };
    return Buffer.isBuffer(content)
      ? new StreamableFile(content, options)
      : new StreamableFile(content, options);
  }

  @Get(':id')
  @Allow('reply.read')
  @ApiOkResponse({ standardSchema: ReplyDetail })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<ReplyDetail> {
    return this.replies.read(caller, id);
  }

  @Post(':id/send')
  @HttpCode(202)
  @Allow('reply.send')
  @ApiOperation({ summary: 'E-mail the reply to the firm; refused while the count does not add up' })
  @ApiAcceptedResponse({ standardSchema: ReplyDetail })
  send(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SendReply }) body: SendReply,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetail> {
    return this.sending.send(caller, id, body);
  }

  @Post(':id/portal')
  @HttpCode(200)
  @Allow('reply.send')
  @ApiOperation({ summary: 'Record that the reply was entered on the firm’s portal' })
  @ApiOkResponse({ standardSchema: ReplyDetail })
  enter(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EnterReply }) body: EnterReply,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetail> {
    return this.sending.enter(caller, id, body);
  }

  @Post(':id/form')
  @HttpCode(200)
  @Allow('reply.send')
  @ApiOperation({ summary: 'Keep a distributor’s own form as it was sent; the file is the body' })
  @ApiConsumes(...replyFormTypes)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ standardSchema: ReplyDetail })
  upload(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReplyFormQuery }) query: ReplyFormQuery,
    @Headers('content-type') type: string | undefined,
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetail> {
    const content = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    return this.sending.upload(caller, id, query, content, (type ?? '').split(';')[0]?.trim() ?? '');
  }

  @Post(':id/acknowledged')
  @HttpCode(200)
  @Allow('reply.send')
  @ApiOperation({ summary: 'The firm said that it has the reply' })
  @ApiOkResponse({ standardSchema: ReplyDetail })
  acknowledged(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AcknowledgeReply }) body: AcknowledgeReply,
    @CurrentCaller() caller: Caller,
  ): Promise<ReplyDetail> {
    return this.sending.acknowledge(caller, id, body);
  }
}
