import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AskPasswordReset, InviteAnswer, SetPasswordByLink } from '#contracts/account-links';
import { Id } from '#contracts/common';
import type { Caller } from '#domain/audit';
import { PasswordLinksService } from '#domain/identity';
import { AccountMailService } from '#domain/reminders';
import { Allow, type AuthenticatedRequest, CurrentCaller, Public } from '../http/index.js';

const Token = z.string().regex(/^[\w-]{20,100}$/, 'is not the token of a link');

@ApiTags('users')
@Controller()
export class AccountLinksController {
  constructor(
    @Inject(AccountMailService) private readonly mail: AccountMailService,
    @Inject(PasswordLinksService) private readonly links: PasswordLinksService,
  ) {}

  /** Sends the person an e-mail with the link by which they set their password; a link sent before ends. */
  @Post('users/:id/invite')
  @HttpCode(202)
  @Allow('user.manage')
  @ApiAcceptedResponse({ standardSchema: InviteAnswer })
  invite(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<InviteAnswer> {
    return this.mail.invite(caller, id);
  }

  /** Sends a link to whoever has this address. The answer is the same whether or not anybody has. */
  @Post('password-resets')
  @HttpCode(202)
  @Public()
  @ApiAcceptedResponse({ description: 'If somebody has this address, the link is on its way.' })
  async ask(
    @Body({ schema: AskPasswordReset }) body: AskPasswordReset,
    @Req() request: AuthenticatedRequest,
  ): Promise<void> {
    await this.mail.askReset(body.email, { address: request.ip, requestId: request.id });
  }

  /** Sets the password, by the link of an invitation or of a reset; every session of the person ends. */
  @Post('password-resets/:token')
  @HttpCode(204)
  @Public()
  @ApiNoContentResponse()
  set(
    @Param('token', { schema: Token }) token: string,
    @Body({ schema: SetPasswordByLink }) body: SetPasswordByLink,
    @Req() request: AuthenticatedRequest,
  ): Promise<void> {
    return this.links.setPassword(token, body.password, { requestId: request.id });
  }
}
