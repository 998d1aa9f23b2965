import { Body, Controller, Get, HttpCode, Inject, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ChangePassword, MeView, PatchMe, SessionView, SignIn } from '#contracts/identity';
import type { Caller } from '#domain/audit';
import { Authenticator, ProfileService, SignInService } from '#domain/identity';
import type { Config } from '#platform/config';
import { CONFIG } from '#platform/wiring';
import {
  Allow,
  type AuthenticatedRequest,
  clearSessionCookie,
  CurrentCaller,
  Public,
  sessionCookieOf,
  setSessionCookie,
} from '../http/index.js';

@ApiTags('sign-in')
@Controller()
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly profiles: ProfileService,
    private readonly authenticator: Authenticator,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Sets the session cookie; it lasts for twelve hours. */
  @Post('sign-in')
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: MeView })
  async signIn(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MeView> {
    const session = await this.signIns.signIn(body, {
      address: request.ip,
      requestId: request.id,
      oldSession: sessionCookieOf(request, this.config.publicUrl),
    });
    setSessionCookie(reply, this.config.publicUrl, session);
    return session.me;
  }

  @Post('sign-out')
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signIns.signOut(sessionCookieOf(request, this.config.publicUrl), request.id);
    clearSessionCookie(reply, this.config.publicUrl);
  }

  /** What a page asks before anything else: nobody being signed in is an answer here, and no error as in `me`. */
  @Get('session')
  @Public()
  @ApiOkResponse({ standardSchema: SessionView })
  async session(@Req() request: AuthenticatedRequest): Promise<SessionView> {
    const cookie = sessionCookieOf(request, this.config.publicUrl);
    const person = cookie === undefined ? null : await this.authenticator.bySession(cookie);
    return { me: person === null ? null : await this.signIns.me({ ...person, requestId: request.id }) };
  }

  @Get('me')
  @Allow('me.read')
  @ApiOkResponse({ standardSchema: MeView })
  me(@CurrentCaller() caller: Caller): Promise<MeView> {
    return this.signIns.me(caller);
  }

  /**
   * The own time zone, digest hour, language and leave; what is left out stays. Name, e-mail, role and sites are an
   * administrator's to change.
   */
  @Patch('me')
  @Allow('me.write')
  @ApiOkResponse({ standardSchema: MeView })
  patchMe(@CurrentCaller() caller: Caller, @Body({ schema: PatchMe }) body: PatchMe): Promise<MeView> {
    return this.profiles.patchMe(caller, body);
  }

  /** Ends every other session of the person. */
  @Post('me/password')
  @Allow('me.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  async changePassword(
    @CurrentCaller() caller: Caller,
    @Body({ schema: ChangePassword }) body: ChangePassword,
    @Req() request: AuthenticatedRequest,
  ): Promise<void> {
    await this.signIns.changePassword(caller, body, {
      address: request.ip,
      session: sessionCookieOf(request, this.config.publicUrl),
    });
  }
}
