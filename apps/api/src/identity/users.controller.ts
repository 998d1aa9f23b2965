import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Id } from '#contracts/common';
import { CreateUser, PatchUser, UserPage, UserQuery, UserView } from '#contracts/identity';
import type { Caller } from '#domain/audit';
import { UsersService } from '#domain/identity';
import { Allow, CurrentCaller } from '../http/index.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

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
}
