import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '#domain/audit';
import type { Action } from '#domain/identity';

export const ALLOWED_ACTION = 'closeout:action';
export const PUBLIC_ROUTE = 'public';

/** Names the action of access.policy.ts that a route needs. A route without it is refused at boot. */
export const Allow = (action: Action) => SetMetadata(ALLOWED_ACTION, action);
/** A route for those who have not signed in: sign-in itself, health. */
export const Public = () => SetMetadata(ALLOWED_ACTION, PUBLIC_ROUTE);

export type AuthenticatedRequest = FastifyRequest & { caller?: Caller; signedInBy?: 'session' | 'token' };

/** The caller that the guard found: who, role, sites, request id, idempotency key. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = context.switchToHttp().getRequest<AuthenticatedRequest>().caller;
  if (caller === undefined) throw new Error('This route has no guard in front of it.');
  return caller;
});
