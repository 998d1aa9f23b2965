import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id } from '#contracts/common';
import { CreateToken, NewTokenView, TokenPage } from '#contracts/identity';
import type { Caller } from '#domain/audit';
import { TokensService } from '#domain/identity';
import { ExpectedError } from '#platform/errors';
import { Allow, type AuthenticatedRequest, CurrentCaller } from '../http/index.js';

@ApiTags('tokens')
@Controller('tokens')
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  /** The token is shown in this answer and never again. */
  @Post()
  @Allow('token.manage')
  @ApiCreatedResponse({ standardSchema: NewTokenView })
  create(
    @CurrentCaller() caller: Caller,
    @Body({ schema: CreateToken }) body: CreateToken,
    @Req() request: AuthenticatedRequest,
  ): Promise<NewTokenView> {
    // A token that leaked must not be able to outlive its own revocation by making others.
    if (request.signedInBy !== 'session') {
      throw new ExpectedError(
        'forbidden',
        'token.needs-sign-in',
        'Sign in with e-mail and password to make a token.',
      );
    }
    return this.tokens.create(caller, body);
  }

  @Get()
  @Allow('token.manage')
  @ApiOkResponse({ standardSchema: TokenPage })
  list(@CurrentCaller() caller: Caller) {
    return this.tokens.list(caller);
  }

  @Delete(':id')
  @Allow('token.manage')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.tokens.revoke(caller, id);
  }
}
