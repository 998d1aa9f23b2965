import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { words } from '#contracts/common';
import { type AckPage, ForwardingsService } from '#domain/replies';
import { ExpectedError } from '#platform/errors';
import { Public } from '../http/index.js';
import { ACK_POLICY, renderAckPage } from './ack-page.js';

const Name = words(200);

/** The page behind an acknowledgement link, for people without an account. Looking changes nothing; the button does. */
@ApiExcludeController()
@Controller('ack')
export class AckController {
  constructor(private readonly forwardings: ForwardingsService) {}

  @Get(':token')
  @Public()
  async show(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    const facts = await found(() => this.forwardings.open(token));
    await send(reply, facts === null ? 404 : 200, renderAckPage(facts));
  }

  @Post(':token')
  @Public()
  async acknowledge(
    @Param('token') token: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const name = Name.safeParse((body as { name?: unknown } | null)?.name);
    const facts = await found(() =>
      name.success
        ? this.forwardings.acknowledge(token, name.data, { requestId: request.id })
        : this.forwardings.open(token),
    );
    if (facts === null) await send(reply, 404, renderAckPage(null));
    else if (name.success) await send(reply, 200, renderAckPage(facts));
    else await send(reply, 422, renderAckPage(facts, 'Type in your name, so that it can be recorded.'));
  }
}

async function found(look: () => Promise<AckPage>): Promise<AckPage | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ExpectedError && error.code === 'link.over') return null;
    throw error;
  }
}

async function send(reply: FastifyReply, status: number, html: string): Promise<void> {
  await reply
    .status(status)
    .header('content-security-policy', ACK_POLICY)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html);
}
