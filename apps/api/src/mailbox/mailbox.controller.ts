import { Controller, Get, Header, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Id, type Page } from '#contracts/common';
import {
  AttachmentNumber,
  MailboxDetail,
  type MailboxMessage,
  MailboxPage,
  MailboxQuery,
} from '#contracts/mailbox';
import type { Caller } from '#domain/audit';
import { MailboxService } from '#domain/reminders';
import { ExpectedError } from '#platform/errors';
import { Allow, CurrentCaller } from '../http/index.js';

/**
 * A message may come from anywhere that reaches the mail server: it runs no script, loads nothing, has no origin, and
 * only a link that a person follows leaves it.
 */
const MESSAGE_POLICY =
  "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

@ApiTags('mailbox')
@Controller('mailbox')
export class MailboxController {
  constructor(@Inject(MailboxService) private readonly mailbox: MailboxService) {}

  @Get()
  @Allow('mailbox.read')
  @ApiOkResponse({ standardSchema: MailboxPage })
  list(
    @CurrentCaller() caller: Caller,
    @Query({ schema: MailboxQuery }) query: MailboxQuery,
  ): Promise<Page<MailboxMessage>> {
    return this.mailbox.list(caller, query);
  }

  @Get(':id')
  @Allow('mailbox.read')
  @ApiOkResponse({ standardSchema: MailboxDetail })
  read(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<MailboxDetail> {
    return this.mailbox.read(caller, id);
  }

  /** To be kept as a file, whatever its type says: nothing that came with a message is shown under this address. */
  @Get(':id/attachments/:number')
  @Allow('mailbox.read')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({
    description: 'The file that came with the message',
    schema: { type: 'string', format: 'binary' },
  })
  async attachment(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: Id }) id: string,
    @Param('number', { schema: AttachmentNumber }) number: number,
  ): Promise<StreamableFile> {
    const { filename, content } = await this.mailbox.attachment(caller, id, number);
    const name = encodeURIComponent(filename ?? `attachment-${number}`);
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      disposition: `attachment; filename*=UTF-8''${name}`,
    });
  }

  /** The HTML part alone, to be looked at in a frame; its links open in the whole window. */
  @Get(':id/html')
  @Allow('mailbox.read')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', MESSAGE_POLICY)
  @ApiProduces('text/html')
  @ApiOkResponse({ description: 'The HTML part of the message', schema: { type: 'string' } })
  async html(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<string> {
    const { html } = await this.mailbox.read(caller, id);
    if (html === null) {
      throw new ExpectedError('not-found', 'message.no-html', 'This message has plain text alone.');
    }
    return `<!doctype html><base target="_top">${html}`;
  }
}
