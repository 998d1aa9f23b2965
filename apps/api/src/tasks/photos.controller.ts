import { Body, Controller, Get, Header, Param, Post, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { z } from 'zod';
import { Id } from '#contracts/common';
import { photoTypes, TaskPhoto, TaskPhotos } from '#contracts/tasks';
import type { Caller } from '#domain/audit';
import { PhotosService } from '#domain/tasks';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('tasks')
@Controller('tasks/:id/photos')
export class PhotosController {
  constructor(private readonly photos: PhotosService) {}

  /** The picture is the body; its id goes into the photo field when the task is closed. */
  @Post()
  @Allow('task.complete')
  @ApiConsumes(...photoTypes)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ standardSchema: TaskPhoto })
  add(
    @Param('id', { schema: Id }) id: string,
    @Body() body: unknown,
    @CurrentCaller() caller: Caller,
  ): Promise<TaskPhoto> {
    return this.photos.add(caller, id, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  }

  @Get()
  @Allow('task.read')
  @ApiOkResponse({ standardSchema: TaskPhotos })
  list(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<TaskPhotos> {
    return this.photos.list(caller, id);
  }

  @Get(':photoId')
  @Allow('task.read')
  @ApiProduces(...photoTypes)
  @ApiOkResponse({ description: 'the picture' })
  @Header('x-content-type-options', 'nosniff')
  async read(
    @Param('id', { schema: Id }) id: string,
    @Param('photoId', { schema: z.uuid() }) photoId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<StreamableFile> {
    const { mediaType, content } = await this.photos.read(caller, id, photoId);
    return new StreamableFile(content, { type: mediaType, disposition: 'inline' });
  }
}
