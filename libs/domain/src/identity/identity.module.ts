import { Module } from '@nestjs/common';
import { AccessLog } from './access-log.js';
import { Authenticator } from './authenticator.js';

@Module({ providers: [Authenticator, AccessLog], exports: [Authenticator, AccessLog] })
export class IdentityModule {}
