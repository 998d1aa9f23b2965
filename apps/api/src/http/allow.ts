import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiDefaultResponse, ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#contracts/common';
import type { Caller } from '#domain/audit';
import type { Action } from '#domain/identity';

export const ALLOWED_ACTION = 'closeout:action';
export const PUBLIC_ROUTE = 'public';
/** The OpenAPI document names each route's action under this key. */
export const ACTION_EXTENSION = 'x-action';

/** Names the action of access.policy.ts that a route needs. A route without it is refused at boot. */
export const Allow = (action: Action) => described(action);
/** A route for those who have not signed in: sign-in itself, health. */
export const Public = () => described(PUBLIC_ROUTE);

const described = (action: Action | typeof PUBLIC_ROUTE) =>
  applyDecorators(
    SetMetadata(ALLOWED_ACTION, action),
    ApiExtension(ACTION_EXTENSION, action),
    ApiDefaultResponse({ standardSchema: Problem, description: 'A problem document (RFC 9457)' }),
  );

export type AuthenticatedRequest = FastifyRequest & { caller?: Caller; signedInBy?: 'session' | 'token' };

/** The caller that the guard found: who, role, sites, request id, idempotency key. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = context.switchToHttp().getRequest<AuthenticatedRequest>().caller;
  if (caller === undefined) throw new Error('This route has no guard in front of it.');
  return caller;
});
