import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id } from '#contracts/common';
import { CreateUser, PatchUser, UserPage, UserQuery, UserView } from '#contracts/identity';
import { PutLeave } from '#contracts/leave';
import type { Caller } from '#domain/audit';
import { ProfileService, UsersService } from '#domain/identity';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly profiles: ProfileService,
  ) {}

  @Get()
  @Allow('user.read')
  @ApiOkResponse({ standardSchema: UserPage })
  list(@CurrentCaller() caller: Caller, @Query({ schema: UserQuery }) query: UserQuery) {
    return this.users.list(caller, query);
  }

  @Get(':id')
  @Allow('user.read')
  @ApiOkResponse({ standardSchema: UserView })
  read(@CurrentCaller() caller: Caller, @Param('id', { schema: Id }) id: string): Promise<UserView> {
    return this.users.read(caller, id);
  }

  @Post()
  @Allow('user.manage')
  @ApiCreatedResponse({ standardSchema: UserView })
  create(@CurrentCaller() caller: Caller, @Body({ schema: CreateUser }) body: CreateUser): Promise<UserView> {
    return this.users.create(caller, body);
  }

  @Patch(':id')
  @Allow('user.manage')
  @ApiOkResponse({ standardSchema: UserView })
  patch(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PatchUser }) body: PatchUser,
  ): Promise<UserView> {
    return this.users.patch(caller, id, body);
  }

  /**
   * Sets somebody's leave and who stands in; null ends it. Their e-mails go to the stand-in meanwhile, their tasks stay
   * theirs. Of people whose sites the caller has all of, and of those who answer to the caller.
   */
  @Put(':id/leave')
  @Allow('leave.manage')
  @ApiOkResponse({ standardSchema: UserView })
  setLeave(
    @CurrentCaller() caller: Caller,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: PutLeave }) body: PutLeave,
  ): Promise<UserView> {
    return this.profiles.setLeave(caller, id, body.leave);
  }
}
