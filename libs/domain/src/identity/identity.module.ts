import { Module } from '@nestjs/common';
import { AccessLog } from './access-log.js';
import { Attempts } from './attempts.js';
import { Authenticator } from './authenticator.js';
import { IdentityHousekeeping } from './housekeeping.js';
import { PasswordConfirmation } from './password-confirmation.service.js';
import { PasswordLinksService } from './password-links.service.js';
import { ProfileService } from './profile.service.js';
import { SignInService } from './sign-in.service.js';
import { TokensService } from './tokens.service.js';
import { UsersService } from './users.service.js';

@Module({
  providers: [
    AccessLog,
    Attempts,
    Authenticator,
    IdentityHousekeeping,
    PasswordConfirmation,
    PasswordLinksService,
    ProfileService,
    SignInService,
    TokensService,
    UsersService,
  ],
  exports: [
    AccessLog,
    Attempts,
    Authenticator,
    IdentityHousekeeping,
    PasswordConfirmation,
    PasswordLinksService,
    ProfileService,
    SignInService,
    TokensService,
    UsersService,
  ],
})
export class IdentityModule {}
