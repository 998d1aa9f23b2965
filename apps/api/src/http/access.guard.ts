import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { createHash } from 'node:crypto';
import type { Caller } from '#domain/audit';
import { AccessLog, type Action, assertMay, Authenticator, may } from '#domain/identity';
import type { Config } from '#platform/config';
import { ExpectedError } from '#platform/errors';
import { CONFIG } from '#platform/wiring';
import { ALLOWED_ACTION, type AuthenticatedRequest, PUBLIC_ROUTE } from './allow.js';
import { isCrossSite } from './same-origin.js';
import { bearerOf, sessionCookieOf } from './session-cookie.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** In front of every route: who is it, may they do this, and did they, not a page of another site, ask for it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly accessLog: AccessLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.getAllAndOverride<Action | typeof PUBLIC_ROUTE | undefined>(
      ALLOWED_ACTION,
      [context.getHandler(), context.getClass()],
    );
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (bearerOf(request) === undefined) this.refuseCrossSite(request);
    if (action === PUBLIC_ROUTE) return true;
    if (action === undefined) throw new Error('A route without @Allow was reached.');

    const caller = await this.authenticate(request);
    request.caller = caller;
    if (!may(caller, action) && request.method !== 'GET' && request.method !== 'HEAD') {
      await this.accessLog.refused(caller, action);
    }
    assertMay(caller, action);
    return true;
  }

  private refuseCrossSite(request: AuthenticatedRequest): void {
    const { method, headers } = request;
    const fetchSite = headers['sec-fetch-site'];
    const seen = { method, host: headers.host, origin: headers.origin, fetchSite: fetchSite?.toString() };
    if (isCrossSite(seen, this.config.publicUrl)) {
      throw new ExpectedError(
        'forbidden',
        'access.cross-site',
        'This request came from a page of another site.',
      );
    }
  }

  private async authenticate(request: AuthenticatedRequest): Promise<Caller> {
    const bearer = bearerOf(request);
    const session = bearer === undefined ? sessionCookieOf(request, this.config.publicUrl) : undefined;
    const person =
      bearer !== undefined
        ? await this.authenticator.byToken(bearer)
        : session !== undefined
          ? await this.authenticator.bySession(session)
          : null;
    if (person === null) {
      throw new ExpectedError(
        'unauthenticated',
        'access.not-signed-in',
        'Sign in first, or send a valid token.',
      );
    }
    refuseOtherPerson(request, person);
    request.signedInBy = bearer === undefined ? 'session' : 'token';
    const idempotency = idempotencyOf(request);
    return { ...person, requestId: request.id, ...(idempotency === undefined ? {} : { idempotency }) };
  }
}

/**
 * Work that waited on a shared phone says whose it is: it is never taken under the name of whoever signed in since, not
 * even when that happened a moment ago in another tab.
 */
function refuseOtherPerson(request: AuthenticatedRequest, person: Caller): void {
  const meant = request.headers['closeout-person'];
  if (meant === undefined || meant === person.userId) return;
  throw new ExpectedError(
    'conflict',
    'session.other-person',
    'Somebody else is signed in now. Sign in as the person who did this work, and send it again.',
  );
}

/** The key, with a digest of what it came with: the same key for another request is a mistake worth an answer. */
function idempotencyOf(request: AuthenticatedRequest): Caller['idempotency'] {
  const key = request.headers['idempotency-key']?.toString();
  if (key === undefined || request.method === 'GET' || request.method === 'HEAD') return undefined;
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw new ExpectedError(
      'invalid',
      'idempotency.bad-key',
      'An Idempotency-Key has 1 to 200 visible ASCII characters. A UUID will do.',
    );
  }
  const requestHash = createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(canonicalBody(request.body))
    .digest('hex');
  return { key, requestHash };
}

/** A streamed body (a file) has not been read yet: whoever reads it adds it to the digest (ImportsService). */
function canonicalBody(body: unknown): string | Buffer {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string' || Buffer.isBuffer(body)) return body;
  const isStream = typeof body === 'object' && 'pipe' in body;
  return isStream ? '' : JSON.stringify(body);
}
